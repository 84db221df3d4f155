"""Rebuilding ledger rows: derived in Python from pure rules, written set by set."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.matching.queries.places import unit_paths
from niangjia.matching.rules.derive import Derived, RuleBook, Said, derive
from niangjia.matching.rules.search import grams_of

CHUNK = 20_000
SEVERAL_READINGS = frozenset("行长重乐厦朝单曾沈仇")
"""Characters frequent in names whose first letter depends on the word around them."""

DERIVED = (
    "name", "former_name", "uscc", "uscc_ok", "address", "status", "trade_section", "trade_code",
    "trade", "new_form", "eight_field", "headcount", "headcount_source", "registered_on",
    "has_party", "party_name", "has_union", "union_name", "joint_union", "members", "is_branch",
    "pending", "pending_union", "pending_party", "pending_match", "conflicts", "sources",
)  # fmt: skip
STAGED = ("enterprise_id", "unit_id", "unit_path", "content", *DERIVED, "initials", "search_text", "grams")  # fmt: skip

TOUCHED_ALL = """
CREATE TEMP TABLE touched ON COMMIT DROP AS SELECT id AS enterprise_id FROM matching_enterprise
"""
TOUCHED_SINCE = """
CREATE TEMP TABLE touched ON COMMIT DROP AS
SELECT DISTINCT enterprise_id FROM (
    SELECT l.enterprise_id FROM matching_link l WHERE l.run_id = %(run)s
    UNION ALL
    SELECT l.enterprise_id FROM matching_link l JOIN matching_entry e ON e.id = l.entry_id
    WHERE e.batch_id > %(batch)s OR (e.valid_to IS NOT NULL AND e.closed_batch > %(batch)s)
) q
"""
TOUCHED_SOME = """
CREATE TEMP TABLE touched ON COMMIT DROP AS SELECT unnest(%(ids)s::bigint[]) AS enterprise_id
"""
READ = """
SELECT l.enterprise_id, r.content, e.id, e.source, e.part, e.valid_from, e.name, e.former_name,
    e.uscc, e.uscc_ok, e.unit_id, e.district, e.headcount, e.members, e.founded_on, e.status,
    e.trade_code, e.trade, e.scope, e.kind, e.address, e.organisation
FROM touched t
JOIN matching_link l ON l.enterprise_id = t.enterprise_id AND l.zone = 'auto'
JOIN matching_entry e ON e.id = l.entry_id AND e.valid_to IS NULL
LEFT JOIN matching_ledgerrow r ON r.enterprise_id = l.enterprise_id AND r.valid_to IS NULL
ORDER BY l.enterprise_id, e.id
"""
WAITING = """
SELECT l.enterprise_id, array_agg(DISTINCT e.source) FROM touched t
JOIN matching_link l ON l.enterprise_id = t.enterprise_id
JOIN matching_entry e ON e.id = l.entry_id
WHERE l.zone = 'review' AND e.valid_to IS NULL GROUP BY 1
"""
HEAD_OFFICES = """
UPDATE row_stage s SET head_office_id = e.id FROM (
    SELECT name, min(id) AS id FROM matching_enterprise
    WHERE name IN (SELECT head_name FROM row_stage WHERE head_name <> '') GROUP BY name
) e WHERE s.head_name <> '' AND e.name = s.head_name AND e.id <> s.enterprise_id
"""
CLOSE = """
UPDATE matching_ledgerrow r SET valid_to = %(day)s FROM touched t
WHERE r.enterprise_id = t.enterprise_id AND r.valid_to IS NULL AND (
    EXISTS (SELECT 1 FROM row_stage s WHERE s.enterprise_id = r.enterprise_id)
    OR NOT EXISTS (SELECT 1 FROM matching_link l JOIN matching_entry e ON e.id = l.entry_id
        WHERE l.enterprise_id = r.enterprise_id AND l.zone = 'auto' AND e.valid_to IS NULL))
"""
INSERT = f"""
INSERT INTO matching_ledgerrow ({", ".join(STAGED)}, head_office_id, valid_from, run_id)
SELECT {", ".join(STAGED)}, head_office_id, %(day)s, %(run)s FROM row_stage ORDER BY enterprise_id
"""
IDENTITIES = """
UPDATE matching_enterprise e SET name = s.name, former_name = s.former_name, unit_id = s.unit_id,
    uscc = CASE WHEN s.uscc_ok OR e.uscc = '' THEN s.uscc ELSE e.uscc END, district = s.district
