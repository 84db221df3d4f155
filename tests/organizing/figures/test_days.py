"""Two days compared, days that are none, and days before the register begins."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.rules.figures import compared_since
from tests.organizing.figures.conftest import World, leave_out_the_retained

HOME = reverse("organizing:figure_home")


@pytest.fixture
def desk(city: Unit, login: Callable[..., Client]) -> Client:
    return login(city, Role.ORGANISER)


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("since", "day", "other", "begins"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), date(2023, 12, 31), date(2023, 1, 1)),
        (date(2026, 1, 1), date(2026, 11, 29), date(2024, 6, 30), date(2024, 1, 1)),
        (date(2024, 2, 1), date(2024, 3, 31), date(2023, 3, 31), date(2023, 2, 1)),
        (date(2024, 2, 29), date(2024, 8, 20), date(2023, 8, 20), date(2023, 2, 28)),
        (date(2021, 11, 1), date(2022, 2, 1), date(2021, 2, 1), date(2020, 11, 1)),
        (date(2022, 8, 20), date(2022, 11, 30), date(2022, 8, 19), date(2022, 5, 9)),
    ],
)
def test_a_stretch_is_compared_with_its_like(
    since: date, day: date, other: date, begins: date
) -> None:
    assert compared_since(since, day, other) == begins


def test_the_page_says_which_stretch_it_compares_with(world: World, desk: Client) -> None:
    page = text(desk.get(HOME, {"as_of": "2020-12-31", "against": "2019-12-31"}))

    assert "对照 2019-12-31，新建、新发展自 2019-01-01 起" in page
    behind = f"{reverse('organizing:figure_detail', args=['joined'])}?as_of=2019-12-31&amp;since=2019-01-01"
    assert f'{behind}">6</a>' in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"against": "2122-01-01"}, "对照日期不能晚于今天"),
        ({"against": "1850-01-01"}, "对照日期太早"),
        ({"since": "0001-01-01", "against": "2020-01-01"}, "起始日期太早"),
        ({"as_of": "2027-02-30"}, "没有这一天"),
    ],
)
def test_days_that_cannot_be_counted_are_refused(
    world: World, desk: Client, days: dict[str, str], said: str
) -> None:
    page = text(desk.get(HOME, days))

    assert said in page
    assert "2122-01-01</th>" not in page


@pytest.mark.parametrize("name", ["figure_unions", "figure_people"])
def test_a_list_says_that_its_day_was_not_taken(world: World, desk: Client, name: str) -> None:
    args: list[Any] = ["members", world.mill.pk] if name == "figure_people" else ["members"]
    page = text(desk.get(reverse(f"organizing:{name}", args=args), {"as_of": "2027-02-30"}))

    assert "日期没有用上" in page
    assert "日期没有用上" not in text(desk.get(reverse(f"organizing:{name}", args=args)))


def test_before_the_first_record_it_is_said_when_that_was(world: World, desk: Client) -> None:
    for url in (HOME, reverse("organizing:figure_detail", args=["members"])):
        assert "登记册最早的记录自" in text(desk.get(url, {"as_of": "1900-01-01"}))
        assert "登记册最早的记录自" not in text(desk.get(url, {"as_of": "2022-11-30"}))


def test_without_any_union_it_is_said_so(west: Unit, login: Callable[..., Client]) -> None:
    assert "还没有本单位的工会" in text(login(west, Role.ORGANISER).get(HOME))


def test_the_overview_as_a_workbook_and_in_print(world: World, desk: Client) -> None:
    days = {"as_of": "2022-11-30", "since": "2022-08-20", "against": "2021-11-30"}
    answer = desk.get(HOME, days | {"export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell for cell in row if cell is not None][:5] for row in book.active.values]

    assert ["会员", "人", 12, 7, 5] in rows
    assert ["新发展会员", "人", 7, 0, 7] in rows
    assert desk.get(HOME, days | {"export": "pdf"}).content.startswith(b"%PDF")


def test_two_days_of_different_definitions_are_told_apart(
    world: World, city: Unit, desk: Client, actor: Callable[..., Actor]
) -> None:
    """Both are a first version: the nation's and the city's."""
    leave_out_the_retained(actor(city, Role.ORGANISER))
    days = {"as_of": "2022-11-30", "against": "2021-11-30"}
    page = text(desk.get(HOME, days))

    assert page.count("口径有变") == 1
    assert "淄博市第1版" in page
    assert "对照日按全国第1版" in page
    assert "口径有变" not in text(desk.get(HOME, days | {"against": "2022-11-29"}))
    answer = desk.get(HOME, days | {"export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert any("对照日按全国第1版" in str(row) for row in book.active.values)
    year = reverse("organizing:yearly_detail")
    assert text(desk.get(year, {"year": "2022"})).count("口径有变") == 1
    assert "口径有变" not in text(desk.get(year, {"year": "2021"}))
    said = text(desk.get(reverse("organizing:definition_detail", args=["members"])))
    assert "保留会籍的会员" in said
    assert "筹备中的工会" not in said
