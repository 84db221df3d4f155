"""What listing a task needs to know: clocks, routes, people, firms without a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from niangjia.kernel.accounts.models import Post
from niangjia.kernel.clocks.rules import Calendar, DayKind, Deadline
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Actor, Scope, Unit
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import OPEN_STATES, Clock, Status, Verdict
from niangjia.matching.models import GapHit, GapRun, LedgerRow, Task, TaskClock, TaskRoute
from niangjia.matching.rules.tasks import Desk, Firm, Route

AREAS = frozenset({UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE})


@dataclass(frozen=True, slots=True)
class Lead:
    """A firm that gets a task, with its facts of the day."""

    enterprise_id: int
    name: str
    uscc: str
    initials: str
    trade: str
    headcount: int | None
    registered_on: date | None
    firm: Firm


def in_force(day: date) -> Q:
    """Dated rules that hold on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def deadline(code: Clock, start: date, calendar: Calendar) -> Deadline:
    """Where the dated term ``code`` ends if it starts on ``start``."""
    clock = TaskClock.objects.filter(in_force(start), code=code).latest("valid_from")
    return calendar.add(start, clock.days, DayKind(clock.kind))


def routes_on(day: date) -> list[Route]:
    """The routes of the whole tree that hold on ``day``."""
    found = TaskRoute.objects.unscoped(reason="派单规则对全市生效").filter(in_force(day))
    rows = found.values_list("unit__path", "target__path", "codes", "words").order_by("id")
    return [Route(area, target, tuple(codes), tuple(words)) for area, target, codes, words in rows]


def clocks_in_force(day: date) -> list[TaskClock]:
    return list(TaskClock.objects.filter(in_force(day)))


def routes_in(actor: Actor, day: date) -> list[TaskRoute]:
    """Routes that concern the actor's units: of those in scope and of those above."""
    above = [actor.unit_path[:n] for n in range(4, len(actor.unit_path) + 1, 4)]
    found = TaskRoute.objects.unscoped(reason="上级的派单规则对下级生效").filter(
        in_force(day), actor.scope.q("unit__path") | Q(unit__path__in=above)
    )
    return list(found.select_related("unit", "target"))


def route_units(scope: Scope) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Where a route may hold (city, counties, zones), and to whom it may lead."""
    units = list(Unit.objects.within(scope).filter(kind__in=[*AREAS, UnitKind.INDUSTRY]))
    areas = [(u.pk, u.short_name) for u in units if u.kind in AREAS]
    return areas, [(u.pk, u.name) for u in units if u.kind == UnitKind.INDUSTRY]


def desk_on(day: date) -> Desk:
    """Organisers by unit, and the open tasks each of them holds."""
    posts = Post.objects.unscoped(reason="派单要看各单位的建会专干").filter(
        in_force(day), role=Role.ORGANISER, account__is_active=True, deputy_for=None
    )
    people: dict[str, list[int]] = {}
    for path, account in posts.values_list("unit__path", "account_id").order_by("account_id"):
        people.setdefault(path, []).append(account)
    held = Task.objects.unscoped(reason="派单要看每人手上的任务数").filter(
        state__in=OPEN_STATES, owner__isnull=False
    )
    loads = held.values_list("owner_id").annotate(n=Count("id")).order_by()
    return Desk(people, {owner: n for owner, n in loads if owner is not None})


def organisers_at(unit: Unit, day: date) -> list[tuple[int, str]]:
    """Accounts (id, name) that are organisers at this very unit on ``day``."""
    posts = Post.objects.unscoped(reason="承办人从承办单位的建会专干中选").filter(
        in_force(day), unit=unit, role=Role.ORGANISER, account__is_active=True, deputy_for=None
    )
    return list(posts.order_by("account__name").values_list("account_id", "account__name"))


def organisers_in(scope: Scope, day: date) -> list[tuple[str, str, str]]:
    """Everybody a task in scope may be given to: (``unit:account``, unit, name), by unit."""
    posts = Post.objects.within(scope).filter(
        in_force(day), role=Role.ORGANISER, account__is_active=True, deputy_for=None
    )
    rows = posts.order_by("unit__path", "account__name").values_list(
        "unit_id", "account_id", "unit__short_name", "account__name"
    )
    return [(f"{unit}:{account}", place, name) for unit, account, place, name in rows]


def units_by_path() -> dict[str, Unit]:
    units = Unit.objects.unscoped(reason="派单要把路径换成单位")
    return {unit.path: unit for unit in units}


class NoSuchRun(Absent):
    """The gap run is absent or out of scope."""


def run_for(scope: Scope, run_id: int) -> GapRun:
    """A gap run in scope with its rule."""
    run = GapRun.objects.within(scope).select_related("rule").filter(pk=run_id).first()
    if run is None:
        raise NoSuchRun(run_id)
    return run


def hits_without_task(scope: Scope, run: GapRun) -> QuerySet[GapHit]:
    """Confirmed hits of a run for which no task was ever listed; those pending are left out."""
    tasks = Task.objects.unscoped(reason="每家企业全市只有一项任务").filter(
        enterprise=OuterRef("enterprise")
    )
    found = GapHit.objects.within(scope).filter(run=run, verdict=Verdict.HIT)
    return found.filter(~Exists(tasks)).order_by("id")


def new_firms_without_task(scope: Scope, since: date) -> QuerySet[LedgerRow]:
    """Living firms registered on or after ``since``, without union and without a task (ME2)."""
    tasks = Task.objects.unscoped(reason="每家企业全市只有一项任务").filter(
        enterprise=OuterRef("enterprise")
    )
    found = LedgerRow.objects.within(scope).filter(
        valid_to__isnull=True, registered_on__gte=since, has_union=False, pending_union=False
    )
    found = found.exclude(status=Status.CLOSED).filter(~Exists(tasks))
    return found.order_by("registered_on", "id")


def leads_of(enterprises: Iterable[int]) -> list[Lead]:
    """The current ledger rows of these enterprises as leads, in the order of their ids."""
    rows = LedgerRow.objects.unscoped(reason="企业已由缺口范围限定").filter(
        enterprise__in=list(enterprises), valid_to__isnull=True
    )
    return [_lead(row) for row in rows.order_by("enterprise_id")]


def _lead(row: LedgerRow) -> Lead:
    firm = Firm(row.unit_path, row.name, row.trade_section, row.trade_code, row.trade)
    return Lead(
        enterprise_id=row.enterprise_id,
        name=row.name,
        uscc=row.uscc,
        initials=row.initials,
        trade=row.trade,
        headcount=row.headcount,
        registered_on=row.registered_on,
        firm=firm,
    )
