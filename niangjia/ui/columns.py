"""What one column of a listing shows, sorts by and exports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from niangjia.ui.texts import day, escaped, moment, number


class Kind(StrEnum):
    TEXT = "text"
    CODE = "code"  # credit codes and the like: fixed width, never a number in a workbook
    INT = "int"
    MONEY = "money"
    PERCENT = "percent"  # the value is a share, 0.25 for 25 %
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"


NUMERIC = frozenset({Kind.INT, Kind.MONEY, Kind.PERCENT})
DASH: SafeString = mark_safe('<span class="nj-none">—</span>')


def reach(row: Any, path: str) -> Any:
    """``row.a.b`` or ``row["a"]["b"]`` for ``a__b``; None as soon as a step is None."""
    for step in path.split("__"):
        if row is None:
            return None
        row = row[step] if isinstance(row, dict) else getattr(row, step)
    return row


@lru_cache(maxsize=1_024)
def badge(tone: str, label: str) -> SafeString:
    """A coloured word; a list says the same few over and over."""
    return format_html('<span class="nj-badge nj-tone-{}">{}</span>', tone, label)


class OwnPage:
    """The address of each row's own page, for ``Column(url=…)``; ``key`` is the path to its number.

    The address is looked up once, not for each row.
    """

    def __init__(self, view: str, key: str = "pk") -> None:
        self._view, self._key = view, key

    @cached_property
    def _around(self) -> list[str]:
        return reverse(self._view, args=[_ANY]).split(str(_ANY))

    def __call__(self, row: Any) -> str:
        return str(reach(row, self._key)).join(self._around)


_ANY = 7_000_000_007  # a number that stands nowhere else in an address


WORDS: dict[Kind, Callable[[Any], str]] = {
    Kind.BOOL: lambda value: "是" if value else "否",
    Kind.PERCENT: "{:.1%}".format,
    Kind.MONEY: lambda value: f"{Decimal(value):,.2f}",
    Kind.DATETIME: moment,
    Kind.DATE: day,
    Kind.INT: number,
}


def text_of(value: Any, kind: Kind) -> str:
    """The value as a reader sees it; empty text for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value)
    return WORDS.get(kind, str)(value)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. ``name`` is the path to the value (``unit__short_name``) unless ``value`` is given.

    ``sort`` is the ORM path to order by (empty: not sortable); set ``nullable`` if it may be
    NULL, such rows then come last. ``cell`` replaces the HTML on screen only, ``url`` makes the
    cell a link. ``shown=False``: offered, but not at first; ``fixed``: cannot be taken away.
    ``phone=False``: left out on phones; ``paper=False``: left out of workbooks and PDFs. ``note`` is the 口径, shown in the header.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    cell: Callable[[Any], str] | None = None
    url: Callable[[Any], str | None] | None = None
    sort: str = ""
    nullable: bool = False
    shown: bool = True
    fixed: bool = False
    phone: bool = True
    paper: bool = True
    note: str = ""
    width: int = 0

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    def of(self, row: Any) -> Any:
        """The value itself."""
        return self.value(row) if self.value else reach(row, self.name)

    def html(self, row: Any) -> str:
        """The cell on screen, safe to be put in a page."""
        url = self.url(row) if self.url else None
        inner = self._inner(row)
        return mark_safe(f'<a href="{escaped(url)}">{inner}</a>' if url else inner)

    def _inner(self, row: Any) -> str:
        """Escaped by hand: a page has a thousand cells, and ``format_html`` costs three times."""
        if self.cell:
            return escaped(self.cell(row))
        text = escaped(text_of(self.of(row), self.kind))
        if not text:
            return DASH
        return f'<span class="nj-code">{text}</span>' if self.kind is Kind.CODE else text

    @cached_property
    def opening(self) -> str:
        """The start tag of the column's cells."""
        css = f"is-{self.kind}"
        css += " is-numeric" * self.numeric + " is-wide" * (not self.phone)
        css += " is-title" * self.fixed
        return f'<td role="cell" data-label="{escaped(self.label)}" class="{css}">'

    def plain(self, row: Any) -> Any:
        """The value for a workbook: number, date or text."""
        value = self.of(row)
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value).replace(tzinfo=None)
        if self.kind in NUMERIC or self.kind in {Kind.DATE, Kind.DATETIME}:
            return value
        return text_of(value, self.kind)

    @property
    def export_width(self) -> int:
        """Width in a workbook, in characters."""
        return self.width or {Kind.CODE: 22, Kind.TEXT: 18, Kind.DATETIME: 17}.get(self.kind, 12)
