"""What a rule book sets: in force from a day until replaced (architecture, principle 10)."""

from django.db import models


class Dated(models.Model):
    """A rule holds from a day until replaced; it is never overwritten."""

    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    source_text = models.CharField("依据", max_length=300)
    created_by = models.CharField("修改人", max_length=80)
    created_at = models.DateTimeField("修改时间", auto_now_add=True)

    class Meta:
        abstract = True
