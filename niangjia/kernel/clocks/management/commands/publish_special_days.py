"""``manage.py publish_special_days 2027.csv``: the notice of a new year is out."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from niangjia.kernel.clocks.actions import publish_special_days


class Command(BaseCommand):
    help = "导入国务院办公厅公布的放假调休日（CSV：date,kind,name,year,source）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"].open(encoding="utf-8-sig", newline="") as lines:
            written = publish_special_days(lines)
        self.stdout.write(f"已写入 {written} 天")
