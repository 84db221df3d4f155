"""Pages under 20 users at city scale, beside an empty Django page on the same server."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.crowd import Answers, ask
from bench.house import open_house
from bench.report import Table, ratio
from niangjia.cli.up import few_workers, page_server

PORT = 8191
USERS = 20
PAUSE = 1.0
EMPTY, FRAME = "/bench/empty/", "/bench/frame/"
WORDS = 40


def run(var: Path, *, seconds: float = 20) -> Table:
    """The ledger's list in several fashions, search and dashboard."""
    open_house(var)
    rows = _ledger_rows()
    cookies, groups = _cookies(), _pages()
    table = Table(
        name="pages",
        title=f"Pages under {USERS} users",
        note=f"Ledger of {rows:,} enterprises. {USERS} people logged in from as many accounts ask "
        f"for {seconds:.0f} s over kept connections. In the first three figures each waits "
        f"{PAUSE:.0f} s after every answer, as people do; in the last two nobody waits. Client, "
        "server (granian, 2 workers) and database share the machine. *Empty*: not one character, "
        "through the same middleware. *The frame*: navigation, inbox count and person, which every "
        f"page carries. Load average before: {os.getloadavg()[0]:.1f}.",
        header=[
            "page",
            "p50 ms",
            "p95 ms",
            "p95 against empty",
            "against the frame",
            "no pause: p95 ms",
            "answers a second",
        ],
    )
    with _served(var) as base:
        empty = frame = 0.0
        for label, paths in groups:
            ask(base, paths, cookies[:4], seconds=2, pause=0)  # templates and plans warm
            calm = ask(base, paths, cookies, seconds=seconds, pause=PAUSE)
            hard = ask(base, paths, cookies, seconds=seconds / 2, pause=0)
            _refuse_errors(label, calm, hard)
            p95 = calm.percentile(0.95)
            empty = empty or p95
            frame = p95 if paths == [FRAME] else frame
            table.add(
                label,
                f"{calm.percentile(0.5):.0f}",
                f"{p95:.0f}",
                ratio(p95, empty),
                ratio(p95, frame) if frame else "–",
                f"{hard.percentile(0.95):.0f}",
                f"{hard.per_second:.0f}",
            )
    return table


def _refuse_errors(label: str, *answers: Answers) -> None:
    wrong = {status: n for a in answers for status, n in a.wrong.items()}
    if wrong:
        raise SystemExit(f"{label}: answers other than 200: {wrong}")


def _ledger_rows() -> int:
    from niangjia.matching.models import LedgerRow

    current = LedgerRow.objects.unscoped(reason="benchmark").filter(valid_to=None)
    return current.count()


def _cookies(*wanted: str) -> list[str]:
    """Sessions of people with these posts (any business post) in the city and its counties."""
    from django.test import Client

    from niangjia.kernel.accounts.models import Post
    from niangjia.kernel.scope.enums import Role

    roles = wanted or (Role.CLERK, Role.LEADER, Role.ORGANISER)
    posts = Post.objects.unscoped(reason="benchmark").filter(role__in=roles).order_by("unit__path")
    accounts = {p.account_id: p.account for p in posts.select_related("account", "unit")}
    cookies = []
    for account in list(accounts.values())[:USERS]:
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    return cookies


def _pages() -> list[tuple[str, list[str]]]:
    """Label and the addresses asked for in turn; the empty page comes first."""
    from django.urls import reverse

    ledger = reverse("matching:ledger_list")
    asked = {
        name: [f"{ledger}?{urlencode({'q': word})}" for word in words] for name, words in _words()
    }
    return [
        ("empty page", [EMPTY]),
        ("the frame with nothing in it", [FRAME]),
        ("ledger, first page", [ledger]),
        ("ledger, three conditions", [f"{ledger}?has_union=0&has_party=1&headcount_min=25"]),
        ("ledger, by head-count", [f"{ledger}?sort=-headcount"]),
        ("ledger, one trade section", [f"{ledger}?section={letter}" for letter in "CFGH"]),
        *((f"search by {name}", paths) for name, paths in asked.items()),
        ("dashboard", [reverse("portal:dashboard")]),
    ]


def _words() -> list[tuple[str, list[str]]]:
    """Forty different words of each kind, taken from firms spread over the ledger."""
    from niangjia.matching.models import LedgerRow

    current = LedgerRow.objects.unscoped(reason="benchmark").filter(valid_to=None)
    last = current.order_by("-id").values_list("id", flat=True)[0]
    wanted = [last * (2 * n + 1) // (2 * WORDS) for n in range(WORDS)]
    firms = [current.filter(id__gte=n).order_by("id")[0] for n in wanted]
    return [
        ("part of a name", [firm.name[2:6] for firm in firms]),
        ("pinyin initials", [firm.initials[2:7] for firm in firms]),
        ("end of a code", [firm.uscc[-6:] for firm in firms]),
    ]


@contextmanager
def _served(var: Path) -> Iterator[str]:
    """The house with the empty page, on a port of its own."""
    environment = os.environ | {"NIANGJIA_VAR": str(var), "NIANGJIA_DEMO": "1"}
    command = page_server("127.0.0.1", PORT, few_workers(), "bench.empty:application")
    server = subprocess.Popen(command, env=environment)
    try:
        _wait()
        yield f"http://127.0.0.1:{PORT}"
    finally:
        server.terminate()
        server.wait(20)


def _wait() -> None:
    for _ in range(120):
        try:
            with urlopen(f"http://127.0.0.1:{PORT}/accounts/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server does not answer")
