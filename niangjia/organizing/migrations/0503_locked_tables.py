"""The figures of a locked table cannot be changed, added or deleted, whoever asks."""

from django.db import migrations

LOCK = """
CREATE FUNCTION organizing_period_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.table_id ELSE NEW.table_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM organizing_periodtable t
             WHERE t.id = held AND t.state = 'locked')
     OR (TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM organizing_periodtable t
                                      WHERE t.id = OLD.table_id AND t.state = 'locked')) THEN
    RAISE EXCEPTION '报表已经锁定，数字不能再改';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER period_locked BEFORE INSERT OR UPDATE OR DELETE ON organizing_periodfigure
FOR EACH ROW EXECUTE FUNCTION organizing_period_locked();
"""
UNLOCK = """
DROP TRIGGER period_locked ON organizing_periodfigure;
DROP FUNCTION organizing_period_locked();
"""


class Migration(migrations.Migration):
    dependencies = [("organizing", "0502_periods")]
    operations = [migrations.RunSQL(LOCK, UNLOCK)]
