"""The ledger's SQL: the hash, the refusals, the append-only guards, the queue of the stream, the app role's rights."""

from django.conf import settings
from django.db import migrations

APPEND_ONLY = ("ledger_entry", "ledger_streamposition", "ledger_seal", "ledger_accessentry")
# what the app's role may do with the others
WORKING = {
    "ledger_pending": "SELECT, INSERT, DELETE",
    "ledger_observercursor": "SELECT, INSERT, UPDATE",
    "ledger_observerfailure": "SELECT, INSERT, UPDATE",
    "ledger_relaystate": "SELECT, INSERT, UPDATE",
}

# Fields are parted by U+001F. It cannot occur in them: the check constraint below refuses it in the text columns,
# JSON escapes it in the body, and all else is digits. Every argument is used once, so that the planner inlines the
# function into the INSERT. decode(…, 'escape') is the immutable way from text to its UTF-8 bytes.
HASH = r"""
CREATE FUNCTION ledger_hash(
    id bigint, type text, type_version int, subject_kind text, subject_number text, subject_id bigint,
    about_kind text, about_number text, about_id bigint, organization text, region text, post text, person text,
    at timestamptz, recorded_at timestamptz, body text, salt bytea, "position" int, prev_hash bytea,
    xact bigint, cluster bigint
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(decode(replace(
        'ledger/1' || chr(31) || id::text || chr(31) || type || chr(31) || type_version::text
        || chr(31) || subject_kind || chr(31) || subject_number || chr(31) || subject_id::text
        || chr(31) || coalesce(about_kind, '') || chr(31) || coalesce(about_number, '')
        || chr(31) || coalesce(about_id::text, '')
        || chr(31) || organization || chr(31) || region || chr(31) || post || chr(31) || person
        || chr(31) || (extract(epoch FROM at AT TIME ZONE 'UTC') * 1000000)::bigint::text
        || chr(31) || (extract(epoch FROM recorded_at AT TIME ZONE 'UTC') * 1000000)::bigint::text
        || chr(31) || body || chr(31) || encode(salt, 'hex') || chr(31) || "position"::text
        || chr(31) || encode(prev_hash, 'hex') || chr(31) || xact::text || chr(31) || cluster::text,
        '\', '\\'), 'escape'))
$$;
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_fields_without_separator CHECK (
    strpos(type || subject_kind || subject_number || coalesce(about_kind, '') || coalesce(about_number, '')
           || organization || region || post || person || body, chr(31)) = 0);
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_lengths CHECK (
    octet_length(salt) = 16 AND octet_length(prev_hash) = 32 AND octet_length(hash) = 32);
"""
HASH_BACK = """
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_lengths;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_fields_without_separator;
DROP FUNCTION ledger_hash;
"""

REFUSALS = """
CREATE FUNCTION ledger_out_of_time(subject_number text) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'LG001',
        MESSAGE = format('an entry of %s lies later than now or earlier than the last entry', subject_number);
END $$;
CREATE FUNCTION ledger_field_missing(name text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'LG002', MESSAGE = format('field %s is required and was NULL', name);
END $$;
"""
REFUSALS_BACK = "DROP FUNCTION ledger_field_missing(text); DROP FUNCTION ledger_out_of_time(text);"

GUARD = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = format('%s is append-only: %s is refused; a wrong fact is corrected by a counter-entry',
                         TG_TABLE_NAME, TG_OP);
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();\n"
    for table in APPEND_ONLY
)
GUARD_BACK = "".join(f"DROP TRIGGER {table}_append_only ON {table};\n" for table in APPEND_ONLY) + (
    "DROP FUNCTION ledger_refuse_change();"
)

# transaction and cluster are asked for here and not copied from the row: the stream's order rests on them
QUEUE = """
CREATE FUNCTION ledger_queue_for_stream() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_pending (entry_id, xact, cluster)
        SELECT id, pg_current_xact_id()::text::bigint, system_identifier
        FROM written, pg_control_system() ORDER BY id;
    PERFORM pg_notify('ledger', '');
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_queue AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_queue_for_stream();
"""
QUEUE_BACK = "DROP TRIGGER ledger_entry_queue ON ledger_entry; DROP FUNCTION ledger_queue_for_stream();"


def grant(apps, schema_editor):
    """Give the app's role what it needs and no more; nothing where the role is absent (a bare owner's cluster)."""
    role = settings.DATABASE_APP_ROLE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            return
        for table, rights in {**dict.fromkeys(APPEND_ONLY, "SELECT, INSERT"), **WORKING}.items():
            cursor.execute(f"REVOKE ALL ON {table} FROM {found[0]}")
            cursor.execute(f"GRANT {rights} ON {table} TO {found[0]}")
        cursor.execute(f"GRANT USAGE ON SEQUENCE ledger_entry_id_seq, ledger_observerfailure_id_seq TO {found[0]}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]

    operations = [
        migrations.RunSQL(HASH, HASH_BACK),
        migrations.RunSQL(REFUSALS, REFUSALS_BACK),
        migrations.RunSQL(GUARD, GUARD_BACK),
        migrations.RunSQL(QUEUE, QUEUE_BACK),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
