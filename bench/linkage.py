"""``niangjia match`` on lists whose truth is known, beside a reference, the peers and the floor.

The pairs are folders below ``NIANGJIA_PAIRS`` (``--pairs``): one to train on, one of 100,000 left
rows; the list of 700,000 is made from it (``linkage_pairs``). The reference is a program of its own
(``NIANGJIA_REFERENCE``, ``--reference``), run as ``python PROGRAM run PAIR OUT``. Every run is a
process of its own, ended at ``NIANGJIA_LIMIT`` seconds (``--limit``).
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.linkage_judge import LINKED, Judged, best_threshold, judge
from bench.linkage_noise import MIXES, noisy
from bench.linkage_pairs import stretched
from bench.linkage_peers import TUNED, WAYS, installed
from bench.linkage_run import Measured, measured
from bench.report import Table, keep

TRAIN, CITY = "train_17k_100k", "city_100k_700k"
OURS, REFERENCE = "niangjia match", "reference"
OUT = "links.csv"
WHOLE = "700k × 700k"
FOLDERS = {"7k × 100k": "small_7k_100k", "100k × 700k": CITY}
NOISES = {"20k × 100k, hard noise": "hard", "20k × 100k, harder noise": "harder"}
GOALS_OF_NOISE = {"hard": (0.960, None), "harder": (0.955, 0.997)}
"""Mix → F1, and what of the automatic zone is right."""
NOISE_ROWS, NOISE_SEED = 20_000, 1
PARTS = {"100k × 700k": 100_000, WHOLE: 700_000}
TARGET = 0.6
TURNS = 3
"""So often the reference and the engine run, by turns; a machine shared with others is never even."""
HEADER = [
    "lists", "engine", "F1", "precision", "recall", "automatic: right", "automatic: of all true",
    "sister absent, left alone", "seconds", "of the reference", "CPU seconds", "peak MB", "load",
]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One engine on one pair; ``judged`` is missing where it was cut or failed."""

    lists: str
    engine: str
    run: Measured
    judged: Judged | None


def missing() -> str:
    """What keeps this part from being measured here, or an empty word."""
    folder = os.environ.get("NIANGJIA_PAIRS", "")
    if not folder:
        return "no pairs of lists: name their folder with --pairs or NIANGJIA_PAIRS"
    absent = [
        n for n in (TRAIN, *FOLDERS.values()) if not (Path(folder) / n / "truth.parquet").is_file()
    ]
    return f"no {', '.join(absent)} in the folder of pairs" if absent else ""


def run(house: Path) -> Table:
    """Ours and the reference on all pairs, the peers on the two smaller ones."""
    house.mkdir(parents=True, exist_ok=True)
    pairs = Path(os.environ["NIANGJIA_PAIRS"])
    limit = float(os.environ.get("NIANGJIA_LIMIT", "900"))
    folders = {name: pairs / folder for name, folder in FOLDERS.items()}
    folders |= {name: noisy_pair(mix, pairs, house) for name, mix in NOISES.items()}
    folders[WHOLE] = stretched(pairs / CITY, house / "stretched")
    table = Table(name="linkage", title="Linkage of two lists", note="", header=HEADER)
    lines: list[Line] = []

    def take(line: Line) -> None:
        lines.append(line)
        _add(table, line, _base([x for x in lines if x.lists == line.lists]))
        table.note = _note(lines, limit)
        keep(house.parent / "results", table)  # what is measured stays, should the rest be stopped

    for lists, folder in folders.items():
        for line in _by_turns(lists, folder, house):
            take(line)
    for lists, name, command, least in _peers(folders, house, pairs / TRAIN):
        take(_line(lists, name, command, folders[lists], house, most=limit, least=least))
    return table


def _by_turns(lists: str, folder: Path, house: Path) -> list[Line]:
    """Of each engine the quickest of its runs."""
    best: dict[str, Line] = {}
    for _ in range(TURNS):
        for name, command in own(folder, house):
            line = _line(lists, name, command, folder, house, most=None, least=LINKED)
            best[name] = min(best.get(name, line), line, key=_worth)
    return list(best.values())


def _worth(line: Line) -> tuple[bool, float]:
    return line.judged is None, line.run.wall


