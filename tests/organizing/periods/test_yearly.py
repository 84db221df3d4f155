"""The yearly form: rows of dated data, numbers of the figures, three forms with the same numbers."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.queries.yearly import all_rows, rows_of, year_form
from tests.organizing.figures.conftest import World

PAGE = "organizing:yearly_detail"
OF_2022 = {
    "A01": (2, 1), "A02": (1, 0), "A03": (2, 0), "B01": (2, 1), "B02": (130, 90), "C01": (17, 7),
    "C02": (3, 3), "C03": (9, 3), "C04": (10, 0), "C05": (12, 0), "C06": (6, 0), "C07": (10, 0),
    "D01": (None, None), "D02": (None, None), "D03": (None, None),
}  # fmt: skip


def test_every_row_says_where_it_comes_from() -> None:
    rows = all_rows()

    assert len({row.code for row in rows}) == len(rows)
    assert all(row.source for row in rows)
    assert all(row.key in FigureKey.values or (not row.key and row.note) for row in rows)
    assert {row.code for row in rows_of(date(2020, 12, 31))} == {
        row.code for row in rows if row.valid_from <= date(2020, 12, 31)
    }
    assert "A02" not in {row.code for row in rows_of(date(2020, 12, 31))}


def test_the_form_is_filled_from_the_figures(
    world: World, city: Unit, actor: Callable[..., Actor]
) -> None:
    found = year_form(actor(city, Role.ORGANISER), 2022, date(2026, 11, 28))

    assert {line.row.code: (line.value, line.before) for line in found.lines} == OF_2022
    assert found.lines[5].change == 10
    assert [line.row.code for line in found.unknown] == ["D01", "D02", "D03"]
    assert not found.running
    assert year_form(actor(city, Role.ORGANISER), 2026, date(2026, 11, 28)).running


def test_page_workbook_and_pdf_say_the_same(
    world: World, city: Unit, west: Unit, login: Callable[..., Client]
) -> None:
    desk, page = login(city, Role.ORGANISER), f"{reverse(PAGE)}?year=2022"
    shown = desk.get(page).content.decode()
    book = load_workbook(io.BytesIO(b"".join(desk.get(f"{page}&export=xlsx").streaming_content)))
    rows: dict[str, Any] = {str(row[0]): row for row in book.active.values}

    assert {code: (rows[code][3], rows[code][4]) for code in OF_2022} == OF_2022
    assert "有 3 项登记册里没有" in shown
    assert ">130</a>" in shown
    assert desk.get(f"{page}&export=pdf").content.startswith(b"%PDF")
    own = login(west, Role.ORGANISER).get(page).content.decode()
    assert ">130</a>" not in own
    assert ">30</a>" in own


@pytest.mark.parametrize("year", ["", "1900", "x", "20220"])
def test_a_wrong_year_falls_on_the_last_whole_one(
    world: World, city: Unit, login: Callable[..., Client], year: str
) -> None:
    answer = login(city, Role.ORGANISER).get(f"{reverse(PAGE)}?year={year}")

    assert answer.status_code == 200
    assert f"工会统计年报（{timezone.localdate().year - 1}年）" in answer.content.decode()


def test_both_years_lead_to_their_unions(
    world: World, city: Unit, login: Callable[..., Client]
) -> None:
    shown = login(city, Role.ORGANISER).get(f"{reverse(PAGE)}?year=2022").content.decode()
    listed = reverse("organizing:figure_unions", args=["members"])

    assert f'{listed}?as_of=2022-12-31&amp;since=2022-01-01">17</a>' in shown
    assert f'{listed}?as_of=2021-12-31&amp;since=2021-01-01">7</a>' in shown
