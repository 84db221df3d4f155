"""Writing a list: a dated upsert of its entries, set by set, in the caller's transaction."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.progress import Progress, Silent
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.matching.enums import Extent, Source
from niangjia.matching.models import Batch
from niangjia.matching.queries.places import places_of
from niangjia.matching.rules.places import Places
from niangjia.matching.rules.rows import Shape, fingerprint, name_key, row_key, shapes_of

VALUES = (
    "content", "identity", "unit_id", "name", "former_name", "uscc", "uscc_ok", "org_code",
    "district", "headcount", "members", "founded_on", "status", "trade_code", "trade", "scope",
    "kind", "address", "organisation", "organisation_code", "new_form", "problems", "extra",
)  # fmt: skip
REPORT_EVERY = 20_000
as_json = json.JSONEncoder(ensure_ascii=False).encode
MANY = 10_000


class OlderList(ValueError):
    """A list dated before one already written; the message is for the clerk."""


@dataclass(slots=True)
class ListCounts:
    """What writing a list did, in entries (a joint union counts once a firm)."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    flagged: int = 0
    doubles: int = 0


def _values(shape: Shape) -> tuple[Any, ...]:
    return (
        shape.identity, shape.unit, shape.name, shape.former_name, shape.uscc,
        shape.uscc_ok, shape.org_code, shape.district, shape.headcount, shape.members,
        shape.founded_on, shape.status, shape.trade_code, shape.trade, shape.scope, shape.kind,
        shape.address, shape.organisation, shape.organisation_code, shape.new_form,
        as_json(shape.problems) if shape.problems else "[]",
        as_json(shape.extra) if shape.extra else "{}",
    )  # fmt: skip


def _lines(
    source: str, places: Places, rows: Iterable[Mapping[str, Any]], progress: Progress
) -> Iterator[tuple[Any, ...]]:
    """Rows shaped for the staging table: line number, key, part, line name, fingerprint, values."""
    for number, row in enumerate(rows, start=1):
        shapes = shapes_of(source, row, places)
        key = row_key(source, shapes[0])
        contents = [shape.content for shape in shapes]
        whole = contents[0] if len(contents) == 1 else fingerprint(*contents)
        line_name = name_key(shapes[0].name)
        for part, shape in enumerate(shapes):
            yield (number, key, part, line_name, whole, contents[part], *_values(shape))
        if number % REPORT_EVERY == 0:
            progress.step(number, None, f"写入 {number} 行")


