"""A listing: rows of one queryset with filter, sort, paging, column choice, export, batch.

Declare it beside the views, and let a view be three lines::

    class LedgerListing(Listing):
        code, title = "ledger", "企业台账"
        columns = (Column(name="name", label="企业名称", sort="name", fixed=True, url=ledger_url),)
        filter_class = LedgerFilter
        default_sort = "name"

    def ledger_list(request):
        rows = queries.ledger_rows(request.actor.scope)
        return LedgerListing(request, rows, stamp=queries.ledger_stamp()).respond("…/list.html")

The queryset is already opened with ``.within(scope)``. A page costs one query for its rows and
one for the exact total, which is kept as long as the SQL, its parameters and ``stamp`` stay; a
listing with ``count_to`` counts no further than that and says “10,000 以上”.
Reserved parameters: ``sort at cols size export``.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString, mark_safe
from django_filters import FilterSet

from niangjia.ui.columns import Column
from niangjia.ui.conditions import Condition, conditions
from niangjia.ui.downloads import download
from niangjia.ui.keyset import Order, Page, Place, page_of
from niangjia.ui.pages import page_or_part
from niangjia.ui.printouts import printout
from niangjia.ui.texts import escaped

SIZES = (20, 50, 100, 500)
CHUNK = 2_000
KEEP_TOTAL = 15 * 60  # seconds; a stamp that changes makes it void at once


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How many rows there are; ``more``: at least so many, nobody counted to the end."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}" + " 以上" * self.more


@dataclass(frozen=True)
class BatchAction:
    """A deed on several rows: a button that posts ``row``, ``everything``, ``filter`` to ``url``."""

    label: str
    icon: str
    url: str
    tone: str = "plain"


@dataclass(frozen=True)
class Head:
    """A header cell: where a click leads, and how the rows are ordered by it now."""

    column: Column
    url: str | None
    direction: str | None


class Listing:
    """See the module's docstring. Subclasses set the class attributes and may override
    ``prepare``, ``tone`` and ``batch``."""

    code: ClassVar[str]
    title: ClassVar[str]
    definition: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]]
    filter_class: ClassVar[type[FilterSet] | None] = None
    quick: ClassVar[int] = 4
    default_sort: ClassVar[str] = ""
    default_size: ClassVar[int] = 20  # what a screen holds; who wants more chooses once
    count_to: ClassVar[int] = 0  # a page counts no further; 0: always to the end
    narrow: ClassVar[bool] = False  # first the page's keys from an index, then its rows
    empty_title: ClassVar[str] = "没有符合条件的记录"
    empty_text: ClassVar[str] = "换个条件，或者清空筛选再试。"

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        stamp: object = None,
        as_of: date | None = None,
    ) -> None:
        """``stamp``: whatever changes when the rows may have changed (a run's number); None
        counts anew each time. ``as_of``: the day the data speak of."""
        self.request = request
        self.base = queryset
        self.stamp = stamp
        self.as_of = as_of
        posted = request.method == "POST"
        self.params = QueryDict(request.POST.get("filter", "")) if posted else request.GET

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Attach what the cells need, with a constant number of queries for the whole list."""
        return rows

    def tone(self, row: Any) -> str:
        """``danger``, ``warning``, ``success`` or nothing: a coloured edge before the row."""
        return ""

    def batch(self) -> Sequence[BatchAction]:
        """Deeds on several rows that this actor may do; none: no check boxes."""
        return ()

    # filter

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filter_class is None:
            return None
        return self.filter_class(data=self.params, queryset=self.base, request=self.request)

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """What the filter leaves."""
        return self.filterset.qs if self.filterset else self.base

    @cached_property
    def conditions(self) -> list[Condition]:
        return conditions(self.filterset.form) if self.filterset else []

    @property
    def chips(self) -> list[tuple[Condition, str]]:
        """Each condition with the address without it."""
        return [(c, self.link(**dict.fromkeys(c.names))) for c in self.conditions]

    @cached_property
    def fields(self) -> tuple[list[Any], list[Any]]:
        """Form fields always in sight, and those behind “更多条件”."""
        found = list(self.filterset.form) if self.filterset else []
        return found[: self.quick], found[self.quick :]

    @property
    def more_open(self) -> bool:
        hidden = {field.name for field in self.fields[1]}
        return any(hidden & {n, n.rpartition("_")[0]} for c in self.conditions for n in c.names)

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter form must carry along: order, columns, page size."""
        return [(n, v) for n in ("sort", "cols", "size") for v in self.params.getlist(n)]

    @cached_property
    def narrowed(self) -> list[tuple[str, str]]:
        """Parameters that the column and size forms must carry along."""
        return [(n, v) for n, vs in self.params.lists() if n not in {"at", "export"} for v in vs]

    # order and page

    @cached_property
    def sort(self) -> str:
        wish = self.params.get("sort", "")
        return wish if wish.lstrip("-") in self._sortable else self.default_sort

    @cached_property
    def _sortable(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns if column.sort}

    @cached_property
    def order(self) -> Order:
        column = self._sortable.get(self.sort.lstrip("-"))
        descending = self.sort.startswith("-")
        if column is None:
            return Order(descending=descending)
        return Order(column.sort, descending, column.nullable)

    @cached_property
    def size(self) -> int:
        """Rows of a page: as asked in the address, else as chosen last for this list."""
        key, asked = f"size.{self.code}", self.params.get("size", "")
        session = self.request.session
        if asked not in {str(size) for size in SIZES}:
            return int(session.get(key) or self.default_size)
        if session.get(key) != int(asked):
            session[key] = int(asked)
        return int(asked)

    @cached_property
    def total(self) -> int:
        """Exact number of rows; counted once for the same SQL, parameters and stamp."""
        plain = self.queryset.order_by()
        if self._counting is None:
            return plain.count()
        return int(cache.get_or_set(f"ui.total.{self._counting}", plain.count, KEEP_TOTAL) or 0)

    @cached_property
    def _counting(self) -> str | None:
        """Under which name the total is kept; None where it is not."""
        if self.stamp is None:
            return None
        try:
            sql = self.queryset.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return "none"
        return hashlib.sha256(repr((sql, str(self.stamp))).encode()).hexdigest()

    @cached_property
    def reckoned(self) -> Reckoned:
        """What the page tells: exact up to ``count_to``, beyond it only if somebody has counted."""
        if not self.count_to:
            return Reckoned(self.total)
        exact, many = f"ui.total.{self._counting}", f"ui.many.{self._counting}"
        kept = cache.get_many((exact, many)) if self._counting else {}
        if exact in kept:
            return Reckoned(kept[exact])
        if many in kept:  # counted that far before, and nobody has written since
            return Reckoned(self.count_to, more=True)
        found = self.queryset.order_by().values("pk")[: self.count_to + 1].count()
        more = found > self.count_to
        if self._counting:
            cache.set(many if more else exact, found, KEEP_TOTAL)
        return Reckoned(min(found, self.count_to), more=more)

    @property
    def more_than_shown(self) -> bool:
        return self.reckoned.number > len(self.lines)

    @property
    def _seal(self) -> str:
        return f"{self.code}.{self.sort}.{self.order.lookup}"

    @cached_property
    def page(self) -> Page:
        place = Place.read(self.params.get("at", ""), self._seal)
        total = self.total if place and place.way == "last" else 0
        return page_of(self.queryset, self.order, place, self.size, total, narrow=self.narrow)

    @cached_property
    def lines(self) -> list[str]:
        """The rows as HTML, joined here, not in the template: they are most of what a page costs."""
        pick = bool(self.batch())
        return [self._line(row, pick=pick) for row in self.prepare(self.page.rows)]

    def _line(self, row: Any, *, pick: bool) -> str:
        tone = self.tone(row)
        opening = f'<tr role="row" class="nj-tone-{tone} is-toned">' if tone else '<tr role="row">'
        cells = (f"{column.opening}{column.html(row)}</td>" for column in self.shown)
        return "".join((opening, _tick(row) if pick else "", *cells, "</tr>"))

    @property
    def body(self) -> SafeString:
        return mark_safe("\n".join(self.lines))

    @property
    def way_on(self) -> str:
        """What to do about an empty list; under a filter that is another filter."""
        return Listing.empty_text if self.conditions else self.empty_text

    @property
    def first(self) -> int:
        return self.page.number if self.page.rows else 0

    @property
    def last(self) -> int:
        return self.page.number + len(self.page.rows) - 1 if self.page.rows else 0

    # addresses

    def link(self, **changes: str | None) -> str:
        """This page's address with other parameters; None takes one away."""
        query = self.params.copy()
        for name in ("at", "export"):
            query.pop(name, None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _at(self, place: Place | None) -> str | None:
        return self.link(at=place.write(self._seal)) if place else None

    @cached_property
    def pager(self) -> dict[str, str | None]:
        """Addresses of the first, previous, next and last page; None where there is none."""
        page = self.page
        return {
            "first": self.link() if page.previous else None,
            "previous": self._at(page.previous),
            "next": self._at(page.following),
            "last": self._at(Place("last")) if page.following else None,
        }

    @property
    def cleared(self) -> str:
        """The address without any condition."""
        return self.link(**{name: None for c in self.conditions for name in c.names})

    @property
    def export_url(self) -> str:
        return self.link(export="xlsx")

    @property
    def print_url(self) -> str:
        return self.link(export="pdf")

    @property
    def query(self) -> str:
        return self.params.urlencode()

    # columns

    @cached_property
    def shown(self) -> list[Column]:
        """The columns chosen in the address, else those chosen last, else the usual ones."""
        key = f"columns.{self.code}"
        asked = self.params.getlist("cols")
        if asked and self.request.session.get(key) != asked:
            self.request.session[key] = asked
        wish = asked or self.request.session.get(key)
        usual = [column.name for column in self.columns if column.shown]
        chosen = [c for c in self.columns if c.fixed or c.name in (wish or usual)]
        return [c for c in chosen if c.paper] if self.params.get("export") else chosen

    @property
    def column_boxes(self) -> SafeString:
        """A box for each column there is, ticked if it is shown."""
        shown = {column.name for column in self.shown}
        return mark_safe("".join(_box(column, column.name in shown) for column in self.columns))

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.shown]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, None, None)
        current = self.sort.lstrip("-") == column.name
        down = self.sort.startswith("-")
        turn = (not down) if current else column.numeric  # figures: largest first
        url = self.link(sort=f"-{column.name}" if turn else column.name)
        return Head(column, url, ("descending" if down else "ascending") if current else None)

    # answers

    def picked(self) -> QuerySet[Any]:
        """The rows a batch form was sent for: those ticked, or all that the filter shows."""
        if self.request.POST.get("everything") == "1":
            return self.queryset
        ticked = [x for x in self.request.POST.getlist("row") if x.isdecimal() and len(x) < 19]
        return self.base.filter(pk__in=ticked)

    def every_row(self) -> Iterator[Any]:
        """All rows in the order shown, read in portions."""
        rows = self.queryset.order_by(*self.order.expressions()).iterator(chunk_size=CHUNK)
        while portion := list(islice(rows, CHUNK)):
            yield from self.prepare(portion)

    def respond(self, page: str, **context: Any) -> HttpResponseBase:
        """The page, its part for htmx, the workbook, or the PDF."""
        if self.params.get("export") == "xlsx":
            return download(self)
        if self.params.get("export") == "pdf":
            return printout(self)
        return page_or_part(
            self.request, page, "ui/listing.html", {"listing": self, "sizes": SIZES, **context}
        )


def _box(column: Column, ticked: bool) -> str:
    marks = " checked" * ticked + " disabled" * column.fixed
    return (
        '<label class="nj-menu-item"><input class="form-check-input" type="checkbox" name="cols"'
        f' value="{column.name}"{marks}>{escaped(column.label)}</label>'
    )


def _tick(row: Any) -> str:
    label = f"选择 {row}"
    return (
        '<td class="nj-pick" role="cell"><input class="form-check-input" type="checkbox" name="row"'
        f' value="{row.pk}" data-pick aria-label="{escaped(label)}"></td>'
    )
