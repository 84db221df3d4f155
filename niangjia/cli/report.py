"""One HTML page about a comparison: counts, zones, samples, plots. Opens offline, runs nothing.

Django's template language only (it escapes whatever a list holds); no settings, no database.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine import LinkOptions, LinkResult
from niangjia.engine.link import STAGE_WORDS
from niangjia.engine.tables import LABELS, ReadList

ZONES = {"auto": "自动确认", "review": "待核实", "none": "没有对应"}
RULES = {"code": "代码一致", "same": "整行一致", "name": "名称一致", "scored": "按证据打分"}
SAMPLES, MOST_LINES, BINS, LONGEST = 15, 12, 20, 120
COLUMNS = ("id", "name", "district")  # all that a report needs of a list


@dataclass(frozen=True)
class Listed:
    """One of the two lists, as a report needs it; without its other columns."""

    path: Path
    table: pa.Table
    chosen: dict[str, tuple[str, ...]]
    notes: list[str]

    @classmethod
    def of(cls, path: Path, found: ReadList) -> "Listed":
        return cls(path, found.table.select(COLUMNS), found.chosen, found.notes)


@dataclass(frozen=True)
class Line:
    """A row of a plot: what, how many, which share; ``parts``: (kind, start, width) in percent."""

    label: str
    number: str
    share: str
    parts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Sample:
    """One left row and its best candidate."""

    left_id: str
    left_name: str
    right_id: str
    right_name: str
    probability: str
    reasons: str


def shown(text: object) -> str:
    """Safe to look at: no control characters, none that turn the line around, not endless."""
    plain = str(text).encode("utf-8", "replace").decode("utf-8")[: LONGEST + 1]
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " for c in plain)
    return kept if len(plain) <= LONGEST else kept[:LONGEST] + "…"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def stacked(label: str, counts: Sequence[tuple[str, int]], whole: int) -> Line:
    """A bar of several kinds, as long as their share of the whole."""
    parts, start = [], 0.0
    for kind, number in counts:
        width = 100 * number / whole if whole else 0.0
        parts.append((kind, f"{start:.3f}", f"{width:.3f}"))
        start += width
    number = sum(number for _, number in counts)
    return Line(shown(label), f"{number:,}", share(number, whole), tuple(parts))


def zone_lines(result: LinkResult) -> list[Line]:
    left = result.counts["left"]
    return [stacked(words, [(zone, result.counts[zone])], left) for zone, words in ZONES.items()]


def rule_lines(result: LinkResult) -> list[Line]:
    """How the candidates were found, exact rules first."""
    links = result.links.num_rows
    counts = {words: result.counts.get(f"rule:{rule}", 0) for rule, words in RULES.items()}
    return [stacked(words, [("column", n)], links) for words, n in counts.items() if n]


def reason_lines(result: LinkResult) -> list[Line]:
    """What most often speaks for or against, among the links confirmed or shown to a person."""
    links = result.links.filter(pc.not_equal(result.links["zone"], "none"))
    counts = pc.value_counts(pc.list_flatten(links["reasons"])).to_pylist()
    counts.sort(key=lambda c: (-c["counts"], c["values"]))
    return [
        stacked(c["values"], [("column", c["counts"])], links.num_rows) for c in counts[:MOST_LINES]
    ]


def district_lines(result: LinkResult, left: pa.Table) -> list[Line]:
    """Zones by the district that the left list itself names; the biggest districts."""
    told = left.join(result.states, "id", "left_id").group_by(["district", "state"])
    counts: dict[str, dict[str, int]] = {}
    for row in told.aggregate([("id", "count")]).to_pylist():
        of = counts.setdefault(row["district"] or "（空白）", {})
        of[row["state"]] = of.get(row["state"], 0) + row["id_count"]
    biggest = sorted(counts.items(), key=lambda c: (-sum(c[1].values()), c[0]))[:MOST_LINES]
    return [
        stacked(district, [(zone, of.get(zone, 0)) for zone in ZONES], sum(of.values()))
        for district, of in biggest
    ]


def histogram(result: LinkResult) -> list[dict[str, str]]:
    """Columns of the plot of probabilities, of links that were scored; 100 units high."""
    scored = result.links.filter(pc.equal(result.links["rule"], "scored"))["probability"]
    numbers, edges = np.histogram(scored.to_numpy(), bins=BINS, range=(0, 1))
    most = max(1, int(numbers.max()))
    return [
        {
            "x": f"{place * 100 / BINS + 0.4:.2f}", "y": f"{100 - 100 * number / most:.2f}",
            "width": f"{100 / BINS - 0.8:.2f}", "height": f"{100 * number / most:.2f}",
            "told": f"{edges[place]:.2f}–{edges[place + 1]:.2f}：{number:,} 行",
        }
        for place, number in enumerate(numbers)
    ]  # fmt: skip


def evenly(table: pa.Table, most: int = SAMPLES) -> pa.Table:
    """At most so many rows, at equal distances from first to last."""
    if table.num_rows <= most:
        return table
    return table.take(np.linspace(0, table.num_rows - 1, most).astype(np.int64))


def samples(result: LinkResult, left: pa.Table, right: pa.Table) -> list[dict[str, Any]]:
    """Of each zone some rows, in the order of their ids, with the best candidate where there is one."""
    found = []
    for zone, words in ZONES.items():
        states = result.states.filter(pc.equal(result.states["state"], zone))
        picked = evenly(states.sort_by("left_id"))["left_id"].combine_chunks()
        wanted = result.links.filter(pc.is_in(result.links["left_id"], value_set=picked))
        best = {link["left_id"]: link for link in reversed(wanted.to_pylist())}
        names = _names(left, picked), _names(right, wanted["right_id"].combine_chunks())
        rows = [_sample(left_id, best.get(left_id), *names) for left_id in picked.to_pylist()]
        found.append({"zone": zone, "words": words, "rows": rows, "number": f"{states.num_rows:,}"})
    return found


def _names(table: pa.Table, ids: pa.Array) -> dict[str, str]:
    rows = table.filter(pc.is_in(table["id"], value_set=ids))
    return dict(zip(rows["id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def _sample(
    left_id: str, link: dict[str, Any] | None, left: dict[str, str], right: dict[str, str]
) -> Sample:
    cells: Iterable[object] = (left_id, left[left_id], "", "没有候选", "", "")
    if link:
        told, worth = "；".join(link["reasons"]), f"{link['probability']:.2%}"
        cells = (left_id, left[left_id], link["right_id"], right[link["right_id"]], worth, told)
    return Sample(*map(shown, cells))


def _told(listed: Listed, side: str) -> dict[str, Any]:
    columns = [f"{LABELS[role]}：{'、'.join(titles)}" for role, titles in listed.chosen.items()]
    return {
        "side": side, "name": shown(listed.path.name), "rows": f"{listed.table.num_rows:,}",
        "columns": [shown(text) for text in columns], "notes": [shown(n) for n in listed.notes],
    }  # fmt: skip


def figures(result: LinkResult) -> list[tuple[str, str, str]]:
    """The numbers at the head: (words, number, kind)."""
    counts, links = result.counts, result.links
    sure = links.filter(pc.equal(links["zone"], "auto"))["right_id"]
    several = pc.sum(pc.greater(pc.value_counts(sure).field("counts"), 1)).as_py() or 0
    return [
        ("左表行数", f"{counts['left']:,}", ""), ("右表行数", f"{counts['right']:,}", ""),
        *((words, f"{counts[zone]:,}", zone) for zone, words in ZONES.items()),
        ("右表被自动确认的行", f"{pc.count_distinct(sure).as_py():,}", ""),
        ("其中对应左表多行的", f"{several:,}", ""), ("打过分的对子", f"{counts['compared']:,}", ""),
    ]  # fmt: skip


@cache
def _template() -> Any:
    from django.template import Engine

    return Engine().from_string(Path(__file__).with_suffix(".html").read_text(encoding="utf-8"))


def page(
    result: LinkResult, left: Listed, right: Listed, options: LinkOptions, now: datetime
) -> str:
    """The report as one HTML text."""
    from django.template import Context

    told = {
        "lists": [_told(left, "左表"), _told(right, "右表")], "figures": figures(result),
        "zones": zone_lines(result), "rules": rule_lines(result), "reasons": reason_lines(result),
        "districts": district_lines(result, left.table), "columns": histogram(result),
        "auto_at": f"{100 * options.auto:.2f}", "review_at": f"{100 * options.review:.2f}",
        "auto": f"{options.auto:g}", "review": f"{options.review:g}", "least": f"{options.least:g}",
        "samples": samples(result, left.table, right.table), "made": f"{now:%Y-%m-%d %H:%M}",
        "stages": [(STAGE_WORDS[name], f"{seconds:.2f}") for name, seconds in result.stages.items()],
        "seconds": f"{result.seconds:.1f}", "version": result.version, "most": str(SAMPLES),
        "model": result.model_version, "regions": [shown(word) for word in options.regions[:60]],
    }  # fmt: skip
    text: str = _template().render(Context(told))
    return text
