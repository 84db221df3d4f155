"""What a page of members costs in a small register and in one ten times as large."""

import os
from pathlib import Path

from bench.crowd import ask
from bench.house import open_house
from bench.members import pages
from bench.pages import PAUSE, USERS, _cookies, _refuse_errors, _served
from bench.register import fill
from bench.report import Table, ratio
from bench.roster import cast_unions, plant

SMALL, LARGE = 70_000, 712_541


def run(var: Path, *, seconds: float = 20) -> Table:
    """The same pages, people and unions; only the number of members differs."""
    city = open_house(var)
    plant(city, cast_unions("city"))
    table = Table(
        name="growth",
        title="Pages of members as the register grows",
        note=f"{USERS} people wait {PAUSE:.0f} s after every answer; p95 in ms with {SMALL:,} and "
        f"with {LARGE:,} members in the same 7,198 unions. "
        f"Load average before: {os.getloadavg()[0]:.1f}.",
        header=["page", f"{SMALL:,}", f"{LARGE:,}", "large against small"],
    )
    small, large = (_measured(var, people, seconds) for people in (SMALL, LARGE))
    for label, before in small.items():
        table.add(label, f"{before:.0f}", f"{large[label]:.0f}", ratio(large[label], before))
    return table


def _measured(var: Path, people: int, seconds: float) -> dict[str, float]:
    """Label of each page → p95 in milliseconds."""
    print(f"{people:,} members …", flush=True)
    fill(people)
    cookies, found = _cookies("organiser", "leader"), {}
    with _served(var) as base:
        for label, paths in pages():
            ask(base, paths, cookies[:4], seconds=2, pause=0)
            calm = ask(base, paths, cookies, seconds=seconds, pause=PAUSE)
            _refuse_errors(label, calm)
            found[label] = calm.percentile(0.95)
    return found
