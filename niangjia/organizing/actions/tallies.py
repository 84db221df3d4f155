"""Counting members for each union from a day to a day, out of the memberships."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from niangjia.kernel.locks import hold

# Every membership adds itself on its first day and takes itself away on its last; the running
# sum by day is the tally. Days on which nothing changes in sum make no row.
REBUILD = """
WITH deltas AS (
  SELECT m.union_id, d.day, d.sign, m.migrant, m.trade <> '' AS new_form, m.state = 'retained' AS kept,
         p.sex = '2' AS woman
    FROM organizing_membership m
    JOIN organizing_person p ON p.id = m.person_id
    CROSS JOIN LATERAL (VALUES (m.valid_from, 1), (m.valid_to, -1)) AS d(day, sign)
   WHERE m.superseded_at IS NULL AND m.state IN ('active', 'leaving', 'retained')
     AND m.union_id = ANY(%s) AND d.day IS NOT NULL
), by_day AS (
  SELECT union_id, day, sum(sign) AS members, sum(sign) FILTER (WHERE woman) AS women,
         sum(sign) FILTER (WHERE migrant) AS migrants, sum(sign) FILTER (WHERE new_form) AS new_form,
         sum(sign) FILTER (WHERE kept) AS retained
    FROM deltas GROUP BY union_id, day
), running AS (
  SELECT union_id, day, lead(day) OVER w AS until, sum(members) OVER w AS members,
         sum(coalesce(women, 0)) OVER w AS women, sum(coalesce(migrants, 0)) OVER w AS migrants,
         sum(coalesce(new_form, 0)) OVER w AS new_form, sum(coalesce(retained, 0)) OVER w AS retained
    FROM by_day WINDOW w AS (PARTITION BY union_id ORDER BY day)
)
INSERT INTO organizing_uniontally
  (union_id, valid_from, valid_to, members, women, migrants, new_form, retained)
SELECT union_id, day, until, members, women, migrants, new_form, retained FROM running
"""


MANY = 100


def _lock(cursor: Any, unions: list[int]) -> None:
    """One change of a union's figures at a time, always in the same order."""
    if len(unions) > MANY:
        cursor.execute("LOCK TABLE organizing_uniontally IN SHARE ROW EXCLUSIVE MODE")
        return
    for union in unions:
        hold(f"organizing.tally:{union}", 60)


@transaction.atomic
def recount(*, unions: Iterable[int]) -> int:
    """Rebuild the tallies of these unions; returns rows written. Idempotent."""
    numbers = sorted(set(unions))
    if not numbers:
        return 0
    with connection.cursor() as cursor:
        _lock(cursor, numbers)
        cursor.execute("DELETE FROM organizing_uniontally WHERE union_id = ANY(%s)", [numbers])
        cursor.execute(REBUILD, [numbers])
        return int(cursor.rowcount)
