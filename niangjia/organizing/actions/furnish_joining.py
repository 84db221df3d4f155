"""Joining furnished at once: homes of towns, codes, a ceremony, applications with their fates.

For the sample city and for a first day of use; everything goes through the actions a clerk's
click would call, in one transaction, and only while no town has a home yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.organizing.actions.catchall import set_home
from niangjia.organizing.actions.ceremony import plan_event
from niangjia.organizing.actions.join_apply import Agreed, apply_to_join
from niangjia.organizing.actions.join_codes import open_code
from niangjia.organizing.actions.join_decide import (
    approve_application,
    refuse_application,
    return_application,
)
from niangjia.organizing.actions.ratings import rate
from niangjia.organizing.actions.transfers import request_transfer
from niangjia.organizing.enums.members import ConsentPurpose
from niangjia.organizing.models import JoinCode, TownHome, Union
from niangjia.organizing.queries.consents import current_texts
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.rules.join import Draft, Work

WHY = "各镇街的兜底工会只布置一次"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who asks to join ``union`` (its code). ``fate``: "" waits, or approve, return,
    refuse; ``reason`` is needed for the last two."""

    union: str
    name: str
    number: str
    phone: str
    sex: str
    birth_on: date
    employer: str = ""
    platforms: tuple[str, ...] = ()
    trade: str = ""
    migrant: bool = False
    fate: str = ""
    reason: str = ""
    mark: tuple[int, str] | None = None
    """What the applicant thought of it: grade and words, once it is over."""


@dataclass(frozen=True, slots=True)
class JoiningDesk:
    """What a desk works with. Unions are named by their codes.

    ``homes``: town unit → union; ``codes``: union and where its poster hangs; ``ceremonies``:
    union → facts of ``plan_event``; ``movers``: number, name, union that asks to receive them.
    """

    homes: Mapping[int, str] = field(default_factory=dict)
    codes: Sequence[tuple[str, str]] = ()
    ceremonies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    applicants: Sequence[Applicant] = ()
    movers: Sequence[tuple[str, str, str]] = ()

    def unions(self) -> set[str]:
        named = {union for union, _ in self.codes} | {who.union for who in self.applicants}
        return named | {*self.homes.values(), *self.ceremonies, *(to for _, _, to in self.movers)}


@transaction.atomic
def furnish_joining(*, desk: JoiningDesk, by: Actor) -> bool:
    """Lay everything out unless some town has a home already; True when it was done now."""
    if TownHome.objects.unscoped(reason=WHY).exists():
        return False
    rows = Union.objects.within(by.scope).select_related("unit").filter(uscc__in=desk.unions())
    unions = {union.uscc: union for union in rows}
    for town, code in desk.homes.items():
        set_home(unit_id=town, union_id=unions[code].pk, by=by)
    codes = {
        code: open_code(union_id=unions[code].pk, place=place, by=by) for code, place in desk.codes
    }
    for code, facts in desk.ceremonies.items():
        plan_event(union_id=unions[code].pk, by=by, **facts)
    for applicant in desk.applicants:
        _apply(applicant, unions[applicant.union], codes.get(applicant.union), by)
    for number, name, code in desk.movers:
        local = replace(by, scope=Scope((unions[code].unit.path,)))
        request_transfer(number=number, name=name, to_union_id=unions[code].pk, by=local)
    return True


def _apply(who: Applicant, union: Union, code: JoinCode | None, by: Actor) -> None:
    payload = code.code if code else f"u{union.pk}"
    entry = Entry(payload, union, union.unit.name, code)
    application = apply_to_join(entry=entry, draft=_draft(who, payload), agreed=_agreed())
    if who.fate == "approve":
        approve_application(application_id=application.pk, by=by)
    elif who.fate == "return":
        return_application(application_id=application.pk, reason=who.reason, by=by)
    elif who.fate == "refuse":
        refuse_application(application_id=application.pk, reason=who.reason, by=by)
    if who.mark is not None:
        grade, words = who.mark
        rate(code=application.code, grade=grade, words=words, named=False)


def _draft(who: Applicant, payload: str) -> Draft:
    return Draft(
        request=uuid4().hex, entry=payload, started=int(timezone.now().timestamp()),
        name=who.name, document_kind="1", number=who.number, phone=who.phone, sex=who.sex,
        birth_on=who.birth_on.isoformat(),
        work=Work(
            employer_name=who.employer, platforms=who.platforms, trade=who.trade,
            relation="none" if who.platforms else "", migrant=who.migrant,
        ),
    )  # fmt: skip


def _agreed() -> Agreed:
    """To what nobody can join without."""
    number = current_texts()[ConsentPurpose.MEMBERSHIP].number
    return Agreed({ConsentPurpose.MEMBERSHIP.value: number})
