"""Member list, search, a member's page and past days under 20 users, beside an empty page."""

import os
from pathlib import Path
from urllib.parse import urlencode

from bench.crowd import ask
from bench.house import open_house
from bench.pages import EMPTY, FRAME, PAUSE, USERS, WORDS, _cookies, _refuse_errors, _served
from bench.report import Table, ratio


def run(var: Path, *, seconds: float = 20) -> Table:
    """On the city that ``job`` has made."""
    open_house(var)
    groups, rows = pages(), _members()
    table = Table(
        name="members",
        title=f"Members under {USERS} users",
        note=f"A register of {rows:,} persons. {USERS} people with posts in the city and its "
        f"counties ask for {seconds:.0f} s and wait {PAUSE:.0f} s after every answer. Client, "
        "server (granian, 2 workers) and database share the machine. "
        f"Load average before: {os.getloadavg()[0]:.1f}.",
        header=["page", "p50 ms", "p95 ms", "p95 against empty", "against the frame"],
    )
    cookies = _cookies("organiser", "leader")
    with _served(var) as base:
        empty = frame = 0.0
        for label, paths in groups:
            ask(base, paths, cookies[:4], seconds=2, pause=0)
            calm = ask(base, paths, cookies, seconds=seconds, pause=PAUSE)
            _refuse_errors(label, calm)
            p95 = calm.percentile(0.95)
            empty = empty or p95
            frame = p95 if paths == [FRAME] else frame
            table.add(
                label, f"{calm.percentile(0.5):.0f}", f"{p95:.0f}", ratio(p95, empty),
                ratio(p95, frame) if frame else "–",
            )  # fmt: skip
    _past_days(table)
    return table


def _members() -> int:
    from niangjia.organizing.models import Person

    return Person.objects.unscoped(reason="benchmark").count()


def pages() -> list[tuple[str, list[str]]]:
    """Label and the addresses asked for in turn; the empty page comes first."""
    from django.urls import reverse

    from niangjia.organizing.models import Person

    people = Person.objects.unscoped(reason="benchmark").select_related("unit")
    last = people.order_by("-id").values_list("id", flat=True)[0]
    some = [people.filter(id__gte=last * n // WORDS).order_by("id")[0] for n in range(WORDS)]
    listed, unions = reverse("organizing:member_list"), reverse("organizing:union_list")

    def asked(name: str, words: list[str]) -> list[str]:
        return [f"{listed}?{urlencode({name: word})}" for word in words]

    return [
        ("empty page", [EMPTY]),
        ("the frame with nothing in it", [FRAME]),
        ("member list, first page", [listed]),
        ("member list, newest first", [f"{listed}?sort=-joined_on"]),
        ("member list, migrant workers", [f"{listed}?migrant=1"]),
        ("search by name", asked("q", [p.name for p in some])),
        ("search by pinyin initials", asked("q", [p.initials for p in some])),
        ("search by union", asked("union", [p.unit.name[:8] for p in some])),
        ("register of unions", [unions]),
    ]


def _past_days(table: Table) -> None:
    """A figure of a past day from the tallies: one sum, asked a hundred times."""
    import time
    from datetime import date, timedelta

    from django.db.models import Sum

    from niangjia.organizing.models import UnionTally
    from niangjia.organizing.models.facts import on_day

    times = []
    for n in range(100):
        begun = time.perf_counter()
        day = date(2022, 12, 31) - timedelta(days=17 * n)
        UnionTally.objects.unscoped(reason="benchmark").filter(on_day(day)).aggregate(
            members=Sum("members"), migrants=Sum("migrants"), new_form=Sum("new_form")
        )
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    table.add(
        "members of a past day (query alone)", f"{times[50]:.0f}", f"{times[95]:.0f}", "–", "–"
    )
