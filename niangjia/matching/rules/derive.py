"""A ledger row from all that departments say of one enterprise."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from niangjia.engine.names import parse_name
from niangjia.matching.enums import ORGANISATION_SOURCES, Field, Source, Status
from niangjia.matching.rules.choice import (
    REGISTRAR_FIRST,
    Chosen,
    Reported,
    choose,
    first_by_order,
    headcounts_conflict,
    narrowest,
    paths_conflict,
    places_in,
    status_of,
    texts_conflict,
)
from niangjia.matching.rules.rows import fingerprint, name_key
from niangjia.matching.rules.trades import TradeBook, first_item, section, section_of_text

BRANCH = re.compile(
    r"(分公司|分店|分厂|分行|支行|分社|分院|分校|分部|营业部|门店|门市部|办事处|项目部|经营部)(?:\uff08[^\uff09]*\uff09)?$"
)
REGISTRAR_RULE = "以登记机关为准"
HEADCOUNT_RULE = "按人数取值次序"
TRADE_CODE_ORDER = (Source.STATISTICS, Source.TAX, Source.REGISTRATION)
TRADE_ORDER = (Source.TAX, Source.STATISTICS, Source.REGISTRATION)
LONGEST_SEARCH = 700


class Said(NamedTuple):
    """What one linked entry says; the columns of ``Entry`` that the ledger uses."""

    id: int
    source: str
    part: int
    day: date
    name: str
    former_name: str
    uscc: str
    uscc_ok: bool
    path: str
    district: str
    headcount: int | None
    members: int | None
    founded_on: date | None
    status: str
    trade_code: str
    trade: str
    scope: str
    kind: str
    address: str
    organisation: str


@dataclass(frozen=True)
class RuleBook:
    """The dated rules in force on the day of a run, and the fingerprint of them all."""

    order: tuple[str, ...]
    tolerance: int
    new_form: TradeBook
    eight: TradeBook
    version: str = ""


@dataclass(slots=True)
class Derived:
    """The derived columns of a ledger row; ``head_name`` and ``search_text`` are for the writer."""

    name: str = ""
    former_name: str = ""
    uscc: str = ""
    uscc_ok: bool = False
    path: str = ""
    district: str = ""
    address: str = ""
    status: str = Status.UNKNOWN
    trade_section: str = ""
    trade_code: str = ""
    trade: str = ""
    new_form: str = ""
    eight_field: str = ""
    headcount: int | None = None
    headcount_source: str = ""
    registered_on: date | None = None
    has_party: bool = False
    party_name: str = ""
    has_union: bool = False
    union_name: str = ""
    joint_union: bool = False
    members: int | None = None
    is_branch: bool = False
    head_name: str = ""
    pending: bool = False
    pending_union: bool = False
    pending_party: bool = False
    pending_match: bool = False
    conflicts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    search_text: str = ""

    @property
    def content(self) -> str:
        """Changes when anything shown or searched changes."""
        return fingerprint(*values_of(self))


values_of = attrgetter(*Derived.__slots__)


def _known_status(said: Said) -> Status | None:
    status = status_of(said.status)
    return None if status is Status.UNKNOWN else status


REPORTED: dict[str, Callable[[Said], Any]] = {
    Field.NAME: lambda said: said.name,
    Field.USCC: lambda said: said.uscc,
    Field.UNIT: lambda said: said.path,
    Field.STATUS: _known_status,
    Field.TRADE: lambda said: said.trade or said.trade_code,
    Field.HEADCOUNT: lambda said: said.headcount,
    Field.REGISTERED_ON: lambda s: s.founded_on if s.source == Source.REGISTRATION else None,
    Field.ADDRESS: lambda said: said.address,
}
"""What an entry reports for a field; ``None`` or empty: nothing."""


def reports(field_: str, entries: Iterable[Said]) -> list[Reported]:
    """What every entry reports for a field, empty ones left out."""
    value = REPORTED[field_]
    found = (Reported(e.source, value(e), e.day, e.id) for e in entries)
    return [r for r in found if r.value is not None and r.value != ""]


def order_for(field_: str, book: RuleBook) -> tuple[Sequence[str], str]:
    """Whose word counts for a field, and the rule that says so."""
    if field_ == Field.HEADCOUNT:
        return book.order, HEADCOUNT_RULE
    if field_ == Field.TRADE:
        return TRADE_ORDER, "行业以填得最细的为准"
    return REGISTRAR_FIRST, REGISTRAR_RULE


def chosen_for(field_: str, entries: Sequence[Said], book: RuleBook) -> Chosen | None:
    """The value of a field with its reason, as the detail page shows it."""
    order, rule = order_for(field_, book)
    found = reports(field_, entries)
    if field_ == Field.USCC:
        good = {e.id for e in entries if e.uscc_ok}
        found = [r for r in found if r.entry in good] or found
    return choose(found, order, rule)


def conflicts_in(entries: Sequence[Said], book: RuleBook) -> list[str]:
    """Fields on which departments contradict one another."""
    checks = {
        Field.NAME: _names_conflict(entries),
        Field.USCC: texts_conflict(e.uscc for e in entries if e.uscc_ok),
        Field.UNIT: paths_conflict(e.path for e in entries),
        Field.STATUS: len({s for e in entries if (s := _known_status(e))}) > 1,
        Field.HEADCOUNT: headcounts_conflict(
            (e.headcount for e in entries if e.source in book.order), book.tolerance
        ),
    }
    return [str(name) for name, found in checks.items() if found]


def _names_conflict(entries: Sequence[Said]) -> bool:
    """Whether current names differ; a known former name is no contradiction."""
    names = {e.name for e in entries if e.name}
    if len(names) < 2:
        return False
    formers = {name_key(e.former_name) for e in entries if e.former_name}
    return len({key for name in names if (key := name_key(name)) not in formers}) > 1


def _first(entries: Sequence[Said], attribute: str, order: Sequence[str]) -> Any:
    """As ``first_by_order`` for texts, without wrapping every value: this runs for every firm."""
    places = places_in(tuple(order))
    best, best_place, best_rank = None, len(places), None
    for entry in entries:
        value = getattr(entry, attribute)
        place = places.get(entry.source)
        if place is None or place > best_place or value is None or value == "":
            continue
        rank = (entry.day, -entry.id)
        if place < best_place or best_rank is None or rank > best_rank:
            best, best_place, best_rank = value, place, rank
    return best


def _names(row: Derived, entries: Sequence[Said]) -> None:
    row.name = _first(entries, "name", REGISTRAR_FIRST) or entries[0].organisation
    former_names = {e.former_name for e in entries if e.former_name} - {row.name}
    other_names = {e.name for e in entries if e.name} - {row.name}
    if former_names or other_names:
        own = name_key(row.name)
        formers = {key: n for n in sorted(former_names) if (key := name_key(n)) != own}
        others = {key: n for n in sorted(other_names) if (key := name_key(n)) != own} | formers
        row.former_name = "、".join(sorted(formers.values()))[:300]
        row.search_text = "\n".join([row.name, *sorted(others.values())])
    row.search_text = (row.search_text or row.name)[:LONGEST_SEARCH].upper()
    if BRANCH.search(row.name):
        row.is_branch = True
        row.head_name = parse_name(row.name).head_office


def _identity(row: Derived, entries: Sequence[Said]) -> None:
    good = [e for e in entries if e.uscc_ok]
    row.uscc = _first(good or entries, "uscc", REGISTRAR_FIRST) or ""
    row.uscc_ok = bool(good)
    row.path = narrowest(
        _first(_located(entries), "path", REGISTRAR_FIRST), (e.path for e in entries)
    )
    row.district = _first(entries, "district", REGISTRAR_FIRST) or ""
    row.address = _first(entries, "address", REGISTRAR_FIRST) or ""


def _located(entries: Sequence[Said]) -> Sequence[Said]:
    """Entries whose county is known, if there are any."""
    return [e for e in entries if e.district] or entries


def _trade(row: Derived, entries: Sequence[Said], book: RuleBook) -> None:
    row.trade_code = _first(entries, "trade_code", TRADE_CODE_ORDER) or ""
    row.trade = _first(entries, "trade", TRADE_ORDER) or ""
    labels = [e.trade for e in entries if e.trade]
    row.trade_section = next(
        filter(None, (section(row.trade_code, x) for x in labels)), ""
    ) or section(row.trade_code, "")
    scope = next((e.scope for e in entries if e.scope), "")
    precise = [label for label in labels if not section_of_text(label)]
    text = "\n".join([*precise, row.name, first_item(scope)])
    row.new_form = book.new_form.kind(row.trade_code, row.trade_section, text)
    row.eight_field = book.eight.kind(row.trade_code, row.trade_section, text)


def _measures(row: Derived, entries: Sequence[Said], book: RuleBook) -> None:
    row.status = _first_status(entries)
    counted = first_by_order(
        [Reported(e.source, e.headcount, e.day, e.id) for e in entries], book.order
    )
    if counted is not None:
        row.headcount, row.headcount_source = counted.value, counted.source
    for entry in entries:
        if entry.source == Source.REGISTRATION and entry.founded_on:
            row.registered_on = entry.founded_on


def _first_status(entries: Sequence[Said]) -> str:
    found = first_by_order(reports(Field.STATUS, entries), REGISTRAR_FIRST)
    return found.value if found else Status.UNKNOWN


def _organisations(row: Derived, entries: Sequence[Said]) -> None:
    parties = [e.organisation for e in entries if e.source == Source.PARTY]
    unions = [e for e in entries if e.source == Source.UNION]
    row.has_party, row.has_union = bool(parties), bool(unions)
    row.party_name = "、".join(dict.fromkeys(parties))[:300]
    row.union_name = "、".join(dict.fromkeys(u.organisation for u in unions))[:300]
    row.joint_union = any(u.part > 0 or "联合" in u.kind or "区域" in u.kind for u in unions)
    own = [u.members for u in unions if u.members is not None and not row.joint_union]
    row.members = sum(own) if own else None


def derive(entries: Sequence[Said], book: RuleBook, waiting: frozenset[str]) -> Derived:
    """The row of one enterprise. ``waiting``: sources with a candidate nobody has decided on."""
    row = Derived()
    _names(row, entries)
    _identity(row, entries)
    _trade(row, entries, book)
    _measures(row, entries, book)
    _organisations(row, entries)
    row.sources = sorted({e.source for e in entries})
    row.conflicts = conflicts_in(entries, book) if len(entries) > 1 else []
    row.pending_union = Source.UNION in waiting
    row.pending_party = Source.PARTY in waiting
    row.pending_match = bool(waiting - {Source.UNION, Source.PARTY})
    row.pending = (
        not row.uscc_ok or row.pending_match or set(row.sources) <= set(ORGANISATION_SOURCES)
    )
    return row


class Pending(Protocol):
    """What a derived row and a stored one have in common here."""

    uscc_ok: bool
    sources: list[str]
    pending_match: bool
    pending_union: bool
    pending_party: bool


def pending_reasons(row: Pending) -> list[str]:
    """Why a row is 待核实, in words."""
    told = {
        "没有有效的统一社会信用代码": not row.uscc_ok,
        "仅见于党组织或工会名册，未见于业务名册": set(row.sources) <= set(ORGANISATION_SOURCES),
        "有部门名册的疑似对应行未复核": row.pending_match,
        "有疑似对应的工会未复核": row.pending_union,
        "有疑似对应的党组织未复核": row.pending_party,
    }
    return [reason for reason, holds in told.items() if holds]
