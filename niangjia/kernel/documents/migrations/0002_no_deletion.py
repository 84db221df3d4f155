"""The database itself keeps the register whole: no line leaves it, no number is rewritten."""

from django.db import migrations

LOCK = """
CREATE FUNCTION documents_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '文号登记不可删除，只能作废' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.word, NEW.year, NEW.number) IS DISTINCT FROM (OLD.word, OLD.year, OLD.number)
       OR (OLD.state = 'void' AND NEW.state <> 'void') THEN
        RAISE EXCEPTION '文号不可改写，作废后不可恢复' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER keep_number BEFORE UPDATE OR DELETE ON documents_documentnumber
FOR EACH ROW EXECUTE FUNCTION documents_keep_number();
"""

UNLOCK = """
DROP TRIGGER keep_number ON documents_documentnumber;
DROP FUNCTION documents_keep_number();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
