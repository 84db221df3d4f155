"""Linking entries to enterprises, source by source, through ``niangjia.engine.link``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.db import connection

from niangjia.engine import LinkOptions, LinkResult, link
from niangjia.engine.names import parse_name
from niangjia.kernel.jobs.progress import Progress
from niangjia.matching.actions.scoring import (
    LINK_COLUMNS,
    Scored,
    banded,
    installed_model,
    model_of,
    scored_pairs,
)
from niangjia.matching.enums import ORGANISATION_SOURCES, Source, Zone
from niangjia.matching.models import LinkRun
from niangjia.matching.queries.places import region_names
from niangjia.matching.queries.quality import sheet_of
from niangjia.matching.queries.thresholds import band_on
from niangjia.matching.rules.zones import OWN, RIVAL, Band

CHUNK = 20_000
MANY = 5_000
CANDIDATES, LEAST = 5, 0.01
OWN_REASON = "名册中首次出现，未找到对应企业，单独列为一家"
COLUMNS = ("id", "name", "former_name", "uscc", "district")

KEPT = (
    "enterprise_id", "zone", "engine_zone", "rule", "reasons", "points", "parts", "probability",
    "engine_version", "model_version", "threshold_id", "run_id", "stage", "decided_by",
    "decided_at", "decision_reason",
)  # fmt: skip
PREDECESSORS = """
CREATE TEMP TABLE carried ON COMMIT DROP AS
SELECT n.id AS entry_id, o.id AS old_id, o.identity <> n.identity AS moved
FROM matching_entry n
JOIN LATERAL (
    SELECT o.id, o.identity FROM matching_entry o
    WHERE o.source = n.source AND o.row_key = n.row_key AND o.part = n.part
      AND o.valid_to IS NOT NULL
    ORDER BY o.id DESC LIMIT 1) o ON true
WHERE n.source = %(source)s AND n.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM matching_link x WHERE x.entry_id = n.id)
"""
CARRY = f"""
INSERT INTO matching_link (entry_id, {", ".join(KEPT)}, changed, seen_entry)
SELECT c.entry_id, {", ".join("l." + name for name in KEPT)},
    l.changed OR (c.moved AND l.decided_at IS NOT NULL AND l.rule <> '{OWN}'
                  AND l.decision_reason <> %(rival)s),
    coalesce(l.seen_entry, CASE WHEN l.stage <> 'open' THEN l.entry_id END)
FROM carried c JOIN matching_link l ON l.entry_id = c.old_id
WHERE NOT c.moved OR l.stage <> 'open' OR l.decided_at IS NOT NULL
"""
CARRY_ANSWERS = """
UPDATE matching_answer a SET link_id = n.id
FROM carried c JOIN matching_link o ON o.entry_id = c.old_id
JOIN matching_link n ON n.entry_id = c.entry_id AND n.enterprise_id = o.enterprise_id
WHERE a.link_id = o.id
"""
REMEMBER = """
UPDATE matching_link n SET zone = o.zone, stage = 'decided', changed = true,
    seen_entry = o.seen, decided_by = o.decided_by, decided_at = o.decided_at,
    decision_reason = o.decision_reason
