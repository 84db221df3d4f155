"""Checking the chain, taking lines out of the house."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from niangjia.kernel.audit.models import AuditCheck, AuditEvent, record
from niangjia.kernel.audit.queries import Wish, events_in
from niangjia.kernel.audit.sealing import seal, verify
from niangjia.kernel.scope.actor import Actor


def check_chain(*, by: Actor) -> AuditCheck:
    """核对留痕链：先封存新行，再从头核对，并记下结果。"""
    seal()
    found = verify()
    with transaction.atomic():
        check = AuditCheck.objects.create(
            checked_by=by.name, ok=found.ok, checked=found.checked, problem=found.problem
        )
        record("audit.check", on=check, by=by, ok=found.ok, lines=found.checked, head=found.head)
    return check


def check_if_due() -> AuditCheck | None:
    """每日核对：距上次核对满一天才做。"""
    since = timezone.now() - timedelta(days=1)
    if AuditCheck.objects.filter(at__gt=since).exists():
        return None
    return check_chain(by=Actor.system("每日核对"))


@transaction.atomic
def export_events(*, wish: Wish, by: Actor) -> QuerySet[AuditEvent]:
    """导出留痕：导出本身也留痕。Returns the lines to write out, up to this moment."""
    events = events_in(by.scope, wish)
    asked = {name: str(getattr(wish, name) or "") for name in ("person", "deed", "target")}
    days = {name: str(getattr(wish, name) or "") for name in ("since", "until")}
    line = record("audit.export", on=AuditEvent(), by=by, **asked, **days)
    return events.filter(pk__lt=line.pk)
