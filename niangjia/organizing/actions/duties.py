"""The 30-day rule: a registered fact changed, the certificate must follow (domain.md B.8)."""

from datetime import date

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.enums.parameters import Measure, ParameterCode
from niangjia.organizing.enums.unions import CertificateState
from niangjia.organizing.models import Certificate, CertificateDuty, Union, UnionChange
from niangjia.organizing.queries.parameters import parameters_for

TODO = "变更登记"


def subject_of(duty: CertificateDuty) -> str:
    return f"organizing.duty:{duty.pk}"


def owe_registration(
    union: Union, change: UnionChange, *, labels: list[str], by: Actor
) -> CertificateDuty | None:
    """Set the clock and tell the superior's registrar; None for a union without certificate."""
    why = "工会已按范围取得"
    held = Certificate.objects.unscoped(reason=why).filter(
        union=union, state=CertificateState.VALID
    )
    if not held.exists():
        return None
    due, basis = _due(union, change.effective_on)
    duty = CertificateDuty.objects.create(
        union=union, change=change, what="、".join(labels), arose_on=change.effective_on,
        due_on=due, due_basis=basis,
    )  # fmt: skip
    tell(
        unit_id=union.unit_id if union.unit.parent_id is None else union.unit.parent_id,
        kind=TODO, title=f"{union.unit.short_name}：{duty.what}变更后办理变更登记",
        url=f"/organizing/unions/{union.pk}/", subject=subject_of(duty), by=by,
        role=Role.REGISTRAR, due_on=due,
    )  # fmt: skip
    return duty


def _due(union: Union, start: date) -> tuple[date, str]:
    rule = parameters_for(union.unit.path, start).get(ParameterCode.CERTIFICATE_CHANGE)
    days = rule.number if rule else 30
    kind = DayKind.WORKING if rule and rule.measure == Measure.WORKING_DAYS else DayKind.CALENDAR
    deadline = current_calendar().add(start, days, kind)
    return deadline.due, rule.source if rule else deadline.basis_zh


def settle_duties(union: Union, *, on: date, by: Actor) -> int:
    """A new certificate was issued: what was owed is done."""
    open_ones = CertificateDuty.objects.unscoped(reason="工会已按范围取得").filter(
        union=union, settled_on__isnull=True
    )
    done = 0
    for duty in open_ones:
        duty.settled_on, duty.settled_by = on, by.name
        duty.save(update_fields=["settled_on", "settled_by"])
        settle(subject=subject_of(duty), by=by, outcome="已办理变更登记")
        done += 1
    return done
