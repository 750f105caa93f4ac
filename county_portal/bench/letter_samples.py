"""One of every letter, filled as the apps fill them: what is measured, and what the tests print."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kernel.documents.letters import data
from kernel.documents.letters.data import InTheBag, IssuingOrgan, LetterData, Paper, PaperHeld
from kernel.workdays.zone import SHANGHAI

AT = datetime(2026, 9, 7, 10, tzinfo=SHANGHAI)
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


def delivery(**changes: Any) -> data.Delivery:
    facts: dict[str, Any] = {
        **CASE,
        "document": "准予行政许可决定书",
        "document_serial": "示审批准许〔2026〕1号",
        "decided_on": DAY,
        "how": "窗口领取",
        "receiver": "孙𬱖",
        "receiver_is": "代办人",
    }
    return data.Delivery(**facts | changes)


ROOM = IssuingOrgan(
    code="VR200200",
    name="松山乡上岭村便民服务室",
    short_name="松山乡上岭村",
    phone="16100002001",
    address="上岭村委会院内",
)
VILLAGER: dict[str, Any] = {
    **CASE,
    "organ": ROOM,
    "applicant": "阿依努尔·买买提",
    "applicant_masked": "阿**·买**",
    "item": "农村危房改造",
    "handler": "石玉芬",
}
ERRAND = {**VILLAGER, "mandate": "WT2026090700000018"}
HELD = (PaperHeld(name="户口簿", originals=1), PaperHeld(name="房屋照片", copies=4, note="正面、侧面、屋顶、室内"))
IN_THE_BAG = tuple(
    InTheBag(
        number=f"99010120260907100{serial:04d}",
        item=item,
        villager_masked="李*兰",
        originals_out=originals,
    )
    for serial, (item, originals) in enumerate((("农村危房改造", 1), ("高龄津贴", 0), ("残疾人证办理（初审）", 2)), 11)
)
ON_A_CARD: dict[str, Any] = {
    "organ": IssuingOrgan(code="CENTRE", name="示范县综合服务中心", short_name="综合服务中心", phone="16100000090"),
    "applicant": "县农业农村局",
    "applicant_masked": "县农业农村局",
    "item": "农药经营许可",
    "issued_at": AT,
    "handler": "蒋文博",
    "card": "YP2026090700000017",
    "colour": "黄牌",
    "rule": "T02 超过承诺期限",
    "rule_basis": "《优化营商环境条例》第三十六条",
    "about": CASE["matter_number"],
    "step": "决定",
    "post": "窗口人员（A 岗）",
    "person": "鲁*勇",
}


def mandate(**changes: Any) -> data.Mandate:
    facts: dict[str, Any] = {
        **ERRAND,
        "identity": "居民身份证 990101********0066",
        "agent_post": "上岭村代办员 A 岗",
        "mode": "全程代办",
        "scope": ("代交材料", "代领结果"),
        "signed_at": AT,
        "until": date(2026, 12, 31),
        "sign": "按手印，两人见证",
        "witnesses": ("田小禾", "石大山"),
    }
    return data.Mandate(**facts | changes)


def held_receipt(**changes: Any) -> data.HeldReceipt:
    facts: dict[str, Any] = {
        **ERRAND,
        "taken_at": AT,
        "papers": HELD,
        "at_town_by": date(2026, 9, 10),
        "query_code": "402718",
        "track_address": "http://127.0.0.1:8000/track/",
    }
    return data.HeldReceipt(**facts | changes)


def bag_sheet(**changes: Any) -> data.BagSheet:
    receiver = "松山乡便民服务中心"
    bag = {"applicant": receiver, "applicant_masked": receiver, "item": "代办袋", "matter_number": ""}
    facts: dict[str, Any] = {"bag": "DB2026090700000023", "leg": "村到乡镇", "receiver": receiver, "lines": IN_THE_BAG}
    return data.BagSheet(**VILLAGER | bag | facts | changes)


def bag_received(**changes: Any) -> data.BagReceived:
    found = (
        replace(IN_THE_BAG[0], originals_in=1),
        replace(IN_THE_BAG[1], originals_in=0),
        replace(IN_THE_BAG[2], note="袋里没有"),
    )
    town = IssuingOrgan(code="TC200", name="松山乡便民服务中心", short_name="松山乡", phone="16100000114")
    sender = "松山乡上岭村便民服务室"
    facts: dict[str, Any] = {
        **VILLAGER,
        "organ": town,
        "handler": "汪海",
        "applicant": sender,
        "applicant_masked": sender,
        "item": "代办袋",
        "matter_number": "",
        "bag": "DB2026090700000023",
        "leg": "村到乡镇",
        "receiver": town.name,
        "sender": sender,
        "sent_at": AT,
        "lines": found,
    }
    return data.BagReceived(**facts | changes)


def one_of_each() -> dict[str, LetterData]:
    return {
        "receipt": receipt(),
        "supplement_receipt": data.SupplementReceipt(**vars(receipt(applicant="王䶮"))),
        "on_the_spot": data.OnTheSpot(**WHO, missing=PAPERS),
        "acceptance": acceptance(),
        "refusal_to_accept": data.RefusalToAccept(
            **CASE, received_on=DAY, ground="not_our_power", reason="场所不在本县。", other_organ="邻县市场监督管理局"
        ),
        "supplement": data.Supplement(
            **CASE, received_on=DAY, missing=PAPERS, term_until=date(2026, 9, 28), after_term="期满视为撤回申请。"
        ),
        "tolerance": data.Tolerance(**CASE, accepted_on=DAY, papers=PAPERS[:1], until=date(2026, 9, 14)),
        "grant": data.Grant(**CASE, accepted_on=DAY, content="热食类食品制售", result_name="食品经营许可证"),
        "deny": deny(),
        "delivery": delivery(),
        "withdrawal": data.Withdrawal(**CASE, received_on=DAY, reason="改在邻县经营"),
        "termination": data.Termination(
            **CASE, received_on=DAY, accepted_on=DAY, reason="补正期限届满，没有收到补正材料。"
        ),
        "papers_returned": data.PapersReturned(**CASE, ended="不予受理", papers=PAPERS),
        "mandate": mandate(),
        "held_receipt": held_receipt(),
        "recall": data.Recall(**ERRAND, reason="儿子回来自己办", lies_at="松山乡便民服务中心", papers=HELD),
        "handed_home": data.HandedHome(**ERRAND, result="准予办理", receiver="赵磊", papers=HELD[:1]),
        "bag_sheet": bag_sheet(),
        "bag_received": bag_received(),
        "yellow_card": data.CardSheet(**ON_A_CARD, true_at=AT, due_at=AT, points=2, answer_by=date(2026, 9, 14)),
        "red_card": data.RedCardSheet(
            **ON_A_CARD | {"colour": "红牌"}, true_at=AT, due_at=AT, points=5, answer_by=date(2026, 9, 14)
        ),
        "rectify_again": data.RectifyAgain(
            **ON_A_CARD, reason="没有写怎样防止再发生。", reported="已补办。", answer_by=date(2026, 9, 21)
        ),
        "card_revoked": data.CardRevoked(**ON_A_CARD, reason="决定在期限内作出，办结点击晚了。", points=2),
    }
