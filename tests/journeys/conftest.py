"""The real thing, started as a stranger starts it: ``niangjia demo`` in a process of its own.

``house`` is the running demo, ``as_user("mashang", width=360)`` a page of somebody who has come in
through the login form. ``NIANGJIA_JOURNEYS_VAR`` names a folder to keep between runs: the second
start takes seconds, which is pleasant while writing a journey.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from niangjia.config.leftovers import sweep
from niangjia.sample.people import DEMO_PASSWORD
from tests.browser import Watch
from tests.template import prime

PATIENCE = 420  # seconds until the sample city stands, on a machine that has other work too
FIRMS = "500"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2307A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0.0.0 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240501 MicroMessenger/8.0.50"
)
AsUser = Callable[..., Page]


@dataclass(frozen=True)
class House:
    """The running demo: where it answers, where its data and its log lie."""

    url: str
    folder: Path
    log: Path

    def said(self, lines: int = 60) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(house: House, port: int) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).with_name("niangjia")), "demo"]
    command += ["--scale", FIRMS, "--port", str(port)]
    env = os.environ | {"NIANGJIA_VAR": str(house.folder), "PYTHONUNBUFFERED": "1"}
    for name in ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "NIANGJIA_TEST_DB"):
        env.pop(name, None)  # a stranger has none of these
    with house.log.open("wb") as log:
        return subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)


def _await(house: House, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with (
            suppress(OSError),
            urllib.request.urlopen(f"{house.url}/accounts/login/", timeout=10) as page,
        ):
            if page.status == 200:
                return
        time.sleep(0.5)
    process.kill()
    process.wait()
    pytest.fail(f"niangjia demo 没有起来（代码 {process.returncode}):\n{house.said()}")


@pytest.fixture(scope="package")
def house(chromium: Browser) -> Iterator[House]:
    """Sample city, server and worker; stopped politely behind the last journey."""
    if running := os.environ.get("NIANGJIA_JOURNEYS_URL"):
        yield House(running, Path(), Path(os.devnull))
        return
    sweep()  # houses of runs that were killed
    kept = os.environ.get("NIANGJIA_JOURNEYS_VAR")
    # Not below pytest's own folder: a second pytest closes that to the database's own user.
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="niangjia-house-")) / "var"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "postgres").exists():
        prime(folder)
    port = _free_port()
    house = House(f"http://127.0.0.1:{port}", folder, folder / "demo.log")
    process = _start(house, port)
    _await(house, process)
    yield house
    process.terminate()
    assert process.wait(timeout=60) == 0, house.said()
    assert not (folder / "postgres/postmaster.pid").exists(), "数据库还在运行"
    if not kept:
        shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What the server and the worker said goes with a failed journey."""
    outcome = yield
    report = outcome.get_result()
    house = getattr(item, "funcargs", {}).get("house")
    if report.failed and house is not None:
        report.sections.append(("niangjia demo", house.said()))


@pytest.fixture(scope="package")
def cookies() -> dict[str, list[Any]]:
    """Cookies by user name: everybody comes through the login form once."""
    return {}


def _log_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("口令").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


@pytest.fixture
def as_user(
    chromium: Browser,
    house: House,
    cookies: dict[str, list[Any]],
) -> Iterator[AsUser]:
    """``as_user(username, width=1440, height=900, javascript=True, phone=False)``.

    A page of a fresh browser, logged in; ``phone`` says WeChat's browser with a finger.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def new(
        username: str,
        *,
        width: int = 1440,
        height: int = 900,
        javascript: bool = True,
        phone: bool = False,
    ) -> Page:
        looks = {"user_agent": WECHAT, "is_mobile": True, "has_touch": True} if phone else {}
        context = chromium.new_context(
            base_url=house.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            **looks,
        )
        context.set_default_timeout(20_000)
        opened.append((context, Watch(context, house.url)))
        page = context.new_page()
        if username in cookies:
            context.add_cookies(cookies[username])
        else:
            _log_in(page, username)
            cookies[username] = [c for c in context.cookies() if c["name"] == "sessionid"]
        return page

    yield new
    found = [trouble for _, watch in opened for trouble in watch.found]
    for context, _ in opened:
        context.close()
    assert not found, "\n".join(found)
