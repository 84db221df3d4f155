"""The roster of 712,541 members through the import, beside a bare ``COPY`` of the same columns.

What is compared: reading the workbooks alone, ``COPY`` of the same columns into a table of text
without index, the whole import (upload, header, every check, both cores, encryption and blind
index, merge, audit), and the same import killed at 60 % and taken up again. Beside it
django-import-export on 50,000 rows of the same file, where it is installed.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from bench.house import TODAY, Ticker, open_house
from bench.report import Table, ratio
from niangjia.sample.casting import Casting
from niangjia.sample.firms import FirmMaker
from niangjia.sample.members import HEADER, Roster, write_rosters
from niangjia.sample.plan import plan_for, scale_of

TARGET = 6
OTHERS_ROWS = 50_000
KEPT = "rosters.json"


def run(var: Path, lists: Path, scale: str | int) -> Table:
    """Every roster of the scale, first as they are, then once more."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:  # its memory is not the import's
        read, copied = other.submit(prepare, var, lists, scale).result()
    city, rosters = open_house(var), kept_in(lists)
    rows = sum(roster.members for roster in rosters)
    base = TARGET * copied + read
    table = Table(
        name="roster",
        title="Roster of members",
        note=f"{rows:,} members in {len(rosters)} workbooks of {len(HEADER)} columns "
        f"({sum(r.path.stat().st_size for r in rosters) / 1e6:,.0f} MB), {_unions():,} unions. "
        "Bare COPY takes the same columns, read before, into a table of text without index. The "
        "import checks every identity number, compares it with what was typed, looks for repeats "
        "in the file and in the register, seals (SM4) and indexes (HMAC-SM3) on both cores, and "
        f"merges in one transaction. Goal: at most {TARGET} × COPY plus reading. "
        f"Load average before: {os.getloadavg()[0]:.1f}.",
        header=["step", "seconds", "rows a second", "against the goal", "peak MB, all processes"],
    )
    table.add("reading the workbooks", f"{read:.1f}", f"{rows / read:,.0f}", "–", "–")
    table.add("bare COPY", f"{copied:.1f}", f"{rows / copied:,.0f}", "–", "–")
    table.add("6 × COPY, plus reading", f"{base:.1f}", f"{rows / base:,.0f}", "1.0 ×", "1,024")
    wide = TARGET * (copied + read)
    table.add(
        "6 × (COPY plus reading)", f"{wide:.1f}", f"{rows / wide:,.0f}", ratio(wide, base), ""
    )
    _killed(table, city, rosters[0])
    for word in ("first", "again"):
        _whole(table, city, rosters, rows=rows, base=base, word=word)
    _others(table, rosters)
    return table


def prepare(var: Path, lists: Path, scale: str | int) -> tuple[float, float]:
    """The workbooks, the unions they name, and what bare reading and COPY take."""
    unions = cast_unions(scale)
    if not (lists / KEPT).exists():
        make(lists, unions)
    plant(open_house(var), unions)
    return bare(kept_in(lists))


def cast_unions(scale: str | int, today: date = TODAY) -> list[Any]:
    """The unions of the sample city without its 700,000 firms."""
    plan = plan_for(scale_of(scale), today)
    rng = Random(20221231)
    maker = FirmMaker(Random(rng.random()), today)
    return list(Casting(plan, maker, Random(rng.random())).run().unions)


def make(lists: Path, unions: list[Any]) -> None:
    """The workbooks, written once for a scale: XlsxWriter needs two minutes for the city."""
    print("rosters …", flush=True)
    rosters = write_rosters(lists / "rosters", unions, TODAY)
    (lists / KEPT).write_text(json.dumps([(r.path.name, r.county, r.members) for r in rosters]))


def kept_in(lists: Path) -> list[Roster]:
    rows = json.loads((lists / KEPT).read_text())
    return [Roster(lists / "rosters" / name, county, count) for name, county, count in rows]


def _unions() -> int:
    from niangjia.organizing.models import Union

    return Union.objects.unscoped(reason="bench").count()


def plant(city: Any, unions: list[Any]) -> None:
    """Bare unions below the towns, enough for a roster to find them."""
    from niangjia.kernel.scope.actions import pinyin_initials
    from niangjia.kernel.scope.models import Unit
    from niangjia.organizing.models import Union, UnionVersion

    why = "bench"
    if Union.objects.unscoped(reason=why).exists():
        return
    places = {u.short_name: u for u in Unit.objects.within(city.scope).exclude(kind="town")}
    units = [
        Unit(
            parent=places[one.area.short], path=f"{places[one.area.short].path}{n:04d}",
            kind="basic", name=one.name[:100], short_name=one.name[:40],
            initials=pinyin_initials(one.name)[:60],
        )
        for n, one in enumerate(unions, start=1000)
    ]  # fmt: skip
    units = Unit.objects.bulk_create(units, batch_size=2000)
    rows = Union.objects.bulk_create(
        Union(unit=unit, uscc=one.code, founded_on=one.founded, created_by=why)
        for unit, one in zip(units, unions, strict=True)
    )
    UnionVersion.objects.bulk_create(
        (
            UnionVersion(
                union=row, name=one.name, short_name=one.name[:40], kind="basic",
                superior=places[one.area.short], county=places[one.area.short],
                lineage=[], valid_from=one.founded, recorded_by=why, new_form=one.new_form,
            )
            for row, one in zip(rows, unions, strict=True)
        ),
        batch_size=2000,
    )  # fmt: skip


