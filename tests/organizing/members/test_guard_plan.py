"""The guard against two memberships at a time costs a look-up a person, counted table or not."""

import re

from django.db import connection


def test_it_asks_by_person_in_a_table_nobody_has_counted(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'organizing_membership_never_two'"
        )
        (body,) = cursor.fetchone()
        found = re.search(r"SELECT w\.person_id INTO clash(.*?);", body, re.S)
        cursor.execute("CREATE TEMP TABLE written (LIKE organizing_membership)")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT w.person_id {found[1]}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "membership_person" in plan
    assert "membership_union" not in plan
