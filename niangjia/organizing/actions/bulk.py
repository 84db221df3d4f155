"""Many unions at once, in a few statements for each table: imports, the sample city."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from niangjia.kernel.scope.actions import Sapling, pinyin_initials, plant_units
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.versions import put
from niangjia.organizing.enums.unions import CountSource, UnionChangeKind, UnionState
from niangjia.organizing.models import (
    Coverage,
    Employer,
    EmployerCount,
    Union,
    UnionChange,
    UnionCount,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.places import places_for
from niangjia.organizing.rules.unions import short_of

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer as a list names it."""

    name: str
    uscc: str = ""
    employees: int | None = None
    trade_code: str = ""


@dataclass(slots=True)
class UnionRow:
    """A union as a list names it. ``unit``: it stands in the tree already, without facts.

    ``facts`` are fields of ``UnionVersion``; ``heads`` holds reported counts by day.
    """

    name: str
    kind: str
    superior: Unit
    founded_on: date
    unit: Unit | None = None
    uscc: str = ""
    uscc_problem: str = ""
    document_number: str = ""
    source: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    heads: dict[date, dict[str, int | None]] = field(default_factory=dict)
    covers: list[EmployerRow] = field(default_factory=list)

    @property
    def preparing(self) -> bool:
        """Then ``founded_on`` is the day from which it stands in the register."""
        return self.facts.get("state") == UnionState.PREPARATORY


@transaction.atomic
def write_unions(*, rows: Sequence[UnionRow], by: Actor, kind: str) -> list[Union]:
    """登记许多新工会。``rows`` are checked and new; employers covered elsewhere are left out."""
    units = _units(rows)
    unions = Union.objects.bulk_create(
        [
            Union(
                unit=unit, uscc=row.uscc, uscc_problem=row.uscc_problem, created_by=by.name,
                founded_on=None if row.preparing else row.founded_on,
                approval_number=row.document_number,
            )
            for row, unit in zip(rows, units, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    changes = UnionChange.objects.bulk_create(
        [
            UnionChange(
                union=union, kind=kind, effective_on=row.founded_on, by_name=by.name,
                by_account=by.account_id, by_unit=by.unit_name, reason=row.source,
                document_number=row.document_number,
            )
            for row, union in zip(rows, unions, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    places = places_for(units)
    UnionVersion.objects.bulk_create(
        [
            put(_version(row, union, change, by), places[union.unit_id])
            for row, union, change in zip(rows, unions, changes, strict=True)
        ],
        batch_size=BATCH,
    )
    write_heads(pairs=zip(unions, rows, strict=True), by=by)
    cover_many(pairs=list(zip(unions, rows, strict=True)), by=by)
    return unions


def _units(rows: Sequence[UnionRow]) -> list[Unit]:
    saplings = [
        Sapling(row.superior, UnitKind(row.kind), row.name, short_of(row.name), row.founded_on)
        for row in rows
        if row.unit is None
    ]
    planted = iter(plant_units(saplings))
    return [row.unit or next(planted) for row in rows]


def _version(row: UnionRow, union: Union, change: UnionChange, by: Actor) -> UnionVersion:
    values = {"state": UnionState.NORMAL} | row.facts
    return UnionVersion(
        union=union, name=row.name, short_name=short_of(row.name), kind=row.kind, change=change,
        initials=pinyin_initials(row.name)[:200], valid_from=row.founded_on,
        recorded_by=by.name, source=row.source, **values,
    )  # fmt: skip


def write_heads(*, pairs: Iterable[tuple[Union, UnionRow]], by: Actor) -> None:
    """Reported counts, once a day and union."""
    UnionCount.objects.bulk_create(
        [
            UnionCount(union=union, as_of=day, recorded_by=by.name, **heads)
            for union, row in pairs
            for day, heads in row.heads.items()
        ],
        batch_size=BATCH, update_conflicts=True, unique_fields=["union", "as_of", "source"],
        update_fields=["employees", "women", "members", "women_members", "migrants",
                       "new_form_members", "recorded_by"],
    )  # fmt: skip


def cover_many(*, pairs: Sequence[tuple[Union, UnionRow]], by: Actor) -> int:
    """Employers named by the rows, each covered by the first union that names it. Returns how many.

    Known employers are found by code, else by name below the same superior.
    """
    wanted = [(union, row, one) for union, row in pairs for one in row.covers if one.name]
    employers = _employers(wanted, by)
    held = set(
        Coverage.objects.unscoped(reason="一个单位只由一家工会覆盖")
        .filter(OPEN, employer__in=[e.pk for e in employers])
        .values_list("employer", flat=True)
    )
    made, counts = [], {}
    for (union, row, one), employer in zip(wanted, employers, strict=True):
        if employer.pk in held:
            continue
        held.add(employer.pk)
        made.append(
            Coverage(employer=employer, union=union, valid_from=row.founded_on, recorded_by=by.name)
        )
        if one.employees is not None:
            counts[employer.pk] = _count(employer, one.employees, max(row.heads, default=None), by)
    Coverage.objects.bulk_create(made, batch_size=BATCH)
    EmployerCount.objects.bulk_create(
        [count for count in counts.values() if count], batch_size=BATCH, ignore_conflicts=True
    )
    return len(made)


def _count(employer: Employer, employees: int, day: date | None, by: Actor) -> EmployerCount | None:
    if day is None:
        return None
    return EmployerCount(
        employer=employer, as_of=day, source=CountSource.UNION, employees=employees,
        recorded_by=by.name,
    )  # fmt: skip


Wanted = Sequence[tuple[Union, UnionRow, EmployerRow]]


def _employers(wanted: Wanted, by: Actor) -> list[Employer]:
    """One employer for each wish, the missing ones made; wishes for the same get the same."""
    rows = Employer.objects.unscoped(reason="一个用人单位只登记一次")
    codes = [one.uscc for _, _, one in wanted if one.uscc]
    by_code = {e.uscc: e for e in rows.filter(uscc__in=codes)}
    names = [one.name for _, _, one in wanted if not one.uscc]
    by_name = {(e.name, e.unit_id): e for e in rows.filter(name__in=names, uscc="")}
    new: list[Employer] = []
    found = []
    for _, row, one in wanted:
        key = (one.name, row.superior.pk)
        employer = by_code.get(one.uscc) if one.uscc else by_name.get(key)
        if employer is None:
            employer = Employer(
                name=one.name, initials=pinyin_initials(one.name), uscc=one.uscc,
                unit=row.superior, trade_code=one.trade_code, created_by=by.name,
            )  # fmt: skip
            new.append(employer)
            if one.uscc:
                by_code[one.uscc] = employer
            else:
                by_name[key] = employer
        found.append(employer)
    Employer.objects.bulk_create(new, batch_size=BATCH)
    return found


def founded(*, rows: Sequence[UnionRow], by: Actor) -> list[Union]:
    """``write_unions`` of unions that were founded as the rows say."""
    return write_unions(rows=rows, by=by, kind=UnionChangeKind.FOUND)
