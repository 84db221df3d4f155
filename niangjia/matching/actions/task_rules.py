"""Terms and routes of the task list: dated, never overwritten."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.enums import Clock
from niangjia.matching.models import TaskClock, TaskRoute

LONGEST = 730  # days; a term of more than two years is a slip of the finger


@transaction.atomic
def change_clock(*, code: str, days: int, kind: str, source_text: str, by: Actor) -> TaskClock:
    """改期限：自今日起按新期限计算，已在走的期限不变。

    Only a clerk of the whole federation (a unit without a superior here) sets terms.
    """
    _clerk(by, "改期限")
    if Unit.objects.within(by.scope).filter(path=by.unit_path, parent__isnull=False).exists():
        raise NotAllowed("改期限：由市级比对专员办理")
    if code not in Clock.values or kind not in set(DayKind) or not 0 < days <= LONGEST:
        raise ValueError("请填写期限的天数和计法")
    _require_source(source_text)
    today = timezone.localdate()
    old = TaskClock.objects.select_for_update().filter(code=code, valid_to__isnull=True).get()
    before = str(old)
    if old.valid_from == today:
        old.delete()  # changed twice on one day: the first change was never used up
    else:
        old.valid_to = today
        old.save(update_fields=["valid_to"])
    new = TaskClock.objects.create(
        code=code, days=days, kind=kind, source_text=source_text.strip(), valid_from=today,
        created_by=by.name,
    )  # fmt: skip
    record("matching.change_clock", on=new, by=by, clock=[before, str(new)], source=source_text)
    return new


@transaction.atomic
def add_route(
    *,
    unit_id: int,
    target_id: int,
    label: str,
    by: Actor,
    source_text: str,
    codes: Sequence[str] = (),
    words: Sequence[str] = (),
    valid_from: date | None = None,
) -> TaskRoute:
    """加派单规则：某地某行业的企业派给行业工会联合会。

    ``codes``: beginnings of GB/T 4754 codes or section letters; ``words``: looked for in
    trade and name of firms without a code.
    """
    _clerk(by, "改派单规则")
    units = Unit.objects.within(by.scope).in_bulk([unit_id, target_id])
    if len(units) != len({unit_id, target_id}):
        raise ValueError("范围和承办单位须在本单位范围内")
    if not label.strip() or not (codes or words):
        raise ValueError("请填写行业，以及行业代码或关键词")
    _require_source(source_text)
    route = TaskRoute.objects.create(
        unit_id=unit_id, target_id=target_id, label=label.strip(), codes=list(codes),
        words=list(words), valid_from=valid_from or timezone.localdate(),
        source_text=source_text.strip(), created_by=by.name,
    )  # fmt: skip
    record("matching.add_route", on=route, by=by, label=label, target=target_id)
    return route


@transaction.atomic
def end_route(*, route_id: int, by: Actor) -> TaskRoute:
    """停用派单规则：自今日起不再按它派单，历史保留。"""
    _clerk(by, "改派单规则")
    found = TaskRoute.objects.within(by.scope).filter(pk=route_id, valid_to__isnull=True)
    route = found.select_for_update(of=("self",)).first()
    if route is None:
        raise ValueError("这条派单规则不在本单位范围内，或已停用")
    route.valid_to = max(timezone.localdate(), route.valid_from + timedelta(days=1))
    route.save(update_fields=["valid_to"])
    record("matching.end_route", on=route, by=by, label=route.label)
    return route


def _clerk(by: Actor, deed: str) -> None:
    if not by.has(Role.CLERK):
        raise NotAllowed(f"{deed}：只有比对专员可以办理")


def _require_source(text: str) -> None:
    if not text.strip():
        raise ValueError("请写明依据")
