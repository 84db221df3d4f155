"""Which day a page counts for: none that is not in the calendar, none that has not come."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit

PAGES = (
    "portal:dashboard", "portal:screen", "portal:union_list", "organizing:union_list",
    "organizing:union_map",
)  # fmt: skip


@pytest.fixture
def desk(city: Unit, login: Callable[..., Client]) -> Client:
    return login(city, Role.ORGANISER)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("day", ["2027-02-30", "2023-02-29", "30.11.22"])
def test_what_is_no_day_is_answered_in_words(desk: Client, name: str, day: str) -> None:
    answer = desk.get(reverse(name), {"as_of": day})

    assert answer.status_code == 404
    assert f"没有“{day}”这一天" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_day_to_come_is_told_and_today_is_counted(desk: Client, name: str) -> None:
    answer = desk.get(reverse(name), {"as_of": "2122-01-01"})

    assert answer.status_code == 200
    if name != "portal:screen":
        assert "2122-01-01 还没有到" in answer.content.decode()


def test_the_leap_day_is_one(desk: Client) -> None:
    assert "2020-02-29" in desk.get(reverse(PAGES[0]), {"as_of": "2020-02-29"}).content.decode()
