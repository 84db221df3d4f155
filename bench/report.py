"""Figures with their ratio, printed as they come and kept in ``docs/benchmarks.md``."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
ORDER = (
    "load", "job", "pages", "documents", "roster", "members", "growth", "figures", "join", "linkage", "noise",
)  # fmt: skip
HEAD = """# Benchmarks

Written by `make bench` (`python -m bench`): figures of one machine, each beside the bare part it
stands on, so that the ratio means something elsewhere too. The data are the sample city's.
What each table measures, and how to repeat it: [`bench/README.md`](../bench/README.md).
"""


@dataclass
class Table:
    """One table of results. ``note`` says what was measured and under which conditions."""

    name: str
    title: str
    note: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    measured_on: str = field(default_factory=lambda: date.today().isoformat())  # noqa: DTZ011
    machine: str = field(default_factory=lambda: this_machine())  # noqa: PLW0108  defined below

    def add(self, *cells: object) -> None:
        """Add a row and print it at once."""
        self.rows.append([str(cell) for cell in cells])
        print("  " + " · ".join(self.rows[-1]), flush=True)


def this_machine() -> str:
    """Processor count, memory and versions, without the machine's name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def keep(folder: Path, table: Table) -> None:
    """Store the table's figures and write the page anew from all tables stored so far."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{table.name}.json").write_text(json.dumps(asdict(table), ensure_ascii=False))
    stored = [folder / f"{name}.json" for name in ORDER]
    tables = [Table(**json.loads(path.read_text())) for path in stored if path.exists()]
    PAGE.write_text(_page(tables), encoding="utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}", flush=True)


def _page(tables: list[Table]) -> str:
    """The page with these tables. Sections measured elsewhere stay, as does the present head until
    every part has been measured here."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    head, *others = old.split("\n## ")
    titles = {table.title for table in tables}
    stay = [f"\n## {text.rstrip()}\n" for text in others if text.split("\n")[0] not in titles]
    top = HEAD if len(tables) == len(ORDER) else f"{head.rstrip()}\n"
    return top + "".join([*stay, *map(section, tables)])


def section(table: Table) -> str:
    """The Markdown of one table."""
    lines = ["", f"## {table.title}", "", table.note, ""]
    lines += [f"Measured {table.measured_on}: {table.machine}.", ""]
    lines += [_line(table.header), _line(["---"] * len(table.header))]
    lines += [_line(row) for row in table.rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def ratio(value: float, base: float) -> str:
    """``3.2 ×``, or a dash where there is nothing to compare with."""
    return f"{value / base:.1f} ×" if base else "–"
