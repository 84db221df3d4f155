"""Any figure for any day: the sum, its parts, and the lists behind it (ME9).

Every question starts from the versions of unions in force on the day within the scope *of that
day*, so that a sum, its parts and its lists cannot differ; tests count all three.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import (
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Substr

from niangjia.engine.trades import SECTIONS
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.enums.figures import GROWTH, PEOPLE, STOCK, UNION_FIGURES, Cut, FigureKey
from niangjia.organizing.enums.members import FULL, HELD, MembershipChange, Sex
from niangjia.organizing.enums.unions import COUNTED, LIVING, UnionState
from niangjia.organizing.models import (
    Coverage,
    EmployerCount,
    FigureDefinition,
    Membership,
    UnionVersion,
)
from niangjia.organizing.models.facts import KNOWN, held_on, on_day
from niangjia.organizing.queries.definitions import definitions_for
from niangjia.organizing.queries.stamps import MEMBERS, UNIONS, stamp
from niangjia.organizing.queries.unions import versions_on
from niangjia.organizing.rules.figures import Asked, Cell

WHY = "工会已按当日隶属限定范围"
Rows = QuerySet[Any]
KEEP = 24 * 3600  # seconds; the stamp makes it void as soon as anything is written
TALLY = {
    FigureKey.MEMBERS: "members",
    FigureKey.WOMEN: "women",
    FigureKey.MIGRANTS: "migrants",
    FigureKey.NEW_FORM_MEMBERS: "new_form",
}
FAMILIES = (UNION_FIGURES, STOCK, GROWTH, (FigureKey.EMPLOYERS, FigureKey.EMPLOYEES))
"""Figures that are summed over the same rows."""

JOINED_ON = "union__memberships__valid_from"
"""Counted instead of the row: it stands in the index of those who joined, so no row is read."""

ABSENT = {Cut.COUNTY: "直属", Cut.TOWN: "不属镇街", Cut.TRADE: "行业未登记"}
GROUPS = {
    Cut.COUNTY: ("county",), Cut.TOWN: ("county", "town"), Cut.KIND: ("kind",),
    Cut.TRADE: ("section",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A figure, its days, its definition, and whose it is."""

    asked: Asked
    scope: Scope
    rule: FigureDefinition
    stamp: str

    @property
    def key(self) -> str:
        return self.asked.key


def questions(
    keys: Iterable[str], scope: Scope, path: str, *, day: date, since: date | None = None
) -> list[Question]:
    """``path`` is the unit whose definitions count; ``since`` falls on 1 January if not given."""
    rules, now = definitions_for(path, day), stamp(UNIONS, MEMBERS)
    start = since or day.replace(month=1, day=1)
    return [Question(Asked(key, day, start), scope, rules[key], now) for key in keys]


def question(
    key: str, scope: Scope, path: str, *, day: date, since: date | None = None
) -> Question:
    return questions([key], scope, path, day=day, since=since)[0]


def unions_of(asked: Question) -> Rows:
    """Versions of the day of the unions that the figure looks at."""
    return versions_on(asked.scope, asked.asked.day).filter(_looked_at(asked))


def _looked_at(asked: Question) -> Q:
    if asked.key in PEOPLE:
        return Q()  # a person has one membership, and branches have members too
    counted = Q(kind__in=COUNTED)
    if asked.key == FigureKey.FOUNDED:
        return counted & Q(union__founded_on__range=(asked.asked.since, asked.asked.day))
    living = LIVING if asked.rule.preparatory else (UnionState.NORMAL,)
    wanted = counted & Q(state__in=living)
    return wanted & Q(new_form=True) if asked.key == FigureKey.NEW_FORM_UNIONS else wanted


def _joined(asked: Question, prefix: str = "") -> Q:
    """Memberships that began by joining in the stretch of days."""
    return Q(
        **{
            f"{prefix}superseded_at__isnull": True,
            f"{prefix}change": MembershipChange.JOINED,
            f"{prefix}valid_from__range": (asked.asked.since, asked.asked.day),
        }
    )


def _kind_of_joined(asked: Question, prefix: str = "") -> Q:
    if asked.key == FigureKey.JOINED_MIGRANTS:
        return Q(**{f"{prefix}migrant": True})
    return Q(**{f"{prefix}trade__gt": ""}) if asked.key == FigureKey.JOINED_NEW_FORM else Q()


def _growth(asked: Question) -> Q:
    return _joined(asked) & _kind_of_joined(asked)


