"""ME13: reminders at 180, 90 and 30 days, once each. ME15: five seeded shells are found."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.papers import issue_certificate
from niangjia.organizing.actions.signs import record_sign, report_counts
from niangjia.organizing.actions.terms import begin_term, postpone_term
from niangjia.organizing.actions.watch import CERTIFICATE, SHELL, TERM, remind_all
from niangjia.organizing.models import Union
from niangjia.organizing.queries.registers import with_term
from niangjia.organizing.queries.unions import register
from niangjia.organizing.queries.watch import shells, watch

END, WHY = date(2027, 5, 1), "测试"


@pytest.fixture
def union(town: Unit, register: Callable[..., Union], keeper: Actor) -> Union:
    made = register(town, "甲厂工会委员会")
    begin_term(union_id=made.pk, elected_on=date(2022, 5, 1), years=5, by=keeper)
    return made


def told(kind: str, **wish: object) -> list[TodoItem]:
    rows = TodoItem.objects.unscoped(reason=WHY).filter(kind=kind, **wish)
    return list(rows.order_by("pk"))


def days_before(days: int) -> date:
    return END - timedelta(days=days)


def run(*days: int) -> list[int]:
    """The job on each of these days, twice: how many notices of terms each day brought."""
    found = []
    for left in days:
        before = len(told(TERM))
        remind_all(today=days_before(left))
        remind_all(today=days_before(left))
        found.append(len(told(TERM)) - before)
    return found


def test_me13_each_step_is_told_once_to_chair_and_superior(union: Union, town: Unit) -> None:
    assert run(181, 180, 179, 91, 90, 31, 30, 1, 0, -1) == [0, 2, 0, 0, 2, 0, 2, 0, 0, 2]

    rows = told(TERM)
    assert {(row.unit, row.role) for row in rows} == {
        (union.unit, Role.CHAIR), (town, Role.ORGANISER),
    }  # fmt: skip
    assert {row.due_on for row in rows} == {END}
    assert len(told(TERM, state="open")) == 2  # a later step takes the place of the earlier one


def test_me13_the_reminder_leads_to_what_has_to_be_handed_in(union: Union) -> None:
    remind_all(today=days_before(100))

    assert {item.url for item in told(TERM)} == {f"/organizing/unions/{union.pk}/guide/"}


def test_me13_a_day_missed_is_made_up(union: Union) -> None:
    assert run(200, 85) == [0, 2]


def test_me13_an_election_settles_what_was_told(union: Union, keeper: Actor, monkeypatch) -> None:
    remind_all(today=days_before(20))
    assert told(TERM, state="open")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: END)

    begin_term(union_id=union.pk, elected_on=END, years=3, by=keeper)

    assert not told(TERM, state="open")
    remind_all(today=END)
    assert not told(TERM, state="open")


def test_me13_certificates_are_watched_too(union: Union, town: Unit, registrar: Actor) -> None:
    issue_certificate(
        union_id=union.pk, kind="legal_person", issued_on=date(2022, 6, 1), by=registrar
    )

    remind_all(today=days_before(30))

    assert {row.role for row in told(CERTIFICATE)} == {Role.CHAIR, Role.REGISTRAR}


def test_me13_the_page_counts_what_runs_out(union: Union, east: Unit) -> None:
    found = watch(east.scope, east.path, days_before(60))

    assert (found.terms.late, found.terms.within) == (0, [(30, 0), (90, 1), (180, 1)])
    assert watch(east.scope, east.path, END + timedelta(days=1)).terms.late == 1


TODAY = date(2022, 11, 30)


@pytest.fixture
def shell_world(town: Unit, register: Callable[..., Union], keeper: Actor) -> list[Union]:
    """Five shells among nine unions: the others have a sign, a report, or are too young."""
    silent = [register(town, f"空{n}厂工会委员会") for n in range(5)]
    record_sign(union_id=silent[0].pk, kind="activity", on=date(2022, 5, 30), title="趣味运动会",
                by=keeper)  # fmt: skip
    lively = [register(town, f"活{n}厂工会委员会") for n in range(2)]
    record_sign(union_id=lively[0].pk, kind="dues", on=date(2022, 5, 31), title="会费", by=keeper)
    report_counts(union_id=lively[1].pk, as_of=date(2022, 9, 30), by=keeper, members=3)
    register(town, "新厂工会委员会", founded_on=date(2022, 10, 1))
    register(town, "筹备中工会委员会", state="preparatory")
    return silent


def test_me15_the_five_seeded_shells_are_found(town: Unit, shell_world: list[Union]) -> None:
    found = {row.union for row in shells(town.scope, TODAY)}

    assert found == set(shell_world)


def test_me15_a_shell_is_told_and_leaves_by_a_sign(
    town: Unit, shell_world: list[Union], keeper: Actor
) -> None:
    remind_all(today=TODAY)
    remind_all(today=TODAY)
    assert len(told(SHELL, state="open", unit=town)) == 5

    record_sign(union_id=shell_world[1].pk, kind="activity", on=date(2022, 11, 29), title="送温暖",
                by=keeper)  # fmt: skip

    assert len(told(SHELL, state="open")) == 4
    assert len(shells(town.scope, TODAY)) == 4


def test_a_term_put_off_is_not_late(union: Union, keeper: Actor, city: Unit) -> None:
    """The list, the watch page and the reminders go by the approved day."""
    postpone_term(
        term_id=union.terms.unscoped(reason=WHY).get().pk, until=date(2027, 8, 1),
        document_number="张工〔2027〕1号", by=keeper,
    )  # fmt: skip
    today = date(2027, 6, 1)

    assert watch(city.scope, city.path, today).terms.late == 0
    assert (90, 1) in watch(city.scope, city.path, today).terms.within
    rows = register(city.scope)
    assert not with_term(rows, "late", today).exists()
    assert with_term(rows, "90", today).get().term_ends == date(2027, 8, 1)