def _line(
    lists: str, name: str, command: list[str], folder: Path, house: Path,
    *, most: float | None, least: float,
) -> Line:  # fmt: skip
    print(f"    {lists}: {name} …", flush=True)
    out = house / OUT
    out.unlink(missing_ok=True)
    took = measured(command, limit=most, folder=house)
    good = not took.cut and not took.failed
    return Line(lists, name, took, judge(folder / "truth.parquet", out, least) if good else None)


def noisy_pair(mix: str, pairs: Path, house: Path) -> Path:
    """The folder of the list with that noise; made once."""
    folder = pairs / FOLDERS["7k × 100k"]
    return noisy(folder, house / mix, mix=MIXES[mix], rows=NOISE_ROWS, seed=NOISE_SEED)


def _peers(
    folders: dict[str, Path], house: Path, train: Path
) -> Iterator[tuple[str, str, list[str], float]]:
    """Lists, name, command and threshold of each peer that is installed; tuned when its turn comes."""
    for way, (package, told) in WAYS.items():
        version = installed(way)
        if not version:
            print(f"    {package} is not installed: left out", flush=True)
            continue
        least = _tuned(way, train, house) if way in TUNED else LINKED
        tuned = f", from {least:.3f} on" if way in TUNED else ""
        for lists in FOLDERS:
            command = _peer(way, folders[lists], house / OUT, train)
            yield lists, f"{told} ({version}{tuned})", command, least


