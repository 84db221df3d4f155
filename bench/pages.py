"""Pages under 20 users at city scale, beside an empty Django page on the same server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.crowd import Answers, ask
from bench.house import open_house
from bench.report import Table, ratio

PORT = 8191
USERS = 20
PAUSE = 1.0
EMPTY = "/bench/empty/"


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
        "server (granian, 2 workers) and database share the machine.",
        header=[
            "page",
            "p50 ms",
            "p95 ms",
            "p95 against empty",
            "no pause: p95 ms",
            "answers a second",
        ],
    )
    with _served(var) as base:
        empty = 0.0
        for label, paths in groups:
            ask(base, paths, cookies[:4], seconds=2, pause=0)  # templates and plans warm
            calm = ask(base, paths, cookies, seconds=seconds, pause=PAUSE)
            hard = ask(base, paths, cookies, seconds=seconds / 2, pause=0)
            _refuse_errors(label, calm, hard)
            empty = empty or calm.percentile(0.95)
            table.add(
                label,
                f"{calm.percentile(0.5):.0f}",
                f"{calm.percentile(0.95):.0f}",
                ratio(calm.percentile(0.95), empty),
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


def _cookies() -> list[str]:
    """Sessions of people with business posts in the city and its counties."""
    from django.test import Client

    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.scope.enums import Role

    roles = (Role.CLERK, Role.LEADER, Role.ORGANISER)
    accounts = Account.objects.filter(posts__role__in=roles, posts__unit__path__length__lte=8)
    cookies = []
    for account in accounts.distinct().order_by("username")[:USERS]:
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        cookies.append(f"sessionid={client.cookies['sessionid'].value}")
    return cookies


def _pages() -> list[tuple[str, list[str]]]:
    """Label and the addresses asked for in turn; the empty page comes first."""
    from django.urls import reverse

    ledger = reverse("matching:ledger_list")
    return [
        ("empty page", [EMPTY]),
        ("ledger, first page", [ledger]),
    ]


@contextmanager
def _served(var: Path) -> Iterator[str]:
    """The house with the empty page, on a port of its own."""
    environment = os.environ | {"NIANGJIA_VAR": str(var), "NIANGJIA_DEMO": "1"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(PORT), "--workers", "2", "--blocking-threads", "8", "--no-ws",
        "--log-level", "warning", "bench.empty:application",
    ]  # fmt: skip
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


def port_is_free() -> bool:
    """Whether nothing listens on the benchmark's port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", PORT)) != 0
