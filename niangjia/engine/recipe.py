"""A linkage is a recipe of named SQL steps over two prepared tables.

``left_rows`` and ``right_rows`` hold one row per list row, columns as in ``prepare.COLUMNS``.
Each step becomes a table of its name. The last step of a recipe must be ``links``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import duckdb


class Progress(Protocol):
    """The part of a job's progress that the engine uses; ``step`` may raise to stop the work."""

    def step(self, done: int, total: int | None = None, message: str = "") -> None: ...


class Quiet:
    """Tells nobody."""

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        return None


@dataclass(frozen=True)
class Step:
    """``name``: the table made; ``label``: what the officer reads while it runs; ``sql``: a query."""

    name: str
    label: str
    sql: str


def run_steps(
    connection: duckdb.DuckDBPyConnection, steps: Iterable[Step], progress: Progress, done: int
) -> None:
    """Run the steps in order; each result is kept as a temporary table until the connection closes."""
    for number, step in enumerate(steps, start=done):
        progress.step(number, None, step.label)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {step.name} AS {step.sql}")
