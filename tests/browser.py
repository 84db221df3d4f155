"""A real browser on a real server: fixtures and assertions for pages and journeys.

A test is marked ``browser`` and asks for ``browse``::

    @pytest.mark.browser
    def test_ledger(browse, make_account, city):
        page = browse(account=make_account(city, Role.CLERK), width=360)
        page.goto("/ledger/")
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        shoot(page, "ledger-phone")

Rows are really committed, so that the server sees them (``tests.seeds`` puts back what
migrations had seeded). Every page is watched: a request to another host, an error in the console (a breach
of the content security policy is one) or an answer 500 fails the test.
"""

import json
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
AXE = Path(settings.NODE_MODULES) / "axe-core/axe.min.js"
SHOTS = settings.ROOT / "var/screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A refusal that a test asks for; a request that a later one of the same form has overtaken.
EXPECTED = r"status of 4\d\d|^htmx:(sendAbort|afterRequest)"
Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[LiveServer]:
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(5)  # each holds a database connection until it ends


@pytest.fixture(scope="session")
def chromium(_server: LiveServer) -> Iterator[Browser]:
    """One browser for the whole run; without chromium the tests are skipped, and said so.

    With ``NIANGJIA_REQUIRE_BROWSER=1``, as in CI, a missing chromium is a failure.
    """
    if not CHROMIUM.exists():
        if os.environ.get("NIANGJIA_REQUIRE_BROWSER") == "1":
            pytest.fail(f"没有 {CHROMIUM},而 NIANGJIA_REQUIRE_BROWSER=1 不许跳过浏览器测试")
        sys.__stdout__.write(
            f"\n!!! 浏览器测试被跳过:没有 {CHROMIUM}(可用环境变量 CHROMIUM 指定)\n"
        )
        pytest.skip(f"没有 {CHROMIUM}")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # those that Django opened for playwright's event loop
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(transactional_db: None, _server: LiveServer) -> str:
    """Address of the running server, ``http://127.0.0.1:port``."""
    return str(_server.url)


class Watch:
    """What must not happen on any page."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.found: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"脚本出错:{error.error}"))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:", "about:")):
            self.found.append(f"请求了外部地址:{request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status} {response.url}")

    def _console(self, message: Any) -> None:
        expected = re.search(EXPECTED, message.text)
        if message.type == "error" and not expected:
            self.found.append(f"控制台:{message.text}")


@pytest.fixture
def browse(chromium: Browser, site: str) -> Iterator[Browse]:
    """``browse(account=None, width=1440, height=900, theme="light", large=False, javascript=True)``.

    A page of a fresh browser, logged in as the account; theme and 长辈版 as asked for; ``agent``:
    the browser it says it is.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def new(
        *,
        account: Any = None,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        large: bool = False,
        javascript: bool = True,
        agent: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            has_touch=width < 600,
            java_script_enabled=javascript,
            user_agent=agent,
        )
        cookies = {"theme": theme, "large": str(int(large))}
        if account is not None:
            type(account).objects.filter(pk=account.pk).update(theme=theme, large_type=large)
            client = Client()
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": n, "value": v, "url": site} for n, v in cookies.items()])
        context.set_default_timeout(8_000)
        opened.append((context, Watch(context, site)))
        return context.new_page()

    yield new
    found = [trouble for _, watch in opened for trouble in watch.found]
    for context, _ in opened:
        context.close()
    assert not found, "\n".join(found)


def shoot(page: Page, name: str, *, full: bool = True) -> Path:
    """Screenshot to ``var/screenshots/<name>.png``."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    file = SHOTS / f"{name}.png"
    page.screenshot(path=str(file), full_page=full)
    return file


def violations(page: Page, *rules: str) -> list[str]:
    """What axe calls serious or critical, one line each with the first places.

    With ``rules`` only those are asked, which is much quicker on a large page.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{found['id']}({found['impact']}):{found['help']}:"
        + json.dumps([n["html"][:160] for n in found["nodes"][:4]], ensure_ascii=False)
        + " "
        + " ".join(n.get("failureSummary", "")[:240] for n in found["nodes"][:1])
        for found in result["violations"]
        if found["impact"] in {"serious", "critical"}
    ]


def assert_axe_clean(page: Page, *rules: str) -> None:
    """axe finds nothing serious or critical (``rules``: only these are asked)."""
    found = violations(page, *rules)
    assert not found, "\n".join(found)


WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) {
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(p).overflowX)) return true; } return false; };
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
    .slice(0, 8).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`);
}"""


def assert_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the window (tables may scroll inside their own frame)."""
    wide = page.evaluate(WIDE)
    assert not wide, wide
    assert page.evaluate("scrollX + (scrollTo(9999, scrollY), scrollX)") == 0


SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".visually-hidden, p, dd, td, li p"))
  .map((e) => [e, (e.closest("label, [data-hit]") ?? e).getBoundingClientRect()])
  .filter(([e, box]) => box.width > 1 && box.height > 1 && box.height < 43 && !["checkbox", "radio"].includes(e.type))
  .map(([e, box]) => `${e.tagName}.${e.className} ${(e.textContent || e.name || "").trim().slice(0, 20)} ${Math.round(box.height)}`)
"""


def small_targets(page: Page) -> list[str]:
    """Controls lower than 44 px; links inside running text and table cells are exempt (WCAG 2.5.8)."""
    return list(page.evaluate(SMALL))
