"""Two at once, with real transactions: the database leaves one outcome."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships import admit, leave, retain
from niangjia.organizing.actions.transfers import accept_transfer, propose_transfer
from niangjia.organizing.models import Membership, Person, Transfer, Union
from niangjia.organizing.models.facts import OPEN
from tests.organizing.members.conftest import MAN, facts, identity
from tests.organizing.members.test_memberships import figures
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "测试"


def open_rows() -> list[Membership]:
    return list(Membership.objects.unscoped(reason=WHY).filter(OPEN))


def test_the_same_person_joins_at_two_unions_in_the_same_second(
    union: Union, other: Union, chair: Actor, other_chair: Actor
) -> None:
    answers = together(
        lambda: admit(union_id=union.pk, facts=facts(), by=chair),
        lambda: admit(union_id=other.pk, facts=facts(), by=other_chair),
    )

    assert sorted(a.outcome for a in answers) == ["admitted", "transfer"]
    assert Person.objects.unscoped(reason=WHY).count() == 1
    assert len(open_rows()) == 1
    assert Transfer.objects.unscoped(reason=WHY).get().state == "proposed"


def test_two_clerks_of_one_union_admit_the_same_person(union: Union, chair: Actor) -> None:
    admission = lambda: admit(union_id=union.pk, facts=facts(), by=chair)  # noqa: E731

    answers = together(admission, admission)

    assert sorted(a.outcome for a in answers) == ["admitted", "already"]
    assert figures(union, timezone.localdate())[0] == 1


def test_many_join_one_union_together(union: Union, chair: Actor) -> None:
    """The figures of the union are right although everybody changes the same row."""

    def one(n: int) -> Callable[[], Any]:
        return lambda: admit(union_id=union.pk, facts=facts(identity(2 * n), "王小"), by=chair)

    answers = together(*(one(n) for n in range(100, 106)))

    assert [a.outcome for a in answers] == ["admitted"] * 6
    assert figures(union, timezone.localdate()) == (6, 6, 0, 0, 0)


def test_two_transfers_of_one_person_cross(
    union: Union, other: Union, chair: Actor, organiser: Actor, town: Any, make_union: Any
) -> None:
    third = make_union(town)
    person = admit(union_id=union.pk, facts=facts(), by=chair).person

    def to(target: Union) -> Callable[[], Any]:
        return lambda: propose_transfer(person_id=person.pk, to_union_id=target.pk, by=organiser)

    together(to(other), to(third))

    (row,) = open_rows()
    moved = Transfer.objects.unscoped(reason=WHY).filter(state="done").order_by("pk").last()
    assert row.union_id == moved.to_union_id
    counts = [figures(u, timezone.localdate())[0] for u in (union, other, third)]
    assert sum(counts) == 1


def test_two_members_change_places(
    union: Union, other: Union, chair: Actor, other_chair: Actor, organiser: Actor
) -> None:
    """Opposite ways through the same two unions: neither waits for ever."""
    one = admit(union_id=union.pk, facts=facts(MAN), by=chair).person
    two = admit(union_id=other.pk, facts=facts(identity(103), "李四"), by=other_chair).person

    answers = together(
        lambda: propose_transfer(person_id=one.pk, to_union_id=other.pk, by=organiser),
        lambda: propose_transfer(person_id=two.pk, to_union_id=union.pk, by=organiser),
    )

    assert [a.state for a in answers] == ["done", "done"]
    assert [figures(u, timezone.localdate())[0] for u in (union, other)] == [1, 1]


def test_both_sides_accept_together(
    union: Union, other: Union, chair: Actor, organiser: Actor, other_chair: Actor
) -> None:
    person = admit(union_id=union.pk, facts=facts(), by=chair).person
    sent = propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)

    answers = together(
        lambda: accept_transfer(transfer_id=sent.pk, by=other_chair),
        lambda: accept_transfer(transfer_id=sent.pk, by=organiser),
    )

    assert sorted(isinstance(a, NotAllowed) for a in answers) == [False, True]
    assert [row.union_id for row in open_rows()] == [other.pk]


def test_leaving_and_being_retained_together(union: Union, chair: Actor) -> None:
    person = admit(union_id=union.pk, facts=facts(), by=chair).person

    together(
        lambda: leave(person_id=person.pk, by=chair),
        lambda: retain(person_id=person.pk, reason="3", note="失业", by=chair),
    )

    (row,) = open_rows()
    assert row.state in ("left_voluntary", "retained")
    held = int(row.state == "retained")
    assert figures(union, timezone.localdate())[0] == held
