"""Every entry of every role's navigation: opens, is readable on a phone, without JavaScript, by keyboard."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.journeys.conftest import AsUser

pytestmark = pytest.mark.browser
ROLES = [
    "bidui", "lingdao", "mashang", "renshe", "xitong", "anquan", "shenji", "dengji", "zhuxi",
    "zuzhi", "chuangkou", "wangyueche",
]  # fmt: skip
ENTRIES = (
    """() => [...document.querySelectorAll(".nj-nav-link")].map((a) => a.getAttribute("href"))"""
)
BARE = """() => { const main = document.querySelector("main"); return [
  document.querySelectorAll("h1").length,
  main.innerText.trim().length,
  [...main.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.tagName[1])),
]; }"""


def entries(page: Page) -> list[str]:
    page.goto("/")
    found = page.evaluate(ENTRIES)
    assert len(found) >= 2
    return list(found)


def steps_down_too_fast(levels: list[int]) -> bool:
    """A heading two levels below the one before it."""
    return any(later - earlier > 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("username", ROLES)
def test_every_entry_on_a_phone(as_user: AsUser, username: str) -> None:
    page = as_user(username, width=360, height=740, phone=True)
    for path in entries(page):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        headings, _, levels = page.evaluate(BARE)
        assert headings == 1, path
        assert not steps_down_too_fast(levels), f"{path}：{levels}"
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        shoot(page, f"phone-{username}-{path.strip('/').replace('/', '-') or 'home'}")


@pytest.mark.parametrize("username", ["bidui", "mashang", "xitong"])
def test_every_entry_without_javascript(as_user: AsUser, username: str) -> None:
    """The words are in the page that the server sends; so are the ways on."""
    page = as_user(username, javascript=False)
    page.goto("/")
    links = page.locator(".nj-nav-link")
    for n in range(links.count()):
        page.goto("/")
        path = links.nth(n).get_attribute("href")
        links.nth(n).click()
        expect(page.locator("main h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) > 20, path
        current = page.locator('.nj-nav-link[aria-current="page"]')
        expect(current).to_have_attribute("href", path)


def test_the_first_key_leads_to_the_content(as_user: AsUser) -> None:
    page = as_user("bidui")
    for path in ("/", "/matching/ledger/", "/imports/new/"):
        page.goto(path)
        page.evaluate("document.activeElement?.blur()")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="跳到正文")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
    shoot(page, "keyboard-skip")


def test_desktop_pages_are_readable_for_everybody(as_user: AsUser) -> None:
    """What shows only on a wide window: the side navigation, whole tables."""
    page = as_user("bidui")
    for path in ("/", "/dashboard/", "/matching/", "/matching/ledger/", "/matching/tasks/"):
        page.goto(path)
        assert_axe_clean(page)
        shoot(page, f"wide-bidui-{path.strip('/').replace('/', '-') or 'home'}")
