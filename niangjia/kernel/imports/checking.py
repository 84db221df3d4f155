"""Checking a list: every problem of every row, counts that add up. Knows no database."""

import gc
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any, NamedTuple

from niangjia.engine.sheets import Cell, Sheet, as_text
from niangjia.engine.sheets.model import Row
from niangjia.kernel.imports.columns import Column, Context, Problem, Reading
from niangjia.kernel.imports.enums import Kind, Verdict
from niangjia.kernel.imports.intake import Intake
from niangjia.kernel.imports.readers import read_column

BATCH = 10_000
_LONG_NUMBER = re.compile(r"[0-9A-Za-z]{3}[0-9]{5,}[0-9Xx]")
SHOWN_CHARS = 80
WHOLE_ROW = "整行"


class Finding(NamedTuple):
    """One problem: ``row`` as numbered in the file, ``place`` the column there (-1: whole row)."""

    row: int
    place: int
    column: str
    verdict: str
    reason: str
    shown: str


@dataclass(slots=True)
class Counts:
    """``read`` = ``ok`` + ``flagged`` + ``failed`` + ``duplicate``; the other lines are apart."""

    read: int = 0
    ok: int = 0
    flagged: int = 0
    failed: int = 0
    duplicate: int = 0
    blank: int = 0
    totals: int = 0
    footers: int = 0
    headers: int = 0
    by_column: dict[str, dict[str, int]] = field(default_factory=dict)

    def take(self, finding: Finding) -> None:
        kinds = self.by_column.setdefault(finding.column, {})
        kinds[finding.verdict] = kinds.get(finding.verdict, 0) + 1

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class Checked:
    """A batch after checking. ``columns``: values of all rows; ``kept``: positions to import."""

    numbers: list[int]
    columns: dict[str, list[Any]]
    kept: list[int]
    problems: dict[int, list[Finding]]
    personal: bool = False
    places: Mapping[str, int] = field(default_factory=dict)

    def add(self, at: int, place: int, label: str, problem: Problem, shown: str = "") -> None:
        """Note a problem of the row at this position of the batch."""
        plain = shown[:SHOWN_CHARS].replace("\x00", "␀").encode("utf-8", "replace").decode()
        number, (verdict, reason) = self.numbers[at], problem
        if self.personal:
            plain, reason = veil(plain), veil(reason)
        found = Finding(number, place, label, verdict.value, reason, plain)
        self.problems.setdefault(at, []).append(found)

    def note(self, at: int, column: Column, problem: Problem) -> None:
        """A problem that only the whole row shows, told at one of its columns."""
        self.add(at, self.places.get(column.name, -1), column.label, problem)

    def has_failed(self, at: int) -> bool:
        return any(f.verdict == Verdict.FAILED for f in self.problems.get(at, ()))

    @property
    def findings(self) -> list[Finding]:
        return [f for at in sorted(self.problems) for f in self.problems[at]]


def veil(text: str) -> str:
    """Long numbers without their middle: identity numbers, phones and cards of persons."""
    return _LONG_NUMBER.sub(lambda m: f"{m[0][:3]}{'*' * (len(m[0]) - 5)}{m[0][-2:]}", text)


