"""The whole sample city as ``niangjia demo`` makes it: lists, linkage, ledger, tasks, rosters.

What comes out is compared with the truth file, which the pipeline itself never reads.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Table
from bench.roster import peak_of_family
from niangjia.cli.bar import Bar
from niangjia.cli.demo import READY, _against_truth, _make, _start, _unit


def run(var: Path, scale: str | int) -> Table:
    """A fresh or half-filled house; one that is ready is only compared with its truth."""
    _start(var)
    table = Table(
        name="job",
        title="The main job",
        note=f"The sample city at scale `{scale}` as `niangjia demo` makes it: all departments' lists "
        "of both days, from their files (titles, merged headers, broken codes and totals in them) "
        "to ledger, gap rules and tasks; then the rosters of all unions, person by person, and the "
        "desk's working day. Memory: all Python processes together, the database left out.",
        header=["step", "rows", "seconds", "rows a second", "peak MB"],
    )
    ready = var / READY
    if not ready.exists():
        ready.write_text(json.dumps(_make(var, scale, _Recorder(table).bar), ensure_ascii=False))
    _compare(table, json.loads(ready.read_text()))
    return table


class _Recorder:
    """In the place of the bars on a terminal: a row of the table for each finished step."""

    def __init__(self, table: Table) -> None:
        self.table = table

    @contextmanager
    def bar(self, label: str, unit: str = "") -> Iterator[Bar]:
        shown, begun = Bar(label, unit), time.perf_counter()
        with peak_of_family() as memory:
            yield shown
        seconds, told = time.perf_counter() - begun, _unit(label) or unit
        count = f"{shown.count:,}" if told else "–"
        speed = f"{shown.count / seconds:,.0f}" if told else "–"
        self.table.add(label, count, f"{seconds:.1f}", speed, memory[0])


def _compare(table: Table, summary: dict[str, object]) -> None:
    """What the house says beside the truth; differences end the run."""
    result, wrong = _against_truth(summary)
    page = result.pop("page")
    told = {name: value for name, value in result.items() if not isinstance(value, dict)}
    for what, facts in (("main job", told), ("gaps", result["gaps"]), ("page", page)):
        words = ", ".join(f"{name} {value:,}" for name, value in facts.items())
        table.add(f"{what}: {words}", "–", "–", "–", "–")
    if wrong:
        raise SystemExit("；".join(wrong))
