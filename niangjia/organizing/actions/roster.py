"""Writing a roster: staged by COPY, merged set by set, in the caller's transaction.

Nothing is written member by member: 700,000 rows take about as long as their indexes. The trail
holds one line for the roster, with a digest over the blind indexes of everybody in it; who was
in it can be shown again from the workbook, and the line cannot name anybody (decision record 33).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
from django.db import connection, transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import roster_sql as sql
from niangjia.organizing.actions.memberships_tallies import recount_unions
from niangjia.organizing.models import Transfer
from niangjia.organizing.queries.parameters import parameters_for

MANY = 10_000
TEXTS = (
    "number_sealed", "number_index", "name", "initials", "document_kind", "sex", "phone_sealed",
    "phone_index", "nationality_group", "native_place", "education", "political_status",
    "skill_grade", "household_type", "household_place", "employment", "trade", "platform",
    "employer_name", "occupation", "address_sealed", "card_number",
)  # fmt: skip
TYPED = {"row_number": pa.int64(), "birth_on": pa.date32(), "migrant": pa.bool_(),
         "union_id": pa.int64(), "joined_on": pa.date32()}  # fmt: skip
STAGED = (*TEXTS, *TYPED, "doubts")


@dataclass(slots=True)
class RosterCounts:
    """What writing a roster did, in members."""

    staged: int = 0
    new: int = 0
    joined: int = 0
    changed: int = 0
    unchanged: int = 0
    transfers: int = 0
    left_out: int = 0


@transaction.atomic
def write_members(
    *,
    batches: Iterable[pa.RecordBatch],
    unit: Unit,
    import_run: int,
    by: Actor,
    progress: Progress,
) -> RosterCounts:
    """写入会员名册：新会员入会，已在本会的更正资料，在别处在籍的提出转接。

    The same roster again changes nothing. Who joins elsewhere meanwhile is found by the unique
    index and gets a transfer proposal like everybody else.
    """
    digest = hashlib.sha256()
    counts = RosterCounts(staged=_stage(batches, digest, progress))
    facts = _facts(unit, by)
    with connection.cursor() as cursor:

        def run(statement: str, told: str = "") -> int:
            if told:
                progress.step(counts.staged, counts.staged, told)
            cursor.execute(statement, facts)
            return int(cursor.rowcount)

        run(sql.ROOM)
        run(sql.ANALYZE_STAGE)
        known = run(sql.FIND_KNOWN, "与登记册对照") if _anybody() else 0
        counts.new = run(sql.ADD_PEOPLE, f"登记 {counts.staged - known:,} 人")
        if counts.new < counts.staged - known:
            run(sql.FIND_OVERTAKEN)
        if counts.new < counts.staged:
            _merge_known(run, counts)
        counts.joined += run(sql.ADD_MEMBERSHIPS, "登记会籍")
        run(sql.ADD_WORK)
        cursor.execute(sql.TOUCHED)
        unions = [row[0] for row in cursor.fetchall()]
        if counts.staged > MANY and _grew_much(counts.new):
            run(sql.ANALYZE_TABLES, "整理统计信息")
    progress.step(counts.staged, counts.staged, "计数")
    recount_unions(unions)
    record(
        "members.roster", on=unit, by=by, unit_path=unit.path, import_run=import_run,
        unions=len(unions), digest=digest.hexdigest(), counts=asdict(counts),
    )  # fmt: skip
    return counts


def _merge_known(run: Any, counts: RosterCounts) -> None:
    """Those who are in the register already, each kind with one statement."""
    run(sql.LOCK_KNOWN)
    run(sql.PLACE_KNOWN)
    counts.changed = run(sql.LEARN, "更正资料")
    counts.transfers = run(sql.PROPOSE, "提出转接")
    if counts.transfers:
        _give_codes()
    counts.left_out = run(sql.COUNT_LEFT_OUT)
    counts.joined += run(sql.CLOSE_ENDED)
    run(sql.REPEAT_RETURNED)
    stayed = run(sql.COUNT_HERE)
    counts.unchanged = stayed - counts.changed


def _give_codes() -> None:
    """A code for 进度查询 is sealed by a key, which the database does not have."""
    rows = Transfer.objects.unscoped(reason="名册刚提出的转接")
    bare = list(rows.filter(code__isnull=True).only("pk"))
    for row in bare:
        row.code = new_code()
    rows.bulk_update(bare, ["code"], batch_size=1_000)


def _anybody() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM organizing_person)")
        return bool(cursor.fetchone()[0])


def _grew_much(new: int) -> bool:
    """A tenth of the register is new: the planner should know before autovacuum gets there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'organizing_person'")
        return new * 10 > float(cursor.fetchone()[0])


def _facts(unit: Unit, by: Actor) -> dict[str, Any]:
    today = timezone.localdate()
    term = parameters_for(unit.path, today)["transfer_decide"]
    due = current_calendar().add(today, term.number, DayKind(term.measure))
    return {"by": by.name, "now": timezone.now(), "due": due.due}


def _stage(batches: Iterable[pa.RecordBatch], digest: Any, progress: Progress) -> int:
    """COPY the batches as CSV made by Arrow; returns the rows."""
    rows = 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS roster_stage")
        cursor.execute(sql.CREATE_STAGE)
        columns = ", ".join(STAGED)
        options = f"FORMAT csv, FORCE_NOT_NULL ({', '.join(TEXTS)})"
        with cursor.copy(f"COPY roster_stage ({columns}) FROM STDIN ({options})") as copy:
            for table in map(_table, batches):
                copy.write(_csv(table))
                for index in table.column("number_index").to_pylist():
                    digest.update(index.encode())
                rows += table.num_rows
                progress.step(rows, None, "暂存")
    return rows


def _table(batch: pa.RecordBatch) -> pa.Table:
    """The columns of the stage; what the list did not have is empty."""
    size, names = batch.num_rows, set(batch.schema.names)
    columns: dict[str, Any] = {}
    for name in STAGED:
        kind = TYPED.get(name, pa.string())
        if name == "doubts":
            columns[name] = pa.array(_doubts(batch.column("problems")), pa.string())
        elif name in names:
            columns[name] = _filled(batch.column(name), kind)
        else:
            columns[name] = pa.array([None if name in TYPED else ""] * size, kind)
    return pa.table(columns)


def _filled(column: Any, kind: Any) -> Any:
    return column.fill_null("") if pa.types.is_string(kind) else column


def _doubts(problems: Any) -> Iterator[str]:
    """PostgreSQL's text of an array; most rows have none."""
    for found in problems.to_pylist():
        yield (
            "{" + ",".join(_quoted(f"{p['column']}：{p['reason']}") for p in found) + "}"
            if (found)
            else "{}"
        )


def _quoted(text: str) -> str:
    plain = text[:100].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _csv(table: pa.Table) -> bytes:
    target = BytesIO()
    options = pacsv.WriteOptions(include_header=False, quoting_style="needed")
    pacsv.write_csv(table, target, options)
    return target.getvalue()
