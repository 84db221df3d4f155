"""The database itself refuses to change or remove a line or a seal.

TRUNCATE is let through only in a session that has set ``niangjia.audit_flush``: the tests do,
to empty their own database between two tests; the house never does. In production the
application's role should lack UPDATE, DELETE and TRUNCATE on these tables as well (see
docs/how-to/run-in-production.md); the trigger holds for the owner, too.
"""

from django.db import migrations

LOCK = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('niangjia.audit_flush', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '留痕不可修改或删除' USING ERRCODE = 'insufficient_privilege';
END $$;

-- A transaction takes its number before it takes a line number: see kernel/audit/sealing.py.
CREATE FUNCTION audit_take_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    RETURN NULL;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditseal
FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER take_number BEFORE INSERT ON audit_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION audit_take_number();
"""

UNLOCK = """
DROP TRIGGER take_number ON audit_auditevent;
DROP TRIGGER append_only ON audit_auditseal;
DROP TRIGGER append_only ON audit_auditevent;
DROP FUNCTION audit_take_number();
DROP FUNCTION audit_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
