"""The families of procedure 办理规则 as data: what silence means, what may stop which clock, who may extend.

行政许可 is the first and the fullest: deemed acceptance, the eight pauses of Art. 45 and the delivery term are its
own and no other regime borrows them.
"""

from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from kernel.catalogue.models import Regime, RegimePause, Silence
from kernel.organizations.models import Role
from kernel.organizations.remedies import Remedy

_ART_45: Final = "行政许可法第四十五条"
# 听证 招标 拍卖 检验 检测 检疫 鉴定 专家评审, and no ninth
SPECIAL_PROCEDURES: Final = (
    ("hearing", "听证"),
    ("tender", "招标"),
    ("auction", "拍卖"),
    ("inspection", "检验"),
    ("test", "检测"),
    ("quarantine", "检疫"),
    ("appraisal", "鉴定"),
    ("expert_review", "专家评审"),
)


@dataclass(frozen=True)
class RegimeRow:
    """One regime. `pauses`: (clock kind, code, name, article). Days are working days where nothing else is said.

    `intake_basis`: what gives the time to answer whether it is accepted; without one the regime's own law. `renewal`:
    how many natural days before its end a licence is renewed in time, so that silence renews it.
    """

    code: str
    name: str
    legal_basis: str
    supplement_days: int
    silence: str = Silence.NOTHING
    intake_days: int = 5
    intake_basis: str = ""
    statutory_days: int | None = None
    extension: tuple[int, str, str] = (0, "", "")
    delivery: tuple[int | None, str] = (None, "")
    renewal: tuple[int | None, str] = (None, "")
    pauses: tuple[tuple[str, str, str, str], ...] = field(default=())
    remedy: str = Remedy.EITHER


def _both(code: str, name: str, article: str) -> tuple[tuple[str, str, str, str], ...]:
    return (("statutory", code, name, article), ("promised", code, name, article))


_PUBLIC_NOTICE: Final = ("promised", "public_notice", "公示", "公开承诺所附办理流程")

REGIMES: Final = (
    RegimeRow(
        "licence",
        "行政许可",
        "行政许可法",
        supplement_days=10,
        intake_basis="行政许可法第三十二条第一款第四项",
        silence=Silence.DEEMED_ACCEPTED,
        statutory_days=20,
        extension=(10, Role.DEPARTMENT_HEAD, "行政许可法第四十二条第一款：经本行政机关负责人批准，一次"),
        delivery=(10, "行政许可法第四十四条"),
        renewal=(30, "行政许可法第五十条"),
        pauses=(*(row for code, name in SPECIAL_PROCEDURES for row in _both(code, name, _ART_45)), _PUBLIC_NOTICE),
    ),
    RegimeRow(
        "real_estate_registration",
        "不动产登记",
        "不动产登记暂行条例第十七条、第二十条",
        supplement_days=10,
        intake_basis="不动产登记暂行条例第十七条",
        statutory_days=30,
        pauses=_both("public_notice", "公告", "不动产登记暂行条例实施细则第十七条"),
    ),
    RegimeRow(
        "information_disclosure",
        "政府信息公开",
        "政府信息公开条例第三十条、第三十三条",
        supplement_days=7,
        intake_basis="政府信息公开条例第三十条",
        statutory_days=20,
        extension=(20, Role.DEPARTMENT_LEADER, "政府信息公开条例第三十三条第二款：经信息公开工作机构负责人同意"),
        pauses=_both("third_party", "征求第三方和其他机关意见", "政府信息公开条例第三十三条第三款"),
        # 行政复议法 23 ¶1(4)
        remedy=Remedy.REVIEW_FIRST,
    ),
    RegimeRow(
        "petition",
        "信访",
        "信访工作条例第三十一条、第三十四条",
        supplement_days=15,
        extension=(30, Role.DEPARTMENT_HEAD, "信访工作条例第三十四条：经本机关负责人批准"),
        # 信访工作条例 35, 36
        remedy=Remedy.PETITION_REVIEW,
    ),
    RegimeRow("benefit", "行政给付", "各给付事项的法律法规和办理规程", supplement_days=15, pauses=(_PUBLIC_NOTICE,)),
    RegimeRow(
        "confirmation",
        "行政确认",
        "各确认事项的法律法规和办理规程",
        supplement_days=15,
        pauses=(
            *_both("judicial_basis", "等待司法机关或者有关行政主管部门的结论", "工伤保险条例第二十条"),
            _PUBLIC_NOTICE,
        ),
    ),
    RegimeRow("public_service", "公共服务", "本县公共服务事项目录", supplement_days=15),
    RegimeRow("other", "其他行政权力", "各事项的法律法规", supplement_days=10),
)


@transaction.atomic
def install() -> dict[str, Regime]:
    """Make every regime of the table present as written here, and return them by code. May run again at any time."""
    return {row.code: _install(row) for row in REGIMES}


def _install(row: RegimeRow) -> Regime:
    days, role, basis = row.extension
    delivery_days, delivery_basis = row.delivery
    renewal_days, renewal_basis = row.renewal
    regime, _made = Regime.objects.update_or_create(
        code=row.code,
        defaults={
            "name": row.name,
            "legal_basis": row.legal_basis,
            "intake_days": row.intake_days,
            "intake_basis": row.intake_basis or row.legal_basis,
            "silence": row.silence,
            "supplement_term_days": row.supplement_days,
            "statutory_days": row.statutory_days,
            "extension_days": days,
            "extension_role": role,
            "extension_basis": basis,
            "delivery_days": delivery_days,
            "delivery_basis": delivery_basis,
            "renewal_days": renewal_days,
            "renewal_basis": renewal_basis,
            "remedy": row.remedy,
        },
    )
    regime.pauses.all().delete()
    RegimePause.objects.bulk_create(
        RegimePause(regime=regime, clock_kind=kind, code=code, name=name, legal_basis=article)
        for kind, code, name, article in row.pauses
    )
    return regime