FROM row_stage s WHERE s.enterprise_id = e.id AND
    (e.name, e.former_name, e.unit_id, e.district) IS DISTINCT FROM
    (s.name, s.former_name, s.unit_id, s.district)
    OR (s.enterprise_id = e.id AND s.uscc_ok AND e.uscc <> s.uscc)
"""


@dataclass(slots=True)
class RowCounts:
    """What a rebuild did to the ledger."""

    looked_at: int = 0
    new: int = 0
    changed: int = 0
    closed: int = 0


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    return pinyin_initials(character)


def initials_of(name: str) -> str:
    """Pinyin initials, quickly: character by character unless a reading depends on the word."""
    if not SEVERAL_READINGS.isdisjoint(name):
        return pinyin_initials(name)
    return "".join(map(_initial, name))


class Rebuilder:
    """Derives the rows of the touched enterprises and writes those that changed.

    ``touch``, ``touch_all`` or ``touch_since`` comes before.
    """

    def __init__(self, book: RuleBook, progress: Progress) -> None:
        self.book, self.progress = book, progress
        self.paths = unit_paths()
        self.units = {path: unit for unit, path in self.paths.items()}
        self.waiting = _waiting()
        self.counts = RowCounts()

    def stage(self) -> None:
        """Fill ``row_stage`` with the rows that differ from the ledger."""
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS row_stage")
            cursor.execute(
                f"CREATE TEMP TABLE row_stage ON COMMIT DROP AS SELECT {', '.join(STAGED)}, "
                "head_office_id, name AS head_name, name AS district "
                "FROM matching_ledgerrow LIMIT 0"
            )
            cursor.execute("SELECT count(*) FROM touched")
            total = cursor.fetchone()[0]
        part: list[tuple[Any, ...]] = []
        for enterprise, content, said in self._enterprises():
            row = derive(said, self.book, self.waiting.get(enterprise, frozenset()))
            self.counts.looked_at += 1
            if (fingerprint := row.content) != (content and content.hex):
                self.counts.new += content is None
                self.counts.changed += content is not None
                part.append(self._line(enterprise, fingerprint, row))
            if len(part) >= CHUNK:
                _copy(part)
                part = []
            if self.counts.looked_at % 5_000 == 0:
                self.progress.step(self.counts.looked_at, total, "生成台账")
        _copy(part)

    def _enterprises(self) -> Iterator[tuple[int, Any, list[Said]]]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
        with connection.chunked_cursor() as cursor:
            cursor.execute(READ)
            rows = (row for chunk in iter(lambda: cursor.fetchmany(CHUNK), []) for row in chunk)
            for enterprise, group in groupby(rows, key=itemgetter(0)):
                lines = list(group)
                yield enterprise, lines[0][1], [self._said(line) for line in lines]

    def _said(self, line: tuple[Any, ...]) -> Said:
        return Said._make((*line[2:10], self.paths[line[10]], *line[11:]))

    def _line(self, enterprise: int, fingerprint: Any, row: Derived) -> tuple[Any, ...]:
        initials = initials_of(row.name)[:300]
        return (
            enterprise, self.units[row.path], row.path, fingerprint,
            *[getattr(row, name) for name in DERIVED],
            initials, row.search_text, grams_of(row.search_text, initials),
            row.head_name, row.district,
        )  # fmt: skip

    def write(self, *, day: date, run_id: int | None) -> RowCounts:
        """Close what changed or has no entry left, insert the new versions."""
        facts = {"day": day, "run": run_id}
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX ON row_stage (enterprise_id)")
            cursor.execute("ANALYZE row_stage")
            cursor.execute(IDENTITIES)
            cursor.execute(HEAD_OFFICES)
            cursor.execute(CLOSE, facts)
            self.counts.closed = cursor.rowcount - self.counts.changed
            self.progress.step(self.counts.looked_at, None, "写入台账")
            cursor.execute(INSERT, facts)
            cursor.execute("DROP TABLE row_stage, touched")
        return self.counts


def _waiting() -> dict[int, frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return {enterprise: frozenset(sources) for enterprise, sources in cursor.fetchall()}


def _copy(lines: list[tuple[Any, ...]]) -> None:
    if not lines:
        return
    columns = f"{', '.join(STAGED)}, head_name, district"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY row_stage ({columns}) FROM STDIN") as copy,
    ):
        for line in lines:
            copy.write_row(line)


def touch_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED_ALL)


def touch_since(*, batch: int, run_id: int) -> None:
    """Enterprises with a link of this run or an entry new, changed or closed after ``batch``."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED_SINCE, {"batch": batch, "run": run_id})


def touch(enterprises: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED_SOME, {"ids": enterprises})