def bare(rosters: list[Roster]) -> tuple[float, float]:
    """(seconds of reading, seconds of COPY) of the same columns."""
    from django.db import connection

    from niangjia.engine.sheets import as_text, open_sheet

    columns = ", ".join(f"c{n} text" for n in range(len(HEADER)))
    read = copied = 0.0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_roster")
        cursor.execute(f"CREATE TABLE bench_roster ({columns})")
        for roster in rosters:
            begun = time.perf_counter()
            sheet = open_sheet(roster.path)
            rows = [list(map(as_text, row)) for _, row in sheet.data(2, list(HEADER))]
            read += time.perf_counter() - begun
            begun = time.perf_counter()
            with cursor.copy("COPY bench_roster FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            copied += time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_roster")
    return read, copied


def loader(city: Any) -> Any:
    from niangjia.kernel.scope.actor import Actor

    return Actor.system("bench", [city.path])


def bring_in(city: Any, roster: Roster) -> dict[str, float]:
    """One workbook through the whole import; seconds of its three stages."""
    from niangjia.kernel.imports import actions, work

    by, progress, seconds = loader(city), Ticker(), {}
    begun = time.perf_counter()
    with roster.path.open("rb") as file:
        run = actions.upload(
            file=file, intake="organizing.members", unit=city, as_of=TODAY, extent="increment",
            by=by,
        )  # fmt: skip
    seconds["upload"] = time.perf_counter() - begun
    begun = time.perf_counter()
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
    work.check_list(progress, run.pk)
    seconds["check"] = time.perf_counter() - begun
    begun = time.perf_counter()
    actions.take_confirm(run_id=run.pk, by=by)
    work.write_list(progress, run.pk)
    seconds["write"] = time.perf_counter() - begun
    return seconds


def _whole(
    table: Table, city: Any, rosters: list[Roster], *, rows: int, base: float, word: str
) -> None:
    spent = {"upload": 0.0, "check": 0.0, "write": 0.0}
    with peak_of_family() as peak:
        for roster in rosters:
            for step, seconds in bring_in(city, roster).items():
                spent[step] += seconds
    for step, seconds in spent.items():
        table.add(f"{step} ({word})", f"{seconds:.1f}", f"{rows / seconds:,.0f}", "–", "–")
    total = sum(spent.values())
    table.add(
        f"whole import ({word})", f"{total:.1f}", f"{rows / total:,.0f}", ratio(total, base),
        f"{peak[0]:,}",
    )  # fmt: skip


@contextmanager
def peak_of_family() -> Iterator[list[int]]:
    """Highest memory in MB of this process and its Python workers (sampled)."""
    import threading

    found, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.3):
            found[0] = max(found[0], family_memory(os.getpid()))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def family_memory(parent: int) -> int:
    """MB of a process and its children, the database server left out.

    What they share (libraries) counts once (Pss).
    """
    kilobytes = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            pid, above = int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()
            name = (folder / "comm").read_text()
            if pid == parent or (int(above[1]) == parent and "postgres" not in name):
                told = (folder / "smaps_rollup").read_text()
                kilobytes += int(told.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError):
            continue
    return kilobytes // 2**10


KILLED = """
import sys
from pathlib import Path
from niangjia.cli.django import start
start(var=Path(sys.argv[1]), demo=True)
from niangjia.kernel.imports import work
from niangjia.kernel.jobs.progress import Silent
class Told(Silent):
    def step(self, done, total=None, message=""):
        print(message, done, flush=True)
work.write_list(Told(), int(sys.argv[2]))
"""


def _killed(table: Table, city: Any, roster: Roster) -> None:
    """kill -9 while the merge is at 60 %, then the same job again; nobody twice, nobody lost."""
    from django.conf import settings
    from django.db import connection

    from niangjia.kernel.imports import actions, work

    by, progress = loader(city), Ticker()
    with roster.path.open("rb") as file:
        run = actions.upload(
            file=file, intake="organizing.members", unit=city, as_of=date.today(),  # noqa: DTZ011
            extent="increment", by=by,
        )  # fmt: skip
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
    work.check_list(progress, run.pk)
    actions.take_confirm(run_id=run.pk, by=by)
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(settings.VAR), str(run.pk)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for line in child.stdout or ():
        if line.startswith("登记会籍"):
            os.kill(child.pid, signal.SIGKILL)
            break
    child.wait()
    after = _members()
    begun = time.perf_counter()
    work.write_list(progress, run.pk)
    seconds = time.perf_counter() - begun
    twice = _members(distinct=True)
    table.add(
        f"killed at 60 % of {roster.members:,}: {after} written; again", f"{seconds:.1f}",
        f"{_members():,} members, {twice:,} numbers", "–", "–",
    )  # fmt: skip
    with connection.cursor() as cursor:  # the others begin with an empty register again
        cursor.execute("TRUNCATE organizing_person, organizing_uniontally CASCADE")


def _members(*, distinct: bool = False) -> int:
    from django.db import connection

    what = "count(DISTINCT number_index)" if distinct else "count(*)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM organizing_person WHERE state = 'active'")
        return int(cursor.fetchone()[0])


def _others(table: Table, rosters: list[Roster]) -> None:
    """django-import-export on the first 50,000 rows: its usual dry run and import."""
    try:
        from bench import roster_others
    except ImportError:
        print("    django-import-export is not installed: left out", flush=True)
        return
    rows, seconds = roster_others.run(rosters, OTHERS_ROWS)
    table.add(
        "django-import-export: reading, dry run, import", f"{seconds:.1f}",
        f"{rows / seconds:,.0f}", "–", "–",
    )  # fmt: skip
