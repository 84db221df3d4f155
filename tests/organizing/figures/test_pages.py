"""Pages of figures: numbers, lists, persons by right, definitions, downloads."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.models import FigureDefinition
from tests.organizing.figures.conftest import World, enrol

DAYS = "?as_of=2022-11-30&since=2022-08-20"
Login = Callable[..., Client]


def url(name: str, *args: Any, days: str = DAYS) -> str:
    return reverse(f"organizing:{name}", args=args) + days


@pytest.fixture
def desk(city: Unit, login: Login) -> Client:
    return login(city, Role.ORGANISER)


def text(page: Any) -> str:
    assert page.status_code == 200, page
    return str(page.content.decode())


def test_overview_shows_each_figure_with_its_words(world: World, desk: Client) -> None:
    page = text(desk.get(url("figure_home")))

    for key in FigureKey:
        assert f">{key.label}" in page
    assert "2022-08-20 起" in page
    assert "一人一籍" in page


def test_overview_compares_two_days(world: World, desk: Client) -> None:
    page = text(desk.get(url("figure_home") + "&against=2021-11-30"))

    assert "2021-11-30" in page
    assert ">+5<" in page  # members: 12 against 7


def test_wrong_days_are_said_and_not_lost(world: World, desk: Client) -> None:
    late = text(desk.get(url("figure_home", days="?as_of=2122-01-01")))
    turned = text(desk.get(url("figure_home", days="?as_of=2022-01-01&since=2022-05-01")))
    odd = text(desk.get(url("figure_detail", "members", days="?as_of=30.6.22&by=colour")))

    assert "不能晚于今天" in late
    assert "请对调" in turned
    assert "请先改正" in odd


def test_from_a_figure_to_its_people(world: World, desk: Client) -> None:
    detail = text(desk.get(url("figure_detail", "joined")))
    listed = text(desk.get(url("figure_unions", "joined")))
    people = text(desk.get(url("figure_people", "joined", world.riders.pk)))

    assert "张店区" in detail
    assert "单位" not in detail.partition("<main")[2]
    assert url("figure_unions", "joined").split("?")[0] in detail
    assert "网约送餐联合工会" in listed
    assert "纺织厂" not in listed
    assert reverse("organizing:figure_people", args=["joined", world.riders.pk]) in listed
    assert people.count("外卖配送员") == 5
    assert reverse("organizing:member_detail", args=[world.people[-6].pk]) in people


def test_the_part_behind_a_cell(world: World, desk: Client, west: Unit) -> None:
    listed = text(desk.get(url("figure_unions", "members") + f"&part=county:{west.pk}&of=淄川区"))

    assert "百货公司工会委员会" in listed
    assert "网约送餐" not in listed
    assert "淄川区" in listed


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("county:99999999999999999999", False),
        ("kind:", False),
        ("colour:1", True),
        ("x" * 200, True),
    ],
)
def test_a_forged_part_does_no_harm(world: World, desk: Client, part: str, whole: bool) -> None:
    """A part of a known kind that nothing belongs to is empty; what is no part narrows nothing."""
    page = text(desk.get(url("figure_unions", "members") + f"&part={part}"))

    assert ("网约送餐联合工会" in page) is whole
    assert ("这个数字后面没有工会" in page) is not whole


def test_persons_are_for_those_who_read_the_register(
    world: World, city: Unit, town: Unit, west: Unit, login: Login
) -> None:
    people = url("figure_people", "members", world.riders.pk)

    assert login(town, Role.LEADER).get(people).status_code == 200
    assert login(west, Role.ORGANISER).get(people).status_code == 404
    assert login(city, Role.CLERK).get(people).status_code == 403
    listed = text(login(city, Role.CLERK).get(url("figure_unions", "members")))
    assert "figures/members/unions/" + str(world.riders.pk) not in listed
    assert reverse("organizing:union_detail", args=[world.riders.pk]) in listed


def test_a_chair_sees_the_own_union_and_no_other(world: World, login: Login) -> None:
    chair = login(world.riders.unit, Role.CHAIR)

    assert "纺织厂" not in text(chair.get(url("figure_unions", "members")))
    assert chair.get(url("figure_people", "members", world.mill.pk)).status_code == 404
    assert chair.get(url("figure_people", "members", world.riders.pk)).status_code == 200


def test_departments_see_nothing(world: World, city: Unit, login: Login) -> None:
    assert login(city, Role.LIAISON).get(url("figure_home")).status_code == 403


def test_people_only_behind_figures_of_people(world: World, desk: Client) -> None:
    assert desk.get(url("figure_people", "unions", world.mill.pk)).status_code == 404


def test_the_workbook_holds_what_the_page_shows(world: World, desk: Client) -> None:
    answer = desk.get(url("figure_detail", "members") + "&by=county&export=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell for cell in row if cell is not None] for row in book.active.values]

    assert ["张店区", 10, pytest.approx(10 / 12)] in rows
    assert any("一人一籍" in str(row) and "第1版" in str(row) for row in rows)
    assert any("2022-11-30" in str(row) for row in rows)


def test_the_printout_is_a_pdf(world: World, desk: Client) -> None:
    answer = desk.get(url("figure_detail", "members") + "&by=county&export=pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["figure_home", "figure_detail", "figure_unions"])
def test_queries_do_not_grow_with_the_rows(
    world: World, desk: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    args = [] if name == "figure_home" else ["members"]
    desk.get(url(name, *args))
    for _ in range(3):
        enrol(world.shop, date(2022, 10, 1))

    with django_assert_max_num_queries(32 if name == "figure_home" else 20):
        desk.get(url(name, *args))


def test_a_new_definition_from_the_page(world: World, desk: Client, city: Unit) -> None:
    page = url("definition_change", "members", days="")
    refused = text(desk.post(page, {"words": "口径", "valid_from": "", "source_text": ""}))
    done = desk.post(
        page,
        {"words": "不含保留会籍的会员。", "valid_from": "2022-11-01",
         "source_text": "淄总工发〔2022〕9号"},
    )  # fmt: skip

    assert "请先改正" in refused
    assert done.status_code == 302
    made = FigureDefinition.objects.within(city.scope).get()
    assert (made.number, made.retained) == (1, False)
    history = text(desk.get(url("definition_detail", "members", days="")))
    assert "不含保留会籍的会员。" in history
    assert "淄总工发〔2022〕9号" in history
    assert "不含保留会籍的会员。" in text(desk.get(url("definition_list", days="")))


def test_a_definition_to_come_is_withdrawn_from_the_page(
    world: World, desk: Client, city: Unit, east: Unit, login: Login
) -> None:
    change = {"words": "写错年份", "valid_from": "2122-11-01", "source_text": "依据"}
    desk.post(url("definition_change", "members", days=""), change)
    page, back = (
        url(name, "members", days="") for name in ("definition_detail", "definition_withdraw")
    )

    assert "自 2122-11-01 起的一版撤回" in text(desk.get(page))
    assert back not in text(login(east, Role.ORGANISER).get(page))  # the city's, not its own
    said = desk.post(back, follow=True).content.decode()
    assert "原来的口径继续有效" in said
    assert "写错年份" not in said
    assert "没有可以撤回的" in desk.post(back, follow=True).content.decode()
