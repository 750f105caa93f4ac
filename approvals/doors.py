"""Who may pass which door of approvals; the matrix test walks them all and fails on one that is not here."""

from approvals.permissions import REVEALERS
from approvals.registered.board import READERS
from approvals.registered.verbs import VERBS as REGISTERED_VERBS
from approvals.verbs import CLERKS, DECIDERS, VERBS
from kernel.doors.routes import Door, register
from kernel.organizations.models import Role
from kernel.organizations.queries.scopes import SEES_NO_CASE

READ = ("GET", "HEAD")
STAFF = tuple(role.value for role in Role)
CASE_READERS = tuple(role for role in Role if role not in SEES_NO_CASE)

register(
    [
        Door("approvals:hall", READ, "post", CLERKS),
        Door("approvals:person", ("POST",), "post", CLERKS),
        Door("approvals:intake", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:consult", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:consult_undo", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:batches", READ, "post", CLERKS),
        # the rows of a file come back in the form; nothing is received
        Door("approvals:batch_read", ("POST",), "post", CLERKS),
        Door("approvals:batch_receive", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:batch", READ, "post", CLERKS, subject="batch"),
        Door("approvals:mandates", READ, "post", CLERKS),
        Door("approvals:mandates_enter", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:accounts", READ, "post", CLERKS),
        Door("approvals:accounts_open", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:accounts_renew", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:shift", READ, "post", CLERKS),
        Door("approvals:shift_over", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:shift_back", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:register", ("POST",), "post", CLERKS, binding=True),
        Door("approvals:registered", READ, "post", READERS),
        Door("approvals:registered_case", READ, "post", CASE_READERS, subject="case"),
        Door("approvals:registered_verb", ("POST",), "post", CLERKS, subject="case", binding=True),
        Door("approvals:spot_slip", READ, "post", CLERKS, subject="spot_notice"),
        Door("approvals:review", READ, "post", STAFF),
        Door("approvals:unit", READ, "post", STAFF),
        Door("approvals:questions", READ, "post", STAFF),
        Door("approvals:pushed", READ, "post", DECIDERS),
        Door("approvals:pushed_acknowledge", ("POST",), "post", DECIDERS, binding=True),
        Door("approvals:case", READ, "post", CASE_READERS, subject="case"),
        Door("approvals:slip", READ, "post", CASE_READERS, subject="case"),
        Door("approvals:label", READ, "post", CASE_READERS, subject="case"),
        # every look is another line of the access log: nothing of it is kept to be answered twice
        Door("approvals:reveal", ("POST",), "post", tuple(sorted(REVEALERS)), subject="case"),
        # the same bytes are taken once
        Door("approvals:scan", ("POST",), "post", CLERKS, subject="case"),
        Door("approvals:verb", ("POST",), "post", (*CLERKS, *DECIDERS), subject="case", binding=True),
        Door("item_search", READ, "public", indexed=True),
        Door("item_guide", READ, "public", subject="item", indexed=True),
        Door("item_blank_form", READ, "public", subject="item"),
        Door("track", ("GET", "HEAD", "POST"), "public"),
        Door("tracked", READ, "public", subject="case"),
        Door("track_ask", ("POST",), "public", subject="case", binding=True),
        Door("track_reply", ("POST",), "public", subject="case", binding=True),
        Door("track_papers", READ, "public", subject="case"),
        Door("track_upload", ("POST",), "public", subject="case"),
        Door("track_remove", ("POST",), "public", subject="case"),
        Door("track_supplement", ("POST",), "public", subject="case", binding=True),
        Door("apply", READ, "citizen", subject="item"),
        Door("apply_save", ("POST",), "citizen", subject="item"),
        Door("apply_papers", READ, "citizen", subject="case"),
        Door("apply_upload", ("POST",), "citizen", subject="case"),
        Door("apply_remove", ("POST",), "citizen", subject="case"),
        Door("apply_check", READ, "citizen", subject="case"),
        Door("apply_submit", ("POST",), "citizen", subject="case", binding=True),
        Door("my", READ, "citizen"),
        Door("my_case", READ, "citizen", subject="case"),
        Door("my_supplement", ("POST",), "citizen", subject="case", binding=True),
        Door("my_withdraw", ("POST",), "citizen", subject="case", binding=True),
        Door("my_ask", ("POST",), "citizen", subject="case", binding=True),
        Door("my_reply", ("POST",), "citizen", subject="case", binding=True),
        Door("my_share", ("POST",), "citizen", subject="case", binding=True),
        Door("my_take_back", ("POST",), "citizen", subject="case", binding=True),
        Door("my_agents", READ, "citizen"),
        Door("my_agents_grant", ("POST",), "citizen", binding=True),
        Door("my_agents_end", ("POST",), "citizen", binding=True),
        Door("my_discard", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:cases", READ, "signed_in"),
        Door("approvals_api:case", READ, "signed_in", subject="case"),
        Door("approvals_api:reveal", ("POST",), "post", tuple(sorted(REVEALERS)), subject="case"),
        Door("approvals_api:items", READ, "public"),
        Door("approvals_api:item", READ, "public", subject="item"),
        Door("approvals_api:track", ("POST",), "public"),
        Door("approvals_api:track_ask", ("POST",), "public", binding=True),
        Door("approvals_api:track_reply", ("POST",), "public", binding=True),
        Door("approvals_api:track_papers", ("POST",), "public"),
        Door("approvals_api:track_upload", ("POST",), "public", binding=True),
        Door("approvals_api:track_remove", ("POST",), "public", binding=True),
        Door("approvals_api:track_supplement", ("POST",), "public", binding=True),
        Door("approvals_api:questions", READ, "post", STAFF),
        Door("approvals_api:pushed", READ, "post", STAFF),
        Door("approvals_api:pushed_acknowledge", ("POST",), "post", DECIDERS, binding=True),
        Door("approvals_api:ask", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:reply", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:share", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:take-back", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:batch_receive", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:batch", READ, "post", CLERKS, subject="batch"),
        Door("approvals_api:mandates", READ, "citizen"),
        Door("approvals_api:mandates_grant", ("POST",), "citizen", binding=True),
        Door("approvals_api:mandates_end", ("POST",), "citizen", binding=True),
        Door("approvals_api:mandates_enter", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:accounts_open", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:accounts_renew", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:draft", ("POST",), "citizen", binding=True),
        Door("approvals_api:submit", ("POST",), "citizen", subject="case", binding=True),
        Door("approvals_api:scan", ("POST",), "post", CLERKS, subject="case", binding=True),
        Door("approvals_api:person", ("POST",), "post", CLERKS),
        Door("approvals_api:receive", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:consult", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:consult_undo", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:shift", READ, "post", CLERKS),
        Door("approvals_api:shift_over", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:shift_back", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:register", ("POST",), "post", CLERKS, binding=True),
        Door("approvals_api:registered", READ, "post", READERS),
        Door("approvals_api:registered_case", READ, "post", CASE_READERS, subject="case"),
        *(
            Door(f"approvals_api:registered_{verb.code}", ("POST",), "post", verb.roles, subject="case", binding=True)
            for verb in REGISTERED_VERBS.values()
        ),
        Door("approvals_api:tell", ("POST",), "post", CLERKS, binding=True),
        *(
            Door(f"approvals_api:{verb.code}", ("POST",), "signed_in", subject="case", binding=True)
            if verb.by_citizen
            else Door(f"approvals_api:{verb.code}", ("POST",), "post", verb.roles, subject="case", binding=True)
            for verb in VERBS.values()
        ),
        Door("ws_case", READ, "signed_in", subject="case"),
    ]
)
