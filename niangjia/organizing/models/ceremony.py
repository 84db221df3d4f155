"""Who came to a collective ceremony, and who got the gift."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.organizing.models.joining import JoinApplication, JoinEvent
from niangjia.organizing.models.members import Person


class EventGuest(ScopedModel):
    """Somebody at a ceremony: an applicant, or a member who is there already."""

    SCOPE_PATH = "event__union__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {"id", "event", "gift_at", "gift_by", "checked_in_at", "checked_in_by"},
        "personal": {"application", "person"},
    }

    event = models.ForeignKey(
        JoinEvent, models.PROTECT, related_name="guests", verbose_name="集中入会"
    )
    application = models.ForeignKey(
        JoinApplication, models.PROTECT, null=True, related_name="+", verbose_name="申请"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name="会员"
    )
    checked_in_at = models.DateTimeField("签到时间")
    checked_in_by = models.CharField("签到方式", max_length=80)
    gift_at = models.DateTimeField("领取时间", null=True)
    gift_by = models.CharField("发放人", max_length=80, blank=True)

    class Meta:
        ordering = ["checked_in_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "application"],
                condition=Q(application__isnull=False),
                name="event_guest_applied_once",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(person__isnull=False),
                name="event_guest_member_once",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(person__isnull=False),
                name="event_guest_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.application)
