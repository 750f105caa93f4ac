"""The stage in which each verb is lawful, and words that would do there. Verbs that need neither are not listed."""

from collections.abc import Mapping
from typing import Any

from tests.matrix.editions import READ, WORD

STAGES: Mapping[str, str] = {
    "tick": "received",
    "accept": "received",
    "refuse": "received",
    "notify-supplement": "received",
    "withdraw": "received",
    "my_withdraw": "received",
    "terminate": "received",
    "make-good": "tolerated",
    "supplement": "supplement",
    "my_supplement": "supplement",
    "complete-step": "accepted",
    "return-step": "last",
    "grant": "last",
    "deny": "last",
    "deliver": "granted",
    "close": "delivered",
    "confirm": "to_verify",
    "dismiss": "to_verify",
    "acknowledge": "issued",
    "report": "acknowledged",
    "ethics_monitor:close": "reported",
    "return": "reported",
    "take-over": "issued",
    "propose-revocation": "issued",
    "confirm-revocation": "proposed",
    "decline-revocation": "proposed",
    "answer": "questioned",
    "reply": "questioned",
    "my_reply": "questioned",
    "take-back": "questioned",
    "my_take_back": "questioned",
    "recall": "lying",
    "hand-in": "at_town",
    "give-back": "result",
    "call-back": "returned",
    "workshop_open": "in_force",
    "workshop_retire": "in_force",
    "workshop_publish": "submitted",
    "workshop_send_back": "submitted",
}
USUAL_STAGE: Mapping[str, str] = {"case": "accepted", "card": "issued", "errand": "lying", "bag": "on_road"} | {
    "edition": "drafted"
}
# these ask for a draft; an upload goes to a supplement as well, and is tried on a draft
DRAFT_WORDS = (
    "apply_papers",
    "apply_upload",
    "apply_remove",
    "apply_check",
    "apply_submit",
    "my_discard",
    "submit",
    "discard",
    "upload",
    "remove_upload",
)
SENDS_A_FILE = ("apply_upload", "roof_api:upload")

PERSON: Mapping[str, str] = {
    "kind": "natural",
    "name": "周小宁",
    "id_kind": "resident_id",
    "id_number": "990101199302020026",
    "phone": "16100000009",
}
TERMS: Mapping[str, Any] = {
    "regime": "licence",
    "statutory_length": 20,
    "statutory_unit": "working_day",
    "start_event": "accepted",
    "statutory_basis": "某条例第一条",
    "promised_length": 6,
}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "workshop_submit": {"revision": 1},
    "workshop_publish": {"revision": 1},
    "workshop_send_back": {"reason": "依据过时"},
    "workshop_withdraw": {"reason": "不改了"},
    "workshop_retire": {"reason": "国务院决定取消"},
    "workshop_edit": {"revision": 1, **TERMS},
    "workshop_change": {"revision": 1, "terms": TERMS},
    "workshop_teach": {"word": "卖助听器", "means": "医疗器械"},
    "workshop_give_up": WORD,
    "workshop_read": READ,
    "workshop_situation": {
        "code": "hearing",
        "name": "听力不好",
        "audience": "person",
        "words": ["医疗器械"],
        "position": 30,
    },
    "tick": {"code": "m1", "received": True},
    "refuse": {"reason": "不属于本机关职权"},
    "notify-supplement": {"lines": [{"code": "m1", "what": "缺签字"}]},
    "supplement": {"materials": ["m1"]},
    "make-good": {"materials": ["m3"]},
    "return-step": {"reason": "请补意见"},
    "deny": {"reason": "场所不符合要求"},
    "deliver": {"method": "window", "receiver": "签收人", "receiver_is": "applicant"},
    "withdraw": {"reason": "不办了"},
    "my_withdraw": {"reason": "不办了"},
    "terminate": {"reason": "申请人已注销"},
    "dismiss": {"reason": "核实不成立"},
    "report": {"text": "已补办完毕，以后每天核对到期件"},
    "return": {"reason": "整改不够"},
    "ask": {"text": "要带原件吗？"},
    "my_ask": {"text": "要带原件吗？"},
    "track_ask": {"text": "要带原件吗？"},
    "share": {"helper": "wangyan"},
    "my_share": {"helper": "wangyan"},
    "take-back": {"share": 1},
    "my_take_back": {"share": 1},
    "enquire": {"text": "面积为什么不一致？"},
    "answer": {"question": 1, "text": "要带。"},
    "reply": {"question": 2, "text": "后来加建了。"},
    "my_reply": {"question": 2, "text": "后来加建了。"},
    "recall": {"reason": "不办了"},
    "give-back": {"receiver": "本人"},
    "call-back": {"reached": "yes"},
    "lose": {"reason": "车上没有"},
    "reveal": {"why": "核对申请人身份"},
    "take-over": {"reason": "群众反映强烈"},
    "propose-revocation": {"reason": "系统故障"},
    "decline-revocation": {"reason": "理由不足"},
    "call_note": {"reached": True},
    "set_language": {"language": "en", "next": "/"},
    "person": {"id_kind": "resident_id", "id_number": PERSON["id_number"]},
    "account_login": {"login": "nobody", "password": "not a word of anybody"},
    "account_reauthenticate": {"password": "not a word of anybody"},
}
# pages take flat forms where the API takes lists
FORMS: Mapping[str, Mapping[str, Any]] = {
    "notify-supplement": {"code": ["m1"], "what_m1": "缺签字"},
    "supplement": {"material": ["m1"]},
    "make-good": {"material": ["m3"]},
    "call_note": {"reached": "yes", "note": "本人接听"},
}
# doors of allauth that open only in the middle of a sign-in, or to who has a second factor already
NEEDS_MORE = ("mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes")
