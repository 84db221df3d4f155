"""Editing thresholds (after a trial) and the second reviewer's share, as dated data."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.models import Actor
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.enums import Source
from niangjia.matching.models import ReviewShare, Threshold

NUMBERS = ("auto_from", "review_from", "own_below", "precision_target")


def _close(old: Threshold | ReviewShare | None, day: date) -> None:
    """The version in force holds until ``day``; ``ValueError`` if it only begins later."""
    if old is None:
        return
    if day < old.valid_from:
        raise ValueError(f"生效日期不能早于现行版本的 {old.valid_from:%Y-%m-%d}")
    old.valid_to = day
    old.save(update_fields=["valid_to"])


@transaction.atomic
def change_threshold(*, source: str, settings: Mapping[str, str], by: Actor) -> Threshold:
    """修改阈值：写成新的一版；只由采用试算调用，存量对应在同一事务里按它改写。"""
    only_clerks(by, "修改阈值")
    values = {name: Decimal(settings[name]) for name in NUMBERS}
    if not 0 <= values["review_from"] <= values["auto_from"] <= 1:
        raise ValueError("阈值应在 0 与 1 之间，自动确认的不低于人工复核的")
    old = Threshold.objects.select_for_update().filter(source=source, valid_to__isnull=True).first()
    day = date.fromisoformat(settings["valid_from"])
    _close(old, day)
    rule = Threshold.objects.create(
        source=source, min_sample=int(settings["min_sample"]), valid_from=day,
        source_text=settings["source_text"].strip(), created_by=by.name, **values,
    )  # fmt: skip
    told = {name: str(value) for name, value in values.items()}
    record("matching.change_threshold", on=rule, by=by, source=source, **told)
    return rule


@transaction.atomic
def change_review_share(
    *, source: str, percent: int, seed: str, source_text: str, valid_from: date, by: Actor
) -> ReviewShare:
    """修改第二人复核的比例：写成新的一版；已在等第二人的不受影响。"""
    only_clerks(by, "修改复核抽样")
    if source not in Source.values:
        raise ValueError("没有这个来源")
    if not 0 <= percent <= 100:
        raise ValueError("比例应在 0 至 100 之间")
    shares = ReviewShare.objects.select_for_update()
    _close(shares.filter(source=source, valid_to__isnull=True).first(), valid_from)
    share = ReviewShare.objects.create(
        source=source, percent=percent, seed=seed.strip(), source_text=source_text.strip(),
        valid_from=valid_from, created_by=by.name,
    )  # fmt: skip
    record("matching.change_review_share", on=share, by=by, source=source, percent=percent)
    return share
