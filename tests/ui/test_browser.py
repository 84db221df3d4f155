"""The gallery in a real browser: readable for everybody, on every width, with and without JS."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from tests.browser import Browse, assert_axe_clean, assert_no_sideways_scroll, shoot, small_targets

pytestmark = pytest.mark.browser
LOOKS = [
    ("light", 1440, False),
    ("dark", 1440, False),
    ("light", 360, False),
    ("dark", 360, False),
    ("light", 360, True),
    ("light", 1440, True),
]


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


@pytest.mark.parametrize(("theme", "width", "large"), LOOKS)
def test_gallery_is_readable_for_everybody(
    browse: Browse, clerk: Account, theme: str, width: int, large: bool
) -> None:
    page = browse(account=clerk, theme=theme, width=width, large=large)
    page.goto("/ui/")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    shoot(page, f"gallery-{theme}-{width}{'-large' if large else ''}")

    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    if width < 600:
        small = small_targets(page)
        assert not small, "\n".join(small)


def test_filter_sort_and_page_change_the_part_and_the_address(
    browse: Browse, clerk: Account
) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
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


def test_confirm_asks_in_a_dialog(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
    page.get_by_role("button", name="关闭任务").click()
    dialog = page.get_by_role("dialog")
    assert_axe_clean(page)
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="关闭任务").click()
    dialog.get_by_role("button", name="关闭任务").click()

    expect(page.locator("#toasts")).to_contain_text("已确认，没有改动任何数据。")


def test_keyboard_opens_and_leaves_menus(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    person = page.locator(".nj-person > summary")
    person.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="退出")).to_be_hidden()
    expect(person).to_be_focused()


def test_picking_rows_shows_the_batch_bar(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
    expect(page.locator(".nj-batch")).to_be_hidden()
    page.get_by_label("选择本页全部").check()

    expect(page.locator(".nj-batch")).to_contain_text("已选 20 条")
    shoot(page, "gallery-batch", full=False)


def test_look_is_switched_and_kept(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
    page.get_by_role("button", name="长辈版").first.click()
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    page.get_by_role("button", name="改为深色").first.click()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-type", "large")


def test_upload_tells_what_was_chosen_and_arrives(browse: Browse, clerk: Account) -> None:
    page = browse(account=clerk)
    page.goto("/ui/")
    file = {"name": "名册.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": b"x" * 3000}
    page.locator("#upload-file").set_input_files(file)
    expect(page.locator("[data-upload-name]").first).to_have_text("名册.xlsx（3 kB）")
    page.get_by_role("button", name="上传").first.click()

    expect(page.locator("#toasts")).to_contain_text("收到文件：名册.xlsx")


def test_first_load_of_a_phone_page_is_light(browse: Browse, clerk: Account) -> None:
    """Weight of everything but the charts, compressed as a server would send it (X3)."""
    import gzip

    bodies: dict[str, int] = {}
    page = browse(account=clerk, width=360)
    page.on(
        "response",
        lambda r: bodies.setdefault(r.url, len(gzip.compress(r.body()))) if r.ok else None,
    )
    page.goto("/no/such/page/")
    page.wait_for_load_state("networkidle")

    assert len(bodies) > 5
    assert sum(bodies.values()) < 200_000
