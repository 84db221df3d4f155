"""The one way a union's version is turned: lock, close or supersede, open, change the unit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actions import LONGEST_INITIALS, LONGEST_NAME, pinyin_initials
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import Union, UnionChange, UnionVersion
from niangjia.organizing.queries.unions import open_version
from niangjia.organizing.rules.places import Place
from niangjia.organizing.rules.unions import short_of

UNVERSIONED = {"id", "union", "valid_from", "valid_to", "recorded_at", "recorded_by", "change",
               "superseded_at"}  # fmt: skip
FACTS = tuple(f.attname for f in UnionVersion._meta.concrete_fields if f.name not in UNVERSIONED)


def note_change(
    union: Union, kind: UnionChangeKind, *, on: date, by: Actor, **facts: Any
) -> UnionChange:
    """The deed with its paper: ``document_number``, ``reason``, ``other``, ``details``."""
    return UnionChange.objects.create(
        union=union, kind=kind, effective_on=on, by_name=by.name, by_account=by.account_id,
        by_unit=by.unit_name, **facts,
    )  # fmt: skip


def turn(
    union: Union,
    change: UnionChange,
    *,
    by: Actor,
    place: Place | None = None,
    correct: bool = False,
    **facts: Any,
) -> UnionVersion:
    """The version from ``change.effective_on`` on; ``correct``: the open one was wrong all along.

    A version that would begin on the same day is superseded too. ``NotAllowed`` for a day before
    the open version's: history is put right by a correction, not by a change in between.
    """
    old = open_version(union)
    start = old.valid_from if correct else change.effective_on
    if start < old.valid_from:
        raise NotAllowed(f"生效日期早于现行版本的 {old.valid_from:%Y-%m-%d}，请改用更正。")
    if start == old.valid_from:
        old.superseded_at = timezone.now()
        old.save(update_fields=["superseded_at"])
    else:
        old.valid_to = start
        old.save(update_fields=["valid_to"])
    new = _next(old, union, place, facts)
    new.valid_from, new.change, new.recorded_by = start, change, by.name
    new.save(force_insert=True)
    show_on_unit(union, new)
    return new


def _next(
    old: UnionVersion, union: Union, place: Place | None, facts: Mapping[str, Any]
) -> UnionVersion:
    values = {name: getattr(old, name) for name in FACTS} | dict(facts)
    if "name" in facts:
        values["initials"] = pinyin_initials(values["name"])
        values["short_name"] = facts.get("short_name") or short_of(values["name"])
    new = UnionVersion(union=union, **values)
    return put(new, place) if place else new


def same_facts(one: UnionVersion, other: UnionVersion) -> bool:
    """Whether both say the same of the union, whenever and by whatever deed."""
    return all(getattr(one, name) == getattr(other, name) for name in FACTS)


def put(version: UnionVersion, place: Place) -> UnionVersion:
    """Write a place's numbers on a version."""
    version.superior_id, version.county_id = place.superior, place.county
    version.town_id, version.lineage = place.town, list(place.lineage)
    return version


def show_on_unit(union: Union, version: UnionVersion) -> None:
    """The unit shows the present: name and kind."""
    unit = union.unit
    unit.name, unit.short_name = version.name[:LONGEST_NAME], version.short_name
    unit.initials, unit.kind = version.initials[:LONGEST_INITIALS], version.kind
    unit.save(update_fields=["name", "short_name", "initials", "kind"])


def trace(verb: str, union: Union, by: Actor, **changes: Any) -> None:
    """One line of the audit trail about a union."""
    record(f"organizing.{verb}", on=union, by=by, unit_path=union.unit.path, **changes)
