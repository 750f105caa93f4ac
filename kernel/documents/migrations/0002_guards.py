"""A document's row stays what was sealed, a letter's words stay what was asked for; neither is ever deleted."""

from django.db import migrations

DOCUMENT_STAYS = [
    "number",
    "subject_kind",
    "subject_id",
    "subject_number",
    "role",
    "material_code",
    "content_type",
    "size",
    "sha256",
    "stored_name",
    "uploaded_by_id",
    "issuer",
    "at",
]
LETTER_STAYS = [
    "entry_id",
    "letter_type",
    "subject_kind",
    "subject_id",
    "subject_number",
    "number",
    "serial",
    "organ_code",
    "organ_name",
    "year",
    "running",
    "title",
    "addressee_masked",
    "issued_at",
    "words_sha256",
    "template_id",
    "seal",
    "seal_provider",
    "requested_at",
]
# what the making wrote stays too, once it is written
LETTER_READY_STAYS = ["state", "made_at", "recipe", "printed_sha256", "document_id"]

GUARDS = """
CREATE FUNCTION documents_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is kept as it was sealed', TG_TABLE_NAME, OLD.number USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER document_stays BEFORE UPDATE ON documents_document FOR EACH ROW
    WHEN (({document_old}) IS DISTINCT FROM ({document_new}))
    EXECUTE FUNCTION documents_row_stays();
CREATE TRIGGER document_removed_stays BEFORE UPDATE ON documents_document FOR EACH ROW
    WHEN (OLD.removed_at IS NOT NULL
          AND (OLD.removed_at, OLD.removed_by_id) IS DISTINCT FROM (NEW.removed_at, NEW.removed_by_id))
    EXECUTE FUNCTION documents_row_stays();
CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON documents_document FOR EACH ROW
    EXECUTE FUNCTION documents_row_stays();

CREATE TRIGGER letter_stays BEFORE UPDATE ON documents_letter FOR EACH ROW
    WHEN (({letter_old}) IS DISTINCT FROM ({letter_new}))
    EXECUTE FUNCTION documents_row_stays();
CREATE TRIGGER letter_made_stays BEFORE UPDATE ON documents_letter FOR EACH ROW
    WHEN (OLD.state = 'ready' AND ({made_old}) IS DISTINCT FROM ({made_new}))
    EXECUTE FUNCTION documents_row_stays();
CREATE TRIGGER letter_stamped_stays BEFORE UPDATE ON documents_letter FOR EACH ROW
    WHEN (OLD.stamped_at IS NOT NULL AND NEW.stamped_at IS NOT NULL
          AND (OLD.stamped_at, OLD.stamped_by_id) IS DISTINCT FROM (NEW.stamped_at, NEW.stamped_by_id))
    EXECUTE FUNCTION documents_row_stays();
CREATE TRIGGER letter_is_not_deleted BEFORE DELETE ON documents_letter FOR EACH ROW
    EXECUTE FUNCTION documents_row_stays();
"""

UNDO = """
DROP TRIGGER letter_is_not_deleted ON documents_letter;
DROP TRIGGER letter_stamped_stays ON documents_letter;
DROP TRIGGER letter_made_stays ON documents_letter;
DROP TRIGGER letter_stays ON documents_letter;
DROP TRIGGER document_is_not_deleted ON documents_document;
DROP TRIGGER document_removed_stays ON documents_document;
DROP TRIGGER document_stays ON documents_document;
DROP FUNCTION documents_row_stays();
"""


def _columns(row, names):
    return ", ".join(f'{row}."{name}"' for name in names)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_tables")]

    operations = [
        migrations.RunSQL(
            GUARDS.format(
                document_old=_columns("OLD", DOCUMENT_STAYS),
                document_new=_columns("NEW", DOCUMENT_STAYS),
                letter_old=_columns("OLD", LETTER_STAYS),
                letter_new=_columns("NEW", LETTER_STAYS),
                made_old=_columns("OLD", LETTER_READY_STAYS),
                made_new=_columns("NEW", LETTER_READY_STAYS),
            ),
            UNDO,
        )
    ]
