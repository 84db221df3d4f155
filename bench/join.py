"""Applications to join arriving at once, through the real HTTP stack: none lost, none doubled.

A client of its own process sends the last screen of the form (sealed draft, consents, CSRF token) over
kept connections. One in twenty is sent twice, as phones on a bad line do. Afterwards the database
is asked what arrived.
"""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from bench.crowd import ask
from bench.house import open_house
from bench.pages import EMPTY, _cookies, _served
from bench.report import Table

RATE, SECONDS, CONNECTIONS, UNIONS = 200, 60, 24, 40
TWICE = 20  # every so many is sent again
TIMEOUT = 30


def run(var: Path) -> Table:
    """First as fast as it goes for ten seconds, then ``RATE`` a second for a minute."""
    open_house(var)
    entries = _unions()
    table = Table(
        name="join",
        title=f"{RATE} join applications a second",
        note=f"The last screen of the form, posted over {CONNECTIONS} kept connections to {UNIONS} "
        f"unions; every {TWICE}th is sent twice. Client, server (granian, 2 workers) and database "
        f"share the machine; one-minute load before the run: {os.getloadavg()[0]:.1f}. *Behind*: "
        "share sent more than a second after its moment. *Lost* and *doubled* are counted in the "
        "database afterwards.",
        header=["run", "sent", "a second", "p50 ms", "p95 ms", "behind", "lost", "doubled"],
    )
    with _served(var) as base:
        empty = ask(base, [EMPTY], _cookies()[:8], seconds=8, pause=0)
        table.add(
            "empty page, no pause", len(empty.seconds), f"{empty.per_second:.0f}",
            f"{empty.percentile(0.5):.0f}", f"{empty.percentile(0.95):.0f}", "–", "–", "–",
        )  # fmt: skip
        for label, count, rate in (
            ("as fast as it goes", 3_000, 0),
            (f"{RATE} a second for {SECONDS} s", RATE * SECONDS, RATE),
        ):
            before = _counted()
            told = _sent(base, _posts(entries, count), rate)
            written = _counted() - before
            table.add(
                label, told["sent"], f"{told['sent'] / told['elapsed']:.0f}",
                f"{told['p50']:.0f}", f"{told['p95']:.0f}", f"{told['behind']:.1%}",
                count - written if written < count else 0, max(0, written - count),
            )  # fmt: skip
            if told["wrong"]:
                raise SystemExit(f"answers other than the redirect: {told['wrong']}")
    return table


def _unions() -> list[tuple[str, str]]:
    """(path of the form, payload) for unions of their own."""
    from django.utils import timezone

    from niangjia.kernel.scope.actions import plant_unit
    from niangjia.kernel.scope.actor import Actor
    from niangjia.kernel.scope.enums import UnitKind
    from niangjia.kernel.scope.models import Unit
    from niangjia.organizing.models import Union, UnionVersion
    from niangjia.organizing.queries.join_codes import form_path

    town = Unit.objects.unscoped(reason="benchmark").filter(kind=UnitKind.TOWN).order_by("path")[0]
    house, made, today = Actor.system("benchmark"), [], timezone.localdate()
    for number in range(UNIONS):
        name = f"压力测试{uuid4().hex[:8]}厂工会委员会"
        unit = plant_unit(parent=town, kind=UnitKind.BASIC, name=name, short_name=name[:20])
        union = Union.objects.create(unit=unit, founded_on=today, created_by=house.name)
        UnionVersion.objects.create(
            union=union, name=name, short_name=unit.short_name, kind=UnitKind.BASIC,
            superior=town, town=town, valid_from=today, recorded_by=f"{number}",
        )  # fmt: skip
        payload = f"u{union.pk}"
        made.append((form_path(payload, timezone.now()), payload))
    return made


