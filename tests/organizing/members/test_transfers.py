"""From union to union: who must say yes, and what happens once they have."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.clocks.models import SpecialDay, SpecialKind
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import memberships as deeds
from niangjia.organizing.actions import transfers as moves
from niangjia.organizing.enums.members import TransferState
from niangjia.organizing.models import MemberLogin, Person, Transfer, Union
from niangjia.organizing.policies.memberships import as_member
from niangjia.organizing.queries.memberships import NoSuchPerson, open_membership
from niangjia.organizing.queries.transfers import NoSuchTransfer, transfers_in
from tests.organizing.members.conftest import MAN, facts
from tests.organizing.members.test_memberships import figures, told

pytestmark = pytest.mark.django_db
Join = Callable[..., deeds.Admission]
SINCE = date(2020, 3, 1)


@pytest.fixture
def person(join: Join) -> Person:
    return join(MAN, on=SINCE, migrant=True, trade="rider").person


def held_at(person: Person) -> tuple[int, str]:
    row = open_membership(person.pk)
    return row.union_id, row.state


def test_a_federation_above_both_moves_in_one_step(
    person: Person, organiser: Actor, union: Union, other: Union
) -> None:
    done = moves.propose_transfer(
        person_id=person.pk, to_union_id=other.pk, by=organiser, on=date(2022, 6, 1)
    )

    person.refresh_from_db()
    assert done.state == TransferState.DONE
    assert held_at(person) == (other.pk, "active")
    assert (person.unit_id, person.path) == (other.unit_id, other.unit.path)
    assert (person.joined_on, person.migrant, person.trade) == (SINCE, True, "rider")
    assert told(person) == [("active", "2020-03-01", "2022-06-01"), ("active", "2022-06-01", None)]
    assert figures(union, date(2022, 5, 31)) == figures(other, date(2022, 6, 1)) == (1, 0, 1, 1, 0)
    assert figures(union, date(2022, 6, 1)) == (0,) * 5


def test_the_union_that_takes_in_asks_and_the_other_agrees(
    person: Person, chair: Actor, other_chair: Actor, other: Union
) -> None:
    asked = moves.request_transfer(number=MAN, name="王小凯", to_union_id=other.pk, by=other_chair)
    assert (asked.state, held_at(person)[1]) == (TransferState.PROPOSED, "active")
    with pytest.raises(NotAllowed, match="等待"):
        moves.accept_transfer(transfer_id=asked.pk, by=other_chair)

    done = moves.accept_transfer(transfer_id=asked.pk, by=chair)

    assert (done.state, done.released_by, done.received_by) == (
        TransferState.DONE,
        chair.name,
        other_chair.name,
    )
    assert held_at(person) == (other.pk, "active")
    assert done.effective_on == timezone.localdate()


def test_the_union_that_lets_go_begins(
    person: Person, chair: Actor, other_chair: Actor, other: Union, union: Union
) -> None:
    """转出中: still counted where they were, until the other union has received them."""
    sent = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)
    assert (sent.state, held_at(person)) == (TransferState.RELEASED, (union.pk, "leaving"))
    assert figures(union, timezone.localdate())[0] == 1

    moves.accept_transfer(transfer_id=sent.pk, by=other_chair)

    assert held_at(person) == (other.pk, "active")
    assert figures(union, timezone.localdate())[0] == 0
    assert figures(other, timezone.localdate())[0] == 1


@pytest.mark.parametrize("how", ["refuse", "withdraw"])
def test_who_is_not_taken_stays(
    person: Person, chair: Actor, other_chair: Actor, other: Union, union: Union, how: str
) -> None:
    sent = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)

    if how == "refuse":
        with pytest.raises(ValueError, match="写明理由"):
            moves.refuse_transfer(transfer_id=sent.pk, answer=" ", by=other_chair)
        ended = moves.refuse_transfer(transfer_id=sent.pk, answer="非本单位职工", by=other_chair)
    else:
        ended = moves.withdraw_transfer(transfer_id=sent.pk, by=chair)

    assert ended.state == {"refuse": "refused", "withdraw": "withdrawn"}[how]
    assert held_at(person) == (union.pk, "active")
    with pytest.raises(NotAllowed):
        moves.accept_transfer(transfer_id=sent.pk, by=other_chair)


def test_a_third_union_sees_nothing(
    person: Person, chair: Actor, other: Union, east: Any, make_union: Any, actor: Any
) -> None:
    sent = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)
    stranger = actor(make_union(east).unit, Role.CHAIR)

    assert transfers_in(stranger.scope).count() == 0
    for deed in (moves.accept_transfer, moves.withdraw_transfer):
        with pytest.raises(NoSuchTransfer):
            deed(transfer_id=sent.pk, by=stranger)
    with pytest.raises(NoSuchPerson):
        moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=stranger)


@pytest.mark.parametrize(("number", "name"), [(MAN, "李四"), ("370303190001010016", "王小凯")])
def test_asking_blindly_finds_nobody(
    person: Person, other: Union, other_chair: Actor, number: str, name: str
) -> None:
    """The same sentence whether the number or the name is wrong."""
    with pytest.raises(NotAllowed, match="没有查到姓名和证件号码都相符"):
        moves.request_transfer(number=number, name=name, to_union_id=other.pk, by=other_chair)


def test_one_transfer_at_a_time(
    person: Person, chair: Actor, other: Union, other_chair: Actor, east: Any, make_union: Any
) -> None:
    third = make_union(east)
    first = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)

    again = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)

    assert again == first
    with pytest.raises(NotAllowed, match="正在办理"):
        moves.propose_transfer(person_id=person.pk, to_union_id=third.pk, by=chair)
    with pytest.raises(NotAllowed, match="已经是"):
        moves.propose_transfer(person_id=person.pk, to_union_id=first.from_union_id, by=chair)


def test_the_member_asks_and_both_unions_agree(
    person: Person, chair: Actor, other_chair: Actor, other: Union
) -> None:
    account = Account.objects.create_user("wxk", name="王小凯")
    me = as_member(person, account.pk)
    with pytest.raises(NoSuchPerson):  # an account that is not linked
        moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=me)
    MemberLogin.objects.create(person=person, account=account)

    asked = moves.propose_transfer(person_id=person.pk, to_union_id=other.pk, by=me)
    assert asked.state == TransferState.PROPOSED
    with pytest.raises(NotAllowed):
        moves.accept_transfer(transfer_id=asked.pk, by=me)
    moves.accept_transfer(transfer_id=asked.pk, by=other_chair)
    assert moves.accept_transfer(transfer_id=asked.pk, by=chair).state == TransferState.DONE


def test_a_member_acts_on_nobody_else(person: Person, join: Join) -> None:
    account = Account.objects.create_user("wxk", name="王小凯")
    MemberLogin.objects.create(person=person, account=account)
    neighbour = join(name="李四").person

    with pytest.raises(NoSuchPerson):
        deeds.leave(person_id=neighbour.pk, by=as_member(person, account.pk))
    assert (
        deeds.leave(person_id=person.pk, by=as_member(person, account.pk)).state == "left_voluntary"
    )


def test_who_has_left_meanwhile_is_not_moved(
    person: Person, chair: Actor, other_chair: Actor, other: Union
) -> None:
    asked = moves.request_transfer(number=MAN, name="王小凯", to_union_id=other.pk, by=other_chair)
    deeds.leave(person_id=person.pk, by=chair)

    with pytest.raises(NotAllowed, match="已不在转出工会"):
        moves.accept_transfer(transfer_id=asked.pk, by=chair)
    assert moves.withdraw_transfer(transfer_id=asked.pk, by=other_chair).state == "withdrawn"


def test_admission_and_consent_on_one_day(
    union: Union, other: Union, chair: Actor, other_chair: Actor
) -> None:
    """Joined and moved on the same day: a new member of that day, in the second union."""
    deeds.admit(union_id=union.pk, facts=facts(), by=chair)
    done = deeds.admit(union_id=other.pk, facts=facts(), by=other_chair)

    moves.accept_transfer(transfer_id=done.transfer.pk, by=chair)

    row = open_membership(done.person.pk)
    assert (row.union, row.state, row.change, row.valid_from) == (
        other,
        "active",
        "1",
        timezone.localdate(),
    )
    assert figures(union, timezone.localdate()) == (0,) * 5


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2022, 9, 16), date(2022, 10, 8)),  # the 15th day is 1 October; 8 October is a workday
        (date(2027, 3, 6), date(2027, 3, 22)),  # a Sunday moves; 2027 is not published
    ],
)
def test_the_term_ends_on_a_working_day(
    person: Person, other: Union, other_chair: Actor, monkeypatch: Any, today: date, due: date
) -> None:
    SpecialDay.objects.all().delete()
    SpecialDay.objects.bulk_create(
        [SpecialDay(date=date(2022, 10, 1) + timedelta(days=n), kind=SpecialKind.HOLIDAY, year=2022)
         for n in range(7)]
        + [SpecialDay(date=date(2022, 10, 8), kind=SpecialKind.WORKDAY, year=2022)]
    )  # fmt: skip
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)

    asked = moves.request_transfer(number=MAN, name="王小凯", to_union_id=other.pk, by=other_chair)

    assert asked.due_on == due


def test_many_at_once(join: Join, organiser: Actor, other: Union, union: Union) -> None:
    people = [join(name="王大", on=SINCE).person, join(name="王二", on=SINCE).person]
    gone = join(name="王三", on=SINCE).person
    deeds.leave(person_id=gone.pk, by=organiser)

    done, waiting, refused = moves.transfer_many(
        person_ids=[*(p.pk for p in people), gone.pk], to_union_id=other.pk, by=organiser
    )

    assert (done, waiting, list(refused)) == (2, 0, [gone.pk])
    assert figures(other, timezone.localdate())[0] == 2
    assert Transfer.objects.within(organiser.scope).filter(state="done").count() == 2


def test_too_many_at_once(organiser: Actor, other: Union) -> None:
    with pytest.raises(ValueError, match="名册"):
        moves.transfer_many(person_ids=range(2001), to_union_id=other.pk, by=organiser)
