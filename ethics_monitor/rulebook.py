"""The rules the product starts with, as data (domain.md §3.2 with practice.md 1.18).

Each stands with its article; `actions.install_rules` puts them into force on a first start. Their names are stored as
they stand here; `name_to_read` says them in the reader's language.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

# the licence law, and the regulation that makes a public promise binding
LICENCE_LAW: Final = date(2004, 7, 1)
REGULATION_2020: Final = date(2020, 1, 1)

_CLOCK: Final = {"kind": "clock", "category": "time"}

_OWN_PROMISE: Final = {
    "colour": "yellow",
    "issue_mode": "confirm",
    "notify_roles": ["H", "W", "O"],
    "rectify_length": 3,
    "points": 0,
    "legal_basis": "县为民服务代办制度",
    "valid_from": REGULATION_2020,
}

RULES: Final[tuple[Mapping[str, Any], ...]] = (
    _CLOCK
    | {
        "code": "T01",
        "name": gettext_noop("临近承诺期限"),
        "colour": "warning",
        "family": "decision_term",
        "clock_kinds": ["promised"],
        # 2 working days; 1 if the promise is 3–5; at most 2: 14:30 of the due day
        "lead": [{"max_length": 2, "at": "14:30"}, {"max_length": 5, "days": 1}, {"days": 2}],
        "notify_roles": ["H", "W"],
        "legal_basis": "优化营商环境条例第三十六条",
        "valid_from": REGULATION_2020,
    },
    _CLOCK
    | {
        "code": "T02",
        "name": gettext_noop("超过承诺期限"),
        "colour": "yellow",
        "family": "decision_term",
        "clock_kinds": ["promised"],
        "notify_roles": ["H", "W", "D", "O"],
        "rectify_length": 3,
        "points": 5,
        "legal_basis": "优化营商环境条例第三十六条",
        "valid_from": REGULATION_2020,
    },
    _CLOCK
    | {
        "code": "T03",
        "name": gettext_noop("超过法定期限"),
        "colour": "red",
        "family": "decision_term",
        "clock_kinds": ["statutory"],
        "notify_roles": ["H", "W", "D", "U", "O", "J"],
        "rectify_length": 5,
        "points": 10,
        "legal_basis": "行政许可法第四十二条、第四十三条、第七十四条第二项",
        "valid_from": LICENCE_LAW,
    },
    _CLOCK
    | {
        "code": "T05",
        "name": gettext_noop("收件将满五日未答复"),
        "colour": "warning",
        "family": "intake_term",
        "clock_kinds": ["intake"],
        # five working days to answer: the fourth begins one working day before the last
        "lead": [{"days": 1}],
        "notify_roles": ["H", "W"],
        "legal_basis": "行政许可法第三十二条第一款第四项",
        "valid_from": LICENCE_LAW,
    },
    {
        "code": "T06",
        "name": gettext_noop("逾期未告知，视为受理"),
        "kind": "event",
        "category": "time",
        "colour": "yellow",
        "family": "intake_term",
        "event": "approvals.deemed_accepted",
        "true_at_field": "said_nothing_until",
        "notify_roles": ["H", "W", "D", "O"],
        "rectify_length": 1,
        "points": 5,
        "legal_basis": "行政许可法第三十二条第一款第四项、第七十二条第四项",
        "valid_from": LICENCE_LAW,
    },
    # a renewal that was applied for in time is granted by silence (practice.md 1.19): whoever is to decide hears of it
    # before the licence runs out, whatever his own term says
    _CLOCK
    | {
        "code": "T14",
        "name": gettext_noop("原许可将到期未决定"),
        "colour": "warning",
        "family": "renewal_term",
        "clock_kinds": ["expiry"],
        "lead": [{"days": 5}],
        "notify_roles": ["H", "W", "D"],
        "legal_basis": "行政许可法第五十条第二款",
        "valid_from": LICENCE_LAW,
    },
    {
        "code": "T15",
        "name": gettext_noop("逾期视为准予延续"),
        "kind": "event",
        "category": "time",
        "colour": "yellow",
        "family": "renewal_term",
        "event": "approvals.deemed_renewed",
        "true_at_field": "expired_on",
        "notify_roles": ["H", "W", "D", "O"],
        "rectify_length": 1,
        "points": 5,
        "legal_basis": "行政许可法第五十条第二款、第七十四条第二项",
        "valid_from": LICENCE_LAW,
    },
    # a second notice on a case is refused; what a window tells can only be judged: another list is the violation,
    # naming again what is still missing is none (practice.md 1.15), and a person sees whether it was knowable at first
    {
        "code": "M01",
        "name": gettext_noop("再次告知时增加材料"),
        "kind": "event",
        "category": "material",
        "colour": "yellow",
        "issue_mode": "confirm",
        "family": "told_once",
        "event": "approvals.told_on_the_spot",
        "condition": "new_count > 0",
        "notify_roles": ["H", "W"],
        "rectify_length": 1,
        "points": 5,
        "legal_basis": "行政许可法第三十二条第一款第四项、第七十二条第四项",
        "valid_from": LICENCE_LAW,
    },
    # acted on outside the system and entered at once afterwards (practice.md 1.16). Acceptance on the spot is what the
    # law asks of a window, so the gap before it is shown and judges nobody; what is promised on the spot or for the
    # next day may well be done within the hour
    {
        "code": "P09",
        "name": gettext_noop("受理到决定过快"),
        "kind": "event",
        "category": "procedure",
        "colour": "yellow",
        "issue_mode": "confirm",
        "family": "outside_the_system",
        "event": "approvals.granted",
        "condition": "promised_days > 1 and minutes_to_decide < 60",
        "notify_roles": ["H", "W", "O"],
        "rectify_length": 3,
        "points": 5,
        "legal_basis": "行政许可法第三十四条",
        "valid_from": LICENCE_LAW,
    },
    # a lead of the finder that a person puts before the office: the count is his, so nothing is judged by itself
    {
        "code": "P10",
        "name": gettext_noop("办理规律异常"),
        "kind": "tally",
        "category": "procedure",
        "colour": "yellow",
        "issue_mode": "confirm",
        "family": "pattern",
        "notify_roles": ["W", "D", "O"],
        "rectify_length": 3,
        "points": 5,
        "legal_basis": "行政许可法第六十条、第七十二条",
        "valid_from": LICENCE_LAW,
    },
    # the centre's promise to whoever asks about his case: a warning, no card
    _CLOCK
    | {
        "code": "A06",
        "name": gettext_noop("群众提问逾期未答复"),
        "category": "attitude",
        "colour": "warning",
        "family": "reply",
        "clock_kinds": ["reply"],
        "notify_roles": ["H", "W"],
        "legal_basis": "中心公开承诺",
        "valid_from": REGULATION_2020,
    },
    # the service's own promises: no law dates them, so a person confirms before a card is issued
    _CLOCK
    | _OWN_PROMISE
    | {
        "code": "V01",
        "name": gettext_noop("代办材料没有按时送到"),
        "family": "proxy_handover",
        "clock_kinds": ["proxy_to_town", "proxy_to_county"],
    },
    _OWN_PROMISE
    | {
        "code": "V02",
        "name": gettext_noop("代办袋与清单不符"),
        "kind": "event",
        "category": "material",
        "family": "proxy_papers",
        "event": "civic_service.short",
        # whoever closed the bag answers for what it says
        "true_at_field": "sent_at",
    },
    # no verb lets an agent enter a fee: it waits for whatever may tell of one
    _OWN_PROMISE
    | {
        "code": "V03",
        "name": gettext_noop("代办收费"),
        "kind": "event",
        "category": "fee",
        "colour": "red",
        "family": "proxy_fee",
        "event": "civic_service.fee_entered",
    },
    _OWN_PROMISE
    | {
        "code": "V04",
        "name": gettext_noop("代办没有委托书"),
        "kind": "event",
        "category": "procedure",
        "family": "proxy_mandate",
        # no errand is made without a mandate, but the picture of a thumb-print may be missing when an organ receives it
        "event": "civic_service.without_mandate",
        # whoever sent it on without
        "true_at_field": "sent_at",
    },
    _CLOCK
    | _OWN_PROMISE
    | {
        "code": "V05",
        "name": gettext_noop("代办结果没有按时送回村民"),
        "family": "proxy_return",
        "clock_kinds": ["proxy_return"],
    },
)

_NAMES: Final = frozenset(facts["name"] for facts in RULES)


def name_to_read(name: str) -> str:
    """The name of a rule in the reader's language; a county's own rule is called what the county wrote."""
    return gettext(name) if name in _NAMES else name
