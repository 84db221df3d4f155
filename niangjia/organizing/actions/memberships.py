"""Deeds on a membership (domain.md B.11): admit, retain, resume, leave, expel, death."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from niangjia.engine.persons import name_initials
from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships_rows import (
    AFTER_CHANGE,
    Change,
    take,
    write_change,
)
from niangjia.organizing.actions.transfers import Wish, propose_for
from niangjia.organizing.enums.members import (
    HELD,
    ChangeReason,
    JoinChannel,
    MembershipState,
    RetentionClass,
)
from niangjia.organizing.models import Membership, Person, Transfer, Union
from niangjia.organizing.policies.memberships import is_member_only, may_act_for
from niangjia.organizing.queries.memberships import (
    dated_divisions,
    is_living,
    open_membership,
    person_by_number,
    person_to_act_on,
    union_by_id,
)
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.rules.members import FactsRefused, PersonFacts, read_facts
from niangjia.organizing.rules.memberships import deemed_left_problem

__all__ = [
    "AFTER_CHANGE",
    "Admission",
    "Outcome",
    "admit",
    "deem_left",
    "expel",
    "leave",
    "register_death",
    "resume",
    "retain",
]

INDEXED = {"number": "number_index", "phone": "phone_index"}
ELSEWHERE = "申请入会时已在别处入会"
OF_MEMBERSHIP = {"migrant", "trade"}
"""Facts that belong to the membership; ``Person`` repeats them."""


class Outcome(StrEnum):
    ADMITTED = "admitted"
    ALREADY = "already"  # a member of this very union: nothing was written
    TRANSFER = "transfer"  # a member elsewhere: a transfer was proposed


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of an application. ``membership``: what holds now, here or elsewhere."""

    outcome: Outcome
    person: Person
    membership: Membership
    transfer: Transfer | None = None
    doubts: tuple[str, ...] = ()


@transaction.atomic
def admit(
    *,
    union_id: int,
    facts: PersonFacts,
    by: Actor,
    on: date | None = None,
    channel: str = JoinChannel.WINDOW,
    employer_id: int | None = None,
    acted_for: str = "",
    note: str = "",
) -> Admission:
    """批准入会：全市一人一籍；已在别处入会的，转为会籍转接申请。

    Two unions at once: the database keeps one row for a number, whoever comes second waits for
    the first and finds the person a member. Raises ``FactsRefused`` (all problems by field),
    ``NotAllowed``, ``ValueError`` (the day).
    """
    union = union_by_id(union_id)
    if not may_act_for(by, union):
        raise NotAllowed("批准入会：只有本工会或其上级工会的工作人员可以办理")
    if not is_living(union.pk):
        raise NotAllowed("批准入会：该工会已撤销或合并，不能接收会员")
    today = timezone.localdate()
    kept, doubts = read_facts(facts, today=today, divisions=dated_divisions())
    person, made = _found_or_made(kept, doubts, union, by)
    current = open_membership(person.pk)
    if current is not None and current.state in HELD:
        wish = Wish(note=ELSEWHERE, employer_id=employer_id, acted_for=acted_for)
        return _member_already(person, current, union, wish, by)
    step = take(
        "readmit" if current and current.state == MembershipState.EXPELLED else "admit",
        current,
        by,
        note=note,
    )
    if not made:
        _learn(person, kept, doubts, by)
    change = Change(
        on=on or today, union=union, note=note, employer_id=employer_id, channel=channel,
        acted_for=acted_for, migrant=bool(kept.migrant), trade=kept.trade,
    )  # fmt: skip
    row = write_change(person, current=current, step=step, change=change, by=by)
    return Admission(Outcome.ADMITTED, person, row, None, tuple(doubts))


def _found_or_made(
    facts: PersonFacts, doubts: Sequence[str], union: Union, by: Actor
) -> tuple[Person, bool]:
    """The one locked row of this number, written now if there was none.

    The unique index on the blind index decides between two who come at once.
    """
    found = person_by_number(facts.number, lock=True)
    if found is not None:
        _same_name(found, facts)
        return found, False
    values = facts.stated() | {"migrant": bool(facts.migrant), "trade": facts.trade}
    person = Person(
        unit=union.unit, path=union.unit.path, initials=name_initials(facts.name)[:60],
        doubts=list(doubts), retention=RetentionClass.APPLICANT, created_by=by.name, **values,
    )  # fmt: skip
    Person.objects.bulk_create([person], ignore_conflicts=True)
    mine = person_by_number(facts.number, lock=True)
    if mine is None:
        raise FactsRefused({"card_number": "这个会员卡号已登记在别人名下，请核对"})
    _same_name(mine, facts)
    record("members.file", on=mine, by=by, union=union.pk)
    return mine, not mine.state


