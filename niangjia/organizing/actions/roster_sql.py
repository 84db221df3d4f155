"""The statements by which a roster is merged, in the order in which they run.

``stage.person_id`` is given out beforehand, so that memberships need not look for the people just
written. ``stage.stand``: new, here (a member of this union), away (of another), ended, out (nothing
can be done by a list).
"""

CREATE_STAGE = """
CREATE TEMP TABLE roster_stage (
  number_sealed text, number_index text, name text, initials text, document_kind text, sex text,
  phone_sealed text, phone_index text, nationality_group text, native_place text, education text,
  political_status text, skill_grade text, household_type text, household_place text,
  employment text, trade text, platform text, employer_name text, occupation text,
  address_sealed text, card_number text, row_number int, birth_on date, migrant boolean,
  union_id bigint, joined_on date, doubts varchar(100)[],
  person_id bigint DEFAULT nextval(pg_get_serial_sequence('organizing_person', 'id')),
  stand text DEFAULT 'new'
) ON COMMIT DROP
"""
ROOM = "SET LOCAL work_mem = '128MB'"
ANALYZE_STAGE = "ANALYZE roster_stage (number_index, person_id, union_id, stand, employer_name)"
FIND_KNOWN = """
UPDATE roster_stage s SET person_id = p.id, stand = ''
  FROM organizing_person p WHERE p.number_index = s.number_index AND p.number_index <> ''
"""
# Whoever came first keeps the number: the unique index decides, the loser is found below.
ADD_PEOPLE = """
INSERT INTO organizing_person (
  id, unit_id, path, state, joined_on, name, initials, document_kind, number, number_index, sex,
  birth_on, nationality_group, native_place, phone, phone_index, education, political_status,
  skill_grade, household_type, household_place, employment, occupation, employer_name, address,
  migrant, trade, card_number, doubts, retention, purge_after, created_at, created_by, changed_at)
SELECT s.person_id, u.id, u.path, 'active', s.joined_on, s.name, s.initials, s.document_kind,
       s.number_sealed, s.number_index, s.sex, s.birth_on, s.nationality_group, s.native_place,
       s.phone_sealed, s.phone_index, s.education, s.political_status, s.skill_grade,
       s.household_type, s.household_place, s.employment, s.occupation, s.employer_name,
       s.address_sealed, COALESCE(s.migrant, false), s.trade, s.card_number, s.doubts, 'member',
       NULL, %(now)s, %(by)s, %(now)s
  FROM roster_stage s
  JOIN organizing_union o ON o.id = s.union_id
  JOIN scope_unit u ON u.id = o.unit_id
 WHERE s.stand = 'new'
ON CONFLICT (number_index) WHERE number_index <> '' DO NOTHING
"""
FIND_OVERTAKEN = """
UPDATE roster_stage s SET person_id = p.id, stand = ''
  FROM organizing_person p
 WHERE s.stand = 'new' AND p.number_index = s.number_index AND p.id <> s.person_id
"""
LOCK_KNOWN = """
SELECT p.id FROM organizing_person p
  JOIN roster_stage s ON s.person_id = p.id AND s.stand = '' ORDER BY p.id FOR UPDATE OF p
"""
PLACE_KNOWN = """
UPDATE roster_stage s SET stand = CASE
         WHEN p.name <> s.name OR m.state IN ('expelled', 'deceased') THEN 'out'
         WHEN m.state IN ('active', 'leaving', 'retained') AND m.union_id = s.union_id THEN 'here'
         WHEN m.state IN ('active', 'leaving', 'retained') THEN 'away'
         WHEN m.id IS NULL THEN 'return'
         WHEN s.joined_on > m.valid_from THEN 'return' ELSE 'out' END
  FROM organizing_person p
  LEFT JOIN organizing_membership m
    ON m.person_id = p.id AND m.valid_to IS NULL AND m.superseded_at IS NULL
 WHERE s.stand = '' AND p.id = s.person_id
"""
_FACTS = ("nationality_group", "native_place", "education", "political_status", "skill_grade",
          "household_type", "household_place", "employment", "occupation", "employer_name")  # fmt: skip
