"""Keeping the members counted for each union right, change by change (decision record 30)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from niangjia.kernel.locks import hold
from niangjia.organizing.rules.memberships import FIGURES, Events

NAMES = ", ".join(FIGURES)
FIRST_FROM = """
SELECT id, valid_from FROM organizing_uniontally
 WHERE union_id = %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY valid_from LIMIT 1
"""
CLOSE = "UPDATE organizing_uniontally SET valid_to = %s WHERE id = %s"
GO_ON = f"""
INSERT INTO organizing_uniontally (union_id, valid_from, valid_to, {NAMES})
SELECT union_id, %s, %s, {NAMES} FROM organizing_uniontally WHERE id = %s
"""
BEGIN = f"""
INSERT INTO organizing_uniontally (union_id, valid_from, valid_to, {NAMES})
VALUES (%s, %s, %s, 0, 0, 0, 0, 0)
"""
# All days in one statement, so that no figure falls below zero on its way.
ADD = f"""
UPDATE organizing_uniontally t SET {", ".join(f"{name} = t.{name} + s.{name}" for name in FIGURES)}
  FROM (SELECT o.id, {", ".join(f"sum(e.{name})::int AS {name}" for name in FIGURES)}
          FROM unnest(%s::bigint[], %s::date[], {", ".join(["%s::int[]"] * len(FIGURES))})
               AS e(union_id, day, {NAMES})
          JOIN organizing_uniontally o ON o.union_id = e.union_id AND o.valid_from >= e.day
         GROUP BY o.id) s
 WHERE t.id = s.id
"""


def lock_tallies(unions: Iterable[int]) -> None:
    """One change of a union's figures at a time, always in the same order."""
    for union in sorted(set(unions)):
        hold(f"organizing.tally:{union}", 60)


def shift_tallies(events: Events) -> None:
    """Add to the figures of each union from each day on, in the caller's transaction."""
    if not events:
        return
    lock_tallies(union for union, _ in events)
    with connection.cursor() as cursor:
        for union, day in sorted(events):
            _begin_on(cursor, union, day)
        places, vectors = zip(*events.items(), strict=True)
        unions, days = zip(*places, strict=True)
        columns = [list(column) for column in zip(*vectors, strict=True)]
        cursor.execute(ADD, [list(unions), list(days), *columns])


def _begin_on(cursor: Any, union: int, day: date) -> None:
    """See to it that a row of the union begins on that day."""
    cursor.execute(FIRST_FROM, [union, day])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(BEGIN, [union, day, None])
        return
    number, start = found
    if start > day:
        cursor.execute(BEGIN, [union, day, start])
    elif start < day:
        cursor.execute("SELECT valid_to FROM organizing_uniontally WHERE id = %s", [number])
        until = cursor.fetchone()[0]
        cursor.execute(CLOSE, [day, number])
        cursor.execute(GO_ON, [day, until, number])


# Every membership adds itself on its first day and takes itself away on its last; the running
# sum by day is the tally.
RECOUNT = f"""
WITH moves AS (
  SELECT m.union_id, d.day, d.sign AS members, d.sign * (p.sex = '2')::int AS women,
         d.sign * m.migrant::int AS migrants, d.sign * (m.trade <> '')::int AS new_form,
         d.sign * (m.state = 'retained')::int AS retained
    FROM organizing_membership m
    JOIN organizing_person p ON p.id = m.person_id
   CROSS JOIN LATERAL (VALUES (m.valid_from, 1), (m.valid_to, -1)) AS d(day, sign)
   WHERE m.superseded_at IS NULL AND m.state IN ('active', 'leaving', 'retained')
     AND m.union_id = ANY(%s) AND d.day IS NOT NULL
), days AS (
  SELECT union_id, day, {", ".join(f"sum({name}) AS {name}" for name in FIGURES)}
    FROM moves GROUP BY union_id, day
)
INSERT INTO organizing_uniontally (union_id, valid_from, valid_to, {NAMES})
SELECT union_id, day, lead(day) OVER w, {", ".join(f"sum({name}) OVER w" for name in FIGURES)}
  FROM days WINDOW w AS (PARTITION BY union_id ORDER BY day)
"""


@transaction.atomic
def recount_unions(unions: Iterable[int]) -> int:
    """Count these unions anew out of the memberships; returns rows written."""
    numbers = sorted(set(unions))
    if not numbers:
        return 0
    if len(numbers) <= 50:
        lock_tallies(numbers)
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE organizing_uniontally IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM organizing_uniontally WHERE union_id = ANY(%s)", [numbers])
        cursor.execute(RECOUNT, [numbers])
        return int(cursor.rowcount)
