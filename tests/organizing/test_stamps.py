"""A kept number is shown only while nothing more has become visible (record 35)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.writes import forget_writes
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.models import Coverage, Employer, Union, UnionVersion
from niangjia.organizing.queries import figures
from niangjia.organizing.queries.overview import level
from niangjia.organizing.queries.stamps import MEMBERS, UNIONS, stamp

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "测试"


def employer(town: Unit, name: str) -> Employer:
    return Employer.objects.unscoped(reason=WHY).create(unit=town, name=name)


@contextmanager
def an_open_write(deed: Callable[[], object]) -> Iterator[None]:
    """``deed`` is done in another session and becomes visible when the block is left."""
    done, leave = Event(), Event()

    def work() -> None:
        try:
            with transaction.atomic():
                deed()
                done.set()
                leave.wait(20)
        finally:
            done.set()
            connection.close()

    other = Thread(target=work)
    other.start()
    assert done.wait(20)
    try:
        yield
    finally:
        leave.set()
        other.join()


def test_nothing_written_keeps_the_stamp(town: Unit) -> None:
    assert stamp(UNIONS) == stamp(UNIONS)


def test_each_area_has_its_own(town: Unit) -> None:
    unions, members = stamp(UNIONS), stamp(MEMBERS)

    employer(town, "甲厂")

    assert stamp(UNIONS) != unions
    assert stamp(MEMBERS) == members


def test_a_deed_begun_before_and_seen_after_another_changes_the_stamp(town: Unit) -> None:
    with an_open_write(lambda: employer(town, "先动手、后提交")):
        employer(town, "后动手、先提交")
        between = stamp(UNIONS)
        assert between == stamp(UNIONS)

    assert stamp(UNIONS) != between


def test_a_stamp_stays_when_older_notes_are_taken_away(town: Unit) -> None:
    for number in range(4):
        employer(town, f"{number}厂")
    before = stamp(UNIONS)

    assert forget_writes() > 0
    assert stamp(UNIONS) == before
    assert forget_writes() == 0


def test_notes_of_another_cluster_are_taken_away(town: Unit) -> None:
    employer(town, "甲厂")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO organizing_write VALUES ('unions', 1000000000000)")
        forget_writes()
        cursor.execute("SELECT count(*) FROM organizing_write WHERE xid = 1000000000000")
        assert cursor.fetchone() == (0,)


def test_who_has_begun_to_write_keeps_nothing(town: Unit) -> None:
    with transaction.atomic():
        employer(town, "甲厂")
        assert stamp(UNIONS) != stamp(UNIONS)


def test_an_employer_that_comes_late_is_counted(
    city: Unit, town: Unit, make_union: Callable[..., Union]
) -> None:
    union, firm = make_union(town), employer(town, "甲厂")
    today = timezone.localdate()
    row = Coverage(
        union=union, employer=firm, valid_from=today, recorded_at=timezone.now(), recorded_by="测试"
    )

    def covered() -> int:
        return figures.total(
            figures.question(FigureKey.EMPLOYERS, city.scope, city.path, day=today)
        )

    with an_open_write(row.save):
        employer(town, "乙厂")
        before = covered()

    assert covered() == before + 1


def test_the_tree_keeps_its_numbers_until_somebody_writes(
    city: Unit,
    town: Unit,
    make_union: Callable[..., Union],
    django_assert_num_queries: Callable[[int], object],
) -> None:
    registered = make_union(town)

    def unions() -> int:
        return sum(node.unions for node in level(city.scope, city.pk).nodes)

    assert unions() == 1
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        unions()

    UnionVersion.objects.unscoped(reason=WHY).filter(union=registered).update(state="dissolved")
    assert unions() == 0