_KEPT = ", ".join(f"{name} = COALESCE(NULLIF(s.{name}, ''), p.{name})" for name in _FACTS)
_DIFFERS = " OR ".join(f"(s.{name} <> '' AND s.{name} <> p.{name})" for name in _FACTS)
# Sealed values differ each time they are sealed; whether a phone is another one its index says.
LEARN = f"""
UPDATE organizing_person p SET {_KEPT},
       phone = CASE WHEN s.phone_index NOT IN ('', p.phone_index) THEN s.phone_sealed ELSE p.phone END,
       phone_index = COALESCE(NULLIF(s.phone_index, ''), p.phone_index), changed_at = %(now)s
  FROM roster_stage s
 WHERE s.stand IN ('here', 'return') AND p.id = s.person_id
   AND ({_DIFFERS} OR s.phone_index NOT IN ('', p.phone_index))
"""
PROPOSE = """
INSERT INTO organizing_transfer (
  person_id, from_union_id, to_union_id, state, reason, note, effective_on, proposed_at,
  proposed_by, acted_for, released_by, received_at, received_by, due_on, answer)
SELECT s.person_id, m.union_id, s.union_id, 'proposed', '1', '名册导入时已在别处在籍', NULL,
       %(now)s, %(by)s, '', '', %(now)s, %(by)s, %(due)s, ''
  FROM roster_stage s
  JOIN organizing_membership m
    ON m.person_id = s.person_id AND m.valid_to IS NULL AND m.superseded_at IS NULL
 WHERE s.stand = 'away'
ON CONFLICT (person_id) WHERE state IN ('proposed', 'released') DO NOTHING
"""
COUNT_LEFT_OUT = "SELECT FROM roster_stage WHERE stand = 'out'"
COUNT_HERE = "SELECT FROM roster_stage WHERE stand = 'here'"
CLOSE_ENDED = """
UPDATE organizing_membership m SET valid_to = s.joined_on
  FROM roster_stage s
 WHERE s.stand = 'return' AND m.person_id = s.person_id AND m.valid_to IS NULL
   AND m.superseded_at IS NULL
"""
REPEAT_RETURNED = """
UPDATE organizing_person p
   SET unit_id = u.id, path = u.path, state = 'active', joined_on = s.joined_on,
       migrant = COALESCE(s.migrant, p.migrant), trade = s.trade, retention = 'member',
       purge_after = NULL, changed_at = %(now)s
  FROM roster_stage s
  JOIN organizing_union o ON o.id = s.union_id
  JOIN scope_unit u ON u.id = o.unit_id
 WHERE s.stand = 'return' AND p.id = s.person_id
"""
ADD_MEMBERSHIPS = """
INSERT INTO organizing_membership (
  person_id, union_id, state, change, reason, note, migrant, trade, employer_id, channel,
  acted_for, valid_from, valid_to, recorded_at, recorded_by, superseded_at)
SELECT s.person_id, s.union_id, 'active', '1', '0', '', COALESCE(s.migrant, false), s.trade,
       c.employer_id, 'roster', '', s.joined_on, NULL, %(now)s, %(by)s, NULL
  FROM roster_stage s
  LEFT JOIN (
    SELECT c.union_id, e.name, min(e.id) AS employer_id
      FROM organizing_coverage c JOIN organizing_employer e ON e.id = c.employer_id
     WHERE c.valid_to IS NULL AND c.superseded_at IS NULL GROUP BY c.union_id, e.name
  ) c ON c.union_id = s.union_id AND c.name = s.employer_name
 WHERE s.stand IN ('new', 'return')
"""
ADD_WORK = """
INSERT INTO organizing_workrelation (
  person_id, employer_id, platform, trade, relation, place, plate, valid_from, valid_to,
  recorded_at, recorded_by)
SELECT s.person_id, NULL, left(trim(one), 40), s.trade, 'none', '', '', s.joined_on, NULL,
       %(now)s, %(by)s
  FROM roster_stage s, unnest(string_to_array(translate(s.platform, ',，;；/', '、、、、、'), '、')) one
 WHERE s.platform <> '' AND s.stand IN ('new', 'return', 'here') AND trim(one) <> ''
ON CONFLICT DO NOTHING
"""
TOUCHED = "SELECT DISTINCT union_id FROM roster_stage WHERE stand IN ('new', 'return')"
# What is searched and sorted by; sealed texts are wide, and nobody asks for them.
ANALYZE_TABLES = """
ANALYZE organizing_person (unit_id, path, state, joined_on, name, initials, number_index,
                           phone_index, card_number, migrant, trade), organizing_membership
"""