def own(folder: Path, house: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and command of the reference, where there is one, and of the engine."""
    if reference := os.environ.get("NIANGJIA_REFERENCE"):
        yield REFERENCE, [sys.executable, reference, "run", str(folder), str(house / OUT)]
    left, right, out = (str(x) for x in (folder / "a.parquet", folder / "b.parquet", house / OUT))
    yield OURS, [sys.executable, "-m", "niangjia", "match", left, right, "--out", out]


def _peer(way: str, folder: Path, out: Path, train: Path) -> list[str]:
    return [sys.executable, "-m", "bench.linkage_peers", way, str(folder), str(out), str(train)]


def _tuned(way: str, train: Path, house: Path) -> float:
    """The threshold of the best F1 on the training pair."""
    out = house / "tuning.csv"
    out.unlink(missing_ok=True)
    took = measured(_peer(way, train, out, train), limit=None, folder=house)
    return LINKED if took.failed else best_threshold(train / "truth.parquet", out)


def _base(lines: list[Line]) -> Measured | None:
    return next((x.run for x in lines if x.engine == REFERENCE and x.judged), None)


def _add(table: Table, line: Line, base: Measured | None) -> None:
    took, judged = line.run, line.judged
    shares = ["–"] * 6
    if judged and line.engine in (OURS, REFERENCE):
        sister = judged.sister_alone
        shares = [
            f"{judged.f1:.4f}", f"{judged.precision:.4f}", f"{judged.recall:.4f}",
            f"{judged.auto_right:.2%}", f"{judged.auto_share:.1%}", f"{sister:.1%}",
        ]  # fmt: skip
    elif judged and not line.engine.startswith(WAYS["physical"][1]):
        # 0.95 means nothing on a scale that is no probability
        shares = [
            f"{judged.f1:.4f}", f"{judged.precision:.4f}", f"{judged.recall:.4f}", "–", "–",
            f"{judged.sister_alone:.1%}",
        ]  # fmt: skip
    wall = f"> {took.wall:.0f}, cut" if took.cut else f"{took.wall:.1f}"
    if took.failed:
        wall = f"failed: {took.failed.replace('|', '/')}"
    share = f"{'> ' if took.cut else ''}{took.wall / base.wall:.2f}" if base else "–"
    table.add(
        line.lists, line.engine, *shares, wall, share, f"{took.cpu:.1f}", f"{took.peak:,}",
        f"{took.load:.1f}",
    )  # fmt: skip


NOTE = (
    "Each line is a run of a process of its own, read from parquet, on the same machine one "
    "after another; the reference and the engine run three times by turns and the quickest run of "
    "each counts. A link counts from probability 0.5 on; of the automatic zone (0.95) the "
    "share that is right and its part of all true links. *Sister absent*: rows whose sister "
    "firm is in the register and they are not. The tuned peers count from the threshold that "
    "is best on the training pair; they get the columns the engine reads off the rows. The "
    "longer list is the shorter one and register rows edited in the same shares, all with a "
    "counterpart: its shares are easier, its times are not. *Hard* and *harder noise*: lists that "
    "`bench/linkage_noise.py` makes of the register of the smallest pair, with edits and words the "
    "engine's are not taken from (old systems, lost characters, 改制, pinyin, few codes, near-twins); "
    "made so that the reference comes out near 0.945 and 0.913. *Load*: one-minute load average "
    "at the end of a run; above 2 on two cores the seconds are shared with other work and CPU "
    "seconds compare better. Peers are cut at {limit:.0f} s; a cut run's figures are lower "
    "bounds."
)


def _note(lines: list[Line], limit: float) -> str:
    """What was measured, and every goal with what was reached: also where it was missed."""
    told = {(x.lists, x.engine): x for x in lines if x.judged}
    small, whole = (told.get((lists, OURS)) for lists in PARTS)
    goals = [
        *_goals_of_links(small), *_goals_of_noise(told), *_goals_of_cost(told), *_goal_beside_splink(lines, small),
        *_goal_of_growth(small, whole),
    ]  # fmt: skip
    return NOTE.format(limit=limit) + "\n\n" + "\n".join(goals)


def _goal(what: str, wanted: str, reached: float, fits: bool, form: str) -> str:
    verdict = "reached" if fits else "**missed**"
    return f"- {what}: goal {wanted}, measured {reached:{form}}, {verdict}"


def _goals_of_links(small: Line | None) -> Iterator[str]:
    if not small or not small.judged:
        return
    j = small.judged
    yield _goal("F1, 100k × 700k", "≥ 0.987", j.f1, j.f1 >= 0.987, ".4f")
    yield _goal("automatic zone, right", "≥ 99.8 %", j.auto_right, j.auto_right >= 0.998, ".2%")
    share = j.auto_share
    yield _goal("automatic zone, of all true links", "≥ 95 %", share, share >= 0.95, ".1%")
    alone = j.sister_alone
    yield _goal("sister absent, left alone", "≥ 88 %", alone, alone >= 0.88, ".1%")


def _goals_of_noise(told: dict[tuple[str, str], Line]) -> Iterator[str]:
    for lists, mix in NOISES.items():
        line = told.get((lists, OURS))
        if not line or not line.judged:
            continue
        least, right = GOALS_OF_NOISE[mix]
        f1, sure = line.judged.f1, line.judged.auto_right
        yield _goal(f"F1, {lists}", f"≥ {least:.3f}", f1, f1 >= least, ".4f")
        if right:
            label = f"automatic zone, right, {lists}"
            yield _goal(label, f"≥ {right:.1%}", sure, sure >= right, ".2%")


def _goals_of_cost(told: dict[tuple[str, str], Line]) -> Iterator[str]:
    """Memory, and time beside the reference where it ran."""
    for lists, most in zip(PARTS, (1638, 2560), strict=True):
        ours, other = told.get((lists, OURS)), told.get((lists, REFERENCE))
        if ours:
            peak = ours.run.peak
            yield _goal(f"peak MB, {lists}", f"≤ {most:,}", peak, peak <= most, ",")
        if ours and other:
            wall, cpu = ours.run.wall / other.run.wall, ours.run.cpu / other.run.cpu
            for what, ratio in (("seconds", wall), ("CPU seconds", cpu)):
                label = f"{what} against the reference, {lists}"
                yield _goal(label, f"≤ {TARGET}", ratio, ratio <= TARGET, ".2f")


def _goal_beside_splink(lines: list[Line], small: Line | None) -> Iterator[str]:
    splinks = (x for x in lines if "Splink" in x.engine and x.lists in PARTS and not x.run.failed)
    splink = next(splinks, None)
    if small and splink:
        times = splink.run.wall / small.run.wall
        known = "at least, " if splink.run.cut else ""
        yield _goal(f"times faster than Splink ({known}seconds)", "≥ 15", times, times >= 15, ".1f")


def _goal_of_growth(small: Line | None, whole: Line | None) -> Iterator[str]:
    if small and whole:
        first, last = (x.run.cpu / PARTS[x.lists] * 1e3 for x in (small, whole))
        label = f"CPU ms per left row, {first:.3f} at 100k"
        yield _goal(label, "falls to 700k", last, last < first, ".3f")