def _joined_rows(asked: Question) -> Rows:
    """Versions of the day with what is summed; the same rows for all figures of a family."""
    rows, day = versions_on(asked.scope, asked.asked.day).order_by(), asked.asked.day
    if asked.key in STOCK:
        return _held(rows, day)
    if asked.key in GROWTH:
        return rows.filter(_joined(asked, "union__memberships__"))
    if asked.key in UNION_FIGURES:
        return rows.filter(kind__in=COUNTED)
    return rows.filter(
        on_day(day, "union__coverages__"), union__coverages__superseded_at__isnull=True
    ).annotate(heads=_newest(day, "union__coverages__employer"))


def _held(rows: Rows, day: date) -> Rows:
    """Versions with the one tally of their union that holds on the day, found by the index of days.

    Only the range is asked for: with the two ends beside it the planner expects a tenth of the rows
    and looks each of them up by itself, which takes twice as long.
    """
    inner = rows.filter(union__tallies__isnull=False)  # an alias alone would be an outer join
    return held_on(inner, day, "union__tallies__")


def _heads(asked: Question) -> Any:
    """What a tally adds to a figure of a day."""
    amount: Any = F(f"union__tallies__{TALLY[FigureKey(asked.key)]}")
    if asked.key == FigureKey.MEMBERS and not asked.rule.retained:
        amount -= F("union__tallies__retained")
    return amount


def _amount_of(asked: Question) -> Any:
    """What is summed over the rows of the family."""
    if asked.key in STOCK:
        return Sum(_heads(asked))
    if asked.key in GROWTH:
        kind = _kind_of_joined(asked, "union__memberships__")
        return Count(JOINED_ON, filter=kind or None)
    if asked.key in UNION_FIGURES:
        return Count("pk", filter=_looked_at(asked))
    if asked.key == FigureKey.EMPLOYERS:
        return Count("union__coverages__employer", distinct=True, filter=_looked_at(asked))
    return Sum("heads", filter=_looked_at(asked))


def _newest(day: date, employer: str) -> Subquery:
    """The newest head-count of an employer up to a day."""
    counts = EmployerCount.objects.unscoped(reason=WHY).filter(
        employer=OuterRef(employer), as_of__lte=day
    )
    return Subquery(counts.order_by("-as_of", "-id").values("employees")[:1])


def total(asked: Question) -> int:
    """The figure itself."""
    return totals([asked])[asked.key]


def totals(asked: Iterable[Question]) -> dict[str, int]:
    """Several figures of the same scope and days, in one query a family."""
    names = {_name(one, "total"): one for one in asked}
    kept = cache.get_many(names)
    lacking = [one for name, one in names.items() if name not in kept]
    counted: dict[str, int] = {}
    for family in FAMILIES:
        of_family = [one for one in lacking if one.key in family]
        if of_family:
            sums = {one.key: _amount_of(one) for one in of_family}
            counted |= _joined_rows(of_family[0]).aggregate(**sums)
    found = {one.key: int(counted.get(one.key) or 0) for one in lacking}
    cache.set_many({_name(one, "total"): found[one.key] for one in lacking}, KEEP)
    return found | {names[name].key: n for name, n in kept.items()}


def parts(asked: Question, cut: str) -> list[Cell]:
    """The figure by county, town, kind or trade, largest first; parts of nothing are left out."""

    def count() -> list[tuple[tuple[Any, ...], int]]:
        rows = _joined_rows(asked)
        if cut == Cut.TRADE:
            rows = rows.annotate(section=Substr("trade_code", 1, 1))
        groups = GROUPS[Cut(cut)]
        counted = rows.values_list(*groups).annotate(n=_amount_of(asked))
        return [(tuple(codes), n) for *codes, n in counted if n]

    return _named(_kept(asked, f"by.{cut}", count), Cut(cut))


def by_day(asked: Question) -> dict[date, int]:
    """A figure of a stretch of days, day by day; days of nothing are left out."""

    def count() -> list[tuple[date, int]]:
        joined = asked.key != FigureKey.FOUNDED
        on = JOINED_ON if joined else "union__founded_on"
        counted = _joined_rows(asked).values_list(on).annotate(n=_amount_of(asked))
        return [(day, n) for day, n in counted if n]

    return dict(_kept(asked, "daily", count))


