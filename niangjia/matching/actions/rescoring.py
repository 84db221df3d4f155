"""Stored pairs scored again by the installed engine, for a trial of its model."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db import connection

from niangjia.engine import link
from niangjia.kernel.jobs.progress import Progress
from niangjia.matching.actions.linkage import options_here, table_of
from niangjia.matching.actions.scoring import Scored, scored_pairs
from niangjia.matching.queries.trials import Stored
from niangjia.matching.rules.zones import OWN

ENTRIES = """
SELECT id, name, former_name, CASE WHEN uscc_ok OR org_code = '' THEN uscc ELSE org_code END,
    district
FROM matching_entry WHERE id = ANY(%(entries)s) ORDER BY id
"""
FIRMS = """
SELECT e.id, e.name, e.former_name, e.uscc, e.district FROM matching_enterprise e
WHERE NOT EXISTS (
    SELECT 1 FROM matching_link l WHERE l.enterprise_id = e.id AND l.rule = %(own)s
    AND l.entry_id = ANY(%(entries)s))
ORDER BY e.id
"""


def rescored(
    source: str, stored: Sequence[Stored], progress: Progress
) -> dict[tuple[int, int], Scored]:
    """New score by (entry, enterprise) of the stored pairs.

    The rows are compared as a run would compare them, with all firms but those that were listed
    because of them: a row would find itself. Pairs with such a firm are not scored again and
    keep their score; a pair that the engine no longer finds is no match.
    """
    facts: dict[str, Any] = {"entries": sorted({pair.entry for pair in stored}), "own": OWN}
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, facts)
        left = cursor.fetchall()
        cursor.execute(FIRMS, facts)
        right = cursor.fetchall()
    if not left or not right:
        return {}
    found = link(table_of(left), table_of(right), options=options_here(), progress=progress).links
    return _by_pair(found, stored, {int(row[0]) for row in right})


def _by_pair(
    found: pa.Table, stored: Sequence[Stored], asked: set[int]
) -> dict[tuple[int, int], Scored]:
    scores = {(one.entry, one.enterprise): one for one in scored_pairs(found)}
    wanted = [(p.entry, p.enterprise) for p in stored if p.enterprise in asked]
    return {pair: scores.get(pair) or Scored(*pair, None, "", "none", []) for pair in wanted}
