"""The guard against overlaps looks every written row up by index, whatever the planner believes.

Left to itself it joined the written rows with the table row by row when nothing was known of the
table yet, or kept for a whole session the plan made for a small one: 712,541 rows in one statement
took more than ten minutes, of which the insertion itself needs half of one.
"""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION organizing_membership_never_two() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE clash bigint;
BEGIN
  SELECT w.person_id INTO clash
    FROM written AS w
   WHERE w.superseded_at IS NULL AND EXISTS (
     SELECT FROM organizing_membership AS b
      WHERE b.person_id = w.person_id AND b.id <> w.id AND b.superseded_at IS NULL
        AND daterange(w.valid_from, w.valid_to) && daterange(b.valid_from, b.valid_to)
     OFFSET 0)
   LIMIT 1;
  IF clash IS NOT NULL THEN
    RAISE EXCEPTION '会籍记录的时间重叠（人员 %）', clash USING ERRCODE = '23P01',
      CONSTRAINT = 'membership_never_two';
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("organizing", "0101_founding_road")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
