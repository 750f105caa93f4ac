"""The sweep's queue fills itself: no writer of a clock can forget it."""

from django.db import migrations

# transition tables allow no column list, so the function compares; provisional is watched because a date that became
# certain may now be judged
QUEUE = """
CREATE FUNCTION clocks_queue_started() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO clocks_changed (clock_id, simulated) SELECT id, simulated FROM new_rows;
    RETURN NULL;
END $$;
CREATE FUNCTION clocks_queue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO clocks_changed (clock_id, simulated)
        SELECT n.id, n.simulated FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.due_at, n.ended_at, n.provisional) IS DISTINCT FROM (o.due_at, o.ended_at, o.provisional);
    RETURN NULL;
END $$;
CREATE TRIGGER clocks_clock_started AFTER INSERT ON clocks_clock
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION clocks_queue_started();
CREATE TRIGGER clocks_clock_changed AFTER UPDATE ON clocks_clock
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION clocks_queue_changed();
"""
QUEUE_BACK = """
DROP TRIGGER clocks_clock_changed ON clocks_clock;
DROP TRIGGER clocks_clock_started ON clocks_clock;
DROP FUNCTION clocks_queue_changed();
DROP FUNCTION clocks_queue_started();
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_tables")]

    operations = [migrations.RunSQL(QUEUE, QUEUE_BACK)]
