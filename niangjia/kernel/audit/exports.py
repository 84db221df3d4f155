"""The trail as CSV, line by line."""

import csv
import json
from collections.abc import Iterable, Iterator

from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of

HEAD = [
    "行号",
    "时间",
    "操作人",
    "操作单位",
    "动作",
    "动作编码",
    "对象",
    "对象类别",
    "对象编号",
    "变更",
]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """A cell that a spreadsheet shows instead of working it out."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    """UTF-8 with a mark in front, which Excel needs to read Chinese."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(HEAD)
    for event in events:
        yield writer.writerow([harmless(cell) for cell in cells(event)])


def cells(event: AuditEvent) -> list[str]:
    """One line of the file."""
    return [
        str(event.pk),
        timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S"),
        event.actor,
        event.actor_unit,
        name_of(event.verb),
        event.verb,
        name_of(event.target_type),
        event.target_type,
        event.target_id,
        json.dumps(event.changes, ensure_ascii=False, sort_keys=True),
    ]
