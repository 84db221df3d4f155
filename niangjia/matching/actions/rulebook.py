"""Editing the dated data behind the rules: head-count order and trades."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.models import Actor
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.enums import Source, TradeGroup
from niangjia.matching.models import HeadcountOrder, TradeRule


def _close(old: HeadcountOrder | TradeRule | None, day: date) -> None:
    """The version in force holds until ``day``; ``ValueError`` if it only begins later."""
    if old is None:
        return
    if day < old.valid_from:
        raise ValueError(f"生效日期不能早于现行版本的 {old.valid_from:%Y-%m-%d}")
    old.valid_to = day
    old.save(update_fields=["valid_to"])


@transaction.atomic
def change_headcount_order(
    *, sources: Iterable[str], tolerance: int, source_text: str, valid_from: date, by: Actor
) -> HeadcountOrder:
    """修改人数取值次序：写成新的一版；下次比对时全部台账按新次序重算。

    ``sources`` first to last, each once; ``tolerance`` in per cent (0 to 100). Raises
    ``ValueError`` with a sentence for the user.
    """
    only_clerks(by, "修改人数取值次序")
    wanted = list(sources)
    if not wanted or len(set(wanted)) < len(wanted) or not set(wanted) <= set(Source.values):
        raise ValueError("来源至少一个，且不能重复")
    if not 0 <= tolerance <= 100:
        raise ValueError("相差百分比应在 0 至 100 之间")
    old = HeadcountOrder.objects.select_for_update().filter(valid_to__isnull=True).first()
    _close(old, valid_from)
    order = HeadcountOrder.objects.create(
        sources=wanted, tolerance=tolerance, source_text=source_text.strip(),
        valid_from=valid_from, created_by=by.name,
    )  # fmt: skip
    record("matching.change_headcount_order", on=order, by=by, sources=wanted, tolerance=tolerance)
    return order


@transaction.atomic
def change_trade_rule(
    *,
    group: str,
    code: str,
    label: str,
    codes: Iterable[str],
    words: Iterable[str],
    source_text: str,
    valid_from: date,
    by: Actor,
) -> TradeRule:
    """修改行业认定规则：写成新的一版；未用过的编码即新增。

    Raises ``ValueError`` for a rule with neither code nor word, and for a day before the
    version in force.
    """
    only_clerks(by, "修改行业规则")
    prefixes, terms = list(dict.fromkeys(codes)), list(dict.fromkeys(words))
    if group not in TradeGroup.values:
        raise ValueError("没有这一组行业规则")
    if not prefixes and not terms:
        raise ValueError("行业代码和关键词至少填一项")
    rules = TradeRule.objects.filter(group=group)
    old = rules.select_for_update().filter(code=code, valid_to__isnull=True).first()
    _close(old, valid_from)
    last = rules.aggregate(last=Max("rank"))["last"] or 0
    rule = TradeRule.objects.create(
        group=group, code=code, label=label.strip(), rank=old.rank if old else last + 1,
        codes=prefixes, words=terms, source_text=source_text.strip(), valid_from=valid_from,
        created_by=by.name,
    )  # fmt: skip
    record("matching.change_trade_rule", on=rule, by=by, group=group, code=code, codes=prefixes, words=terms)  # fmt: skip
    return rule


@transaction.atomic
def stop_trade_rule(
    *, group: str, code: str, source_text: str, valid_from: date, by: Actor
) -> TradeRule:
    """停用一条行业认定规则：自该日起不再认定，以前各日不变。"""
    only_clerks(by, "停用行业规则")
    old = TradeRule.objects.select_for_update().get(group=group, code=code, valid_to__isnull=True)
    _close(old, valid_from)
    record("matching.stop_trade_rule", on=old, by=by, group=group, code=code, reason=source_text)
    return old
