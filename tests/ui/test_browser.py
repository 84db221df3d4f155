"""The gallery in a real browser: readable for everybody, on every width, with and without JS."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from tests.browser import Browse, assert_axe_clean, assert_no_sideways_scroll, shoot, small_targets

pytestmark = pytest.mark.browser
LOOK = """look => {
  document.documentElement.dataset.bsTheme = look === "dark" ? "dark" : "light";
  document.documentElement.dataset.type = look === "large" ? "large" : "";
}"""
COLOURS = ("color-contrast", "link-in-text-block")


@pytest.fixture
def clerk(site: str, city: Unit, make_account: Callable[..., Account]) -> Account:
    """A city with 24 towns, and somebody with two posts who looks at it."""
    for n in range(24):
        plant_unit(
            parent=city,
            kind=UnitKind.TOWN,
            name=f"第{n:02}街道总工会",
            short_name=f"第{n:02}街道",
            division_code=f"3703030{n:02}" if n % 4 else "",
        )
    return make_account(city, Role.SYSTEM_ADMIN, name="王建国")


@pytest.mark.parametrize("width", [1440, 360])
def test_gallery_is_readable_for_everybody(browse: Browse, clerk: Account, width: int) -> None:
    """All rules in the light theme; what the dark theme and the large type can change, in them."""
    page = browse(account=clerk, width=width)
    page.goto("/ui/")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    for look, rules in (("light", ()), ("dark", COLOURS), ("large", COLOURS)):
        page.evaluate(LOOK, look)
        shoot(page, f"gallery-{look}-{width}")
        assert_axe_clean(page, *rules)
        assert_no_sideways_scroll(page)
        small = small_targets(page) if width < 600 else []
        assert not small, "\n".join(small)


def filter_sort_and_page_change_the_part_and_the_address(page: Page) -> None:
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".nj-pager p")).to_contain_text("第 21–25 条，共 25 条")
    page.get_by_role("combobox", name="类别").select_option("city")
    expect(page.locator(".nj-total b")).to_have_text("1")

    assert re.search(r"\?kind=city$", page.url)
    page.get_by_role("link", name=re.compile("类别.*去掉")).click()
    expect(page.locator(".nj-total b")).to_have_text("25")
    page.go_back()
    expect(page.locator(".nj-total b")).to_have_text("1")


def test_listing_works_without_javascript(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk, javascript=False, width=360)
    page.goto("/ui/")
    page.get_by_role("combobox", name="类别").select_option("city")
    page.get_by_role("button", name="查询").click()

    expect(page.locator(".nj-total b")).to_have_text("1")
    page.get_by_role("link", name="打开导航").click()
    expect(page.get_by_role("link", name="组件陈列")).to_be_visible()
    page.goto("/ui/")
    page.get_by_role("button", name="关闭任务").click()
    expect(page.get_by_role("heading", name="确定要继续吗？")).to_be_visible()


def confirm_asks_in_a_dialog(page: Page) -> None:
    page.get_by_role("button", name="关闭任务").click()
    dialog = page.get_by_role("dialog")
    assert_axe_clean(page)
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="关闭任务").click()
    dialog.get_by_role("button", name="关闭任务").click()

    expect(page.locator("#toasts")).to_contain_text("已确认，没有改动任何数据。")


def test_navigation_of_a_phone_opens_over_the_page(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk, width=360, height=740)
    page.goto("/ui/")
    side = page.locator("#side")
    expect(side).to_be_hidden()
    page.get_by_role("link", name="打开导航").click()
    expect(side.get_by_role("link", name="组件陈列")).to_be_visible()
    shoot(page, "phone-navigation", full=False)
    page.keyboard.press("Escape")
    expect(side).to_be_hidden()
    page.locator(".nj-person > summary").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    shoot(page, "phone-person", full=False)

    assert_no_sideways_scroll(page)


def where_a_value_comes_from_stays_inside_the_window(page: Page) -> None:
    for summary in page.locator(".nj-prov > summary").all():
        summary.click()
        box = page.locator(".nj-prov[open] .nj-prov-body").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440


def print_leaves_the_frame_out(page: Page) -> None:
    page.emulate_media(media="print")
    for frame in (".nj-side", ".nj-top", ".nj-filter", ".nj-pager"):
        expect(page.locator(frame)).to_be_hidden()

    expect(page.locator(".nj-table").first).to_be_visible()
    shoot(page, "gallery-print")


def keyboard_opens_and_leaves_menus(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    person = page.locator(".nj-person > summary")
    person.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="退出")).to_be_hidden()
    expect(person).to_be_focused()


def picking_rows_shows_the_batch_bar(page: Page) -> None:
    expect(page.locator(".nj-batch")).to_be_hidden()
    page.get_by_label("选择本页全部").check()

    expect(page.locator(".nj-batch")).to_contain_text("已选 20 条")
    shoot(page, "gallery-batch", full=False)


def look_is_switched_and_kept(page: Page) -> None:
    page.get_by_role("button", name="长辈版").first.click()
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    page.get_by_role("button", name="改为深色").first.click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-type", "large")


def upload_tells_what_was_chosen_and_arrives(page: Page) -> None:
    file = {"name": "名册.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": b"x" * 3000}
    page.locator("#upload-file").set_input_files(file)
    expect(page.locator("[data-upload-name]").first).to_have_text("名册.xlsx（3 kB）")
    page.get_by_role("button", name="上传").first.click()

    expect(page.locator("#toasts")).to_contain_text("收到文件：名册.xlsx")


@pytest.mark.parametrize(
    "deeds",
    [
        (
            filter_sort_and_page_change_the_part_and_the_address,
            where_a_value_comes_from_stays_inside_the_window,
            picking_rows_shows_the_batch_bar,
            print_leaves_the_frame_out,
        ),
        (
            keyboard_opens_and_leaves_menus,
            confirm_asks_in_a_dialog,
            upload_tells_what_was_chosen_and_arrives,
            look_is_switched_and_kept,
        ),
    ],
    ids=["reading", "doing"],
)
def test_gallery_behaves(
    browse: Browse, clerk: Account, deeds: tuple[Callable[[Page], None], ...]
) -> None:
    """One server and one city for several deeds: emptying the tables is what takes the time."""
    for deed in deeds:
        page = browse(account=clerk)
        page.goto("/ui/")
        deed(page)
        assert page.title().endswith("娘家")


def test_first_load_of_a_phone_page_is_light(browse: Browse, clerk: Account) -> None:
    """Weight of everything but the charts, compressed as a server would send it (X3)."""
    answers: dict[str, Response] = {}
    page = browse(account=clerk, width=360)
    page.on("response", lambda answer: answers.setdefault(answer.url, answer))
    page.goto("/no/such/page/")
    page.wait_for_load_state("networkidle")
    weights = [len(gzip.compress(answer.body())) for answer in answers.values()]

    assert len(weights) > 5
    assert sum(weights) < 200_000
