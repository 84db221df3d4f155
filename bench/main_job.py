"""The main job: all lists of both days imported, linked, ledger and gap rules; against the truth."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from bench.house import Ticker, city_files, clerk, intake_of, open_house, peak_memory
from bench.report import Table

RULE = "party50"


def run(var: Path, lists: Path, scale: str | int) -> Table:
    """A fresh or half-filled house is brought to today's ledger; days already linked are skipped."""
    unit = open_house(var)
    files = city_files(lists, scale)
    table = Table(
        name="job",
        title="The main job",
        note=f"All lists of the sample city ({scale}) on both its days, from the departments' "
        "files to ledger and gap rules. No list is prepared: titles, merged headers, broken codes "
        "and totals are in them.",
        header=["step", "seconds", "peak MB", "what came of it"],
    )
    for day in files.days:
        for listed in files.of_day(day):
            _import(table, unit, listed)
        _link(table, unit, day)
    _compare(table, unit, files)
    return table


@contextmanager
def _timed(table: Table, label: str) -> Iterator[dict[str, Any]]:
    told: dict[str, Any] = {}
    with peak_memory() as memory:
        begun = time.perf_counter()
        yield told
        seconds = time.perf_counter() - begun
    words = ", ".join(f"{name} {value:,}" for name, value in told.items() if isinstance(value, int))
    table.add(label, f"{seconds:.1f}", memory[0], words)


def _import(table: Table, unit: Any, listed: Any) -> None:
    from niangjia.kernel.imports.api import import_now

    with _timed(table, f"{listed.source}, {listed.as_of}, {listed.extent}") as told:
        done = import_now(
            listed.path,
            intake=intake_of(listed),
            unit=unit,
            as_of=listed.as_of,
            extent=listed.extent,
            by=clerk(),
            progress=Ticker(),
        )
        told.update({name: done.counts[name] for name in ("read", "flagged", "failed")})


def _link(table: Table, unit: Any, day: date) -> None:
    from niangjia.matching.actions.link_run import run_linkage

    with _timed(table, f"link, ledger, gaps, {day}") as told:
        told.update(run_linkage(unit=unit, as_of=day, by=clerk(), progress=Ticker()).ledger)


def _compare(table: Table, unit: Any, files: Any) -> None:
    """The second rule's firms of both days against the truth, by code."""
    truth = json.loads(files.truth.read_text(encoding="utf-8"))
    for day, told in zip(files.days, (truth["earlier"], truth), strict=True):
        _compare_day(table, day, {firm["uscc"] for firm in told["party_50_no_union"]})


def _compare_day(table: Table, day: date, expected: set[str]) -> None:
    from niangjia.matching.models import GapHit, GapRun

    runs = GapRun.objects.unscoped(reason="benchmark")
    last = runs.filter(rule__code=RULE, as_of=day).order_by("-pk")[0]
    hits = GapHit.objects.unscoped(reason="benchmark").filter(run=last)
    found = set(hits.filter(verdict="hit").values_list("enterprise__uscc", flat=True))
    pending = hits.filter(verdict="pending").count()
    table.add(
        f"50 employees, party organisation, no union, {day}",
        "–",
        "–",
        f"found {len(found)}, missed {len(expected - found)}, "
        f"false alarms {len(found - expected)}, pending {pending}",
    )
