"""Keeping the notes of who wrote short (record 35)."""

from django.db import connection

SETTLED = """
DELETE FROM organizing_write AS old USING (
  SELECT area, max(xid) AS xid FROM organizing_write
   WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint GROUP BY area) AS last
 WHERE old.area = last.area AND old.xid < last.xid
"""
FOREIGN = """
DELETE FROM organizing_write WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


def forget_writes() -> int:
    """Takes away notes that no stamp asks for, and those of a cluster this one was restored from."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        gone: int = cursor.rowcount
        cursor.execute(FOREIGN)
        return gone + int(cursor.rowcount)
