"""The register of document numbers: no gap, no double, nothing removed."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.documents import queries
from niangjia.kernel.documents.actions import close_code, open_code, take_number, void_number
from niangjia.kernel.documents.actions.numbers import NumberRefused
from niangjia.kernel.documents.enums import NumberState
from niangjia.kernel.documents.models import DocumentNumber, IssuerCode
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import NoSuchUnit

DAY = date(2022, 12, 1)
Who = Callable[[Unit, Role], Actor]


def a_code(unit: Unit, by: Actor, **given: object) -> IssuerCode:
    told = {"word": "淄总工发", "valid_from": date(2020, 1, 1), "source": "淄总工办〔2020〕1号"}
    return open_code(unit_id=unit.pk, by=by, **(told | given))


@pytest.fixture
def clerk(city: Unit, actor: Who) -> Actor:
    return actor(city, Role.CLERK)


def take(code: IssuerCode, by: Actor, dated: date = DAY) -> DocumentNumber:
    return take_number(code_id=code.pk, title="关于某事的通知", dated=dated, by=by)


def test_numbers_follow_one_another_and_begin_anew_each_year(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)

    told = [str(take(code, clerk)) for _ in range(3)]
    next_year = take(code, clerk, date(2023, 1, 3))

    assert told == ["淄总工发〔2022〕1号", "淄总工发〔2022〕2号", "淄总工发〔2022〕3号"]
    assert str(next_year) == "淄总工发〔2023〕1号"


def test_a_register_taken_over_begins_where_the_paper_one_ended(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk, first=36, valid_from=date(2022, 6, 1))

    assert str(take(code, clerk)) == "淄总工发〔2022〕36号"
    assert str(take(code, clerk, date(2023, 2, 1))) == "淄总工发〔2023〕1号"


def test_a_transaction_that_fails_leaves_no_gap(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)
    take(code, clerk)

    with transaction.atomic():
        assert take(code, clerk).number == 2
        transaction.set_rollback(True)

    assert take(code, clerk).number == 2
    assert queries.gaps(clerk.scope, 2022) == {}


@pytest.mark.django_db(transaction=True)
def test_two_threads_take_no_double_and_leave_no_gap(city: Unit, actor: Who) -> None:
    """Each takes ten; every other transaction of one of them is rolled back."""
    clerk = actor(city, Role.CLERK)
    code, start, problems = a_code(city, clerk), Barrier(2), []

    def take_ten(failing: bool) -> None:
        start.wait()
        try:
            for turn in range(10):
                with transaction.atomic():
                    take(code, clerk)
                    transaction.set_rollback(failing and turn % 2 == 0)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=take_ten, args=(failing,)) for failing in (True, False)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    rows = DocumentNumber.objects.within(city.scope).order_by("number")
    assert problems == []
    assert list(rows.values_list("number", flat=True)) == list(range(1, 16))


def test_a_void_number_stays_with_its_reason_and_is_not_given_again(
    city: Unit, clerk: Actor
) -> None:
    code = a_code(city, clerk)
    first = take(code, clerk)

    void_number(number_id=first.pk, reason="重复发文", by=clerk)

    first.refresh_from_db(from_queryset=DocumentNumber.objects.within(city.scope))
    assert (first.state, first.reason, first.voided_by) == (
        NumberState.VOID, "重复发文", clerk.name,
    )  # fmt: skip
    assert take(code, clerk).number == 2
    assert queries.void_count(clerk.scope, 2022) == 1
    with pytest.raises(NumberRefused, match="已经作废"):
        void_number(number_id=first.pk, reason="再作废", by=clerk)


def test_voiding_takes_a_reason(city: Unit, clerk: Actor) -> None:
    taken = take(a_code(city, clerk), clerk)

    with pytest.raises(NumberRefused, match="写明"):
        void_number(number_id=taken.pk, reason="  ", by=clerk)


@pytest.mark.parametrize(
    "deed",
    [
        lambda row: row.delete(),
        lambda row: DocumentNumber.objects.unscoped(reason="试").update(number=99),
        lambda row: DocumentNumber.objects.unscoped(reason="试").update(year=2021),
    ],
    ids=["delete", "number", "year"],
)
def test_the_database_itself_keeps_the_register(
    deed: Callable[[DocumentNumber], object], city: Unit, clerk: Actor
) -> None:
    taken = take(a_code(city, clerk), clerk)

    with pytest.raises(DatabaseError, match="文号"), transaction.atomic():
        deed(taken)


def test_a_void_number_cannot_come_back(city: Unit, clerk: Actor) -> None:
    taken = take(a_code(city, clerk), clerk)
    void_number(number_id=taken.pk, reason="错号", by=clerk)

    with pytest.raises(DatabaseError, match="不可恢复"), transaction.atomic():
        DocumentNumber.objects.within(city.scope).update(state=NumberState.USED, reason="")


def test_a_word_belongs_to_one_unit_at_a_time(city: Unit, east: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)

    with pytest.raises(NumberRefused, match="淄博市总工会使用"):
        a_code(east, clerk)

    close_code(code_id=code.pk, valid_to=date(2023, 1, 1), by=clerk)
    assert a_code(east, clerk, valid_from=date(2023, 1, 1)).unit == east
    with pytest.raises(NumberRefused, match="没有启用"):
        take(code, clerk, date(2023, 1, 1))


def test_a_word_of_a_unit_out_of_scope_is_not_named(
    city: Unit, east: Unit, west: Unit, clerk: Actor, actor: Who
) -> None:
    a_code(west, clerk, word="川工发")

    with pytest.raises(NumberRefused, match="其他单位"):
        a_code(east, actor(east, Role.CLERK), word="川工发")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"word": "淄总工发〔2022〕"}, "2 至 12 个汉字"),
        ({"word": "发"}, "2 至 12 个汉字"),
        ({"source": " "}, "依据"),
    ],
)
def test_a_word_is_checked(given: dict[str, str], said: str, city: Unit, clerk: Actor) -> None:
    with pytest.raises(NumberRefused, match=said):
        a_code(city, clerk, **given)


def test_a_number_belongs_to_the_unit_of_the_word(
    city: Unit, east: Unit, clerk: Actor, actor: Who
) -> None:
    """A county cannot take numbers of the city, nor of its neighbour."""
    code = a_code(city, clerk)

    with pytest.raises(queries.NoSuchPaper):
        take(code, actor(east, Role.CLERK))
    with pytest.raises(NoSuchUnit):
        a_code(city, actor(east, Role.CLERK), word="张工发")


def test_a_closed_word_ends_once_and_after_its_beginning(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)

    with pytest.raises(NumberRefused, match="晚于启用"):
        close_code(code_id=code.pk, valid_to=code.valid_from, by=clerk)
    close_code(code_id=code.pk, valid_to=timezone.localdate() + timedelta(days=1), by=clerk)
    with pytest.raises(NumberRefused, match="已于"):
        close_code(code_id=code.pk, valid_to=timezone.localdate(), by=clerk)


def test_every_deed_leaves_a_line(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)
    taken = take(code, clerk)
    void_number(number_id=taken.pk, reason="错号", by=clerk)
    close_code(code_id=code.pk, valid_to=date(2023, 1, 1), by=clerk)

    verbs = AuditEvent.objects.filter(verb__startswith="documents.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "documents.code_open", "documents.number_take", "documents.number_void",
        "documents.code_close",
    ]  # fmt: skip


def test_gaps_are_told_by_word(city: Unit, clerk: Actor) -> None:
    code = a_code(city, clerk)
    for number in (1, 2, 5):
        DocumentNumber.objects.create(
            unit=city, code=code, word=code.word, year=2022, number=number, title="旧", taken_by="x"
        )

    assert queries.gaps(clerk.scope, 2022) == {"淄总工发": [3, 4]}
    assert queries.gaps(clerk.scope, 2021) == {}
