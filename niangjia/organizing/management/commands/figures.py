"""``niangjia figures``: all figures of a day; with ``--check`` the tallies against the memberships."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.figures import MEASURE, SPANS, FigureKey
from niangjia.organizing.queries.figures import questions, totals
from niangjia.organizing.queries.tally_check import MOST, tally_differences
from niangjia.organizing.rules.figures import check_span


class Command(BaseCommand):
    help = "某一天的全部统计数字；--check 由会籍逐条重算并与存数核对"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, default=timezone.localdate())
        parser.add_argument("--since", type=date.fromisoformat)
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check() if options["check"] else self._tell(options["day"], options["since"])

    def _tell(self, day: date, since: date | None) -> None:
        since = since or day.replace(month=1, day=1)
        try:
            check_span(since, day)
        except ValueError as refusal:
            raise CommandError(str(refusal)) from refusal
        for top in Unit.objects.unscoped(reason="命令行统计全部").filter(parent=None):
            asked = questions(FigureKey.values, top.scope, top.path, day=day, since=since)
            found = totals(asked)
            self.stdout.write(f"{top.name}，截至 {day}")
            for one in asked:
                key = FigureKey(one.key)
                stretch = f"（自 {since}）" if key in SPANS else ""
                said = f"口径{one.rule.edition}"
                unit = MEASURE.get(key, "人")
                self.stdout.write(f"  {key.label}{stretch} {found[key]:,} {unit}，{said}")

    def _check(self) -> None:
        wrong = tally_differences()
        for one in wrong:
            self.stdout.write(str(one))
        if wrong:
            more = "（只列前 1,000 处）" if len(wrong) == MOST else ""
            raise CommandError(f"{len(wrong)} 处存数与会籍不符{more}。")
        self.stdout.write("各工会每一天的会员存数与会籍逐条重算的结果相同。")
