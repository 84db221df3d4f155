"""What all parts of the reader share."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Row = list[Cell]

EXCEL_ROWS = 1_048_576


class BadFile(Exception):
    """The file cannot be read. The message is Chinese: where, what, what to do next."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of the machine. Sizes in bytes; ``area`` in cells of the used range."""

    file_size: int = 500 * 1024**2
    expanded: int = 2 * 1024**3
    ratio: int = 400
    parts: int = 5_000
    rows: int = 1_500_000
    sheet_rows: int = EXCEL_ROWS - 1
    columns: int = 300
    cell_chars: int = 32_767
    area: int = 30_000_000


def size_in_words(size: int) -> str:
    """``5368709120`` → ``5.0 GB``."""
    if size >= 1024**3:
        return f"{size / 1024**3:.1f} GB"
    return f"{max(size / 1024**2, 0.1):.1f} MB"


def column_letters(index: int) -> str:
    """0 → ``A``, 27 → ``AB``."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """``A`` → 0, ``AB`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
