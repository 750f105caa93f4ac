"""Who acts for a post, asked in SQL by the set-based sweep; and that nobody is his own deputy."""

from django.db import migrations

PRESENCE = """
CREATE FUNCTION user_is_present(user_id bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT u.is_active AND NOT EXISTS (
        SELECT 1 FROM organizations_absence a
        WHERE a.user_id = u.id AND a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at > $2)
    )
    FROM accounts_user u WHERE u.id = $1
$$;
"""

# the Python of the same rule is kernel/organizations/queries.py; a test holds the two together
ACTING_HOLDER = """
CREATE FUNCTION acting_holder(post_id bigint, at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN user_is_present(p.user_id, $2) THEN p.user_id ELSE coalesce((
        SELECT d.user_id FROM organizations_deputy d
        WHERE d.post_id = p.id AND d.from_date <= day.local
          AND (d.until_date IS NULL OR d.until_date >= day.local)
          AND user_is_present(d.user_id, $2)
        ORDER BY d.rank LIMIT 1
    ), p.user_id) END
    FROM organizations_post p, (SELECT ($2 AT TIME ZONE 'Asia/Shanghai')::date AS local) day
    WHERE p.id = $1 AND p.from_date <= day.local AND (p.until_date IS NULL OR p.until_date >= day.local)
$$;
"""

DEPUTY_IS_ANOTHER = """
CREATE FUNCTION deputy_is_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'organizations_deputy' THEN
        -- FOR SHARE: a post that changes hands at the same moment waits for us, or we for it
        PERFORM 1 FROM organizations_post p WHERE p.id = NEW.post_id AND p.user_id = NEW.user_id FOR SHARE;
    ELSE
        PERFORM 1 FROM organizations_deputy d WHERE d.post_id = NEW.id AND d.user_id = NEW.user_id;
    END IF;
    IF FOUND THEN
        RAISE EXCEPTION 'the holder of post is his own deputy' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'deputy_is_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deputy_is_another BEFORE INSERT OR UPDATE OF post_id, user_id ON organizations_deputy
    FOR EACH ROW EXECUTE FUNCTION deputy_is_another();
CREATE TRIGGER deputy_is_another BEFORE UPDATE OF user_id ON organizations_post
    FOR EACH ROW EXECUTE FUNCTION deputy_is_another();
"""

UNDO_DEPUTY = """
DROP TRIGGER deputy_is_another ON organizations_post;
DROP TRIGGER deputy_is_another ON organizations_deputy;
DROP FUNCTION deputy_is_another();
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_tables"), ("accounts", "0001_tables")]

    operations = [
        migrations.RunSQL(PRESENCE, "DROP FUNCTION user_is_present(bigint, timestamptz);"),
        migrations.RunSQL(ACTING_HOLDER, "DROP FUNCTION acting_holder(bigint, timestamptz);"),
        migrations.RunSQL(DEPUTY_IS_ANOTHER, UNDO_DEPUTY),
    ]
