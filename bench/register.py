"""A register of any size written by the database itself, to see what a page costs as it grows.

``roster`` brings in people the way an office does and takes minutes; here the same tables are
filled by a few statements, so that 70,000 and 712,541 members can be compared in one run.
"""

from typing import Any

from niangjia.engine.persons import name_initials
from niangjia.sample.members import GIVEN, SURNAMES

CLEAR = "TRUNCATE organizing_person, organizing_uniontally CASCADE"
NAMES = "CREATE TEMP TABLE bench_names (n int PRIMARY KEY, name text, initials text)"
UNIONS = """
CREATE TEMP TABLE bench_unions AS
SELECT (row_number() OVER (ORDER BY o.id) - 1)::int AS n, o.id, o.unit_id, u.path
  FROM organizing_union o JOIN scope_unit u ON u.id = o.unit_id
"""
PEOPLE = """
INSERT INTO organizing_person (
  unit_id, path, state, joined_on, name, initials, document_kind, number, number_index, sex,
  birth_on, nationality_group, native_place, phone, phone_index, education, political_status,
  skill_grade, household_type, household_place, employment, occupation, employer_name, address,
  migrant, trade, card_number, doubts, retention, created_at, created_by, changed_at)
SELECT o.unit_id, o.path, 'active', date '2010-01-01' + (i * 37 %% 4700), w.name, w.initials, '1',
       '', 'bench:' || md5(i::text), (1 + i %% 2)::text, date '1962-03-01' + (i * 7 %% 15331), '01',
       '', '', 'bench:' || md5('p' || i), '2', '13', '', '', '', '', '', '示例单位', '',
       i %% 9 = 0, CASE WHEN i %% 13 = 0 THEN 'rider' ELSE '' END, '', '{}', 'member', now(),
       'bench', now()
  FROM generate_series(1, %(people)s) i
  JOIN bench_unions o ON o.n = (i %% %(unions)s)
  JOIN bench_names w ON w.n = (i * 7919::bigint %% %(names)s)
"""
MEMBERSHIPS = """
INSERT INTO organizing_membership (
  person_id, union_id, state, change, reason, note, migrant, trade, channel, acted_for, valid_from,
  recorded_at, recorded_by)
SELECT p.id, o.id, 'active', '1', '0', '', p.migrant, p.trade, 'roster', '', p.joined_on, now(),
       'bench'
  FROM organizing_person p JOIN bench_unions o ON o.unit_id = p.unit_id
"""
SETTLE = (
    "VACUUM ANALYZE organizing_person, organizing_membership, scope_unit, organizing_unionversion"
)


def fill(people: int) -> None:
    """Replace all members by ``people`` new ones, evenly spread over the unions there are."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLEAR)
        cursor.execute("DROP TABLE IF EXISTS bench_names, bench_unions")
        cursor.execute(NAMES)
        names = _names()
        with cursor.copy("COPY bench_names FROM STDIN") as copy:
            for row in names:
                copy.write_row(row)
        cursor.execute(UNIONS)
        unions = cursor.rowcount
        facts: dict[str, Any] = {"people": people, "unions": unions, "names": len(names)}
        cursor.execute(PEOPLE, facts)
        cursor.execute("ANALYZE bench_unions, organizing_person")  # or it joins row by row
        cursor.execute(MEMBERSHIPS)
    with connection.cursor() as cursor:
        cursor.execute(SETTLE)


def _names() -> list[tuple[int, str, str]]:
    """Every surname with every pair of given characters: some 80,000 names."""
    found = (one + two + three for one in SURNAMES for two in GIVEN for three in GIVEN)
    return [(n, name, name_initials(name)) for n, name in enumerate(found)]
