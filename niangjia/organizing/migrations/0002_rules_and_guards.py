"""National parameters and tables; the guard against overlapping memberships."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
BY = "随版本发布"

# One look at the whole statement: rows of the same person that hold on the same day. The open
# row is guarded by a unique index besides, so two transactions cannot slip past one another.
GUARD = """
CREATE FUNCTION organizing_membership_never_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE clash bigint;
BEGIN
  SELECT w.person_id INTO clash
    FROM written AS w
    JOIN organizing_membership AS b ON b.person_id = w.person_id AND b.id <> w.id
     AND b.superseded_at IS NULL
     AND daterange(w.valid_from, w.valid_to) && daterange(b.valid_from, b.valid_to)
   WHERE w.superseded_at IS NULL
   LIMIT 1;
  IF clash IS NOT NULL THEN
    RAISE EXCEPTION '会籍记录的时间重叠（人员 %）', clash USING ERRCODE = '23P01',
      CONSTRAINT = 'membership_never_two';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER membership_never_two_added AFTER INSERT ON organizing_membership
  REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION organizing_membership_never_two();
CREATE TRIGGER membership_never_two_changed AFTER UPDATE ON organizing_membership
  REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION organizing_membership_never_two();
"""
UNGUARD = """
DROP TRIGGER membership_never_two_added ON organizing_membership;
DROP TRIGGER membership_never_two_changed ON organizing_membership;
DROP FUNCTION organizing_membership_never_two();
"""


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def dated(row):
    return {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "source_text": row["source"],
        "created_by": BY,
    }


def fill(apps, schema_editor):
    parameter, size = (apps.get_model("organizing", n) for n in ("Parameter", "SizeRule"))
    parameter.objects.bulk_create(
        parameter(code=row["code"], value=row["value"], measure=row["measure"], **dated(row))
        for row in rows("parameters.csv")
    )
    size.objects.bulk_create(
        size(
            table=row["table"],
            members_from=int(row["members_from"]),
            members_to=int(row["members_to"]) if row["members_to"] else None,
            seats_min=int(row["seats_min"]),
            seats_max=int(row["seats_max"]),
            odd_only=row["odd_only"] == "1",
            note=row["note"],
            **dated(row),
        )
        for row in rows("sizes.csv")
        if row["scheme"] == "national"
    )


class Migration(migrations.Migration):
    dependencies = [("organizing", "0001_initial")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
