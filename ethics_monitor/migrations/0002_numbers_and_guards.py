"""The sequence behind card numbers, and the guards that keep an activated rule and an evidence package as they were."""

from django.db import migrations

# six digits within a day; a county that issues a million cards on one day is refused by the unique number
NUMBERS = "CREATE SEQUENCE ethics_monitor_card_number AS bigint MINVALUE 0 MAXVALUE 999999 START 1 CYCLE;"
NUMBERS_BACK = "DROP SEQUENCE ethics_monitor_card_number;"

# a card names the edition it was issued under, so that edition must say for ever what it said then
FROZEN = """
CREATE FUNCTION ethics_monitor_rule_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'state' - 'valid_until') IS DISTINCT FROM
                           (to_jsonb(OLD) - 'state' - 'valid_until') OR NEW.state NOT IN ('active', 'retired') THEN
        RAISE EXCEPTION 'rule % version % was activated and stays as it was', OLD.code, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_is_frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ethics_monitor_rule_is_frozen BEFORE UPDATE OR DELETE ON ethics_monitor_rule
    FOR EACH ROW WHEN (OLD.state IN ('active', 'retired')) EXECUTE FUNCTION ethics_monitor_rule_is_frozen();
"""
FROZEN_BACK = """
DROP TRIGGER ethics_monitor_rule_is_frozen ON ethics_monitor_rule;
DROP FUNCTION ethics_monitor_rule_is_frozen();
"""

# what was handed out, and to whom, is added to and never changed
KEPT = """
CREATE FUNCTION ethics_monitor_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays as it was written', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'evidence_is_kept';
END $$;
CREATE TRIGGER ethics_monitor_is_kept BEFORE UPDATE OR DELETE ON ethics_monitor_evidence
    FOR EACH ROW EXECUTE FUNCTION ethics_monitor_is_kept();
CREATE TRIGGER ethics_monitor_is_kept BEFORE UPDATE OR DELETE ON ethics_monitor_handover
    FOR EACH ROW EXECUTE FUNCTION ethics_monitor_is_kept();
"""
KEPT_BACK = """
DROP TRIGGER ethics_monitor_is_kept ON ethics_monitor_handover;
DROP TRIGGER ethics_monitor_is_kept ON ethics_monitor_evidence;
DROP FUNCTION ethics_monitor_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("ethics_monitor", "0001_tables")]

    operations = [
        migrations.RunSQL(NUMBERS, NUMBERS_BACK),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
        migrations.RunSQL(KEPT, KEPT_BACK),
    ]
