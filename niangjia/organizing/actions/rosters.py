"""Writing a list of unions: new ones in bulk, changes as versions, the same again as nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from niangjia.engine.uscc import check_uscc
from niangjia.kernel.audit.models import record_many
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.bulk import (
    EmployerRow,
    UnionRow,
    cover_many,
    write_heads,
    write_unions,
)
from niangjia.organizing.actions.versions import note_change, turn
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import Union, UnionCount, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.rosters import known_for
from niangjia.organizing.rules.rosters import parts, trades
from niangjia.organizing.rules.unions import changed

FACTS = ("name", "kind", "state", "employees", "new_form", "trade_code", "old_trade", "economic_type", "address",
         "phone")  # fmt: skip
HEADS = ("employees", "members", "women", "women_members", "migrants")
TOLD = (*HEADS, "new_form_members")
WHY = "名册已按单位限定范围"


@dataclass(slots=True)
class RosterCounts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    flagged: int = 0


@transaction.atomic
def write_roster(
    *,
    rows: Sequence[dict[str, Any]],
    unit: Unit,
    as_of: date,
    by: Actor,
    progress: Progress,
    source: str,
) -> RosterCounts:
    """One list of unions below ``unit``, as of a day; columns that are not in it stay as they are."""
    hold(f"organizing.roster:{unit.pk}")
    known, counts = known_for(unit), RosterCounts()
    superiors = Unit.objects.within(unit.scope).in_bulk({row["superior"] for row in rows})
    fresh: list[UnionRow] = []
    old: list[tuple[int, dict[str, Any], UnionRow]] = []
    for row in rows:
        counts.flagged += bool(row.get("problems"))
        read = _read(row, superiors[row["superior"]], as_of, source)
        number = known["by_code"].get(read.uscc) if read.uscc else None
        number = number or known["by_name"].get((read.superior.pk, read.name))
        if number is None:
            fresh.append(read)
        else:
            old.append((number, row, read))
    progress.step(0, len(rows))
    made = write_unions(rows=fresh, by=by, kind=UnionChangeKind.IMPORT)
    record_many(
        "organizing.import",
        ((union, {"name": read.name}) for union, read in zip(made, fresh, strict=True)),
        by=by, unit_path=unit.path,
    )  # fmt: skip
    counts.new = len(made)
    _write_known(old, counts, as_of, by)
    progress.step(len(rows), len(rows))
    return counts


def _read(row: dict[str, Any], superior: Unit, as_of: date, source: str) -> UnionRow:
    facts = {name: row[name] for name in FACTS if name in row and row[name] is not None}
    facts.pop("name"), facts.pop("kind")
    facts |= trades(facts)
    heads = {name: row.get(name) for name in HEADS}
    codes = parts(row.get("cover_codes") or "")
    names = parts(row.get("covers") or "")
    return UnionRow(
        name=row["name"], kind=row["kind"], superior=superior, founded_on=row.get("founded_on") or as_of,
        uscc=row.get("uscc") or "", document_number=row.get("document_number") or "",
        source=source[:120], facts=facts,
        heads={as_of: heads} if any(v is not None for v in heads.values()) else {},
        covers=_employers(names, codes, row.get("employees")),
    )  # fmt: skip


def _employers(names: list[str], codes: list[str], employees: int | None) -> list[EmployerRow]:
    """Names and codes in the same order; codes that are wrong are left out with their firm."""
    alone = employees if len(names) == 1 else None
    if len(codes) != len(names):
        return [EmployerRow(name, "", alone) for name in names] if not codes else []
    checked = [(name, check_uscc(code)) for name, code in zip(names, codes, strict=True)]
    return [EmployerRow(name, found.value, alone) for name, found in checked if found.ok]


def _write_known(
    old: list[tuple[int, dict[str, Any], UnionRow]], counts: RosterCounts, as_of: date, by: Actor
) -> None:
    """Facts that differ become a version from the list's day; heads and coverage are added."""
    numbers = [number for number, _, _ in old]
    unions = Union.objects.unscoped(reason=WHY).select_related("unit").in_bulk(numbers)
    versions = {
        v.union_id: v
        for v in UnionVersion.objects.unscoped(reason=WHY).filter(OPEN, union__in=numbers)
    }
    pairs: list[tuple[Union, UnionRow]] = []
    heads: list[tuple[Union, UnionRow]] = []
    told = _told(numbers, as_of)
    for number, row, read in old:
        wanted = {name: row[name] for name in FACTS if name in row and row[name] is not None}
        wanted |= trades(wanted)
        before = {name: getattr(versions[number], name) for name in FACTS}
        differing = changed(before, wanted)
        heads_differ = _tell(read, told.get(number, {}), before["employees"], as_of)
        if differing:
            _turn(unions[number], wanted, differing, as_of, by)
        coded = _complete(unions[number], read.uscc, row.get("founded_on"))
        counts.changed += bool(differing or heads_differ or coded)
        counts.unchanged += not (differing or heads_differ or coded)
        pairs.append((unions[number], read))
        if heads_differ:
            heads.append(pairs[-1])
    write_heads(pairs=heads, by=by)
    cover_many(pairs=pairs, by=by)


def _tell(read: UnionRow, told: dict[str, int | None], employees: int | None, as_of: date) -> bool:
    """Whether the row says heads that the day does not hold; what it leaves out stays as told.

    Employees alone, as the register has them already, are no report of the union.
    """
    said = {name: v for name, v in read.heads.get(as_of, {}).items() if v is not None}
    if not told and said == {"employees": employees}:
        return False
    read.heads = {as_of: dict.fromkeys(TOLD) | told | said} if said else {}
    return bool(said) and read.heads[as_of] != told


def _complete(union: Union, uscc: str, founded_on: date | None) -> bool:
    """A union that had no code yet, or no day of founding, gets the list's."""
    told: dict[str, Any] = {"uscc": uscc, "founded_on": founded_on}
    lacking = {name: value for name, value in told.items() if value and not getattr(union, name)}
    for name, value in lacking.items():
        setattr(union, name, value)
    if lacking:
        union.save(update_fields=[*lacking])
    return bool(lacking)


def _told(numbers: list[int], as_of: date) -> dict[int, dict[str, int | None]]:
    rows = UnionCount.objects.unscoped(reason=WHY).filter(union__in=numbers, as_of=as_of)
    return {row.union_id: {name: getattr(row, name) for name in TOLD} for row in rows}


def _turn(
    union: Union, wanted: dict[str, Any], differing: dict[str, list[Any]], as_of: date, by: Actor
) -> None:
    """A list older than the version in force corrects nothing: it changes from its start."""
    version_day = max(as_of, _open_from(union))
    change = note_change(union, UnionChangeKind.IMPORT, on=version_day, by=by, details=differing)
    turn(union, change, by=by, **{name: wanted[name] for name in differing})
    record_many("organizing.import", [(union, differing)], by=by, unit_path=union.unit.path)


def _open_from(union: Union) -> date:
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(OPEN, union=union)
    return rows.values_list("valid_from", flat=True).get()
