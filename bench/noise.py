"""``niangjia match`` on lists with harder noise, edit by edit, and what its probabilities are worth.

The lists are made by ``linkage_noise`` of the register of the smallest pair; see ``linkage``.
"""

import os
from pathlib import Path

from bench.linkage import GOALS_OF_NOISE, NOISES, OURS, REFERENCE, noisy_pair, own
from bench.linkage_judge import Judged, found_by_edit, judge, reliability
from bench.linkage_run import measured
from bench.report import Table

NOTE = (
    "Lists made of the register of the smallest pair by `bench/linkage_noise.py`; edits and words are "
    "not the engine's. The points were learnt on other lists of the same maker, of another register and "
    "without the edits marked °. *Found*: share of the rows with a counterpart that are linked to it "
    "from probability 0.5 on. *Probability*: what the links of `niangjia match` with such a probability "
    "are worth. One-minute load at the end: {load:.1f}."
)
UNSEEN = ("numeral", "question_mark", "region_behind", "remark", "spaced", "town_first")
"""Edits that are in no list the points were learnt on."""
SHOWN = (
    ("F1", lambda j: f"{j.f1:.4f}"), ("precision", lambda j: f"{j.precision:.4f}"),
    ("recall", lambda j: f"{j.recall:.4f}"), ("automatic zone, right", lambda j: f"{j.auto_right:.2%}"),
    ("automatic zone, of all true links", lambda j: f"{j.auto_share:.1%}"),
)  # fmt: skip


def run(house: Path) -> Table:
    """Both noises, the reference where there is one beside the engine."""
    house.mkdir(parents=True, exist_ok=True)
    pairs, columns = Path(os.environ["NIANGJIA_PAIRS"]), {}
    for mix in NOISES.values():
        folder = noisy_pair(mix, pairs, house)
        for name, command in own(folder, house):
            print(f"    {mix}: {name} …", flush=True)
            took = measured(command, limit=None, folder=house)
            if took.failed:
                raise SystemExit(f"{name}: {took.failed}")
            kept = house / f"{mix}-{name.split()[0]}.csv"
            (house / "links.csv").replace(kept)
            columns[mix, name] = (folder / "truth.parquet", kept)
    return table_of(columns, os.getloadavg()[0])


def table_of(columns: dict[tuple[str, str], tuple[Path, Path]], load: float) -> Table:
    """Rows of figures, one column for each (mix, engine): its truth and its links."""
    table = Table(
        name="noise", title="Linkage on harder noise", note=NOTE.format(load=load),
        header=["what", *(f"{mix}: {name}" for mix, name in columns)],
    )  # fmt: skip
    judged = {one: judge(*files) for one, files in columns.items()}
    for label, told in SHOWN:
        table.add(label, *(told(one) for one in judged.values()))
    table.note += "\n\n" + "\n".join(_goals(judged))
    edits = {one: found_by_edit(*files) for one, files in columns.items()}
    for edit in sorted({edit for found in edits.values() for edit in found}):
        counted = (found.get(edit, (0, 0.0)) for found in edits.values())
        label = f"found, {edit or 'nothing done'}{'°' if edit in UNSEEN else ''}"
        table.add(label, *(f"{share:.1%} of {rows:,}" for rows, share in counted))
    known = {one: reliability(*files) for one, files in columns.items() if one[1] == OURS}
    for place, (low, high, *_) in enumerate(next(iter(known.values()), [])):
        cells = []
        for one in columns:
            line = known.get(one, [])[place : place + 1]
            cells.append(f"{line[0][4]:.1%} right of {line[0][2]:,}" if line else "–")
        table.add(f"probability {low:.2f}–{high:.2f}", *cells)
    return table


def _goals(judged: dict[tuple[str, str], Judged]) -> list[str]:
    told = []
    for (mix, name), one in judged.items():
        least, right = GOALS_OF_NOISE[mix]
        if name != REFERENCE:
            told.append(
                f"- F1, {mix}: goal ≥ {least:.3f}, measured {one.f1:.4f}{_verdict(one.f1, least)}"
            )
        if name != REFERENCE and right:
            told.append(
                f"- automatic zone, right, {mix}: goal ≥ {right:.1%}, measured "
                f"{one.auto_right:.2%}{_verdict(one.auto_right, right)}"
            )
    return told


def _verdict(reached: float, least: float) -> str:
    return ", reached" if reached >= least else ", **missed**"
