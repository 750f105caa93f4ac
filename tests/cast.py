"""The named cast of every test: one county, one department, its windows and posts, one licence item, its applicants.

Built straight from models so that a test of one verb does not stand on another verb. All instants are in the past.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ChainStep, Item, ItemVersion, Material, Regime, RegimePause
from kernel.organizations.models import Deputy, Organization, Post, Region, Role, ServicePoint, Window
from tests.kept_rows import KeptRows

SHANGHAI = ZoneInfo("Asia/Shanghai")
COUNTY = "990101000000"


def local(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant given as the hall's clock shows it."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


# a Monday with ordinary weeks on both sides
MONDAY = local(2026, 9, 7)


@dataclass
class Cast:
    """Everyone, by the name the tests use."""

    region: Region
    bureau: Organization
    centre: Organization
    commission: Organization
    other_bureau: Organization
    window: Window
    other_window: Window
    item: ItemVersion
    applicant: Applicant
    other_applicant: Applicant
    citizen: User
    other_citizen: User
    clerk: User
    second_clerk: User
    other_clerk: User
    reviewer: User
    approver: User
    deputy: User
    department_head: User
    supervisor: User
    second_supervisor: User
    inspector: User
    administrator: User
    stranger: User


PASSWORD = "a long enough word 7"


@cache
def _password() -> str:
    """Hashed once for everybody: hashing is slow on purpose."""
    return make_password(PASSWORD)


def user(username: str, name: str, *, staff_member: bool) -> User:
    return User.objects.create(username=username, full_name=name, is_staff_member=staff_member, password=_password())


def staff(username: str, name: str) -> User:
    return user(username, name, staff_member=True)


def post(user: User, role: str, organization: Organization, window: Window | None = None, title: str = "") -> Post:
    return Post.objects.create(
        user=user, role=role, organization=organization, window=window, title=title, from_date=date(2020, 1, 1)
    )


def licence_regime() -> Regime:
    regime, made = Regime.objects.get_or_create(
        code="licence",
        defaults={
            "name": "行政许可",
            "legal_basis": "行政许可法",
            "intake_days": 5,
            "intake_basis": "行政许可法第三十二条第一款第四项",
            "silence": "deemed_accepted",
            "supplement_term_days": 15,
            "statutory_days": 20,
            "extension_days": 10,
            "extension_role": "department_head",
            "extension_basis": "行政许可法第四十二条",
            "delivery_days": 10,
            "delivery_basis": "行政许可法第四十四条",
            "renewal_days": 30,
            "renewal_basis": "行政许可法第五十条",
        },
    )
    if made:
        RegimePause.objects.create(
            regime=regime, clock_kind="statutory", code="hearing", name="听证", legal_basis="行政许可法第四十五条"
        )
    return regime


def licence_item(bureau: Organization, window: Window, author: User, publisher: User, **changes: Any) -> ItemVersion:
    """A published item: 20 working days from acceptance, promised 8, two steps, three papers (one tolerable)."""
    facts: dict[str, Any] = {
        "number": 1,
        "state": "published",
        "regime": licence_regime(),
        "name": "第三类医疗器械经营许可",
        "organization": bureau,
        "legal_basis": "医疗器械监督管理条例第四十二条",
        "statutory_length": 20,
        "statutory_unit": "working_day",
        "statutory_basis": "医疗器械监督管理条例第四十二条",
        "start_event": "accepted",
        "promised_length": 8,
        "charged": False,
        "acceptance_condition": "有与经营规模相适应的场所。",
        "handle_flow": "申请→受理→审查→决定→送达",
        "result_name": "医疗器械经营许可证",
        "consult_phone": "161-0000-0001",
        "complaint_phone": "12345",
        "form_schema": [
            {"name": "premises", "label": "经营场所", "type": "text", "required": True},
            {"name": "area", "label": "面积（平方米）", "type": "number", "required": True},
        ],
        "drafted_by": author,
        "published_by": publisher,
        "published_at": local(2026, 1, 5),
    } | changes
    code = facts.pop("code", "LW030")
    version = ItemVersion.objects.create(item=Item.objects.get_or_create(code=code)[0], **facts)
    version.receiving_windows.add(window)
    ChainStep.objects.create(version=version, position=1, code="review", name="审查", role="reviewer", limit_length=3)
    ChainStep.objects.create(version=version, position=2, code="approve", name="决定", role="approver", limit_length=2)
    for position, (name, tolerable) in enumerate(
        [("申请表", False), ("经营场所证明", False), ("质量管理制度", True)], 1
    ):
        Material.objects.create(version=version, position=position, code=f"m{position}", name=name, tolerable=tolerable)
    return version


def build() -> Cast:
    """Everyone in place. Needs the database."""
    return _KEPT.put()


def _build() -> Cast:
    province = Region.objects.create(code="990000000000", name="示例省", level="province", sort_key="shili")
    city = Region.objects.create(code="990100000000", name="示例市", level="city", parent=province, sort_key="shili")
    region = Region.objects.create(code=COUNTY, name="示范县", level="county", parent=city, sort_key="shifan")
    centre = organization("ZX01", "service_center", "示范县综合服务中心", "centre", region)
    bureau = organization("BM01", "approval_bureau", "县行政审批服务局", "own", region)
    other_bureau = organization("BM12", "agriculture", "县农业农村局", "own", region)
    commission = organization("JW01", "discipline", "县纪委监委", "supervision", region)
    hall = ServicePoint.objects.create(organization=centre, name="县政务大厅")
    window = Window.objects.create(code="C01", name="社会事务综合受理", organization=bureau, service_point=hall)
    other_window = Window.objects.create(code="C06", name="农业农村", organization=other_bureau, service_point=hall)
    people = {
        key: staff(key, name)
        for key, name in {
            "hanx": "韩雪",
            "zhoum": "周敏",
            "ludy": "鲁大勇",
            "mengqh": "孟庆华",
            "dingyf": "丁一凡",
            "lujing": "卢静",
            "fangz": "方正",
            "jiangwb": "蒋文博",
            "milan": "米岚",
            "qinz": "秦正",
            "admsys": "系统管理员",
        }.items()
    }
    post(people["hanx"], Role.WINDOW_CLERK, bureau, window, "C01 窗口人员")
    post(people["zhoum"], Role.WINDOW_HEAD, bureau, window, "C01 窗口负责人")
    post(people["ludy"], Role.WINDOW_CLERK, other_bureau, other_window, "C06 窗口人员")
    post(people["mengqh"], Role.REVIEWER, bureau, title="社会事务科 审查")
    approving = post(people["dingyf"], Role.APPROVER, bureau, title="副局长")
    Deputy.objects.create(post=approving, user=people["lujing"], rank=1, from_date=date(2020, 1, 1))
    post(people["fangz"], Role.DEPARTMENT_HEAD, bureau, title="局长")
    post(people["jiangwb"], Role.SUPERVISION_OFFICE, centre, title="督查科科长")
    post(people["milan"], Role.SUPERVISION_OFFICE, centre, title="督查科")
    post(people["qinz"], Role.DISCIPLINE_INSPECTION, commission, title="党风政风监督室")
    post(people["admsys"], Role.ADMIN_SYSTEM, centre, title="系统管理员")
    citizen = user("chenh", "陈*", staff_member=False)
    other_citizen = user("wangyan", "王*", staff_member=False)
    stranger = user("stranger", "生*", staff_member=False)
    return Cast(
        region=region,
        bureau=bureau,
        centre=centre,
        commission=commission,
        other_bureau=other_bureau,
        window=window,
        other_window=other_window,
        item=licence_item(bureau, window, people["hanx"], people["milan"]),
        applicant=person("陈宏", "990101198309270015", citizen),
        other_applicant=person("王䶮", "990101199503160033", other_citizen),
        citizen=citizen,
        other_citizen=other_citizen,
        clerk=people["hanx"],
        second_clerk=people["zhoum"],
        other_clerk=people["ludy"],
        reviewer=people["mengqh"],
        approver=people["dingyf"],
        deputy=people["lujing"],
        department_head=people["fangz"],
        supervisor=people["jiangwb"],
        second_supervisor=people["milan"],
        inspector=people["qinz"],
        administrator=people["admsys"],
        stranger=stranger,
    )


_KEPT = KeptRows(_build)


def organization(code: str, identifier: str, name: str, kind: str, region: Region) -> Organization:
    return Organization.objects.create(
        code=code,
        identifier=identifier,
        name=name,
        kind=kind,
        region=region,
        ranked=kind == "own",
        review_organ="示范县人民政府",
        court="示范县人民法院",
        phone="161-0000-0001",
    )


def person(name: str, id_number: str, user: User | None = None) -> Applicant:
    return register_applicant(
        kind="natural", name=name, id_kind="resident_id", id_number=id_number, phone="16100000001", user=user
    )


def later(at: datetime, **delta: float) -> datetime:
    return at + timedelta(**delta)
