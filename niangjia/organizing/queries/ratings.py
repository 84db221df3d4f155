"""Reads of 好差评: by code for whoever rated, by scope for officers, summed by unit and month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse

from niangjia.kernel.crypto import blind_indexes
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import ScopedQuerySet, Unit
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.services import SATISFIED, Grade, Matter
from niangjia.organizing.models import Rating
from niangjia.organizing.rules.ratings import share

PURPOSE = "rating"
PAGES = {
    Matter.JOIN: "organizing:application_detail", Matter.TRANSFER: "organizing:transfer_detail",
    Matter.FOUNDING: "organizing:case_detail",
}  # fmt: skip


class NoSuchRating(Absent):
    """Absent, or of another unit."""


def rating_by(code: str) -> Rating | None:
    """What was said of the matter with this code."""
    rows = Rating.objects.unscoped(reason="凭查询码看自己的评价和答复")
    return rows.filter(code_index__in=blind_indexes(code, PURPOSE)).first()


def ratings_in(scope: Scope) -> ScopedQuerySet[Rating]:
    return Rating.objects.within(scope).select_related("unit")


def rating_for(scope: Scope, rating_id: int, *, lock: bool = False) -> Rating:
    rows = ratings_in(scope).filter(pk=rating_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchRating(rating_id)
    return found


def page_of(rating: Rating) -> str:
    """Where the matter of a named mark is handled; "" for anonymous ones."""
    if rating.matter_id is None:
        return ""
    return reverse(PAGES[Matter(rating.matter)], args=[rating.matter_id])


def _within(since: date | None, until: date | None, prefix: str = "") -> Q:
    found = Q()
    if since:
        found &= Q(**{f"{prefix}given_at__date__gte": since})
    if until:
        found &= Q(**{f"{prefix}given_at__date__lte": until})
    return found


def rated_units(scope: Scope, since: date | None, until: date | None) -> QuerySet[Any]:
    """Units with at least one mark in the period and how many of each grade: ``grade_5`` …"""
    period = _within(since, until, "ratings__")
    counted: dict[str, Any] = {
        f"grade_{g.value}": Count("ratings", filter=period & Q(ratings__grade=g.value))
        for g in Grade
    }
    good = Count("ratings", filter=period & Q(ratings__grade__in=SATISFIED))
    rows = Unit.objects.within(scope).annotate(
        rated=Count("ratings", filter=period), good=good, **counted
    )
    return rows.filter(rated__gt=0)


@dataclass(frozen=True, slots=True)
class Month:
    """Marks of a month, or of the whole period where ``on`` is empty."""

    on: date | None
    counts: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> Decimal | None:
        return share(self.counts)

    @property
    def grades(self) -> list[tuple[str, int]]:
        return [(str(g.label), self.counts.get(g.value, 0)) for g in Grade]


def months(scope: Scope, since: date | None, until: date | None) -> list[Month]:
    """The whole period first, then month by month, newest first; one query."""
    rows = Rating.objects.within(scope).filter(_within(since, until)).order_by()
    counted: Any = rows.annotate(month=TruncMonth("given_at")).values("month", "grade")
    found: dict[date | None, dict[int, int]] = {None: {}}
    for row in counted.annotate(n=Count("pk")).order_by("-month"):
        for key in (None, row["month"].date()):
            counts = found.setdefault(key, {})
            counts[row["grade"]] = counts.get(row["grade"], 0) + row["n"]
    return [Month(on, counts) for on, counts in found.items()]
