"""Who may pass which door of supervision; the matrix test walks them all and fails on one that is not here."""

from ethics_monitor.permissions import INSPECTORS
from ethics_monitor.verbs import READERS, SUPERVISORS, VERBS
from kernel.doors.routes import Door, register
from kernel.organizations.models import Role

READ = ("GET", "HEAD")
STAFF = tuple(role.value for role in Role)
ACTING = tuple(role for role in Role if any(role in verb.roles for verb in VERBS.values()))
# who reads tables, leads and evidence
LAY_SIDE_BY_SIDE = tuple(sorted(INSPECTORS))
TO_READ = {
    "patterns": "", "pattern_rows": "", "clues": "", "evidence_list": "", "evidence": "evidence",
    "evidence_file": "evidence",
}  # fmt: skip
TO_DO = (
    # each asking is a line of the access log
    ("pattern_agent", LAY_SIDE_BY_SIDE, "", False),
    ("clue_clear", LAY_SIDE_BY_SIDE, "", True),
    ("clue_propose", (Role.SUPERVISION_OFFICE,), "", True),
    ("evidence_make", LAY_SIDE_BY_SIDE, "", True),
    ("evidence_hand_over", LAY_SIDE_BY_SIDE, "evidence", True),
)

register(
    [
        Door("ethics_monitor:board", READ, "post", SUPERVISORS),
        Door("ethics_monitor:seen", ("POST",), "post", STAFF, binding=True),
        Door("ethics_monitor:cards", READ, "post", SUPERVISORS),
        Door("ethics_monitor:to_verify", READ, "post", SUPERVISORS),
        Door("ethics_monitor:my_cards", READ, "post", STAFF),
        Door("ethics_monitor:discipline", READ, "post", (Role.DISCIPLINE_INSPECTION,)),
        Door("ethics_monitor:card", READ, "post", READERS, subject="card"),
        Door("ethics_monitor:verb", ("POST",), "post", ACTING, subject="card", binding=True),
        # page and API alike
        *(
            Door(f"{app}:{name}", READ, "post", LAY_SIDE_BY_SIDE, subject=subject)
            for app in ("ethics_monitor", "ethics_monitor_api")
            for name, subject in TO_READ.items()
        ),
        Door("ethics_monitor:pattern_export", READ, "post", LAY_SIDE_BY_SIDE),
        *(
            Door(f"{app}:{name}", ("POST",), "post", roles, subject=subject, binding=binding)
            for app in ("ethics_monitor", "ethics_monitor_api")
            for name, roles, subject, binding in TO_DO
        ),
        Door("ethics_monitor_api:cards", READ, "signed_in"),
        Door("ethics_monitor_api:card", READ, "signed_in", subject="card"),
        *(
            Door(f"ethics_monitor_api:{verb.code}", ("POST",), "post", verb.roles, subject="card", binding=True)
            for verb in VERBS.values()
        ),
        Door("ws_board", READ, "post", SUPERVISORS),
    ]
)
