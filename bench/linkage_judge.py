"""What a file of links is worth, judged against the truth of a pair of lists.

``truth.parquet``: ``aid`` (left id), ``bid`` (right id, empty where there is none), ``kind``.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import duckdb

LINKED, AUTO = 0.5, 0.95


@dataclass(frozen=True)
class Judged:
    """Shares. ``auto_right`` of the links from 0.95 on; ``auto_share`` of all true links that are
    among them; ``sister_alone``: rows whose sister firm alone is in the register, and no link."""

    precision: float
    recall: float
    auto_right: float
    auto_share: float
    sister_alone: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def judge(truth: Path, links: Path, threshold: float = LINKED) -> Judged:
    """Links of ``niangjia match`` (left_id, right_id, probability) or of the reference (aid, bid, p)."""
    with duckdb.connect() as base:
        left, right, worth = _columns(base, links)
        base.execute(
            f"CREATE TABLE judged AS SELECT t.aid, t.kind, coalesce(t.bid, '') AS wanted, "
            f"coalesce(l.{right}, '') AS found, coalesce(l.{worth}, 0) AS worth "
            f"FROM '{truth}' t LEFT JOIN '{links}' l ON l.{left} = t.aid"
        )
        counts = base.execute(
            """SELECT count(*) FILTER (linked AND found = wanted), count(*) FILTER (linked),
                count(*) FILTER (wanted <> ''), count(*) FILTER (sure AND found = wanted),
                count(*) FILTER (sure), count(*) FILTER (sister AND NOT linked),
                count(*) FILTER (sister)
            FROM (SELECT *, found <> '' AND worth >= $linked AS linked,
                found <> '' AND worth >= $auto AS sure, kind = 'sister' AND wanted = '' AS sister
                FROM judged)""",
            {"linked": threshold, "auto": AUTO},
        ).fetchone()
    fitting, linked, wanted, sure_right, sure, alone, sisters = counts
    return Judged(
        fitting / max(linked, 1), fitting / max(wanted, 1), sure_right / max(sure, 1),
        sure_right / max(wanted, 1), alone / max(sisters, 1),
    )  # fmt: skip


def found_by_edit(truth: Path, links: Path) -> dict[str, tuple[int, float]]:
    """Edit (``ops``) → rows with a counterpart that bear it, share of them that was found."""
    with duckdb.connect() as base:
        left, right, worth = _columns(base, links)
        rows = base.execute(
            f"""SELECT edit, count(*), avg((l.{right} = t.bid AND l.{worth} >= {LINKED})::INT::DOUBLE)
            FROM (SELECT aid, bid, unnest(string_split(ops, '+')) AS edit FROM '{truth}'
                WHERE coalesce(bid, '') <> '') t
            LEFT JOIN (FROM '{links}') l ON l.{left} = t.aid GROUP BY edit ORDER BY edit"""
        ).fetchall()
    return {edit: (count, share or 0.0) for edit, count, share in rows}


def reliability(truth: Path, links: Path) -> list[tuple[float, float, int, float, float]]:
    """(from, to, rows, mean probability, share that is right) of the links by their probability."""
    edges = (0.02, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001)
    found = []
    with duckdb.connect() as base:
        left, right, worth = _columns(base, links)
        for low, high in pairwise(edges):
            count, mean, share = base.execute(
                f"SELECT count(*), avg(l.{worth}), avg((l.{right} = coalesce(t.bid, ''))::INT) "
                f"FROM '{links}' l JOIN '{truth}' t ON l.{left} = t.aid "
                f"WHERE l.{worth} >= {low} AND l.{worth} < {high}"
            ).fetchone()
            if count:
                found.append((low, min(high, 1.0), count, mean, share))
    return found


def _columns(base: duckdb.DuckDBPyConnection, links: Path) -> tuple[str, str, str]:
    """What the file calls left id, right id, probability: ours, or the reference's names."""
    named = {row[0] for row in base.execute(f"DESCRIBE FROM '{links}'").fetchall()}
    ours = "left_id" in named
    return ("left_id", "right_id", "probability") if ours else ("aid", "bid", "p")


def best_threshold(truth: Path, links: Path) -> float:
    """The threshold of the highest F1: what a peer is tuned with, on pairs it is not measured on."""
    with duckdb.connect() as base:
        found = base.execute(
            f"""WITH s AS (
                SELECT l.probability AS worth, (l.right_id = t.bid)::INT AS fits
                FROM '{links}' l JOIN '{truth}' t ON l.left_id = t.aid
            ), n AS (SELECT count(*) AS wanted FROM '{truth}' WHERE coalesce(bid, '') <> ''),
            c AS (
                SELECT DISTINCT worth, sum(fits) OVER w AS fits, count(*) OVER w AS linked
                FROM s WINDOW w AS (ORDER BY worth DESC)
            ) SELECT worth FROM c, n ORDER BY 2.0 * fits / (linked + wanted) DESC, worth DESC LIMIT 1"""
        ).fetchone()
    return float(found[0]) if found else LINKED
