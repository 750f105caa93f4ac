"""Who may pass the doors that hang on the roof, those of third-party apps among them."""

from django.conf import settings

from approvals.doors import STAFF
from approvals.permissions import STAMPERS as CASE_STAMPERS
from approvals.verbs import CLERKS
from civic_service.doors import BAG_LOOKERS
from county_portal.data_health.access import READERS
from county_portal.finding.search import READERS as FINDERS
from county_portal.hall_register import READERS as HALL_READERS
from county_portal.morning import READERS as MORNING_READERS
from county_portal.outbox import READERS as OUTBOX_READERS
from ethics_monitor.verbs import READERS as CARD_READERS
from kernel.catalogue.permissions import EDITORS, PUBLISHERS, WORD_KEEPERS, WORKSHOP
from kernel.documents.actions.stamp import HEADS
from kernel.doors.routes import Door, register
from kernel.notices.permissions import CALLERS, ROUTE_KEEPERS, ROUTE_READERS
from kernel.organizations.models import Role
from kernel.organizations.permissions import HALL_KEEPERS

READ = ("GET", "HEAD")
STAMPERS = tuple(role for role in Role if role in CASE_STAMPERS or role == Role.SUPERVISION_OFFICE)
# who recorded a stamp may take it back, and so may the heads of the unit
UNSTAMPERS = tuple(role for role in Role if role in STAMPERS or role in HEADS)
FORM = ("GET", "HEAD", "POST")
ITEM_READERS = tuple(sorted(WORKSHOP))
ITEM_EDITORS = tuple(sorted(EDITORS))
ITEM_PUBLISHERS = tuple(sorted(PUBLISHERS))
KEEPERS_OF_WORDS = tuple(sorted(WORD_KEEPERS))
# hung up where a second factor is in use (not in a demonstration)
SECOND_FACTOR = (
    "index",
    "reauthenticate",
    "add_webauthn",
    "reauthenticate_webauthn",
    "remove_webauthn",
    "activate_totp",
    "deactivate_totp",
    "view_recovery_codes",
    "generate_recovery_codes",
    "download_recovery_codes",
)

