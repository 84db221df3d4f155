"""Reads of the register of members for staff: the list, one member, who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.engine.identity import clean_number
from niangjia.engine.persons import check_mobile, check_person_name
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.crypto import blind_indexes
from niangjia.kernel.crypto.masking import mask
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.queries import place_choices
from niangjia.kernel.workflow import Step
from niangjia.organizing.enums.members import JoinChannel
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import Membership, Person, Transfer, UnionVersion, WorkRelation
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.policies.memberships import acting_roles, is_staff, may_act_for
from niangjia.organizing.queries.memberships import (
    NoSuchPerson,
    open_membership,
    person_for,
    timeline,
)
from niangjia.organizing.queries.transfers import open_transfer, transfers_of
from niangjia.organizing.rules.roster_words import NATIONALITY_CODES
from niangjia.organizing.workflow.memberships import MEMBERSHIP_FLOW, NOBODY

TARGET = "organizing.person"
LOOKS = ("members.look", "members.view", "members.export_row")
PLACES = (UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWN, UnitKind.PARK, UnitKind.VILLAGE,
          UnitKind.INDUSTRY, UnitKind.AREA)  # fmt: skip
LAST = "\U0010ffff"


UNLISTED = (
    "number", "number_index", "phone", "phone_index", "address", "nationality_group",
    "native_place", "political_status", "skill_grade", "household_type", "household_place",
    "employment", "occupation", "retention", "purge_after", "created_at", "created_by",
    "changed_at",
)  # fmt: skip


def member_rows(scope: Scope) -> QuerySet[Person]:
    """Everybody who is or was a member in a union of the scope."""
    rows = Person.objects.within(scope).exclude(state="").select_related("unit")
    return rows.defer(*UNLISTED)


def name_q(text: str) -> Q:
    """The beginning of the name, or of its pinyin initials. Both are read off an index.

    Dots and blanks are typed in many ways and kept in one; of a Latin name the letters are kept
    as its initials.
    """
    if text.isascii():
        letters = "".join(filter(str.isalnum, text)).lower()
        return Q(initials__gte=letters, initials__lt=letters + LAST)
    plain = check_person_name(text).value
    return Q(name__gte=plain, name__lt=plain + LAST)


def in_union_q(text: str) -> Q:
    """Members of the living unions whose name holds the text."""
    versions = UnionVersion.objects.unscoped(reason="会员已限定范围，这里只找工会名称")
    found = versions.filter(OPEN, state__in=LIVING, name__contains=text.strip())
    return Q(unit_id__in=found.values("union__unit_id")[:500])


def looks_like_number(text: str) -> bool:
    """An identity number or a phone, which must not stand in an address."""
    return sum(c.isdigit() for c in text) >= 7


def find_exactly(scope: Scope, text: str) -> Person | None:
    """By whole identity number, phone or card number, through the blind indexes."""
    number, phone = clean_number(text), check_mobile(text)
    wanted = Q(number_index__in=blind_indexes(number, "identity")) | Q(card_number=number)
    if phone.ok:
        wanted |= Q(phone_index__in=blind_indexes(phone.value, "phone"))
    return Person.objects.within(scope).filter(wanted).order_by("pk").first()


def place_filter_choices(scope: Scope) -> list[tuple[str, str]]:
    return place_choices(scope, PLACES)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked: when, who, from where, at what, what for."""

    at: object
    who: str
    unit: str
    what: str
    purpose: str


def looks_of(person_id: int, limit: int = 50) -> list[Look]:
    """谁看过我: newest first. Read by staff and by the member's own page."""
    events = AuditEvent.objects.filter(
        target_type=TARGET, target_id=str(person_id), verb__in=LOOKS
    ).order_by("-pk")[:limit]
    return [
        Look(
            e.at, e.actor, e.actor_unit, "、".join(e.changes.get("fields", ["会员页面"])),
            e.changes.get("purpose", ""),
        )
        for e in events
    ]  # fmt: skip


