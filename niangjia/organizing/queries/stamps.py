"""Whether anything was written since a number was counted (record 35)."""

from uuid import uuid4

from django.db import connection

UNIONS, MEMBERS = "unions", "members"
"""Areas that the triggers of migration 0703 tell apart: the register of unions with employers and
terms, and persons with memberships and tallies."""

STAMP = """
SELECT pg_current_xact_id_if_assigned() IS NOT NULL, area, settled, (SELECT count(*) FROM organizing_write AS w
                        WHERE w.area = asked.area AND w.xid > settled)
  FROM (SELECT area, coalesce((
                 SELECT max(w.xid) FROM organizing_write AS w
                  WHERE w.area = a.area
                    AND w.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint), 0) AS settled
          FROM unnest(%s::text[]) AS a (area)) AS asked
"""


def stamp(*areas: str) -> str:
    """Another text whenever something written in these areas has become visible.

    Below the oldest transaction still running nothing can be added; above it the number of those
    visible only grows. So the last one below and the number of those after it say which writes are
    in sight, also where a long import ends after shorter ones that began later. A transaction that
    has itself begun to write gets a text of its own each time: what it sees may yet be taken back.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [sorted(areas)])
        rows = cursor.fetchall()
    if any(writing for writing, *_ in rows):
        return uuid4().hex
    return "".join(f"{area}:{settled}+{more}." for _, area, settled, more in rows)
