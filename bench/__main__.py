"""``python -m bench``: all benchmarks, or those named."""

import argparse
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from bench import report

ALONE = ("load", "roster")
"""Parts that begin with an empty database of their own."""
FOLDERS = {"job": "city", "pages": "city", "documents": "city", "members": "city"}
"""Whose database a part reads, where it is not its own."""


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
        help=", ".join(report.ORDER),
    )
    parser.add_argument("--scale", default="city", help="demo, city or a number (default: city)")
    parser.add_argument("--var", type=Path, default=Path("var/bench"), help="data folder")
    parser.add_argument("--seconds", type=float, default=20, help="length of each page run")
    parser.add_argument("--pairs", help="linkage: folder of pairs of lists (NIANGJIA_PAIRS)")
    parser.add_argument("--reference", help="linkage: a program to compare (NIANGJIA_REFERENCE)")
    parser.add_argument(
        "--limit", help="linkage: seconds after which a run is cut (NIANGJIA_LIMIT)"
    )
    chosen = parser.parse_args()
    for name in ("pairs", "reference", "limit"):  # the parts' processes read them there
        if given := getattr(chosen, name):
            path = given if name == "limit" else str(Path(given).resolve())
            os.environ[f"NIANGJIA_{name.upper()}"] = path
    if unknown := set(chosen.parts) - set(report.ORDER):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    chosen.var = chosen.var.resolve()
    return chosen


def _run(part: str, chosen: argparse.Namespace) -> None:
    """``pages`` and ``members`` read what ``job`` has made."""
    print(f"== {part}", flush=True)
    if part in ON_PAIRS and (reason := import_module("bench.linkage").missing()):
        print(f"    left out: {reason}", flush=True)
        return
    house = chosen.var / FOLDERS.get(part, part)
    if part in ALONE:
        shutil.rmtree(house, ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)  # never load sample rows into somebody's database
    lists = chosen.var / f"lists-{chosen.scale}"
    scale = int(chosen.scale) if chosen.scale.isdigit() else chosen.scale
    report.keep(chosen.var / "results", _table(part, house, lists, scale, chosen.seconds))


MODULES = {"load": "load_700k", "job": "main_job"}
ON_LISTS = {"load", "roster"}
ON_PAIRS = {"linkage", "noise"}
FOR_SECONDS = {"pages", "members", "growth"}


def _table(part: str, house: Path, lists: Path, scale: str | int, seconds: float) -> report.Table:
    """Each part is a module with ``run``; what it is measured on differs."""
    run = import_module(f"bench.{MODULES.get(part, part)}").run
    if part in ON_LISTS:
        return run(house, lists, scale)
    if part == "job":
        return run(house, scale)
    if part == "figures":
        return run(house, scale, seconds=seconds)
    return run(house, seconds=seconds) if part in FOR_SECONDS else run(house)


if __name__ == "__main__":
    main()
