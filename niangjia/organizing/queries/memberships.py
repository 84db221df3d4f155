"""Reads of memberships: of one person, of a day, and as the house knew it on another day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from niangjia.engine.identity import Division
from niangjia.kernel.crypto import blind_indexes
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.models import Division as DivisionRow
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import MemberLogin, Membership, Person, Union, UnionVersion
from niangjia.organizing.models.facts import KNOWN, OPEN, on_day
from niangjia.organizing.policies.memberships import is_member_only

FEDERATION = "一个证件号码在全市只有一条会籍，须看全部"
IDENTITY = "identity"


class NoSuchPerson(Absent):
    """Absent, or outside the scope: the two look the same on purpose."""


class NoSuchUnion(Absent):
    """No union of this number."""


def person_for(scope: Scope, person_id: int, *, lock: bool = False) -> Person:
    """One person within the scope.

    Locked without a join: where somebody else has moved the person meanwhile, PostgreSQL would
    look for the new unit among the rows of the old one and find nobody.
    """
    rows = Person.objects.within(scope).filter(pk=person_id)
    rows = rows.select_for_update(of=("self",)) if lock else rows.select_related("unit")
    found = rows.first()
    if found is None:
        raise NoSuchPerson(f"没有这名会员：{person_id}")
    return found


def person_to_act_on(by: Actor, person_id: int) -> Person:
    """The locked person, whom the actor's post covers or who is the actor."""
    if is_member_only(by) and not is_own(by, person_id):
        raise NoSuchPerson(f"没有这名会员：{person_id}")
    return person_for(by.scope, person_id, lock=True)


def is_own(by: Actor, person_id: int) -> bool:
    """Whether the actor's account is this member's own."""
    if by.account_id is None:
        return False
    logins = MemberLogin.objects.unscoped(reason="账号与本人一一对应")
    return logins.filter(account_id=by.account_id, person_id=person_id).exists()


def person_by_number(number: str, *, lock: bool = False) -> Person | None:
    """The one person of this identity number in the whole federation; by blind index."""
    rows = Person.objects.unscoped(reason=FEDERATION)
    rows = rows.filter(number_index__in=blind_indexes(number, IDENTITY))
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def union_by_id(union_id: int) -> Union:
    """A union anywhere, with its unit; who may act for it the policy decides."""
    unions = Union.objects.unscoped(reason="入会和转接可以跨工会，权限另行核对")
    found = unions.select_related("unit").filter(pk=union_id).first()
    if found is None:
        raise NoSuchUnion(f"没有这个工会：{union_id}")
    return found


def is_living(union_id: int) -> bool:
    """Whether the union may take members today: at work, or being founded."""
    versions = UnionVersion.objects.unscoped(reason="按编号核对一个工会的现状")
    return versions.filter(OPEN, union_id=union_id, state__in=LIVING).exists()


def open_membership(person_id: int) -> Membership | None:
    """What holds now. Lock the person first."""
    rows = Membership.objects.unscoped(reason="人员已限定范围").select_related("union__unit")
    return rows.filter(OPEN, person_id=person_id).first()


def timeline(person_id: int) -> list[Membership]:
    """Everything the house says of a person's membership today, newest first."""
    rows = Membership.objects.unscoped(reason="人员已限定范围")
    rows = rows.filter(KNOWN, person_id=person_id).select_related("union__unit", "employer")
    return list(rows.order_by("-valid_from"))


def whole_history(person_id: int) -> list[Membership]:
    """Superseded rows too, in the order of writing."""
    rows = Membership.objects.unscoped(reason="人员已限定范围")
    rows = rows.filter(person_id=person_id).select_related("union__unit")
    return list(rows.order_by("recorded_at", "pk"))


def _as_known(moment: datetime) -> Q:
    written = Q(recorded_at__lte=moment)
    return written & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment))


def membership_on(
    person_id: int, day: date, *, known_at: datetime | None = None
) -> Membership | None:
    """What held on ``day``; with ``known_at``: as the house knew it at that moment (ME8).

    A membership has no gaps once it has begun (who left keeps a row that says so), so what held
    is the row that began last. Its end is the beginning of the next one and is not asked: it may
    have been written later than ``known_at``.
    """
    rows = Membership.objects.unscoped(reason="人员已限定范围").filter(
        person_id=person_id, valid_from__lte=day
    )
    rows = rows.filter(KNOWN if known_at is None else _as_known(known_at))
    return rows.select_related("union__unit").order_by("-valid_from", "-pk").first()


def memberships_on(
    scope: Scope, day: date, *, known_at: datetime | None = None
) -> QuerySet[Membership]:
    """Memberships held on a past day in the unions of the scope, one row a person."""
    rows = Membership.objects.within(scope).filter(state__in=HELD)
    if known_at is None:
        return rows.filter(KNOWN & on_day(day))
    known = _as_known(known_at)
    later = Membership.objects.unscoped(reason="同一人员的其他记录").filter(
        known, person_id=OuterRef("person_id"), valid_from__lte=day,
        valid_from__gt=OuterRef("valid_from"),
    )  # fmt: skip
    return rows.filter(known, ~Exists(later), valid_from__lte=day)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody with this number is a member, for the union that asks. No facts of others."""

    known: bool
    held: bool
    here: bool


def standing_of(number: str, union_id: int) -> Standing:
    """What an applicant's union may learn: nothing but whether it is an admission or a transfer."""
    person = person_by_number(number)
    current = open_membership(person.pk) if person else None
    held = current is not None and current.state in HELD
    return Standing(person is not None, held, held and _union_of(current) == union_id)


def _union_of(membership: Membership | None) -> int | None:
    return membership.union_id if membership else None


def dated_divisions() -> Mapping[str, Division]:
    """The list of divisions for ``check_identity``: one query; keep it for a whole batch."""
    rows: Any = DivisionRow.objects.values_list("code", "valid_to", "successor")
    return {code: Division(ended, after) for code, ended, after in rows}


def membership_for(scope: Scope, membership_id: int) -> Membership:
    """One row of a person within the scope, whichever union it names."""
    rows = Membership.objects.unscoped(reason="以人员限定范围").filter(pk=membership_id)
    found = rows.filter(scope.q("person__path")).select_related("union__unit").first()
    if found is None:
        raise NoSuchPerson(f"没有这条会籍记录：{membership_id}")
    return found
