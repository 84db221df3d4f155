"""Which column of the file is which column of the intake: by memory, by name, by content."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from niangjia.engine.sheets import Cell, HeaderGuess, Sheet, as_text, find_header
from niangjia.engine.sheets.header import plain_title
from niangjia.engine.sheets.model import Row
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.enums import Kind
from niangjia.kernel.imports.intake import Intake

OWN_TITLES = frozenset({"原因", "原行号"})  # columns that a returned workbook carries
REMEMBERED, BY_NAME, BY_CONTENT = "上次的对应", "按列名", "按内容"
ENOUGH = 50
OUTRIGHT = 95  # the title is one of the column's words
SAMPLES = 3
_CODE = re.compile(r"[0-9A-Z]{18}")
_FIRM = re.compile(r"(公司|厂|店|行|中心|合作社|医院|学校|部|社|所|院|站|会|户)(\(.*\))?$")
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}")
_PLACE = re.compile(r"(区|县|市|镇|街道|乡)$")
_LOOKS: dict[Kind, Callable[[str], bool]] = {
    Kind.USCC: lambda t: _CODE.fullmatch(t.upper()) is not None,
    Kind.NAME: lambda t: len(t) >= 5 and _FIRM.search(t) is not None,
    Kind.INT: lambda t: t.isdigit() and len(t) <= 6,
    Kind.DATE: lambda t: _DAY.match(t) is not None,
    Kind.DIVISION: lambda t: len(t) <= 8 and _PLACE.search(t) is not None,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """``columns``: column name → position in the file; ``why``: column name → how it was found."""

    header: HeaderGuess
    columns: dict[str, int]
    why: dict[str, str]
    samples: list[list[str]] = field(default_factory=list)

    def missing(self, intake: Intake) -> list[Column]:
        return missing_columns(intake, self.columns)


def missing_columns(intake: Intake, columns: Mapping[str, int]) -> list[Column]:
    """Required columns that have no place in the file."""
    return [c for c in intake.columns if c.required and c.name not in columns]


def propose_mapping(
    sheet: Sheet | Iterable[tuple[int, Row]],
    intake: Intake,
    *,
    remembered: Mapping[str, str] | None = None,
    header: HeaderGuess | None = None,
) -> Proposal:
    """``remembered`` maps plain titles to column names, as the clerk settled them last time;
    an empty name: left out.

    Raises ``BadFile`` where no header is found and none is given.
    """
    rows = sheet.head() if isinstance(sheet, Sheet) else list(sheet)
    header = header or find_header(rows, words=intake.words)
    below = [row for number, row in rows if number > header.last_row]
    columns, why = _by_title(header.titles, intake, remembered or {})
    _by_content(header.titles, below, intake, columns, why)
    return Proposal(header, columns, why, samples(header.titles, below))


def samples(titles: Sequence[str], below: Sequence[Row]) -> list[list[str]]:
    """The first filled cells of each column."""
    found: list[list[str]] = []
    for at in range(len(titles)):
        texts = (as_text(row[at])[:40] for row in below if at < len(row))
        found.append(list(dict.fromkeys(t for t in texts if t))[:SAMPLES])
    return found


def _by_title(
    titles: Sequence[str], intake: Intake, remembered: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, str]]:
    """The best match first; a column's label goes before its other words.

    A title that names one column outright is not stretched to another that is taken for it.
    """
    names = {column.name for column in intake.columns}
    scored: list[tuple[int, bool, int, str, str]] = []
    for at, title in enumerate(titles):
        if not title or title in OWN_TITLES:
            continue
        known = remembered.get(plain_title(title))
        if known == "":
            continue
        if known in names:
            scored.append((200, True, -at, known, REMEMBERED))
        like = {c: max(_likeness(title, word) for word in c.words) for c in intake.columns}
        least = OUTRIGHT if max(like.values()) >= OUTRIGHT else ENOUGH
        for column, points in like.items():
            if points >= least:
                own = plain_title(title) == plain_title(column.label)
                scored.append((points, own, -at, column.name, BY_NAME))
    columns: dict[str, int] = {}
    why: dict[str, str] = {}
    for _, _, place, name, reason in sorted(scored, reverse=True):
        if name not in columns and -place not in columns.values():
            columns[name], why[name] = -place, reason
    return columns, why


def _likeness(title: str, word: str) -> int:
    """0…100: equal 100, equal below a group title 95, one inside the other by the share it fills."""
    plain, wanted = plain_title(title), plain_title(word)
    if plain == wanted:
        return 100
    if plain.rsplit("·", 1)[-1] == wanted:
        return 95
    if len(wanted) >= 2 and (wanted in plain or (plain in wanted and len(plain) >= 2)):
        return 90 * min(len(plain), len(wanted)) // max(len(plain), len(wanted))
    return 0


def _by_content(
    titles: Sequence[str],
    below: Sequence[Row],
    intake: Intake,
    columns: dict[str, int],
    why: dict[str, str],
) -> None:
    """A required column that no title names goes where the cells look like it."""
    for column in missing_columns(intake, columns):
        looks = _LOOKS.get(Kind(column.kind))
        taken = set(columns.values())
        free = [at for at, t in enumerate(titles) if at not in taken and t not in OWN_TITLES]
        shares = {at: _share(below, at, looks) for at in free} if looks else {}
        best = max(shares, key=lambda at: (shares[at], -at), default=None)
        if best is not None and shares[best] >= 0.6:
            columns[column.name], why[column.name] = best, BY_CONTENT


def _share(below: Sequence[Row], at: int, looks: Callable[[str], bool]) -> float:
    cells: list[Cell] = [row[at] for row in below if at < len(row)]
    texts = [t for t in map(as_text, cells) if t]
    return sum(map(looks, texts)) / len(texts) if len(texts) >= 2 else 0.0
