"""会员组织关系转接: one open transfer for a person; each union says yes once.

Whoever proposes speaks for the unions in the own scope: a union that takes somebody in has
agreed to receive, one that lets somebody go has agreed to release, and a federation above both
has said everything. The moment both have agreed the member moves, out and in, in one step.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships_rows import Change, check_day, take, write_change
from niangjia.organizing.actions.transfers_desk import note_proposal, tell_desks
from niangjia.organizing.enums.members import (
    HELD,
    ChangeReason,
    JoinChannel,
    MembershipState,
    TransferState,
)
from niangjia.organizing.models import Membership, Person, Transfer, Union
from niangjia.organizing.policies.memberships import acting_roles, is_member_only, may_act_for
from niangjia.organizing.queries.memberships import (
    is_living,
    is_own,
    open_membership,
    person_by_number,
    person_to_act_on,
    union_by_id,
)
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.transfers import (
    OPEN_STATES,
    open_transfer,
    person_of,
    transfer_for,
)
from niangjia.organizing.workflow.memberships import TRANSFER_FLOW

AT_ONCE = 2_000
"""A batch larger than this is sent as a roster."""

TRANSFER_TERM = "transfer_decide"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for besides the two unions. ``on``: the day, today where none is named."""

    on: date | None = None
    reason: str = ChangeReason.WORK_CHANGED
    note: str = ""
    employer_id: int | None = None
    acted_for: str = ""


@transaction.atomic
def propose_transfer(
    *,
    person_id: int,
    to_union_id: int,
    by: Actor,
    on: date | None = None,
    reason: str = ChangeReason.WORK_CHANGED,
    note: str = "",
    employer_id: int | None = None,
    acted_for: str = "",
) -> Transfer:
    """申请转接：转出工会、上级工会或会员本人提出。"""
    person = person_to_act_on(by, person_id)
    current = open_membership(person.pk)
    if current is None or current.state not in HELD:
        raise NotAllowed("会籍转接：不是在籍会员，请先办理入会")
    union = union_by_id(to_union_id)
    wish = Wish(on, reason, note, employer_id, acted_for)
    return propose_for(person, current=current, union=union, wish=wish, by=by)


@transaction.atomic
def request_transfer(
    *, number: str, name: str, to_union_id: int, by: Actor, on: date | None = None, note: str = "",
    employer_id: int | None = None, acted_for: str = "",
) -> Transfer:  # fmt: skip
    """申请转入：转入工会凭证件号码和姓名提出，看不到对方工会的资料。"""
    union = union_by_id(to_union_id)
    if not may_act_for(by, union):
        raise NotAllowed("申请转入：只有转入工会或其上级工会的工作人员可以办理")
    person = person_by_number(number, lock=True)
    current = open_membership(person.pk) if person else None
    held = current is not None and current.state in HELD
    if person is None or current is None or person.name != name or not held:
        raise NotAllowed("申请转入：没有查到姓名和证件号码都相符的在籍会员，请核对，或办理入会")
    wish = Wish(on=on, note=note, employer_id=employer_id, acted_for=acted_for)
    return propose_for(person, current=current, union=union, wish=wish, by=by)


def propose_for(
    person: Person, *, current: Membership, union: Union, wish: Wish, by: Actor
) -> Transfer:
    """The transfer of a locked person; the same wish again finds the one that is open."""
    _check_target(current, union)
    waiting = open_transfer(person.pk)
    if waiting is not None and waiting.to_union_id != union.pk:
        raise NotAllowed("会籍转接：这名会员已有一件转接正在办理，请先办结或撤回")
    if wish.on is not None:
        check_day(wish.on, current, timezone.localdate())
    if waiting is None:
        waiting = _written(person, current, union, wish, by)
        record(
            "members.transfer_propose", on=person, by=by, transfer=waiting.pk,
            unions=[current.union_id, union.pk], acted_for=wish.acted_for,
        )  # fmt: skip
        return note_proposal(_agree(waiting, person, current, by), by)
    return _agree(waiting, person, current, by)