def _posts(entries: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """(path, body): the last screen as the second one gives it out, each for somebody else."""
    from niangjia.engine.identity import check_character
    from niangjia.kernel.crypto import encrypt
    from niangjia.organizing.rules.join import Draft, Work, draft_text

    start, made = _last(), []
    for at in range(count):
        path, payload = entries[at % len(entries)]
        first = _first17(start + at)
        draft = Draft(
            request=uuid4().hex, entry=payload, started=int(time.time()), name="李晓梅",
            document_kind="1", number=first + check_character(first),
            phone=f"138{start + at:08d}", sex="2", birth_on="1990-05-06",
            work=Work(platforms=("美团", "饿了么"), trade="rider"),
        )  # fmt: skip
        fields = {
            "step": "consents", "draft": encrypt(draft_text(draft), "join-draft"),
            "agree_membership": "on", "version_membership": "1",
        }  # fmt: skip
        made.append((path, urlencode(fields)))
    return made


def _first17(number: int) -> str:
    """Another person for each number: 999 of a day, 28 days of a month."""
    day, sequence = divmod(number, 999)
    month, day = divmod(day, 28)
    year, month = divmod(month, 12)
    return f"370303{1950 + year}{month + 1:02d}{day + 1:02d}{sequence + 1:03d}"


def _last() -> int:
    """Numbers below this one may have been used."""
    from niangjia.organizing.models import JoinApplication

    rows = JoinApplication.objects.unscoped(reason="benchmark").order_by("-pk")
    return (rows.values_list("pk", flat=True).first() or 0) + 1


def _counted() -> int:
    from niangjia.organizing.models import JoinApplication

    return JoinApplication.objects.unscoped(reason="benchmark").count()


def _sent(base: str, posts: list[tuple[str, str]], rate: int) -> dict[str, float]:
    """Hand the posts to a process of its own, so that client and counting do not share an
    interpreter."""
    told = json.dumps({"host": base.removeprefix("http://"), "posts": posts, "rate": rate})
    done = subprocess.run(
        [sys.executable, "-m", "bench.join"], input=told, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@dataclass
class _Sender:
    """All connections together: who takes the next post, and what came back."""

    host: str
    posts: list[tuple[str, str]]
    rate: int
    begun: float = field(default_factory=time.perf_counter)
    turn: int = 0
    behind: int = 0
    seconds: list[float] = field(default_factory=list)
    wrong: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT)
        cookie = self._token(connection)
        while (at := self._next()) is not None:
            for _ in range(2 if at % TWICE == 0 else 1):
                self._post(connection, *self.posts[at], cookie)
        connection.close()

    def _token(self, connection: http.client.HTTPConnection) -> str:
        connection.request("GET", self.posts[0][0])
        answer = connection.getresponse()
        answer.read()
        return next(
            value.split(";")[0].split("=")[1]
            for name, value in answer.getheaders()
            if name.lower() == "set-cookie" and value.startswith("csrftoken")
        )

    def _next(self) -> int | None:
        with self.lock:
            at, self.turn = self.turn, self.turn + 1
        if at >= len(self.posts):
            return None
        if self.rate:
            wait = self.begun + at / self.rate - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            self.behind += wait < -1
        return at

    def _post(
        self, connection: http.client.HTTPConnection, path: str, body: str, token: str
    ) -> None:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={token}", "X-CSRFToken": token,
        }  # fmt: skip
        begun = time.perf_counter()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        with self.lock:
            self.seconds.append(time.perf_counter() - begun)
            if answer.status != 302:
                self.wrong[str(answer.status)] = self.wrong.get(str(answer.status), 0) + 1


def client() -> None:
    """What the process of the client does: posts from standard input, figures to standard output."""
    told = json.load(sys.stdin)
    sender = _Sender(told["host"], told["posts"], told["rate"])
    threads = [threading.Thread(target=sender.work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, ordered = time.perf_counter() - sender.begun, sorted(sender.seconds)
    json.dump(
        {
            "sent": len(ordered), "elapsed": elapsed, "wrong": sender.wrong,
            "p50": ordered[len(ordered) // 2] * 1000, "p95": ordered[int(len(ordered) * 0.95)] * 1000,
            "behind": sender.behind / len(sender.posts),
        },
        sys.stdout,
    )  # fmt: skip


if __name__ == "__main__":
    client()