def _same_name(person: Person, facts: PersonFacts) -> None:
    if person.name != facts.name:
        raise FactsRefused(
            {"name": "这个证件号码已登记在另一姓名之下；请核对号码和姓名，确系更名的先更正姓名"}
        )


def _member_already(
    person: Person, current: Membership, union: Union, wish: Wish, by: Actor
) -> Admission:
    if current.union_id == union.pk:
        return Admission(Outcome.ALREADY, person, current)
    transfer = propose_for(person, current=current, union=union, wish=wish, by=by)
    return Admission(Outcome.TRANSFER, person, open_membership(person.pk) or current, transfer)


def _learn(person: Person, facts: PersonFacts, doubts: Sequence[str], by: Actor) -> None:
    """Somebody known from before: what is stated now takes the place of what was."""
    stated = {n: v for n, v in facts.stated().items() if n not in OF_MEMBERSHIP}
    changed = [name for name, value in stated.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, stated[name])
    person.doubts = list(doubts)
    fields = [*changed, *(INDEXED[name] for name in changed if name in INDEXED)]
    person.save(update_fields=[*fields, "doubts", "changed_at"])
    record("members.learn", on=person, by=by, fields=sorted(changed))


def _deed(
    name: str,
    person_id: int,
    by: Actor,
    *,
    on: date | None = None,
    reason: str = "",
    note: str = "",
    acted_for: str = "",
) -> Membership:
    """A step that leaves the member in the union where they are."""
    person = person_to_act_on(by, person_id)
    current = open_membership(person.pk)
    if current is not None and not (is_member_only(by) or may_act_for(by, current.union)):
        raise NotAllowed("只有本工会或其上级工会的工作人员可以办理")
    step = take(name, current, by, note=note)
    assert current is not None  # every step but admission leaves a state
    change = Change(
        on=on or timezone.localdate(), union=current.union, reason=reason, note=note,
        employer_id=current.employer_id, channel=current.channel, acted_for=acted_for,
        migrant=current.migrant, trade=current.trade,
    )  # fmt: skip
    if step.reaches not in HELD:
        change = replace(change, employer_id=None)
    return write_change(person, current=current, step=step, change=change, by=by)


@transaction.atomic
def retain(
    *, person_id: int, reason: str, note: str, by: Actor, on: date | None = None
) -> Membership:
    """保留会籍：退休、失业、参军等，免交会费，不享有选举权、被选举权和表决权。"""
    return _deed("retain", person_id, by, on=on, reason=reason, note=note)


@transaction.atomic
def resume(*, person_id: int, by: Actor, on: date | None = None, note: str = "") -> Membership:
    """恢复会籍：重新就业等。"""
    return _deed("resume", person_id, by, on=on, note=note)


@transaction.atomic
def leave(
    *, person_id: int, by: Actor, on: date | None = None, note: str = "",
    reason: str = ChangeReason.OWN_WISH, acted_for: str = "",
) -> Membership:  # fmt: skip
    """自愿退会：本人提出，工会登记；本人也可以自己办理。"""
    return _deed("leave", person_id, by, on=on, reason=reason, note=note, acted_for=acted_for)


@transaction.atomic
def deem_left(
    *,
    person_id: int,
    last_sign: date,
    reminders: Sequence[date],
    by: Actor,
    on: date | None = None,
    note: str = "",
) -> Membership:
    """视为退会：连续六个月（规则可调）不缴会费、不参加活动，经催告仍不改正。

    ``last_sign``: the last day with dues or an activity; ``reminders``: days of reminders.
    """
    today = on or timezone.localdate()
    person = person_to_act_on(by, person_id)
    months = parameters_for(person.path, today)["deemed_left_months"].number
    problem = deemed_left_problem(
        last_sign=last_sign, reminders=reminders, today=today, months=months
    )
    if problem:
        raise ValueError(f"视为退会：{problem}")
    days = "、".join(day.isoformat() for day in sorted(reminders))
    told = f"最后缴费或活动 {last_sign}，催告 {days}。{note}".rstrip()
    return _deed("deem_left", person_id, by, on=today, note=told)


@transaction.atomic
def expel(*, person_id: int, note: str, by: Actor, on: date | None = None) -> Membership:
    """除名：因犯罪受刑罚等，经小组讨论、基层委员会决定，报上级备案；``note`` 写明决定文号。"""
    return _deed("expel", person_id, by, on=on, note=note)


@transaction.atomic
def register_death(*, person_id: int, by: Actor, on: date, note: str = "") -> Membership:
    """登记死亡：``on`` 是死亡日期，会籍自当日终止。"""
    return _deed("register_death", person_id, by, on=on, note=note)
