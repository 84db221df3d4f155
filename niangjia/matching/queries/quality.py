"""The quality sheet of a linkage, counted from the tables (B.10, MA11)."""

from collections import Counter
from typing import Any

from django.db import connection

from niangjia.matching.enums import Zone
from niangjia.matching.rules.zones import OWN

COUNT_ENTRIES = """
SELECT count(*), count(*) FILTER (WHERE name = '' AND uscc = ''),
    count(*) FILTER (WHERE problems <> '[]')
FROM matching_entry WHERE source = %(source)s AND valid_to IS NULL
"""
COUNT_LINKS = """
SELECT l.rule, l.zone, l.decided_at IS NOT NULL, count(DISTINCT l.entry_id)
FROM matching_link l JOIN matching_entry e ON e.id = l.entry_id
WHERE e.source = %(source)s AND e.valid_to IS NULL GROUP BY 1, 2, 3
"""
COUNT_DOUBLES = """
SELECT coalesce(sum(n - 1), 0) FROM (
    SELECT count(*) AS n FROM matching_link l JOIN matching_entry e ON e.id = l.entry_id
    WHERE e.source = %(source)s AND e.valid_to IS NULL AND l.zone = 'auto'
    GROUP BY l.enterprise_id HAVING count(*) > 1) q
"""
BATCHES = """
SELECT b.id, b.file_name, b.as_of, b.extent, b.created_by FROM matching_batch b
WHERE b.source = %(source)s ORDER BY b.id DESC LIMIT 12
"""


def sheet_of(source: str) -> dict[str, Any]:
    """The quality sheet of a source as the tables stand: rows, keys, leftovers, doubles (B.10)."""
    facts = {"source": source}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ENTRIES, facts)
        read, unnamed, flagged = cursor.fetchone()
        cursor.execute(COUNT_LINKS, facts)
        rules: Counter[str] = Counter()
        by_hand = review = own = 0
        for rule, zone, decided, count in cursor.fetchall():
            own += count if rule == OWN else 0
            by_hand += count if decided else 0
            if zone == Zone.AUTO and rule != OWN:
                rules[rule] += count
        cursor.execute(
            "SELECT count(DISTINCT e.id) FROM matching_entry e JOIN matching_link l "
            "ON l.entry_id = e.id AND l.zone = 'review' "
            "WHERE e.source = %(source)s AND e.valid_to IS NULL",
            facts,
        )
        review = cursor.fetchone()[0]
        cursor.execute(COUNT_DOUBLES, facts)
        doubles = int(cursor.fetchone()[0])
        cursor.execute(BATCHES, facts)
        batches = [
            {"id": b, "file": f, "as_of": d.isoformat(), "extent": x, "by": by}
            for b, f, d, x, by in cursor.fetchall()
        ]
    return {
        "read": read, "unnamed": unnamed, "flagged": flagged, "rules": dict(rules),
        "matched": sum(rules.values()), "own": own, "review": review, "by_hand": by_hand,
        "doubles": doubles, "batches": batches,
    }  # fmt: skip
