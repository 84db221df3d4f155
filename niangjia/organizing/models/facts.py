"""Bitemporal rows: when something was true, and when the house knew it.

``valid_from`` ≤ day < ``valid_to`` is when it held; ``recorded_at`` ≤ moment < ``superseded_at``
is when the house said so. Nothing is overwritten: a change closes a row and opens another, a
correction supersedes a row and writes it anew. ``valid_to`` and ``superseded_at`` are empty while
open. See decision record 30.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone


class Spell(models.Model):
    """Something that holds from a day to a day, written by somebody."""

    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    recorded_at = models.DateTimeField("记录时间", default=timezone.now)
    recorded_by = models.CharField("记录人", max_length=80)

    class Meta:
        abstract = True


class Fact(Spell):
    """A spell that may turn out to have been wrong: then it is superseded, never changed."""

    superseded_at = models.DateTimeField("更正时间", null=True)

    class Meta:
        abstract = True


class DayRange(Func):
    """The days of one owner as a stretch of whole numbers of its own.

    PostgreSQL compares ranges without an extension but not (number, range) pairs, for which it
    wants btree_gist; so each owner gets 2^20 numbers, enough for the days from 1900 to 4770.
    """

    output_field = BigIntegerRangeField()

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        owner, start, end = (compiler.compile(e)[0] for e in self.get_source_expressions())
        first = f"{owner} * 1048576 + ({start} - DATE '1900-01-01')"
        last = f"{owner} * 1048576 + COALESCE({end} - DATE '1900-01-01', 1048575)"
        return f"int8range({first}, {last})", ()


def never_two(owner: str, name: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows of ``owner`` hold on the same day (among those of ``condition``)."""
    days = DayRange(F(owner), F("valid_from"), F("valid_to"))
    return ExclusionConstraint(name=name, expressions=[(days, "&&")], condition=condition)


def in_order(name: str) -> models.CheckConstraint:
    """A spell lasts at least a day."""
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
    return models.CheckConstraint(condition=lasting, name=name)


def on_day(day: date, prefix: str = "") -> Q:
    """Rows that hold on ``day``."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day}))


def days_held(prefix: str = "") -> Func:
    """The days of a spell as a range: of rows by the hundred thousand an index finds those of a day."""
    ends = (F(f"{prefix}valid_from"), F(f"{prefix}valid_to"))
    return Func(*ends, function="daterange", output_field=DateRangeField())


def held_on(rows: models.QuerySet[Any], day: date, prefix: str = "") -> models.QuerySet[Any]:
    """Rows whose spell holds on ``day``, by that index. ``prefix``: of a relation joined already."""
    found: models.QuerySet[Any] = rows.alias(held=days_held(prefix)).filter(Q(held__contains=day))
    return found


KNOWN = Q(superseded_at__isnull=True)
"""What the house says today."""

OPEN = KNOWN & Q(valid_to__isnull=True)
"""What holds until further notice."""