register(
    [
        Door("home", READ, "public", indexed=True),
        Door("robots", READ, "public"),
        Door("privacy", READ, "public"),
        Door("desk", READ, "signed_in"),
        # looking changes nothing: the form is sent so that what was typed stands in no address
        Door("look_up", FORM, "post", FINDERS),
        Door("second_screen", READ, "post", CLERKS),
        Door("deadline_calculator", READ, "public"),
        Door("inbox", READ, "signed_in"),
        Door("inbox_read_all", ("POST",), "signed_in", binding=True),
        Door("notice_read", ("POST",), "signed_in", subject="notice"),
        Door("outbox", READ, "post", OUTBOX_READERS),
        Door("outbox_message", READ, "post", OUTBOX_READERS, subject="message"),
        # as with a number: every look is another line of the access log
        Door("outbox_open", ("POST",), "post", OUTBOX_READERS, subject="message"),
        Door("outbox_again", ("POST",), "post", OUTBOX_READERS, subject="message", binding=True),
        Door("calls", READ, "post", CALLERS),
        # every look at a number is another line of the access log: nothing of it is kept to be answered twice
        Door("call_dial", ("POST",), "post", CALLERS, subject="call"),
        Door("call_note", ("POST",), "post", CALLERS, subject="call", binding=True),
        Door("call_give_up", ("POST",), "post", CALLERS, subject="call", binding=True),
        Door("notice_routes", READ, "post", ROUTE_READERS),
        Door("notice_route_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("notice_template_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("notice_hours_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("absences", FORM, "post", STAFF, binding=True),
        Door("absence_back", ("POST",), "post", STAFF, subject="absence", binding=True),
        Door("health", READ, "public"),
        Door("data_health", READ, "post", READERS),
        Door("access_log", READ, "post", (Role.ADMIN_AUDIT,)),
        Door("morning", READ, "post", MORNING_READERS),
        Door("second_factors", READ, "post", (Role.ADMIN_SECURITY,)),
        Door("second_factor_reset", ("POST",), "post", (Role.ADMIN_SECURITY,), binding=True),
        Door("hall_register", READ, "post", HALL_READERS),
        Door("hall_register_export", READ, "post", HALL_READERS),
        Door("hall_register_enter", ("POST",), "post", tuple(sorted(HALL_KEEPERS)), binding=True),
        # what was taken over stays so
        Door("take_over", FORM, "public"),
        Door("workshop", READ, "post", ITEM_READERS),
        Door("workshop_new", FORM, "post", ITEM_EDITORS, binding=True),
        Door("workshop_submit_several", ("POST",), "post", ITEM_EDITORS, binding=True),
        Door("workshop_publish_several", ("POST",), "post", ITEM_PUBLISHERS, binding=True),
        Door("workshop_export", READ, "post", ITEM_READERS),
        Door("workshop_words", READ, "post", KEEPERS_OF_WORDS),
        Door("workshop_teach", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("workshop_give_up", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("workshop_read", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("workshop_situation", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("workshop_item", READ, "post", ITEM_READERS, subject="edition"),
        Door("workshop_open", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("workshop_submit", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("workshop_publish", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("workshop_send_back", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("workshop_withdraw", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("workshop_retire", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("workshop_preview", ("POST",), "post", ITEM_EDITORS, subject="edition"),
        Door("workshop_edit", FORM, "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("public_seals", READ, "public"),
        Door("public_seal", READ, "public", subject="seal"),
        Door("roof_api:inbox", READ, "signed_in"),
        Door("roof_api:inbox_read_all", ("POST",), "signed_in", binding=True),
        Door("roof_api:notice_read", ("POST",), "signed_in", subject="notice", binding=True),
        Door("roof_api:outbox", READ, "post", OUTBOX_READERS),
        Door("roof_api:outbox_message", READ, "post", OUTBOX_READERS, subject="message"),
        Door("roof_api:outbox_open", ("POST",), "post", OUTBOX_READERS, subject="message"),
        Door("roof_api:outbox_again", ("POST",), "post", OUTBOX_READERS, subject="message", binding=True),
        Door("roof_api:calls", READ, "post", CALLERS),
        Door("roof_api:call_dial", ("POST",), "post", CALLERS, subject="call"),
        Door("roof_api:call_note", ("POST",), "post", CALLERS, subject="call", binding=True),
        Door("roof_api:call_give_up", ("POST",), "post", CALLERS, subject="call", binding=True),
        Door("roof_api:notice_routes", READ, "post", ROUTE_READERS),
        Door("roof_api:notice_route_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("roof_api:notice_template_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("roof_api:notice_hours_set", ("POST",), "post", ROUTE_KEEPERS, binding=True),
        Door("roof_api:absences", READ, "post", STAFF),
        Door("roof_api:absence_enter", ("POST",), "post", STAFF, binding=True),
        Door("roof_api:absence_back", ("POST",), "post", STAFF, subject="absence", binding=True),
        Door("roof_api:workshop", READ, "post", ITEM_READERS),
        Door("roof_api:workshop_new", ("POST",), "post", ITEM_EDITORS, binding=True),
        Door("roof_api:workshop_submit_several", ("POST",), "post", ITEM_EDITORS, binding=True),
        Door("roof_api:workshop_publish_several", ("POST",), "post", ITEM_PUBLISHERS, binding=True),
        Door("roof_api:workshop_words", READ, "post", KEEPERS_OF_WORDS),
        Door("roof_api:workshop_teach", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("roof_api:workshop_give_up", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("roof_api:workshop_read", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("roof_api:workshop_situation", ("POST",), "post", KEEPERS_OF_WORDS, binding=True),
        Door("roof_api:workshop_item", READ, "post", ITEM_READERS, subject="edition"),
        Door("roof_api:workshop_open", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("roof_api:workshop_change", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("roof_api:workshop_submit", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("roof_api:workshop_publish", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("roof_api:workshop_send_back", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("roof_api:workshop_withdraw", ("POST",), "post", ITEM_EDITORS, subject="edition", binding=True),
        Door("roof_api:workshop_retire", ("POST",), "post", ITEM_PUBLISHERS, subject="edition", binding=True),
        Door("roof_api:look_up", ("POST",), "post", FINDERS),
        Door("roof_api:deadline", READ, "public"),
        Door("roof_api:applicants", READ, "citizen"),
        Door("roof_api:discard", ("POST",), "citizen", subject="case", binding=True),
        Door("roof_api:case_documents", READ, "signed_in", subject="case"),
        Door("roof_api:case_letters", READ, "signed_in", subject="case"),
        Door("roof_api:bag_letters", READ, "post", BAG_LOOKERS, subject="bag"),
        Door("roof_api:card_letters", READ, "post", CARD_READERS, subject="card"),
        Door("roof_api:letter_stamp", ("POST",), "post", STAMPERS, subject="unstamped", binding=True),
        Door("letter_stamp", ("POST",), "post", STAMPERS, subject="unstamped", binding=True),
        Door("roof_api:letter_unstamp", ("POST",), "post", UNSTAMPERS, subject="stamped", binding=True),
        Door("letter_unstamp", ("POST",), "post", UNSTAMPERS, subject="stamped", binding=True),
        Door("roof_api:upload", ("POST",), "citizen", subject="case", binding=True),
        Door("roof_api:remove_upload", ("POST",), "citizen", subject="case", binding=True),
        Door("roof_api:document", READ, "signed_in", subject="document"),
        Door("roof_api:verify_letter", READ, "public", subject="letter"),
        Door("roof_api:take_over", ("POST",), "public"),
        Door("roof_api:seals", READ, "public"),
        Door("roof_api:seal", READ, "public", subject="seal"),
        Door("roof_api:data_health", READ, "post", READERS),
        Door("roof_api:morning", READ, "post", MORNING_READERS),
        Door("roof_api:hall_register", READ, "post", HALL_READERS),
        Door("roof_api:hall_register_enter", ("POST",), "post", tuple(sorted(HALL_KEEPERS)), binding=True),
        Door("roof_api:access_log", READ, "post", (Role.ADMIN_AUDIT,)),
        Door("roof_api:second_factors", READ, "post", (Role.ADMIN_SECURITY,)),
        Door("roof_api:second_factor_reset", ("POST",), "post", (Role.ADMIN_SECURITY,), binding=True),
        Door("account_login", FORM, "public"),
        Door("account_logout", FORM, "public"),
        Door("account_inactive", READ, "public"),
        Door("account_signup", FORM, "public"),
        Door("account_reauthenticate", FORM, "signed_in"),
        Door("account_change_password", FORM, "signed_in"),
        # of a body with a password no digest is kept: a slip is used up, and the same contact again is no change
        Door("my_info", READ, "citizen"),
        Door("my_info_change", ("POST",), "citizen"),
        Door("roof_api:my_info", READ, "citizen"),
        Door("roof_api:my_info_change", ("POST",), "citizen"),
        Door("activate", FORM, "public"),
        Door("roof_api:activate", ("POST",), "public"),
        Door("account_resume", FORM, "signed_in"),
        Door("account_lock", FORM, "signed_in"),
        Door("account_keep", ("POST",), "signed_in"),
        Door("account_unlock", ("POST",), "signed_in"),
        Door("account_switch", ("POST",), "signed_in"),
        Door("usersessions_list", FORM, "signed_in"),
        Door("my_account", READ, "signed_in"),
        Door("documents:download", READ, "public", subject="document"),
        Door("documents:verify_home", READ, "public"),
        Door("documents:verify", READ, "public", subject="letter"),
        Door("api_schema", READ, "public"),
        Door("api_docs", READ, "public"),
        Door("ws_inbox", READ, "signed_in"),
    ]
)
if settings.MFA_SUPPORTED_TYPES:
    # asked between the password and the sign-in, of somebody who is nobody yet
    register([Door("mfa_authenticate", FORM, "public")])
    register(Door(f"mfa_{name}", FORM, "signed_in") for name in SECOND_FACTOR)