class Checker:
    """Checks batch after batch of one list and remembers the keys met so far."""

    def __init__(self, intake: Intake, places: Mapping[str, int], context: Context) -> None:
        self.intake, self.places, self.context = intake, places, context
        self.columns = [c for c in intake.columns if c.name in places]
        self.counts = Counts()
        self._keys = _Met()
        self._unique = {c.name: _Met() for c in self.columns if c.unique}

    def run(
        self, sheet: Sheet, last_header_row: int, titles: list[str], size: int = BATCH
    ) -> Iterator[Checked]:
        """All batches of the sheet; afterwards ``counts`` is complete."""
        width = len(titles)
        examine = self.intake.examine
        with _seldom_collecting():
            read = (
                self.read(batch, width, sheet.odd_rows)
                for batch in sheet.batches(last_header_row, titles, size)
            )
            for checked in examine(read, self.context) if examine else read:
                self.settle(checked)
                yield checked
        lines, counts = sheet.counts, self.counts
        counts.blank, counts.totals = lines.blank, lines.totals
        counts.footers, counts.headers = lines.footers, lines.headers

    def check(
        self, batch: Sequence[tuple[int, Row]], width: int, odd_rows: Mapping[int, str]
    ) -> Checked:
        """One batch, for lists whose rows need no further examination."""
        checked = self.read(batch, width, odd_rows)
        self.settle(checked)
        return checked

    def read(
        self, batch: Sequence[tuple[int, Row]], width: int, odd_rows: Mapping[int, str]
    ) -> Checked:
        """Every column of a batch by itself. Rows are at least ``width`` wide."""
        numbers = [number for number, _ in batch]
        rows = [row for _, row in batch]
        checked = Checked(numbers, {}, [], {}, self.intake.personal, self.places)
        turned = _turned(rows, width)
        for column in self.columns:
            place = self.places[column.name]
            raw = turned[place]
            reading = read_column(column, raw, self.context)
            checked.columns[column.name] = reading.values
            checked.columns.update(reading.extra)
            self._take(checked, column, place, reading, raw)
        self._judge(checked)
        self._look_at_rows(checked, rows, width, odd_rows)
        return checked

    def settle(self, checked: Checked) -> None:
        """Look for repeats of what was met before, then count."""
        self._look_for_repeats(checked)
        self._count(checked)

    def _take(
        self, checked: Checked, column: Column, place: int, reading: Reading, raw: Sequence[Cell]
    ) -> None:
        for at, problem in reading.problems.items():
            checked.add(at, place, column.label, problem, as_text(raw[at]))

    def _judge(self, checked: Checked) -> None:
        """What the module says of whole rows; a refused cell is an empty value to it."""
        if self.intake.judge is None:
            return
        for at, name, problem in self.intake.judge(checked.columns, self.context):
            if not name:
                _whole(checked, at, problem.verdict, problem.reason)
                continue
            shown = as_text(checked.columns[name][at])
            label = self.intake.column(name).label
            checked.add(at, self.places[name], label, problem, shown)

    def _look_at_rows(
        self, checked: Checked, rows: list[Row], width: int, odd_rows: Mapping[int, str]
    ) -> None:
        for at, row in enumerate(rows):
            if len(row) > width and any(as_text(c) for c in row[width:]):
                more = [t for t in map(as_text, row[width:]) if t]
                _whole(
                    checked, at, Verdict.FAILED,
                    f"比表头多出 {len(more)} 格（“{more[0][:10]}”…），可能有未加引号的逗号使各列错位；请改正后重传本行",
                )  # fmt: skip
        if odd_rows:
            for at, number in enumerate(checked.numbers):
                if number in odd_rows:
                    reason = f"本行的编码是 {odd_rows[number]}，与全文不同；已按它读取，请核对文字"
                    _whole(checked, at, Verdict.FLAGGED, reason)

    def _look_for_repeats(self, checked: Checked) -> None:
        """Only rows that may be imported count as met: a corrected copy of a bad row is welcome."""
        places = [at for at in range(len(checked.numbers)) if not checked.has_failed(at)]
        listed = [checked.columns[column.name] for column in self.columns]
        contents = list(map(hash, zip(*listed, strict=True)))
        keys = self._key_hashes(checked, contents)
        repeats = self._keys.meet_all(places, keys, contents, checked.numbers)
        labels = "、".join(self.intake.column(k).label for k in self.intake.key_columns)
        for at, (row, same) in repeats.items():
            if same:
                _whole(checked, at, Verdict.DUPLICATE, f"与第 {row} 行完全相同，不重复导入")
            else:
                reason = f"与第 {row} 行的{labels}相同但内容不同；请只留一行"
                _whole(checked, at, Verdict.FAILED, reason)
        for column in self.columns:
            if column.unique:
                self._look_for_shared(checked, column, [a for a in places if a not in repeats])

    def _key_hashes(self, checked: Checked, contents: list[int]) -> list[int]:
        """By the key columns; by the whole row where all of these are empty."""
        columns = [checked.columns[k] for k in self.intake.key_columns if k in checked.columns]
        if not columns:
            return contents
        keys = list(zip(*columns, strict=True))
        hashes = list(map(hash, keys))
        for at, key in enumerate(keys):
            if not key[0] and not any(key):
                hashes[at] = contents[at]
        return hashes

    def _look_for_shared(self, checked: Checked, column: Column, places: list[int]) -> None:
        values = checked.columns[column.name]
        filled = [at for at in places if values[at]]
        hashes = list(map(hash, values))
        found = self._unique[column.name].meet_all(filled, hashes, hashes, checked.numbers)
        for at, (row, _) in found.items():
            perhaps = "分支机构或填错" if column.kind == Kind.USCC else "填错"
            reason = f"{column.label}与第 {row} 行相同，请核对是否{perhaps}"
            place = self.places[column.name]
            problem = Problem(Verdict.FLAGGED, reason)
            checked.add(at, place, column.label, problem, str(values[at]))

    def _count(self, checked: Checked) -> None:
        counts = self.counts
        counts.read += len(checked.numbers)
        for at in range(len(checked.numbers)):
            findings = checked.problems.get(at)
            if findings is None:
                counts.ok += 1
                checked.kept.append(at)
                continue
            for finding in findings:
                counts.take(finding)
            verdict = row_verdict([f.verdict for f in findings])
            setattr(counts, verdict, getattr(counts, verdict) + 1)
            if verdict == Verdict.FLAGGED:
                checked.kept.append(at)