FROM (
    SELECT q.*, row_number() OVER (PARTITION BY q.entry_id, q.zone ORDER BY q.decided_at DESC) AS place
    FROM (
        SELECT DISTINCT ON (n.id) n.id, n.entry_id, l.zone, l.decided_by, l.decided_at,
            l.decision_reason, coalesce(l.seen_entry, l.entry_id) AS seen
        FROM matching_link n JOIN matching_entry e ON e.id = n.entry_id
        JOIN matching_link l ON l.enterprise_id = n.enterprise_id AND l.decided_at IS NOT NULL
            AND l.stage = 'decided' AND l.decision_reason <> %(rival)s
        JOIN matching_entry p ON p.id = l.entry_id AND p.source = e.source
            AND p.valid_to IS NOT NULL AND (
                (e.uscc_ok AND p.uscc = e.uscc) OR (e.name <> '' AND p.name = e.name)
                OR (e.organisation <> '' AND p.organisation = e.organisation))
        WHERE n.run_id = %(run)s AND n.zone = 'review' AND n.stage = 'open'
            AND e.source = %(source)s
        ORDER BY n.id, l.decided_at DESC) q
) o WHERE o.id = n.id AND (o.zone <> 'auto' OR (o.place = 1 AND NOT EXISTS (
    SELECT 1 FROM matching_link x WHERE x.entry_id = n.entry_id AND x.zone = 'auto')))
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
INSERT_LINKS = f"""
INSERT INTO matching_link ({", ".join(LINK_COLUMNS)}, run_id, stage, changed, decided_by,
    decision_reason)
SELECT {", ".join(LINK_COLUMNS)}, %(run)s, 'open', false, '', ''
FROM link_stage ORDER BY entry_id, enterprise_id
ON CONFLICT DO NOTHING
"""
STAGE = f"""
CREATE TEMP TABLE IF NOT EXISTS link_stage ON COMMIT DROP AS
SELECT {", ".join(LINK_COLUMNS)} FROM matching_link LIMIT 0
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
        self.options = options_here()
        with connection.chunked_cursor() as cursor:
            cursor.execute(RIGHT)
            for rows in _chunks(cursor):
                self.right.append(table_of(rows))

    def link_source(self, source: str) -> dict[str, Any]:
        """Compare what is new or changed of one source; returns its part of the quality sheet."""
        facts: dict[str, Any] = {"source": source, "run": self.run.pk, "rival": RIVAL}
        band = band_on(source, self.run.as_of)
        with connection.cursor() as cursor:
            for sql in (PREDECESSORS, CARRY, CARRY_ANSWERS, "DROP TABLE carried"):
                cursor.execute(sql, facts)
        left = _left(facts)
        found = self._compare(left, source)
        written = self._write(found, band)
        with connection.cursor() as cursor:
            cursor.execute(REMEMBER, facts)
        own = self._own_enterprises(source, left, band, found=written)
        return sheet_of(source) | {"compared": len(left), "created": own}

    def _compare(self, left: list[Left], source: str) -> LinkResult | None:
        if not left or not sum(t.num_rows for t in self.right):
            return None
        table = table_of([(e.id, e.name, e.former_name, e.uscc, e.district) for e in left])
        told = _Named(self.progress, Source(source).label)
        return link(table, pa.concat_tables(self.right), options=self.options, progress=told)

    def _write(self, found: LinkResult | None, band: Band) -> bool:
        """Whether the engine was asked at all."""
        if found is None:
            return False
        model = model_of(found)
        pairs = banded(scored_pairs(found.links), band)
        _write_links(self.run, (one.line(model, band.number) for one in pairs))
        return True

    def _own_enterprises(self, source: str, left: list[Left], band: Band, *, found: bool) -> int:
        """Entries that belong to no known firm become firms; several of one firm, one firm."""
        alone = _alone(source, left, band) if found else left
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
        model = installed_model()
        links = (
            own_link(entry.id, number).line(model, band.number)
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
        self.right.append(table_of(rows))


@dataclass(frozen=True, slots=True)
class _Named:
    """Progress with the source's name before the engine's words."""

    progress: Progress
    label: str

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        self.progress.step(done, total, f"{self.label}：{message}")


def options_here() -> LinkOptions:
    """How the engine works for the platform: with our divisions, several candidates a row, and the
    evidence in points; whatever may be somebody's candidate is told, the thresholds decide."""
    return LinkOptions(
        regions=region_names(), temp_folder=_temp_folder(), max_candidates=CANDIDATES,
        review=LEAST, least=LEAST, parts=True,
    )  # fmt: skip


def _temp_folder() -> Path:
    """Where the engine may put what does not fit into memory."""
    folder = Path(settings.VAR) / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _chunks(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def table_of(rows: list[tuple[Any, ...]]) -> pa.Table:
    """The five text columns the engine reads."""
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    first = pa.array([str(value) for value in columns[0]], pa.string())
    rest = [pa.array(column, pa.string()) for column in columns[1:]]
    return pa.table(dict(zip(COLUMNS, [first, *rest], strict=True)))


def _left(facts: dict[str, Any]) -> list[Left]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LEFT, facts)
        return [Left(*row) for rows in _chunks(cursor) for row in rows]


def own_link(entry: int, enterprise: int) -> Scored:
    """An entry and the firm that was listed because of it."""
    sure = str(Zone.AUTO)
    return Scored(entry, enterprise, Decimal(1), sure, OWN, [OWN_REASON], zone=sure)


def _alone(source: str, left: list[Left], band: Band) -> list[Left]:
    """Entries without a firm: nothing found, all refused, or (business) only weak look-alikes."""
    keep = source in ORGANISATION_SOURCES
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT entry_id FROM matching_link l JOIN matching_entry e "
            "ON e.id = l.entry_id WHERE e.source = %s AND e.valid_to IS NULL AND "
            "(l.zone = 'auto' OR (l.zone = 'review' AND (%s OR l.probability >= %s)))",
            [source, keep, band.own_below],
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


def _write_links(run: LinkRun, lines: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute("TRUNCATE link_stage")
        with cursor.copy(f"COPY link_stage ({', '.join(LINK_COLUMNS)}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
        cursor.execute(INSERT_LINKS, {"run": run.pk})
        if cursor.rowcount > MANY:  # the planner must not take a full table for an empty one
            cursor.execute("ANALYZE matching_link, matching_enterprise")
