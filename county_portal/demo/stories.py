"""Stories that are on the board at first start, told through the verbs that people use, with their own instants."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from approvals import terms
from approvals.actions import (
    accept,
    complete_step,
    explain_delay,
    grant,
    notify_supplement,
    receive_at_window,
    save_draft,
    submit,
    supplement,
    tell_on_the_spot,
)
from county_portal.demo import acting, asking
from county_portal.demo.anchor import Anchor
from county_portal.demo.forms import filled
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.organizations.models import Window

HALL: Final = ("hanx", "C01")
TOWN: Final = ("wanghai", "200-1")
DEVICES: Final = "示范县康达器械经营部"
FOODS: Final = "示范县宏远食品有限公司"
WATERWORKS: Final = "绿源取水工程有限公司"
SEVEN: Final = timedelta(days=7)


def build(anchor: Anchor) -> int:
    """Tell every story whose verbs exist. How many cases."""
    due_today = story_due_today(anchor)
    asking.build(anchor, due_today)
    asking.build_mandate(anchor, _firm(WATERWORKS), clerk=HALL[0], window=HALL[1])
    story_second_notice(anchor)
    told = [due_today, story_deemed(anchor), story_joint(anchor), story_red(anchor), story_to_verify(anchor)]
    return len([*told, story_supplemented(anchor), story_tolerant(anchor), story_at_the_town(anchor)])


def story_due_today(anchor: Anchor) -> Case:
    """1 今日下班前到期: accepted W−8 with eight days promised; at 批准 while 丁一凡 is on leave, so 卢静 has it."""
    firm = _firm(DEVICES)
    case = _received(
        anchor.at(-8, "09:12"), "LW030", firm, agent=Applicant.objects.get(user=firm.user, kind="natural"),
        values={"premises": "城关街道健康路 12 号", "area": "86", "scope": "第三类医疗器械批发零售", "manager": "陈宏"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(HALL[0]), at=anchor.at(-8, "09:26"))
    _step(case, anchor.at(-5, "10:40"), "质量管理人员、场所和制度已现场核查，符合规定。")
    _step(case, anchor.at(-2, "15:08"), "审核同意，报批。")
    return case


def story_deemed(anchor: Anchor) -> Case:
    """3 视为受理: submitted online at 21:40 of W−7, never opened; the board lets the fifth day run out."""
    user = acting.user("wangyan")
    applicant = Applicant.objects.get(user=user)
    version = acting.version("LW022")
    values = filled("LW022", {"premises": "东关街道物流园 3 号", "vehicles": "2", "scope": "道路普通货物运输"})
    draft = save_draft(by=user, version=version, applicant=applicant, values=values)
    papers = [paper.code for paper in version.materials.all() if not paper.shared]
    return submit(number=draft.number, by=user, materials=papers, at=anchor.at(-7, "21:40"))


def story_joint(anchor: Anchor) -> Case:
    """4 联办等一家: 开餐馆一件事, due W+2; 综合执法 granted on W−3, 消防 on W−2, 生态环境 is waited for until W+1."""
    case = _received(
        anchor.at(-6, "09:05"), "LB001", _firm(FOODS),
        values={"premises": "城关街道人民路 88 号", "area": "210", "scope": "热食类食品制售", "manager": "陈宏"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(HALL[0]), at=anchor.at(-6, "09:20"))
    sign, fire, smoke = (_part(case, item) for item in ("SF015", "LW028", "SF014"))
    _step(sign, anchor.at(-5, "10:15"), "招牌样式和位置符合本县规定。")
    _step(fire, anchor.at(-5, "15:30"), "场所平面布置和疏散出口符合要求。")
    _step(smoke, anchor.at(-4, "11:10"), "油烟净化设施资料齐全，待现场核实。")
    _step(sign, anchor.at(-4, "16:05"), "审核同意。")
    _step(fire, anchor.at(-3, "09:40"), "现场检查合格。")
    _grant(sign, anchor.at(-3, "15:20"), "符合设置条件，准予许可。")
    _grant(fire, anchor.at(-2, "10:50"), "消防安全检查合格。")
    return case


def _part(lead: Case, item: str) -> Case:
    return Case.objects.get(joint_part__lead=lead, item_version__item__code=item)


def story_red(anchor: Anchor) -> Case:
    """7 红牌整改: 施工许可 is decided within seven days from receipt by law; it was not, the site visit dragged on."""
    case = _received(
        anchor.at(-9, "10:05"), "LW026", _firm(FOODS),
        values={"project": "二期车间", "site": "城关街道工业路 8 号", "investment": "860", "content": "钢结构车间一座"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(HALL[0]), at=anchor.at(-9, "10:31"))
    _say_why(case, anchor.at(-7, "09:10"), ready_by=anchor.day(-3))
    _step(case, anchor.at(-3, "16:20"), "现场勘验因天气和人员外出两次改期，今日完成，符合条件。")
    _step(case, anchor.at(-2, "09:15"), "审核同意。")
    _grant(case, anchor.at(-2, "11:02"))
    return case


def story_to_verify(anchor: Anchor) -> Case:
    """A 施工许可 whose seventh day was over last night: this morning's sweep puts its red before 督查科 (提请核实)."""
    first = _first_day_of_seven(anchor)
    case = _received(
        anchor.at(first, "15:20"), "LW026", _firm(WATERWORKS),
        values={"project": "供水管网改造二期", "site": "西河街道滨河路", "investment": "320", "content": "管网三千米"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(HALL[0]), at=anchor.at(first, "15:41"))
    _say_why(case, anchor.at(-2, "15:50"), ready_by=anchor.day(0))
    _step(case, anchor.at(-2, "16:05"), "现场已具备施工条件，图纸与批准文件一致。")
    return case


def _first_day_of_seven(anchor: Anchor) -> int:
    """W−n from which seven days, rolled over rest days (民法典 203), end on W−1; the nearest one where none does."""
    days = {offset: anchor.calendar.next_working(anchor.day(offset) + SEVEN) for offset in range(-12, -1)}
    lapsed = {offset: last for offset, last in days.items() if last < anchor.d0}
    return max(lapsed, key=lambda offset: (lapsed[offset], offset))


def story_supplemented(anchor: Anchor) -> Case:
    """8 补正: the one notice of W−6, answered on W−4. A second one on the case no verb issues: see the next story."""
    case = _received(
        anchor.at(-7, "14:20"), "SF001", Applicant.objects.get(user__username="wangyan"), lacking=(2,),
        values={"premises": "东关街道学府路 21 号", "area": "58", "scope": "热食类食品制售"},
    )  # fmt: skip
    missing = [tick.material for tick in case.ticks.filter(received_at=None).select_related("material")]
    clerk = acting.user(HALL[0])
    lines = {paper.code: "" for paper in missing}
    notify_supplement(number=case.number, by=clerk, lines=lines, at=anchor.at(-6, "09:40"))
    supplement(number=case.number, by=clerk, materials=list(lines), at=anchor.at(-4, "10:15"))
    return accept(number=case.number, by=clerk, at=anchor.at(-4, "10:32"))


def story_second_notice(anchor: Anchor) -> None:
    """8 第二次告知: 王䶮 was told on W−6 what was lacking for his 公共场所卫生许可 and came back on W−1 with it; the
    list he went home with then names a paper that the first did not. 督查科 finds a candidate of M01."""
    applicant = Applicant.objects.get(user__username="wangyan")
    version = acting.version("SF002")
    first, second = [paper.code for paper in version.materials.all() if not paper.shared][:2]
    tell = partial(
        tell_on_the_spot, by=acting.user(HALL[0]), window=Window.objects.get(code=HALL[1]), version=version,
        applicant=applicant,
    )  # fmt: skip
    tell(missing=[first], at=anchor.at(-6, "10:05"))
    tell(missing=[second], knowing_new=True, at=anchor.at(-1, "15:20"))


def story_tolerant(anchor: Anchor) -> Case:
    """9 容缺: 旅行社 accepted on W−4 without the proof of its deposit, which must come by W+1."""
    case = _received(
        anchor.at(-4, "15:05"), "LW010", _firm(FOODS), tolerated=True,
        values={"premises": "城关街道人民路 66 号", "area": "120", "scope": "国内旅游和入境旅游业务"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(HALL[0]), at=anchor.at(-4, "15:21"))
    _step(case, anchor.at(-2, "10:10"), "经营场所和人员符合条件；质量保证金存缴证明待补。")
    return case


def story_at_the_town(anchor: Anchor) -> Case:
    """李桂兰's old-age allowance: brought to her town's counter and accepted, so that she has something to follow."""
    [grandmother] = Applicant.objects.filter(user__username="ligl")
    case = _received(
        anchor.at(-3, "09:40"), "XZ006", grandmother, at_counter=TOWN,
        values={"address": "松山乡上岭村", "household": "2", "reason": "年满七十周岁，申请高龄津贴。"},
    )  # fmt: skip
    accept(number=case.number, by=acting.user(TOWN[0]), at=anchor.at(-3, "09:58"))
    return case


def _firm(name: str) -> Applicant:
    return next(firm for firm in Applicant.objects.filter(kind="legal") if firm.name_masked == name)


def _received(
    at: datetime,
    item: str,
    applicant: Applicant,
    *,
    values: dict[str, str],
    agent: Applicant | None = None,
    lacking: Collection[int] = (),
    tolerated: bool = False,
    at_counter: tuple[str, str] = HALL,
) -> Case:
    """`lacking`: places in the list of papers that did not come; `tolerated`: those that may come later did not."""
    version, (clerk, counter) = acting.version(item), at_counter
    every = list(version.materials.all())
    brought = [
        paper.code
        for place, paper in enumerate(every, start=1)
        if place not in lacking and not (tolerated and paper.tolerable and not paper.shared)
    ]
    return receive_at_window(
        by=acting.user(clerk), window=Window.objects.get(code=counter), version=version, applicant=applicant,
        agent=agent, values=filled(item, values), materials=brought, at=at,
    )  # fmt: skip


def _step(case: Case, at: datetime, opinion: str) -> None:
    complete_step(number=case.number, by=acting.turn_holder(case, at), opinion=opinion, at=at)


def _say_why(case: Case, at: datetime, *, ready_by: date) -> None:
    """The public reason, if the promised day is over by then: between holidays it may not be."""
    if terms.unexplained(case, at=at) is not None:
        by = acting.turn_holder(case, at)
        explain_delay(number=case.number, by=by, cause="site", ready_by=ready_by, at=at)


def _grant(case: Case, at: datetime, opinion: str = "符合施工许可条件，准予许可。") -> None:
    grant(number=case.number, by=acting.turn_holder(case, at), opinion=opinion, at=at)
