"""Reads of the tree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import GRASS_ROOTS, UnitKind
from niangjia.kernel.scope.finder import TERRITORIES, UnitFinder
from niangjia.kernel.scope.models import STEP, Unit
from niangjia.kernel.scope.scoped import Absent, ScopedQuerySet

FEDERATIONS = frozenset(UnitKind) - GRASS_ROOTS - {UnitKind.DEPARTMENT}


class NoSuchUnit(Absent):
    """No such unit in this scope."""


@dataclass(slots=True)
class Branch:
    """A unit with the branches below it, for a page that draws the tree."""

    unit: Unit
    below: list["Branch"] = field(default_factory=list)


def units(scope: Scope) -> ScopedQuerySet[Unit]:
    """Units in scope, in the order of the tree."""
    return Unit.objects.within(scope).order_by("path")


def open_units(scope: Scope, on: date | None = None) -> ScopedQuerySet[Unit]:
    """Units in scope that exist on that day (default today)."""
    day = on or timezone.localdate()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return units(scope).filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def unit_for(scope: Scope, unit_id: int, *, lock: bool = False) -> Unit:
    """One unit; ``NoSuchUnit`` when absent or elsewhere."""
    rows = units(scope).filter(pk=unit_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchUnit(unit_id)
    return found


def acting_at(
    unit_id: int, *, name: str, roles: Iterable[str], account_id: int | None = None
) -> Actor:
    """The person who asked for a job, at the unit of the post; whether they may was decided then."""
    unit = Unit.objects.unscoped(reason="后台任务，发起时已判断范围").get(pk=unit_id)
    return Actor(
        account_id=account_id, name=name, unit_id=unit.pk, unit_path=unit.path,
        unit_name=unit.name, roles=frozenset(roles), scope=unit.scope,
    )  # fmt: skip


def tree(scope: Scope) -> list[Branch]:
    """The tree of federations and departments in scope, in one query.

    A unit whose parent is out of scope stands at the top. Unions at the grass roots are thousands:
    they are searched, not drawn.
    """
    branches: dict[str, Branch] = {}
    tops: list[Branch] = []
    for unit in units(scope).exclude(kind__in=GRASS_ROOTS):
        branch = branches[unit.path] = Branch(unit)
        above = branches.get(unit.parent_path)
        (above.below if above else tops).append(branch)
    return tops


def initials_q(text: str) -> Q:
    """Units whose pinyin initials begin so; of three letters and more one may be left out between
    two, as people do: zbzgh means 淄博市总工会.
    """
    word = text.lower()
    if len(word) > 2 and word.isascii() and word.isalpha():
        return Q(initials__regex="^" + ".?".join(word))
    return Q(initials__startswith=word)


def held_on(day: date) -> Q:
    """The condition of posts held on that day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def prefixes(path: str) -> list[str]:
    """Paths of all units above and of the unit itself, top first."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def search_units(scope: Scope, text: str, limit: int = 50) -> list[Unit]:
    """Open units by part of the name, pinyin initials or division code."""
    wish = text.strip()
    condition = Q(name__icontains=wish) | Q(division_code__startswith=wish)
    condition |= initials_q(wish)
    return list(open_units(scope).filter(condition)[:limit])


def unit_choices(scope: Scope, text: str = "", chosen: str = "") -> list[tuple[int, str]]:
    """Open units for a select: id, and the name indented by its depth.

    Unions at the grass roots are among them when ``text`` finds them or ``chosen`` is their id.
    """
    wanted = ~Q(kind__in=GRASS_ROOTS)
    if chosen.isdecimal() and len(chosen) < 19:
        wanted |= Q(pk=int(chosen))
    if text.strip():
        wanted |= Q(pk__in=[unit.pk for unit in search_units(scope, text)])
    return [(u.pk, "\u3000" * (u.depth - 1) + u.name) for u in open_units(scope).filter(wanted)]


def place_choices(scope: Scope, kinds: Iterable[str] = FEDERATIONS) -> list[tuple[str, str]]:
    """Units of these kinds for a place filter: path, and the name set in by its level."""
    rows = list(units(scope).filter(kind__in=list(kinds)).values_list("path", "short_name"))
    top = min((len(path) for path, _ in rows), default=0)
    return [(path, "\u3000" * ((len(path) - top) // STEP) + name) for path, name in rows]


def unit_finder(scope: Scope) -> UnitFinder:
    """A finder over the open territories in scope: one query, then no more."""
    return UnitFinder(open_units(scope).filter(kind__in=TERRITORIES))


def unit_by_division(text: str, scope: Scope) -> Unit | None:
    """The territory named or numbered by ``text``; for many texts take ``unit_finder``."""
    return unit_finder(scope).find(text)
