"""Applications that came to nothing are kept for a year, as the notice to applicants says."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record_many
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.enums.members import ApplicationState
from niangjia.organizing.models import Consent, EventGuest, JoinApplication

KEPT = timedelta(days=365)
AT_ONCE = 500
WHY = "未入会申请保存期满"
HOUSE = Actor.system(WHY)


@transaction.atomic
def forget_applications(now: datetime | None = None) -> int:
    """Delete refused and withdrawn applications after a year, with their consents; returns how many.

    The trail keeps that there was one, with nobody's name in it.
    """
    before = (now or timezone.now()) - KEPT
    rows = JoinApplication.objects.unscoped(reason=WHY).filter(
        state__in=[ApplicationState.REFUSED, ApplicationState.WITHDRAWN],
        decided_at__lt=before, person__isnull=True,
    )  # fmt: skip
    over = list(rows.select_related("union__unit").order_by("pk")[:AT_ONCE])
    for application in over:
        path = application.union.unit.path
        record_many("organizing.join_forget", [(application, {})], by=HOUSE, unit_path=path)
    numbers = [application.pk for application in over]
    Consent.objects.unscoped(reason=WHY).filter(application__in=numbers).delete()
    EventGuest.objects.unscoped(reason=WHY).filter(application__in=numbers).delete()
    JoinApplication.objects.unscoped(reason=WHY).filter(pk__in=numbers).delete()
    return len(numbers)
