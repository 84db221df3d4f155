"""Progress on the terminal: a moving bar for a person, one line a finished step for a log."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import east_asian_width

import click

PAUSE = 0.1  # seconds between two pictures
LABEL, BAR = 40, 24  # columns


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, columns: int) -> str:
    """Filled with blanks, or cut, to the columns."""
    while width(text) > columns:
        text = text[:-1]
    return text + " " * (columns - width(text))


def _right(text: str, columns: int) -> str:
    return " " * (columns - width(text)) + text


class Bar:
    """A ``Progress``. ``unit`` names what is counted; empty: the count is not the user's business."""

    def __init__(self, label: str, unit: str = "") -> None:
        self.label, self.unit = label, unit
        self.count = 0
        self._moving = sys.stdout.isatty()
        self._began, self._drawn = time.monotonic(), float("-inf")

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        self.count = max(self.count, done)
        if self._moving and time.monotonic() - self._drawn >= PAUSE:
            self._drawn = time.monotonic()
            self._draw(done, total, message)

    def _draw(self, done: int, total: int | None, message: str) -> None:
        share = min(done / total, 1) if total else 0.0
        bar = "█" * int(share * BAR)
        known = f"{share:4.0%}" if total else " " * 4  # of some steps nobody knows the end
        line = f"  {fitted(self.label, LABEL)} {bar:░<{BAR}} {known}  {message}"
        self._put(fitted(line, shutil.get_terminal_size().columns - 1).rstrip())

    def finish(self) -> None:
        """The line that stays."""
        count = f"{self.count:,} {self.unit}" if self.unit else ""
        seconds = f"{time.monotonic() - self._began:.1f} 秒"
        parts = (fitted(self.label, LABEL), _right(count, 12), _right(seconds, 10))
        self._put("  " + " ".join(parts))
        click.echo()

    def leave(self) -> None:
        """Something went wrong: what follows begins on a clean line."""
        if self._moving:
            self._put("")

    def _put(self, line: str) -> None:
        click.echo(f"\r\x1b[K{line}" if self._moving else line, nl=False)


@contextmanager
def bar(label: str, unit: str = "") -> Iterator[Bar]:
    """A bar that ends with its line, or is wiped away if the work fails."""
    shown = Bar(label, unit)
    try:
        yield shown
    except BaseException:
        shown.leave()
        raise
    shown.finish()
