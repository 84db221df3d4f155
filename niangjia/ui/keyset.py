"""Paging that stays fast: a page starts behind the last row seen, not at an offset.

Principle (“seek method”): with the order ``(a, id)`` the next page is ``a > x OR (a = x AND
id > y)``. PostgreSQL answers from the index on ``(a, id)``, however deep the page lies. All
keys of an order run in one direction, so that one index serves both. Rows whose key is NULL
come last in both directions; ``DESC NULLS LAST`` then needs an index of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from niangjia.ui.columns import reach

M = TypeVar("M", bound=Model)
Way = Literal["after", "before", "last"]
SALT = "niangjia.ui.keyset"


@dataclass(frozen=True)
class Order:
    """Order by ``lookup`` (empty: by primary key alone), ties broken by primary key."""

    lookup: str = ""
    descending: bool = False
    nullable: bool = False

    @property
    def keys(self) -> list[tuple[str, bool]]:
        """``(path, may be NULL)``; the last one is unique."""
        first = [(self.lookup, self.nullable)] if self.lookup not in {"", "pk"} else []
        return [*first, ("pk", False)]

    def expressions(self, *, reverse: bool = False) -> list[OrderBy]:
        return [self._one(path, nullable, reverse) for path, nullable in self.keys]

    def _one(self, path: str, nullable: bool, reverse: bool) -> OrderBy:
        nulls = {"nulls_first" if reverse else "nulls_last": True} if nullable else {}
        return OrderBy(F(path), descending=self.descending != reverse, **nulls)

    def values(self, row: Any) -> list[str | int | None]:
        """The row's place in the order, fit for JSON."""
        return [_portable(reach(row, path)) for path, _ in self.keys]

    def beyond(self, values: Sequence[Any], *, reverse: bool = False) -> Q:
        """Rows strictly behind that place (``reverse``: before it)."""
        if len(values) != len(self.keys):
            raise ValueError("place of another order")
        condition, equal = Q(pk__in=[]), Q()
        for (path, nullable), value in zip(self.keys, values, strict=True):
            step = self._step(path, nullable, value, reverse)
            if step is not None:
                condition |= equal & step
            equal &= Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})
        return condition & self._start(values[0], reverse)

    def _step(self, path: str, nullable: bool, value: Any, reverse: bool) -> Q | None:
        if value is None:
            return Q(**{f"{path}__isnull": False}) if reverse else None
        step = Q(**{f"{path}__{'lt' if self.descending != reverse else 'gt'}": value})
        return step | Q(**{f"{path}__isnull": True}) if nullable and not reverse else step

    def _start(self, value: Any, reverse: bool) -> Q:
        """Said once more without OR: where the index may begin."""
        path, nullable = self.keys[0]
        if nullable:
            return Q()
        return Q(**{f"{path}__{'lte' if self.descending != reverse else 'gte'}": value})


def _portable(value: Any) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Place:
    """Where a page begins. ``number`` is the position, from 1, of its first row (a hint)."""

    way: Way
    number: int = 1
    values: tuple[str | int | None, ...] = ()

    def write(self, key: str) -> str:
        """Signed, so that nobody can make the server compare with what they like."""
        return signing.dumps([self.way, self.number, self.values], salt=f"{SALT}.{key}")

    @classmethod
    def read(cls, text: str, key: str) -> "Place | None":
        """None for the first page, and for anything that this server did not write."""
        try:
            way, number, values = signing.loads(text, salt=f"{SALT}.{key}")
        except signing.BadSignature:
            return None
        return cls(way, number, tuple(values))


@dataclass(frozen=True)
class Page:
    """Rows of one page, the position of the first one, and the places around it."""

    rows: list[Any]
    number: int
    previous: Place | None
    following: Place | None


def page_of(
    queryset: QuerySet[M],
    order: Order,
    place: Place | None,
    size: int,
    total: int,
    *,
    narrow: bool = False,
) -> Page:
    """The page at ``place``; one query.

    ``narrow``: two queries, first the keys of the page's rows, then these rows. Where an index holds
    all that is filtered and ordered by, the first never reads a row that is not shown.
    """
    read: Callable[[QuerySet[M]], list[M]] = _narrow if narrow else list
    if place is None:
        rows = read(queryset.order_by(*order.expressions())[: size + 1])
        return _page(order, rows[:size], 1, size, previous=False, following=len(rows) > size)
    if place.way == "after":
        later = queryset.filter(order.beyond(place.values)).order_by(*order.expressions())
        rows = read(later[: size + 1])
        return _page(
            order, rows[:size], place.number, size, previous=True, following=len(rows) > size
        )
    backwards = queryset.order_by(*order.expressions(reverse=True))
    if place.way == "last":
        count = total % size or size
        rows = read(backwards[:count])[::-1]
        number = max(1, total - len(rows) + 1)
        return _page(order, rows, number, size, previous=total > len(rows), following=False)
    found = read(backwards.filter(order.beyond(place.values, reverse=True))[: size + 1])
    more = len(found) > size
    return _page(
        order, found[:size][::-1], place.number if more else 1, size, previous=more, following=True
    )


def _narrow(ordered: QuerySet[M]) -> list[M]:
    """The rows of a sliced queryset, in its order, found by their keys."""
    keys = list(ordered.values_list("pk", flat=True))
    whole = ordered.all()
    whole.query.clear_limits()
    rows = whole.order_by().in_bulk(keys) if keys else {}
    return [rows[key] for key in keys if key in rows]


def _page(
    order: Order, rows: list[Any], number: int, size: int, *, previous: bool, following: bool
) -> Page:
    if not rows:
        return Page([], 1, None, None)
    before = Place("before", max(1, number - size), tuple(order.values(rows[0])))
    after = Place("after", number + len(rows), tuple(order.values(rows[-1])))
    return Page(rows, number, before if previous else None, after if following else None)
