"""分管领导看一眼:驾驶舱的每个数都等于它打开的名单;大屏;过去某一天;不能做的事。"""

import io
import re
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import shoot
from tests.journeys.conftest import AsUser

pytestmark = pytest.mark.browser
TOTAL = re.compile(r"共 <b>([\d,]+)</b> 条")

FIGURES = """() => [...document.querySelectorAll(".nj-stat, .pt-counties tbody tr, .pt-funnel li")].map((e) => [
  (e.querySelector(".nj-stat-label, th, span") ?? e).textContent.trim(),
  [...e.querySelectorAll(".nj-stat-value b, td, li > a > b")].map((v) => v.textContent.trim()),
])"""
LINKED = """() => [...document.querySelectorAll("main .nj-stat-value a[href], main .pt-counties td a[href], main .pt-funnel a[href]")]
  .map((a) => [a.href, (a.querySelector("b") ?? a).textContent.trim(),
               a.closest("tr, .nj-stat, li").innerText.split("\\n")[0].trim()])"""


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def listed(page: Page, url: str) -> int:
    """共 N 条 of the list at an address."""
    answer = page.request.get(url)
    assert answer.status == 200, f"{answer.status} {url}"
    found = TOTAL.search(answer.text())
    assert found, f"没有“共 N 条”：{url}"
    return number(found[1])


def unequal(page: Page) -> list[str]:
    """The figures of the page that differ from the list that they open."""
    wrong = []
    links = page.evaluate(LINKED)
    assert len(links) > 60
    for url, shown, where in links:
        if "sort=-members" not in url and listed(page, url) != number(shown):
            wrong.append(f"{where}：{shown} ≠ {listed(page, url)} {url}")
    return wrong


def members(page: Page) -> int:
    """The sum of the members in the list behind the tile, as its export gives it."""
    page.locator(".nj-stat").filter(has_text="会员").first.locator(".nj-stat-value a").click()
    export = page.get_by_role("link", name="导出").get_attribute("href")
    rows = load_workbook(io.BytesIO(page.request.get(export).body())).active.iter_rows(
        values_only=True
    )
    table = [row for row in rows if any(cell is not None for cell in row)]
    head = next(n for n, row in enumerate(table) if "会员数" in row)
    at = table[head].index("会员数")
    return sum(row[at] for row in table[head + 1 :] if isinstance(row[at], int))


def test_every_figure_equals_its_list(as_user: AsUser) -> None:
    page = as_user("lingdao")
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="驾驶舱").click()
    expect(page.get_by_role("heading", level=1, name="驾驶舱")).to_be_visible()
    shoot(page, "leader-1-dashboard")

    assert not (wrong := unequal(page)), "\n".join(wrong)
    tile = page.locator(".nj-stat").filter(has=page.get_by_text("名册所报会员", exact=True))
    shown = number(tile.locator(".nj-stat-value b").inner_text())
    assert shown == members(page)
    shoot(page, "leader-2-unions")


def test_a_county_carries_its_row(as_user: AsUser) -> None:
    page = as_user("lingdao")
    page.goto("/dashboard/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="张店区"))
    cells = [text.replace(",", "") for text in row.locator("td").all_inner_texts()]
    row.locator("th a").click()
    page.wait_for_url("**place=*")
    tiles = [t.replace(",", "") for t in page.locator(".nj-stat-value b").all_inner_texts()]

    assert (tiles[0], tiles[1], tiles[3]) == (cells[0], cells[1], cells[2])
    assert tiles[4:] == cells[4:]
    shoot(page, "leader-3-county")


def test_the_big_screen_shows_the_same_without_scrolling(as_user: AsUser) -> None:
    page = as_user("lingdao", width=1920, height=1080)
    page.goto("/dashboard/")
    office = page.evaluate(FIGURES)
    page.get_by_role("link", name="大屏").click()
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    shoot(page, "leader-4-screen", full=False)

    assert page.evaluate(FIGURES) == office
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [1920, 1080]


def test_another_day_has_other_figures(as_user: AsUser) -> None:
    page = as_user("lingdao")
    page.goto("/dashboard/")
    today = page.evaluate(FIGURES)
    day = date.today() - timedelta(days=30)  # noqa: DTZ011  (any day between the two lists)
    page.get_by_label("截至日期").fill(day.isoformat())
    page.get_by_role("button", name="看这一天").click()
    expect(page.locator(".nj-lead")).to_contain_text(f"截至 {day}")

    assert page.evaluate(FIGURES) != today
    assert not (wrong := unequal(page)), "\n".join(wrong)
    shoot(page, "leader-5-past")


def test_the_leader_does_not_upload(as_user: AsUser) -> None:
    page = as_user("lingdao")
    page.goto("/imports/")
    expect(page.get_by_role("heading", level=1, name="名册导入")).to_be_visible()
    expect(page.get_by_role("link", name="上传名册")).to_have_count(0)
    refused = page.goto("/imports/new/")
    assert refused is not None
    assert refused.status == 403
    expect(page.get_by_role("main")).to_contain_text("岗位")
    shoot(page, "leader-6-denied")
