"""Special days as dated data: the yearly notices of the State Council, day by day."""

from django.db import models


class SpecialKind(models.TextChoices):
    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "上班"


class SpecialDay(models.Model):
    """A day that is off or on against its weekday; ``year`` is the year of the notice."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=8, choices=SpecialKind)
    name = models.CharField("节日", max_length=20)
    year = models.PositiveSmallIntegerField("通知年度", db_index=True)
    source = models.CharField("依据", max_length=100)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()} {self.name}"