def transfer_to_withdraw(transfer_id: int, by: Actor) -> Transfer:
    """A transfer under way that this actor may end; ``NotAllowed`` says why not."""
    transfer = transfer_for(by.scope, transfer_id)
    if transfer.state not in OPEN_STATES:
        raise NotAllowed(f"撤回：这件转接{transfer.get_state_display()}，不能撤回")
    step = TRANSFER_FLOW.take("withdraw", transfer.state, acting_roles(by))
    _check_party(transfer, transfer.person, by, step.label)
    return transfer


def _check_target(current: Membership, union: Union) -> None:
    if current.union_id == union.pk:
        raise NotAllowed("会籍转接：已经是这个工会的会员")
    if not is_living(union.pk):
        raise NotAllowed("会籍转接：转入工会已撤销或合并")


def _written(person: Person, current: Membership, union: Union, wish: Wish, by: Actor) -> Transfer:
    days = parameters_for(union.unit.path, timezone.localdate())[TRANSFER_TERM]
    due = current_calendar().add(timezone.localdate(), days.number, DayKind(days.measure))
    return Transfer.objects.create(
        person=person, from_union=current.union, to_union=union, employer_id=wish.employer_id,
        reason=wish.reason, note=wish.note.strip()[:200], effective_on=wish.on,
        proposed_by=by.name, acted_for=wish.acted_for, due_on=due.due,
    )  # fmt: skip


def _agree(transfer: Transfer, person: Person, current: Membership, by: Actor) -> Transfer:
    """Note what the actor may say yes to; move the member once both unions have."""
    now, fields = timezone.now(), []
    if transfer.released_at is None and may_act_for(by, transfer.from_union):
        transfer.released_at, transfer.released_by = now, by.name
        fields += ["released_at", "released_by"]
    if transfer.received_at is None and may_act_for(by, transfer.to_union):
        transfer.received_at, transfer.received_by = now, by.name
        fields += ["received_at", "received_by"]
    both = transfer.released_at is not None and transfer.received_at is not None
    if both:
        transfer.state = TransferState.DONE
        _move(transfer, person, current, by)
    elif transfer.released_at is not None and transfer.state != TransferState.RELEASED:
        transfer.state = TransferState.RELEASED
        _let_go(transfer, person, current, by)
    transfer.save(update_fields=[*fields, "state", "effective_on"])
    tell_desks(transfer=transfer, by=by, outcome=transfer.get_state_display())
    return transfer


def _let_go(transfer: Transfer, person: Person, current: Membership, by: Actor) -> None:
    """The union left has agreed, the other one not yet: 转出中, still a member of the former."""
    step = take("release", current, by)
    change = _change(transfer, current, current.union)
    write_change(person, current=current, step=step, change=change, by=by)


def _move(transfer: Transfer, person: Person, current: Membership, by: Actor) -> None:
    step = take("receive", current, by)
    change = _change(transfer, current, transfer.to_union)
    transfer.effective_on = change.on
    write_change(person, current=current, step=step, change=change, by=by)


def _change(transfer: Transfer, current: Membership, union: Union) -> Change:
    """The day wished for, or the first one on which it can still be written."""
    wished = transfer.effective_on or timezone.localdate()
    moving = union.pk == transfer.to_union_id
    return Change(
        on=max(wished, current.valid_from), union=union, reason=transfer.reason,
        note=transfer.note or f"{transfer.from_union}转往{transfer.to_union}",
        employer_id=transfer.employer_id if moving else current.employer_id,
        channel=JoinChannel.WINDOW, acted_for=transfer.acted_for,
        migrant=current.migrant, trade=current.trade,
    )  # fmt: skip


def _locked(transfer_id: int, by: Actor) -> tuple[Transfer, Person, Membership]:
    """Person first, then the transfer: the order in which everybody locks."""
    person = person_of(by.scope, transfer_id)
    transfer = transfer_for(by.scope, transfer_id, lock=True)
    current = open_membership(person.pk)
    if current is None or current.union_id != transfer.from_union_id or current.state not in HELD:
        raise NotAllowed("会籍转接：会员已不在转出工会，这件转接不能再办；请撤回")
    return transfer, person, current


