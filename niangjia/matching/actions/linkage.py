"""Linking entries to enterprises, source by source, through ``niangjia.engine.link``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import connection

from niangjia.engine.by_rules import ENGINE_VERSION, LinkOptions, link
from niangjia.engine.names import parse_name
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.models import Division, Unit
from niangjia.matching.enums import ORGANISATION_SOURCES, Source, Zone
from niangjia.matching.models import LinkRun
from niangjia.matching.queries.quality import OWN, sheet_of

CHUNK = 20_000
MANY = 5_000
WEAK = 0.5
"""A business entry whose best candidate is less likely than this is a firm of its own."""
OWN_REASON = "名册中首次出现，未找到对应企业，单独列为一家"
COLUMNS = ("id", "name", "former_name", "uscc", "district")

CARRY = """
INSERT INTO matching_link (entry_id, enterprise_id, zone, rule, reasons, probability,
    engine_version, run_id, decided_by, decided_at, decision_reason)
SELECT n.id, l.enterprise_id, l.zone, l.rule, l.reasons, l.probability,
    l.engine_version, l.run_id, l.decided_by, l.decided_at, l.decision_reason
FROM matching_entry n
JOIN LATERAL (
    SELECT o.id, o.identity FROM matching_entry o
    WHERE o.source = n.source AND o.row_key = n.row_key AND o.part = n.part
      AND o.valid_to IS NOT NULL
    ORDER BY o.id DESC LIMIT 1) o ON true
JOIN matching_link l ON l.entry_id = o.id
WHERE n.source = %(source)s AND n.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM matching_link x WHERE x.entry_id = n.id)
  AND (o.identity = n.identity OR l.decided_at IS NOT NULL)
"""
LEFT = """
SELECT e.id, e.name, e.former_name,
    CASE WHEN e.uscc_ok OR e.org_code = '' THEN e.uscc ELSE e.org_code END,
    e.district, e.unit_id, e.uscc_ok
FROM matching_entry e
WHERE e.source = %(source)s AND e.valid_to IS NULL AND (e.name <> '' OR e.uscc <> '')
  AND NOT EXISTS (SELECT 1 FROM matching_link x
                  WHERE x.entry_id = e.id AND x.zone IN ('auto', 'review'))
ORDER BY e.id
"""
RIGHT = "SELECT id, name, former_name, uscc, district FROM matching_enterprise ORDER BY id"
INSERT_LINKS = """
INSERT INTO matching_link (entry_id, enterprise_id, zone, rule, reasons, probability,
    engine_version, run_id, decided_by, decision_reason)
SELECT entry_id, enterprise_id, zone, rule, reasons, probability, %(version)s, %(run)s, '', ''
FROM link_stage ORDER BY entry_id, enterprise_id
ON CONFLICT DO NOTHING
"""
STAGE = """
CREATE TEMP TABLE IF NOT EXISTS link_stage (
    entry_id bigint, enterprise_id bigint, zone text, rule text, reasons text[],
    probability numeric) ON COMMIT DROP
