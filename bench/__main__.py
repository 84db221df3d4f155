"""``python -m bench``: all benchmarks, or those named."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench import report

ALONE = ("load", "roster")
"""Parts that begin with an empty database of their own."""


def main() -> None:
    """Several parts run one after another, each in a process and on a database of its own."""
    chosen = _arguments()
    parts = [part for part in report.ORDER if part in chosen.parts]
    if len(parts) == 1:
        _run(parts[0], chosen)
        return
    for part in parts:
        options = [
            "--scale",
            chosen.scale,
            "--var",
            str(chosen.var),
            "--seconds",
            str(chosen.seconds),
        ]
        subprocess.run([sys.executable, "-m", "bench", part, *options], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="figures into docs/benchmarks.md")
    parser.add_argument(
        "parts",
        nargs="*",
        default=list(report.ORDER),
        help="load, job, pages, documents, roster, members",
    )
    parser.add_argument("--scale", default="city", help="demo, city or a number (default: city)")
    parser.add_argument("--var", type=Path, default=Path("var/bench"), help="data folder")
    parser.add_argument("--seconds", type=float, default=20, help="length of each page run")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(report.ORDER):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    chosen.var = chosen.var.resolve()
    return chosen


def _run(part: str, chosen: argparse.Namespace) -> None:
    """``pages`` reads what ``job`` has made, ``members`` what ``roster`` has."""
    print(f"== {part}", flush=True)
    house = chosen.var / (part if part in ALONE else "roster" if part == "members" else "city")
    if part in ALONE:
        shutil.rmtree(house, ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)  # never load sample rows into somebody's database
    lists = chosen.var / f"lists-{chosen.scale}"
    scale = int(chosen.scale) if chosen.scale.isdigit() else chosen.scale
    report.keep(chosen.var / "results", _table(part, house, lists, scale, chosen.seconds))


def _table(part: str, house: Path, lists: Path, scale: str | int, seconds: float) -> report.Table:
    if part == "load":
        from bench import load_700k

        return load_700k.run(house, lists, scale)
    if part == "job":
        from bench import main_job

        return main_job.run(house, lists, scale)
    if part == "roster":
        from bench import roster

        return roster.run(house, lists, scale)
    if part == "members":
        from bench import members

        return members.run(house, seconds=seconds)
    if part == "documents":
        from bench import documents

        return documents.run(house)
    from bench import pages

    return pages.run(house, seconds=seconds)


if __name__ == "__main__":
    main()
