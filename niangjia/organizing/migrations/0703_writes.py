"""Who has written to the register: one row for each transaction and area.

A number that was counted once may be shown again only while nothing has been written since. The
largest key of a table does not tell: a long import takes its keys early and shows them late. The
triggers note the transaction instead; ``queries/stamps.py`` reads them.
"""

from django.db import migrations

AREAS = {
    "unions": (
        "scope_unit", "organizing_union", "organizing_unionversion", "organizing_unionchange",
        "organizing_unioncount", "organizing_federationseat", "organizing_term",
        "organizing_certificate", "organizing_employer", "organizing_employercount",
        "organizing_coverage",
    ),
    "members": ("organizing_person", "organizing_membership", "organizing_uniontally"),
}  # fmt: skip

TABLE = """
CREATE TABLE organizing_write (
  area text NOT NULL, xid bigint NOT NULL, PRIMARY KEY (area, xid)
);
CREATE FUNCTION organizing_note_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organizing_write VALUES (TG_ARGV[0], pg_current_xact_id()::text::bigint)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
"""
NO_TABLE = "DROP FUNCTION organizing_note_write() CASCADE; DROP TABLE organizing_write;"
TRIGGER = """
CREATE TRIGGER {table}_note_write AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION organizing_note_write('{area}');
"""
TRIGGERS = "".join(
    TRIGGER.format(table=table, area=area) for area, tables in AREAS.items() for table in tables
)


class Migration(migrations.Migration):
    dependencies = [
        ("organizing", "0702_guard_by_person"),
        ("scope", "0003_union_kinds"),
    ]
    operations = [
        migrations.RunSQL(TABLE, NO_TABLE),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
