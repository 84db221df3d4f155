"""Dated rows never hold twice on a day, whatever the code above does."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.members import MembershipChange, MembershipState
from niangjia.organizing.models import Coverage, Membership, Person, Union, UnionVersion
from niangjia.organizing.models.facts import on_day

pytestmark = pytest.mark.django_db
WHY = "测试"


def refused(write: Callable[[], Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def version(union: Union, start: date, end: date | None) -> UnionVersion:
    return UnionVersion.objects.create(
        union=union, name="某工会", short_name="某", kind="basic", valid_from=start, valid_to=end,
        recorded_by=WHY,
    )  # fmt: skip


def test_a_union_has_one_version_on_a_day(town: Unit, make_union: Callable[..., Union]) -> None:
    union = make_union(town, founded_on=date(2015, 3, 2))

    version(union, date(2010, 1, 1), date(2015, 3, 2))  # up to the day before
    refused(lambda: version(union, date(2015, 3, 1), date(2015, 3, 3)), "never_two")
    refused(lambda: version(union, date(2020, 1, 1), None), "union_version")
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union=union)
    assert {row.valid_from for row in rows} == {date(2010, 1, 1), date(2015, 3, 2)}


def test_a_version_superseded_makes_room(town: Unit, make_union: Callable[..., Union]) -> None:
    union = make_union(town)
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union=union)
    rows.update(superseded_at=timezone.now())

    version(union, date(2016, 1, 1), None)

    assert rows.count() == 2


def test_two_unions_may_share_days(town: Unit, make_union: Callable[..., Union]) -> None:
    """The stretches of numbers of two owners never meet, even at the ends of time."""
    first, second = make_union(town), make_union(town)

    version(first, date(1900, 1, 1), date(1950, 1, 1))
    version(second, date(1900, 1, 1), date(1950, 1, 1))

    found = UnionVersion.objects.unscoped(reason=WHY).filter(on_day(date(1920, 1, 1)))
    assert {row.union_id for row in found} == {first.pk, second.pk}


def test_an_employer_is_covered_once_on_a_day(
    town: Unit, make_union: Callable[..., Union], make_employer: Callable[..., Any]
) -> None:
    one, other, firm = make_union(town), make_union(town), make_employer(town)

    def cover(union: Union, start: date, end: date | None = None) -> Coverage:
        return Coverage.objects.create(
            employer=firm, union=union, valid_from=start, valid_to=end, recorded_by=WHY
        )

    cover(one, date(2020, 1, 1), date(2022, 1, 1))
    cover(other, date(2022, 1, 1))

    refused(lambda: cover(one, date(2023, 1, 1)), "coverage")
    refused(lambda: cover(other, date(2021, 12, 31), date(2022, 1, 1)), "never_two")
    rows = Coverage.objects.unscoped(reason=WHY).filter(employer=firm)
    assert {row.union_id for row in rows} == {one.pk, other.pk}
    assert rows.count() == 2


@pytest.fixture
def person(town: Unit) -> Person:
    return Person.objects.create(
        unit=town, path=town.path, name="王小凯", number="370303190001010016", created_by=WHY
    )


def member(person: Person, union: Union, start: date, end: date | None = None) -> Membership:
    return Membership(
        person=person, union=union, state=MembershipState.ACTIVE, change=MembershipChange.JOINED,
        valid_from=start, valid_to=end, recorded_by=WHY,
    )  # fmt: skip


def test_a_person_is_a_member_once_on_a_day(
    town: Unit, make_union: Callable[..., Union], person: Person
) -> None:
    one, other = make_union(town), make_union(town)

    Membership.objects.bulk_create(
        [
            member(person, one, date(2020, 1, 1), date(2021, 1, 1)),
            member(person, other, date(2021, 1, 1)),
        ]
    )

    refused(member(person, one, date(2022, 1, 1)).save, "membership_one_open")
    refused(member(person, one, date(2020, 12, 31), date(2021, 1, 1)).save, "重叠")
    rows = Membership.objects.unscoped(reason=WHY).filter(person=person, union=one)
    refused(lambda: rows.update(valid_to=date(2021, 1, 2)), "重叠")
    assert [row.valid_to for row in rows] == [date(2021, 1, 1)]


def test_an_identity_number_is_one_person(town: Unit, person: Person) -> None:
    twin = Person(unit=town, path=town.path, name="王晓凯", number=person.number, created_by=WHY)

    refused(twin.save, "person_number_once")
    assert [row.name for row in Person.objects.within(town.scope)] == ["王小凯"]