@transaction.atomic
def accept_transfer(*, transfer_id: int, by: Actor) -> Transfer:
    """确认转接：转出工会确认转出、转入工会确认接收；双方都确认的当时转入。"""
    transfer, person, current = _locked(transfer_id, by)
    TRANSFER_FLOW.take("accept", transfer.state, acting_roles(by))
    _check_waiting(transfer, by)
    done = _agree(transfer, person, current, by)
    record("members.transfer_accept", on=person, by=by, transfer=done.pk, state=done.state)
    return done


def _check_waiting(transfer: Transfer, by: Actor) -> None:
    """Somebody who may speak for a union that has not said yes."""
    sides = {
        transfer.from_union: transfer.released_at is None,
        transfer.to_union: transfer.received_at is None,
    }
    own = [union for union in sides if may_act_for(by, union)]
    if not own:
        raise NotAllowed("确认：只有转出、转入工会或其上级工会的工作人员可以办理")
    if not any(sides[union] for union in own):
        other = next(union for union, waiting in sides.items() if waiting)
        raise NotAllowed(f"确认：本会已确认，正在等待{other}办理")


@transaction.atomic
def refuse_transfer(*, transfer_id: int, answer: str, by: Actor) -> Transfer:
    """不同意转接：写明理由；已转出的恢复原会籍。"""
    if not answer.strip():
        raise ValueError("不同意：请写明理由")
    return _end(transfer_id, "refuse", answer, by)


@transaction.atomic
def withdraw_transfer(*, transfer_id: int, by: Actor, answer: str = "") -> Transfer:
    """撤回转接：提出的一方或会员本人；已转出的恢复原会籍。"""
    return _end(transfer_id, "withdraw", answer, by)


def _end(transfer_id: int, name: str, answer: str, by: Actor) -> Transfer:
    person = person_of(by.scope, transfer_id)
    transfer = transfer_for(by.scope, transfer_id, lock=True)
    step = TRANSFER_FLOW.take(name, transfer.state, acting_roles(by))
    _check_party(transfer, person, by, step.label)
    current = open_membership(person.pk)
    if current is not None and current.state == MembershipState.LEAVING:
        back = take("stay", current, by)
        change = _back(current, step.label)
        write_change(person, current=current, step=back, change=change, by=by)
    transfer.state, transfer.answer = step.reaches, answer.strip()[:200]
    transfer.save(update_fields=["state", "answer"])
    said = transfer.get_state_display()
    tell_desks(transfer=transfer, by=by, outcome=said, reason=transfer.answer)
    record(f"members.transfer_{name}", on=person, by=by, transfer=transfer.pk, answer=answer[:200])
    return transfer


def _check_party(transfer: Transfer, person: Person, by: Actor, label: str) -> None:
    own = is_member_only(by) and is_own(by, person.pk)
    unions = (transfer.from_union, transfer.to_union)
    if not own and not any(may_act_for(by, union) for union in unions):
        raise NotAllowed(f"{label}：只有转出、转入工会或会员本人可以办理")


def _back(current: Membership, label: str) -> Change:
    return Change(
        on=timezone.localdate(), union=current.union, note=f"转接{label}",
        employer_id=current.employer_id, channel=current.channel, migrant=current.migrant,
        trade=current.trade,
    )  # fmt: skip


@transaction.atomic
def transfer_many(
    *, person_ids: Iterable[int], to_union_id: int, by: Actor, on: date | None = None,
    note: str = "",
) -> tuple[int, int, dict[int, str]]:  # fmt: skip
    """批量转接：(已转入, 待确认, 未能提出的及其原因)。整批一个事务，个别办不了的不影响其余。"""
    ids = sorted(set(person_ids))
    if len(ids) > AT_ONCE:
        raise ValueError(f"一次最多转接 {AT_ONCE} 人，请分批，或用名册办理")
    done = waiting = 0
    refused: dict[int, str] = {}
    for person_id in ids:
        try:
            with transaction.atomic():
                made = propose_transfer(
                    person_id=person_id, to_union_id=to_union_id, by=by, on=on, note=note
                )
        except (NotAllowed, ValueError) as problem:
            refused[person_id] = str(problem)
            continue
        done += made.state == TransferState.DONE
        waiting += made.state != TransferState.DONE
    return done, waiting, refused
