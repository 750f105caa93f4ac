"""One of every letter, filled as approvals fills them."""

from datetime import date
from typing import Any

from kernel.documents.letters import data
from kernel.documents.letters.data import IssuingOrgan, LetterData, Paper
from tests.cast import local

AT = local(2026, 9, 7)
ORGAN = IssuingOrgan(
    code="BM01",
    name="示范县行政审批服务局",
    short_name="县行政审批服务局",
    mark="示审批",
    phone="0990-1234567",
    address="政务大厅二楼",
    review_organ="示范县人民政府",
    court="示范县人民法院",
)
WHO: dict[str, Any] = {
    "organ": ORGAN,
    "applicant": "龚䶮𬱖",
    "applicant_masked": "龚*𬱖",
    "item": "食品经营许可",
    "issued_at": AT,
    "handler": "王小兰",
}
CASE = {**WHO, "matter_number": "990101202609071000015"}
PAPERS = (Paper(name="申请书", form="原件"), Paper(name="身份证明", form="复印件", copies=2, note="核对原件"))
DAY = date(2026, 9, 7)


def receipt(**changes: Any) -> data.Receipt:
    facts: dict[str, Any] = {
        **CASE,
        "received_at": AT,
        "channel": "窗口",
        "materials": PAPERS,
        "say_by": date(2026, 9, 14),
        "query_code": "402718",
        "track_address": "http://127.0.0.1:8000/track/",
    }
    return data.Receipt(**facts | changes)


def acceptance(**changes: Any) -> data.Acceptance:
    facts: dict[str, Any] = {
        **CASE,
        "received_on": DAY,
        "accepted_on": DAY,
        "statutory_term": "20个工作日，自受理之日起",
        "statutory_due": date(2026, 10, 12),
        "promised_term": "5个工作日",
        "promised_due": date(2026, 9, 14),
    }
    return data.Acceptance(**facts | changes)


def deny(**changes: Any) -> data.Deny:
    facts: dict[str, Any] = {
        **CASE,
        "accepted_on": DAY,
        "reason": "经营场所不符合要求。",
        "reason_basis": "《办法》第十二条",
    }
    return data.Deny(**facts | changes)


def one_of_each() -> dict[str, LetterData]:
    return {
        "receipt": receipt(),
        "on_the_spot": data.OnTheSpot(**WHO, missing=PAPERS),
        "acceptance": acceptance(),
        "refusal_to_accept": data.RefusalToAccept(
            **CASE, received_on=DAY, ground="not_our_power", reason="场所不在本县。", other_organ="邻县市场监督管理局"
        ),
        "supplement": data.Supplement(
            **CASE, received_on=DAY, missing=PAPERS, term_until=date(2026, 9, 28), after_term="期满视为撤回申请。"
        ),
        "grant": data.Grant(**CASE, accepted_on=DAY, content="热食类食品制售", result_name="食品经营许可证"),
        "deny": deny(),
    }
