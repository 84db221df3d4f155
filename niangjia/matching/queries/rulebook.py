"""The dated rules in force on a day."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.enums import TradeGroup
from niangjia.matching.models import GapRule, HeadcountOrder, TradeRule
from niangjia.matching.rules.derive import RuleBook
from niangjia.matching.rules.rows import fingerprint
from niangjia.matching.rules.trades import TradeBook, TradeTest


class NoRule(Absent):
    """No rule is in force on the day; the message is for the user."""


def in_force(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Rows of a dated rule that hold on ``day``."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


def _book_of(rows: list[TradeRule], group: str) -> TradeBook:
    return TradeBook(
        TradeTest(r.code, r.label, tuple(r.codes), tuple(r.words)) for r in rows if r.group == group
    )


def rule_book(day: date) -> RuleBook:
    """Everything that derives a ledger row, and a fingerprint that changes when a rule does."""
    order = in_force(HeadcountOrder.objects.all(), day).first()
    if order is None:
        raise NoRule(f"{day:%Y-%m-%d} 没有生效的人数取值次序")
    trades = list(in_force(TradeRule.objects.all(), day).order_by("group", "rank", "-id"))
    told = [(r.group, r.code, r.rank, r.codes, r.words) for r in trades]
    return RuleBook(
        order=tuple(order.sources),
        tolerance=order.tolerance,
        new_form=_book_of(trades, TradeGroup.NEW_FORM),
        eight=_book_of(trades, TradeGroup.EIGHT),
        version=fingerprint(order.sources, order.tolerance, told)[:12],
    )


def trade_labels(day: date) -> dict[str, dict[str, str]]:
    """Label by code for new-form trades and for the eight fields."""
    labels: dict[str, dict[str, str]] = {TradeGroup.NEW_FORM: {}, TradeGroup.EIGHT: {}}
    for rule in in_force(TradeRule.objects.all(), day).order_by("rank"):
        labels[rule.group][rule.code] = rule.label
    return labels


def gap_rules(day: date) -> list[GapRule]:
    """The gap rules in force on a day, in their order."""
    return list(in_force(GapRule.objects.all(), day).order_by("rank", "code"))


def gap_rule(code: str) -> GapRule | None:
    """The current version of a gap rule."""
    return GapRule.objects.filter(code=code, valid_to__isnull=True).first()


def gap_rule_on(code: str, day: date) -> GapRule | None:
    """The version in force on a day; the newest of them if several changed on it."""
    return in_force(GapRule.objects.filter(code=code), day).order_by("-version").first()


def gap_rule_versions(code: str) -> list[GapRule]:
    """All versions, newest first."""
    return list(GapRule.objects.filter(code=code).order_by("-version"))


def headcount_orders() -> list[HeadcountOrder]:
    """All versions, newest first."""
    return list(HeadcountOrder.objects.all())


def trade_rules() -> list[TradeRule]:
    """The versions in force, by group and rank."""
    return list(TradeRule.objects.filter(valid_to__isnull=True).order_by("-group", "rank"))


def trade_rule_versions(group: str, code: str) -> list[TradeRule]:
    """All versions of one, newest first; ``NoRule`` if there is none."""
    found = list(TradeRule.objects.filter(group=group, code=code).order_by("-valid_from", "-id"))
    if not found:
        raise NoRule(code)
    return found