def _named(counted: list[tuple[tuple[Any, ...], int]], cut: Cut) -> list[Cell]:
    names: Any = {Cut.KIND: dict(UnitKind.choices), Cut.TRADE: SECTIONS}.get(cut)
    if names is None:
        numbers = {code for codes, _ in counted for code in codes}
        units = Unit.objects.unscoped(reason=WHY).filter(pk__in=numbers - {None})
        names = dict(units.values_list("pk", "short_name"))

    def cell(codes: tuple[Any, ...], n: int) -> Cell:
        code = "-".join(str(code or "") for code in codes)
        above = str(names.get(codes[0], "直属")) if len(codes) > 1 else ""
        return Cell(code, str(names.get(codes[-1], ABSENT.get(cut, ""))), n, above)

    cells = [cell(*one) for one in counted]
    return sorted(cells, key=lambda cell: (-cell.value, cell.above, cell.label))


def _kept(asked: Question, what: str, count: Callable[[], Any]) -> Any:
    return cache.get_or_set(_name(asked, what), count, KEEP)


def _name(asked: Question, what: str) -> str:
    """Where a number is kept: it is found only as long as nothing is written to the register."""
    seal = (asked.scope.paths, asked.asked, asked.rule.pk, what, asked.stamp)
    return f"figures.{hashlib.sha256(repr(seal).encode()).hexdigest()}"


def narrowed(rows: Rows, cut: str, code: str) -> Rows:
    """Only one part of a figure: the rows whose sum a cell shows."""
    if cut in (Cut.COUNTY, Cut.TOWN):
        numbers = code.split("-")[-2:]  # a town's, with its county's before it or alone
        for field, number in zip(GROUPS[Cut(cut)][-len(numbers) :], numbers, strict=False):
            known = int(number) if number.isdecimal() and len(number) < 19 else None
            rows = rows.filter(**{f"{field}__isnull": True} if known is None else {field: known})
    if cut == Cut.KIND:
        rows = rows.filter(kind=code)
    if cut == Cut.TRADE:
        rows = rows.filter(**{"trade_code__startswith" if code else "trade_code": code})
    return rows


def by_union(asked: Question) -> Rows:
    """The unions behind a figure, each with its part ``amount``, which is never nothing."""
    rows: Rows = unions_of(asked).select_related("union__unit", "superior", "county", "town")
    amount: Any
    if asked.key in STOCK:
        rows, amount = _held(rows, asked.asked.day), _heads(asked)
    elif asked.key in GROWTH:
        rows, amount = rows.filter(_joined(asked, "union__memberships__")), _amount_of(asked)
    elif asked.key in UNION_FIGURES:
        amount = Count("pk")
    else:
        amount = Coalesce(_amount(asked, asked.asked.day), 0)
    rows = rows.annotate(amount=amount).filter(amount__gt=0)
    return rows


def _amount(asked: Question, day: date) -> Subquery:
    """Employers, or their employees, of the union in the outer query."""
    found: Rows = Coverage.objects.unscoped(reason=WHY).filter(
        KNOWN, on_day(day), union=OuterRef("union")
    )
    n: Any = Count("employer", distinct=True)
    if asked.key == FigureKey.EMPLOYEES:
        found, n = found.annotate(heads=_newest(day, "employer")), Sum("heads")
    grouped = found.order_by().values("union").annotate(n=n).values("n")
    return Subquery(grouped, output_field=IntegerField())


def people_of(asked: Question, union_id: int) -> Rows:
    """The memberships of one union behind a figure; in a figure of a day one row a person."""
    unions = unions_of(asked).filter(union=union_id).order_by().values("union")
    rows: Rows = Membership.objects.unscoped(reason=WHY).filter(union__in=unions)
    rows = rows.select_related("person__unit")
    if asked.key in GROWTH:
        return rows.filter(_growth(asked))
    rows = rows.filter(KNOWN, on_day(asked.asked.day), state__in=_states(asked))
    if asked.key == FigureKey.WOMEN:
        return rows.filter(person__sex=Sex.FEMALE)
    if asked.key == FigureKey.MIGRANTS:
        return rows.filter(migrant=True)
    return rows.exclude(trade="") if asked.key == FigureKey.NEW_FORM_MEMBERS else rows


def _states(asked: Question) -> tuple[str, ...]:
    kept_out = asked.key == FigureKey.MEMBERS and not asked.rule.retained
    return tuple(FULL if kept_out else HELD)


def version_behind(asked: Question, union_id: int) -> UnionVersion | None:
    """The union as it was on the day, if the figure looks at it."""
    found: UnionVersion | None = unions_of(asked).filter(union=union_id).first()
    return found
