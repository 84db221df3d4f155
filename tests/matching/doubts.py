"""Doubtful links made by hand, for pages that need one without a linkage."""

from datetime import date
from uuid import uuid4

from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import Batch, Entry, Link

DAY = date(2026, 1, 1)


def list_row(unit, written, source=Source.UNION, **facts):
    """A row of a list as it was written; ``written`` is the organisation's for union and party."""
    batch, _ = Batch.objects.unscoped(reason="测试").get_or_create(
        source=source, unit=unit, as_of=DAY,
        defaults={"file_name": f"{source}.xlsx", "extent": "full", "created_by": "测试"},
    )  # fmt: skip
    named = (
        {"organisation": written} if source in {Source.UNION, Source.PARTY} else {"name": written}
    )
    return Entry.objects.create(
        unit=unit, source=source, row_key=written, batch=batch, valid_from=DAY, content=uuid4(),
        identity=uuid4(), **(named | facts),
    )  # fmt: skip


def candidate(entry, firm, **facts):
    """An undecided link from a row to a firm."""
    facts = {
        "rule": "form",
        "reasons": ["字号相同", "组织形式不同"],
        "probability": "0.4321",
    } | facts
    return Link.objects.create(
        entry=entry, enterprise=firm, zone=Zone.REVIEW, engine_version="测试", **facts
    )


def doubt(firm, written, source=Source.UNION, **facts):
    """A row that may speak of the firm, not decided on."""
    return candidate(list_row(firm.unit, written, source, **facts), firm)