def row_verdict(verdicts: Sequence[str]) -> str:
    """The gravest wins: failed, then duplicate, then flagged."""
    for verdict in (Verdict.FAILED, Verdict.DUPLICATE, Verdict.FLAGGED):
        if verdict in verdicts:
            return verdict.value
    return Verdict.OK.value


def _whole(checked: Checked, at: int, verdict: Verdict, reason: str) -> None:
    checked.add(at, -1, WHOLE_ROW, Problem(verdict, reason))


class _Met:
    """Hashes met so far, each with its row and content: about 150 bytes a row."""

    def __init__(self) -> None:
        self._index: dict[int, int] = {}
        self._rows, self._contents = array("q"), array("q")

    def meet_all(
        self, places: list[int], keys: list[int], contents: list[int], numbers: list[int]
    ) -> dict[int, tuple[int, bool]]:
        """Position → (earlier row, same content?) for keys met before; the others are kept."""
        if self._all_new([keys[at] for at in places]):
            self._index.update(zip((keys[at] for at in places), count(len(self._rows))))
            self._rows.extend(numbers[at] for at in places)
            self._contents.extend(contents[at] for at in places)
            return {}
        repeats = {}
        for at in places:
            index = self._index.setdefault(keys[at], len(self._rows))
            if index < len(self._rows):
                repeats[at] = self._rows[index], self._contents[index] == contents[at]
            else:
                self._rows.append(numbers[at])
                self._contents.append(contents[at])
        return repeats

    def _all_new(self, keys: list[int]) -> bool:
        batch = set(keys)
        return len(batch) == len(keys) and self._index.keys().isdisjoint(batch)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Rows hold no cycles; looking for them after every 700 lists costs a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(500_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _turned(rows: list[Row], width: int) -> list[tuple[Cell, ...]]:
    """Columns of the rows, cut to the width of the header."""
    even = all(map(width.__eq__, map(len, rows)))
    columns = (
        list(zip(*rows, strict=False))
        if even
        else list(zip(*(r[:width] for r in rows), strict=True))
    )
    return columns or [()] * width


def is_wide(column: Column) -> bool:
    """The column brings a second value, the unit."""
    return Kind(column.kind) is Kind.DIVISION and column.reader is None