"""


@dataclass(slots=True)
class Left:
    """An entry that has to be compared."""

    id: int
    name: str
    former_name: str
    uscc: str
    district: str
    unit: int
    uscc_ok: bool


@dataclass
class Linker:
    """One run over all sources; keeps the table of enterprises between them."""

    run: LinkRun
    progress: Progress
    options: LinkOptions = field(default_factory=LinkOptions)
    right: list[pa.Table] = field(default_factory=list)

    def start(self) -> None:
        """Read the enterprises known so far and the names of divisions."""
        self.options = LinkOptions(regions=region_names(), temp_folder=temp_folder())
        with connection.chunked_cursor() as cursor:
            cursor.execute(RIGHT)
            for rows in _chunks(cursor):
                self.right.append(_table(rows))

    def link_source(self, source: str) -> dict[str, Any]:
        """Compare what is new or changed of one source; returns its part of the quality sheet."""
        facts = {"source": source}
        with connection.cursor() as cursor:
            cursor.execute(CARRY, facts)
        left = _left(facts)
        found = self._compare(left, source)
        self._write(found)
        own = self._own_enterprises(source, left, found)
        return sheet_of(source) | {"compared": len(left), "created": own}

    def _compare(self, left: list[Left], source: str) -> pa.Table | None:
        if not left or not sum(t.num_rows for t in self.right):
            return None
        table = _table([(e.id, e.name, e.former_name, e.uscc, e.district) for e in left])
        told = _Named(self.progress, Source(source).label)
        return link(table, pa.concat_tables(self.right), options=self.options, progress=told).links

    def _write(self, found: pa.Table | None) -> None:
        if found is None or not found.num_rows:
            return
        _write_links(
            self.run,
            (
                (int(r["left_id"]), int(r["right_id"]), r["zone"], r["rule"], r["reasons"],
                 round(r["probability"], 4))
                for batch in found.to_batches(max_chunksize=CHUNK) for r in batch.to_pylist()
            ),
        )  # fmt: skip

    def _own_enterprises(self, source: str, left: list[Left], found: pa.Table | None) -> int:
        """Entries that belong to no known firm become firms; several of one firm, one firm."""
        alone = _alone(source, left, found)
        groups: dict[Any, list[Left]] = {}
        for entry in alone:
            groups.setdefault(_group(source, entry), []).append(entry)
        if not groups:
            return 0
        self.progress.step(0, len(groups), f"{Source(source).label}：新列企业 {len(groups)} 家")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('matching_enterprise', 'id')) "
                "FROM generate_series(1, %s)", [len(groups)],
            )  # fmt: skip
            numbers = [row[0] for row in cursor.fetchall()]
        firms = list(zip(numbers, groups.values(), strict=True))
        self._create(source, firms)
        links = (
            (entry.id, number, Zone.AUTO.value, OWN, [OWN_REASON], 1)
            for number, entries in firms for entry in entries
        )  # fmt: skip
        _write_links(self.run, links)
        return len(groups)

    def _create(self, source: str, firms: list[tuple[int, list[Left]]]) -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY matching_enterprise (id, unit_id, name, former_name, uscc, district, origin, "
                "created_run_id, created_at) FROM STDIN"
            ) as copy,
        ):
            for number, entries in firms:
                first = entries[0]
                copy.write_row((
                    number, first.unit, first.name or first.uscc, first.former_name, first.uscc,
                    first.district, source, self.run.pk, self.run.started_at,
                ))  # fmt: skip
        rows = [
            (number, e[0].name, e[0].former_name, e[0].uscc, e[0].district) for number, e in firms
        ]
        self.right.append(_table(rows))


@dataclass(frozen=True, slots=True)
class _Named:
    """Progress with the source's name before the engine's words."""

    progress: Progress
    label: str

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        self.progress.step(done, total, f"{self.label}：{message}")


def region_names() -> tuple[str, ...]:
    """Division words that may stand in names: the tree's territories and the dated divisions."""
    units = Unit.objects.unscoped(reason="名称中的区划词，整棵树").exclude(kind="department")
    names = {*units.values_list("short_name", flat=True)}
    names |= {*Division.objects.values_list("name", flat=True)}
    return tuple(sorted(names | {"山东省", "中国"}))


def temp_folder() -> Path:
    """Where the engine may put what does not fit into memory."""
    folder = Path(settings.VAR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _chunks(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """The five text columns the engine reads."""
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    first = pa.array([str(value) for value in columns[0]], pa.string())
    rest = [pa.array(column, pa.string()) for column in columns[1:]]
    return pa.table(dict(zip(COLUMNS, [first, *rest], strict=True)))


def _left(facts: dict[str, str]) -> list[Left]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LEFT, facts)
        return [Left(*row) for rows in _chunks(cursor) for row in rows]


def _alone(source: str, left: list[Left], found: pa.Table | None) -> list[Left]:
    """Entries without a firm: nothing found, all refused, or (business) only weak look-alikes."""
    taken: set[int] = set()
    if found is not None:
        keep = source in ORGANISATION_SOURCES
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT entry_id FROM matching_link l JOIN matching_entry e "
                "ON e.id = l.entry_id WHERE e.source = %s AND e.valid_to IS NULL AND "
                "(l.zone = 'auto' OR (l.zone = 'review' AND (%s OR l.probability >= %s)))",
                [source, keep, WEAK],
            )
            taken = {row[0] for row in cursor.fetchall()}
    return [entry for entry in left if entry.id not in taken]


def _group(source: str, entry: Left) -> Any:
    """What makes two firm-less entries of one list the same firm."""
    if source == Source.REGISTRATION:
        return entry.id
    if entry.uscc_ok:
        return (entry.uscc, parse_name(entry.name).branch_tail)
    return (parse_name(entry.name).key, entry.district)


def _write_links(run: LinkRun, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("TRUNCATE link_stage")
        with cursor.copy("COPY link_stage FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(INSERT_LINKS, {"version": ENGINE_VERSION, "run": run.pk})
        if cursor.rowcount > MANY:  # the planner must not take a full table for an empty one
            cursor.execute("ANALYZE matching_link, matching_enterprise")