def _stage(lines: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS list_stage")
        cursor.execute(
            "CREATE TEMP TABLE list_stage ON COMMIT DROP AS SELECT 0 AS line, row_key, part, "
            f"name AS line_name, content AS whole, {', '.join(VALUES)} FROM matching_entry LIMIT 0"
        )
        columns = f"line, row_key, part, line_name, whole, {', '.join(VALUES)}"
        with cursor.copy(f"COPY list_stage ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


DROP_DOUBLES = """
DELETE FROM list_stage s USING (
    SELECT row_key, whole, min(line) AS line FROM list_stage GROUP BY row_key, whole
    HAVING min(line) <> max(line)
) d WHERE s.row_key = d.row_key AND s.whole = d.whole AND s.line <> d.line
"""
NUMBER_NAMESAKES = """
UPDATE list_stage s SET
    row_key = left(s.row_key, 150) || '#' || n.place,
    problems = s.problems || jsonb_build_array(
        jsonb_build_object('column', '重复', 'reason', '同一代码或同一名称在名册中不止一行'))
FROM (
    SELECT line, dense_rank() OVER (PARTITION BY row_key ORDER BY line_name, whole) AS place
    FROM (SELECT DISTINCT line, row_key, line_name, whole FROM list_stage
          WHERE row_key IN (SELECT row_key FROM list_stage GROUP BY row_key
                            HAVING min(line) <> max(line))) q
) n WHERE s.line = n.line AND n.place > 1
"""
CLOSE_CHANGED = """
UPDATE matching_entry e SET valid_to = %(day)s, closed_batch = %(batch)s FROM list_stage s
WHERE e.source = %(source)s AND e.row_key = s.row_key AND e.part = s.part
  AND e.valid_to IS NULL AND e.content <> s.content
"""
CLOSE_GONE = """
UPDATE matching_entry e SET valid_to = %(day)s, closed_batch = %(batch)s FROM scope_unit u
WHERE e.source = %(source)s AND e.valid_to IS NULL AND u.id = e.unit_id
  AND starts_with(u.path, %(path)s)
  AND NOT EXISTS (SELECT 1 FROM list_stage s WHERE s.row_key = e.row_key AND s.part = e.part)
"""
CLOSE_LOST_PARTS = """
UPDATE matching_entry e SET valid_to = %(day)s, closed_batch = %(batch)s
WHERE e.source = %(source)s AND e.valid_to IS NULL AND e.part > 0
  AND EXISTS (SELECT 1 FROM list_stage s WHERE s.row_key = e.row_key)
  AND NOT EXISTS (SELECT 1 FROM list_stage s WHERE s.row_key = e.row_key AND s.part = e.part)
"""
INSERT_NEW = f"""
INSERT INTO matching_entry (source, row_key, part, batch_id, valid_from, {", ".join(VALUES)})
SELECT %(source)s, row_key, part, %(batch)s, %(day)s, {", ".join(VALUES)} FROM list_stage s
WHERE NOT EXISTS (
    SELECT 1 FROM matching_entry e WHERE e.source = %(source)s AND e.row_key = s.row_key
      AND e.part = s.part AND e.valid_to IS NULL)
ORDER BY line, part
"""


def _merge(batch: Batch, progress: Progress) -> ListCounts:
    """Close what changed or is gone, add what is new; unchanged entries are not touched."""
    facts: dict[str, Any] = {
        "source": batch.source,
        "day": batch.as_of,
        "path": batch.unit.path,
        "batch": batch.pk,
    }
    with connection.cursor() as cursor:

        def run(sql: str) -> int:
            cursor.execute(sql, facts)
            return int(cursor.rowcount)

        doubles = run(DROP_DOUBLES)
        doubles += run(NUMBER_NAMESAKES)
        run("CREATE INDEX ON list_stage (row_key, part)")
        run("ANALYZE list_stage")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE problems <> '[]') FROM list_stage")
        staged, flagged = cursor.fetchone()
        progress.step(staged, None, "与已有名册对照")
        changed = run(CLOSE_CHANGED)
        gone = run(CLOSE_GONE if batch.extent == Extent.FULL else CLOSE_LOST_PARTS)
        added = run(INSERT_NEW)
        if added > MANY:  # autovacuum comes too late for a linkage that follows at once
            run("ANALYZE matching_entry")
    return ListCounts(
        new=added - changed,
        changed=changed,
        gone=gone,
        unchanged=staged - added,
        flagged=flagged,
        doubles=doubles,
    )


def _refuse_older(source: str, as_of: date, unit: Unit) -> None:
    later = (
        Batch.objects.unscoped(reason="名册须按日期先后写入，不分由谁导入")
        .filter(source=source, as_of__gt=as_of)
        .first()
    )
    if later is not None:
        raise OlderList(
            f"{Source(source).label}已有 {later.as_of:%Y-%m-%d} 的名册，不能再写入 {as_of:%Y-%m-%d} 的"
        )


@transaction.atomic
def write_list(
    *,
    unit: Unit,
    source: str,
    file_name: str,
    as_of: date,
    extent: str,
    rows: Iterable[Mapping[str, Any]],
    by: Actor,
    import_run: int | None = None,
    progress: Progress | None = None,
) -> ListCounts:
    """写入一份名册。 Rows have the column names of the source's intake.

    ``rows`` must not ask this database while it is read: COPY holds the connection.

    The same rows again change nothing. Only a full list closes entries it no longer names,
    and only those in the subtree of ``unit``. Raises ``OlderList`` for a list dated before
    one of the same source already written.
    """
    progress = progress or Silent()
    _refuse_older(source, as_of, unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matching.lists'))")
    batch = Batch.objects.create(
        unit=unit,
        source=source,
        file_name=file_name,
        as_of=as_of,
        extent=extent,
        import_run=import_run,
        created_by=by.name,
    )
    places = places_of(unit)  # read before COPY takes the connection
    _stage(_lines(source, places, rows, progress))
    counts = _merge(batch, progress)
    batch.counts = asdict(counts)
    batch.save(update_fields=["counts"])
    record("matching.write_list", on=batch, by=by, source=source, **asdict(counts))
    return counts
