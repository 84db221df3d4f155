"""好差评: what somebody thought of a matter that ended; 免申即享: what is prepared unasked (X6)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.enums.services import Grade, Matter, OfferState, RatingState
from niangjia.organizing.models.employers import Employer
from niangjia.organizing.models.joining import Transfer
from niangjia.organizing.models.members import Person
from niangjia.organizing.models.unions import Union
from niangjia.organizing.rules.ratings import is_bad


class Rating(ScopedModel):
    """One mark for one matter. ``code_index`` is a keyed digest: the code itself is not kept.

    Anonymous ones hold neither a name nor the number of the matter.
    """

    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "code_index", "matter", "unit", "grade", "named", "given_at", "state", "due_on",
            "due_provisional", "due_basis", "reply", "replied_by", "replied_at",
        },
        "personal": {"words", "name", "matter_id"},
    }  # fmt: skip

    code_index = models.CharField("查询码索引", max_length=100, unique=True)
    matter = models.CharField("事项", max_length=10, choices=Matter)
    unit = models.ForeignKey(
        "scope.Unit", models.PROTECT, related_name="ratings", verbose_name="办理单位"
    )
    grade = models.PositiveSmallIntegerField("评价", choices=Grade)
    words = models.CharField("意见", max_length=500, blank=True)
    named = models.BooleanField("实名", default=False)
    name = models.CharField("评价人", max_length=60, blank=True)
    matter_id = models.BigIntegerField("事项编号", null=True)
    given_at = models.DateTimeField("评价时间", auto_now_add=True)
    state = models.CharField("答复", max_length=8, choices=RatingState, default=RatingState.NONE)
    due_on = models.DateField("答复期限", null=True)
    due_provisional = models.BooleanField("期限暂定", default=False)
    due_basis = models.CharField("期限依据", max_length=300, blank=True)
    reply = models.CharField("答复内容", max_length=500, blank=True)
    replied_by = models.CharField("答复人", max_length=80, blank=True)
    replied_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=5), name="rating_grade"),
            models.CheckConstraint(
                condition=Q(named=True) | Q(name="", matter_id__isnull=True),
                name="rating_anonymous",
            ),
        ]
        indexes = [models.Index(fields=["unit", "given_at"], name="rating_unit")]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} {self.get_grade_display()}"

    @property
    def is_bad(self) -> bool:
        return is_bad(self.grade)


class Offer(ScopedModel):
    """A transfer prepared for a member whose employer has a union of its own now.

    Proposed, never imposed: nothing moves before the member confirms; one offer for a union.
    """

    SCOPE_PATH = "person__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "union", "state", "prepared_at", "answered_at", "transfer"},
        "personal": {"person", "employer", "answer"},
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="offers", verbose_name="会员")
    union = models.ForeignKey(Union, models.PROTECT, related_name="offers", verbose_name="单位工会")
    employer = models.ForeignKey(
        Employer, models.PROTECT, related_name="+", verbose_name="工作单位"
    )
    state = models.CharField("状态", max_length=8, choices=OfferState, default=OfferState.PREPARED)
    prepared_at = models.DateTimeField("备好时间", auto_now_add=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.CharField("本人说明", max_length=200, blank=True)
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, related_name="+", verbose_name="转接"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "union"], name="offer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.union}"