def viewed_on(person_id: int, account_id: int | None, day: date) -> bool:
    """Whether this account's opening of the page was noted on that day already."""
    return AuditEvent.objects.filter(
        target_type=TARGET, target_id=str(person_id), verb="members.view", actor_id=account_id,
        at__date=day,
    ).exists()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact as it is shown: field, label, text."""

    name: str
    label: str
    text: str


MASKED = {"number": "identity", "phone": "mobile", "address": "address"}
LISTED = (
    "nationality_group", "native_place", "education", "political_status", "skill_grade",
    "household_type", "household_place", "employment", "occupation", "employer_name",
    "card_number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Everything the page of a member shows, and what this actor may do."""

    person: Person
    rows: list[Membership]
    work: list[WorkRelation]
    transfers: list[Transfer]
    waiting: Transfer | None
    looks: list[Look]
    steps: list[Step]
    may_write: bool

    @property
    def veiled(self) -> list[Shown]:
        """Number, phone, address with stars."""
        found = []
        for name, kind in MASKED.items():
            text = getattr(self.person, name)
            label = self.person.get_document_kind_display() if name == "number" else ""
            found.append(Shown(name, label or _label(name), mask(kind, text) if text else ""))
        return found

    @property
    def facts(self) -> list[Shown]:
        """The other items of the registration form, codes in words."""
        return [Shown(name, _label(name), _words(self.person, name)) for name in LISTED]

    @property
    def union(self) -> str:
        return str(self.rows[0].union) if self.rows else str(self.person.unit)

    @property
    def source(self) -> str:
        first = self.rows[-1] if self.rows else None
        return str(JoinChannel(first.channel).label) if first else "建档"


def member_page(actor: Actor, person_id: int) -> MemberPage:
    """A constant number of queries, whatever the member's history."""
    person = person_for(actor.scope, person_id)
    rows = timeline(person.pk)
    may_write = bool(rows) and may_act_for(actor, rows[0].union)
    return MemberPage(
        person=person, rows=rows, work=work_of(person.pk), transfers=transfers_of(person.pk),
        waiting=open_transfer(person.pk), looks=looks_of(person.pk, 20),
        steps=steps_for(actor, rows[0].state if rows else NOBODY) if may_write else [],
        may_write=may_write,
    )  # fmt: skip


def _label(name: str) -> str:
    return field_words(name)[0]


def _words(person: Person, name: str) -> str:
    value = getattr(person, name)
    return str(dict(field_words(name)[1]).get(value, value))


OWN_PAGES = frozenset({"admit", "readmit", "release", "stay", "receive"})
"""Steps that have pages of their own: admission and transfer."""


def steps_for(actor: Actor, state: str) -> list[Step]:
    """Buttons of the member's page."""
    steps = MEMBERSHIP_FLOW.open_to(state, acting_roles(actor))
    return [step for step in steps if step.name not in OWN_PAGES]


def work_of(person_id: int) -> list[WorkRelation]:
    """Work relations, the present ones first (ME7)."""
    rows = WorkRelation.objects.unscoped(reason="人员已限定范围").filter(person_id=person_id)
    return list(rows.select_related("employer").order_by("valid_to", "-valid_from", "pk"))


@dataclass(frozen=True, slots=True)
class UnionChoice:
    pk: int
    name: str
    also: tuple[str, ...] = ()
    """Other exact ways to write it: the name of its unit, its code."""


def own_unions(actor: Actor, limit: int = 300) -> list[UnionChoice]:
    """Unions the actor may admit to, for a select; a chair has one."""
    if not is_staff(actor):
        return []
    rows = UnionVersion.objects.within(actor.scope).filter(OPEN, state__in=LIVING)
    found: Iterable[tuple[int, str]] = rows.order_by("name").values_list("union_id", "name")[:limit]
    return [UnionChoice(pk, name) for pk, name in found]


def unions_named(text: str, limit: int = 20) -> list[UnionChoice]:
    """Living unions anywhere by part of the name or by code: where a member may go."""
    rows = UnionVersion.objects.unscoped(reason="转接可以去往任何工会，只给名称")
    wanted = Q(name__contains=text) | Q(union__uscc=text.upper())
    found = rows.filter(OPEN, wanted, state__in=LIVING).order_by("name")
    told = found.values_list("union_id", "name", "union__unit__name", "union__uscc")
    return [UnionChoice(pk, name, tuple(also)) for pk, name, *also in told[:limit]]


def current_union_id(person_id: int) -> int | None:
    row = open_membership(person_id)
    return row.union_id if row else None


def field_words(name: str) -> tuple[str, list[tuple[str, str]]]:
    """(label, choices) of a fact, for a form that puts it right."""
    column: Any = Person._meta.get_field(name)
    if name == "nationality_group":
        return "民族", [(code, f"{word}族") for word, code in NATIONALITY_CODES.items()]
    return str(column.verbose_name), [(str(c), str(w)) for c, w in column.flatchoices or ()]


def person_of_work(scope: Scope, relation_id: int) -> int:
    """Whose work relation it is; absent where out of scope."""
    return work_relation_for(scope, relation_id).person_id


def work_relation_for(scope: Scope, relation_id: int) -> WorkRelation:
    """One work relation of somebody in scope; ``NoSuchPerson``."""
    found = WorkRelation.objects.within(scope).filter(pk=relation_id).first()
    if found is None:
        raise NoSuchPerson(f"没有这项工作关系：{relation_id}")
    return found
