"""The items of the county, drafted by the system administrator, published by the head of 业务科; some drafts wait."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from county_portal.demo import tables
from county_portal.demo.forms import form_of
from county_portal.demo.tables import ItemRow
from kernel.accounts.models import User
from kernel.catalogue import everyday
from kernel.catalogue.actions import (
    Chosen,
    change_draft,
    draft_item,
    import_items,
    publish_drafts,
    submit_draft,
    submit_drafts,
)
from kernel.catalogue.drafts import FeeDraft, ItemDraft, JointDraft, MaterialDraft, StepDraft, draft_of
from kernel.catalogue.imports.files import read_list
from kernel.catalogue.models import Item, ItemVersion, Regime
from kernel.catalogue.regimes import install
from kernel.organizations.models import Organization, Role, Window

DRAFTER: Final = "admsys"
PUBLISHER: Final = "shaom"
# 审批局 drafts the next version of its own item
EDITOR: Final = "lujing"
DELIVERY_COUNTER: Final = "Z03"
# the demo county has a twentieth of the matters of a real one
VOLUME_SHARE: Final = 20
# a list from above that nobody has checked yet, but for one item that a unit's leader took up
ABOVE: Final = "省级下放事项清单"
TAKEN_UP: Final = "XF0002"
LEADER: Final = "miaoq"
# (code, name, role, share of the promise); the last one decides
CHAINS: Final[dict[str, tuple[tuple[str, str, str, float], ...]]] = {
    "instant": (("decide", "当场决定", Role.CHIEF_REPRESENTATIVE, 0.0),),
    "proxy": (("forward", "代办转交", Role.VILLAGE_AGENT, 0.0),),
    "ordinary": (("review", "审查", Role.REVIEWER, 0.6), ("decide", "决定", Role.APPROVER, 0.4)),
    "surveyed": (
        ("survey", "勘验", Role.SITE_INSPECTOR, 0.5),
        ("examine", "审核", Role.CHIEF_REPRESENTATIVE, 0.25),
        ("approve", "批准", Role.APPROVER, 0.25),
    ),
    "complex": (
        ("handle", "承办", Role.REVIEWER, 0.5),
        ("examine", "审核", Role.CHIEF_REPRESENTATIVE, 0.25),
        ("approve", "批准", Role.APPROVER, 0.25),
    ),
}
FEES: Final = {
    "居民身份证工本费": FeeDraft(
        "居民身份证工本费",
        "换领每证 20 元，遗失补领每证 40 元",
        "居民身份证法第二十条；国家规定的收费标准",
        reducible=True,
    ),
    "不动产登记费": FeeDraft(
        "不动产登记费", "住宅每件 80 元，非住宅每件 550 元", "国家规定的不动产登记收费标准", reducible=True
    ),
}

# what nobody can do for another, with the reason that agents and guides say
IN_PERSON: Final = {
    "LW034": "要当面照相、按指纹",
    "SF012": "要本人做残疾评定",
}


def build(at: datetime) -> int:
    """Draft and publish every item at `at`, and leave one draft that awaits its publisher. How many are in force."""
    regimes = install()
    everyday.install()
    units = {unit.code: unit for unit in Organization.objects.exclude(kind="village_room")}
    windows = {window.code: window for window in Window.objects.all()}
    drafter = User.objects.get(username=DRAFTER)
    publisher = User.objects.get(username=PUBLISHER)
    drafts = [_draft(row, regimes, units, windows) for row in tables.items()]
    # what is made of others comes after them
    for batch in ([draft for draft in drafts if not draft.joint], [draft for draft in drafts if draft.joint]):
        chosen = [Chosen(draft_item(draft=draft, by=drafter, at=at)) for draft in batch]
        submit_drafts(chosen=chosen, by=drafter, at=at)
        publish_drafts(chosen=chosen, by=publisher, at=at)
    editor = User.objects.get(username=EDITOR)
    submit_draft(version=draft_item(draft=_awaiting(drafts), by=editor, at=at), by=editor, at=at)
    import_items(rows=read_list(tables.DATA / "above.csv").rows, list_name=ABOVE, by=drafter)
    _correct(User.objects.get(username=LEADER))
    _volumes()
    return len(drafts)


def _volumes() -> None:
    """What is expected of each item in a year, at the scale of the demo county."""
    volumes = {row.code: row.volume // VOLUME_SHARE for row in tables.items()}
    rows = list(Item.objects.filter(code__in=volumes))
    for item in rows:
        item.yearly_volume = volumes[item.code]
    Item.objects.bulk_update(rows, ["yearly_volume"])


def _correct(leader: User) -> None:
    """首席代表 of 住建局 has taken one of them up, and promises less than the list says."""
    version = ItemVersion.objects.get(item__code=TAKEN_UP, state=ItemVersion.State.DRAFT)
    why = {"promised_length": "本县并联审查，承诺更快"}
    change_draft(version=version, draft=replace(draft_of(version), promised=5, overrides=why), by=leader)


def _awaiting(drafts: list[ItemDraft]) -> ItemDraft:
    """A next version of 道路货物运输经营许可, promised a day earlier, that nobody has published yet."""
    known = next(draft for draft in drafts if draft.code == "LW022")
    return ItemDraft(**(vars(known) | {"promised": 2}))


def _draft(
    row: ItemRow, regimes: dict[str, Regime], units: dict[str, Organization], windows: dict[str, Window]
) -> ItemDraft:
    unit = units[row.organization]
    return ItemDraft(
        code=row.code, name=row.name, regime=regimes[row.regime], organization=unit,
        supervising=units[row.supervisor], legal_basis=row.citation, statutory=row.length, unit=row.unit,
        statutory_basis=_basis(row), start_event=row.start, promised=row.promised, steps=tuple(_steps(row)),
        materials=tuple(_materials(row.code)), fees=(FEES[row.fee],) if row.fee else (), form=form_of(row.code),
        joint=tuple(JointDraft(**vars(part)) for part in tables.joint().get(row.code, ())),
        windows=tuple(_receiving(row, windows)), delivering=_delivering(row, windows),
        project_type=_project(row.project), handling="external" if row.handling == "ext" else "own",
        case_kind="proxy" if row.chain == "proxy" else "licence", facts=_facts(row, unit),
    )  # fmt: skip


def _basis(row: ItemRow) -> str:
    return row.citation if row.citation.startswith("《") else f"{row.citation}（无法定期限，按公布的时限）"


def _project(word: str) -> str:
    return ItemVersion.ProjectType(word).value


def _steps(row: ItemRow) -> Iterator[StepDraft]:
    for code, name, role, share in CHAINS[row.chain]:
        yield StepDraft(code, name, role, max(1, round(row.promised * share)) if row.promised else None)


def _materials(code: str) -> Iterator[MaterialDraft]:
    for place, paper in enumerate(tables.papers()[code], start=1):
        yield MaterialDraft(
            code=f"m{place}", name=paper.name, form=paper.form, required=not paper.condition,
            condition=paper.condition, tolerable=paper.tolerable, shared=paper.shared, issuer=paper.issuer,
        )  # fmt: skip


def _receiving(row: ItemRow, windows: dict[str, Window]) -> Iterator[Window]:
    if row.windows == ("TOWN",):
        yield from (window for code, window in windows.items() if code[:3].isdigit() and code.endswith(("-1", "-2")))
    elif row.windows != ("VILLAGE",):
        yield from (windows[code] for code in row.windows)


def _delivering(row: ItemRow, windows: dict[str, Window]) -> Window | None:
    """Results of the approval bureau go out at one counter (统一窗口出件); others where they were received."""
    return windows[DELIVERY_COUNTER] if row.organization == "BM01" and row.promised else None


def _facts(row: ItemRow, unit: Organization) -> dict[str, Any]:
    chain = "→".join(name for _code, name, _role, _share in CHAINS[row.chain])
    return {
        "task_type": row.type,
        "use_level": {"XZ": "5", "CJ": "6"}.get(row.code[:2], "4"),
        "acceptance_condition": f"申请人符合{row.citation}规定的条件，提交的材料齐全、符合形式要求。",
        "handle_flow": f"申请→收件→受理→{chain}→送达",
        "result_name": _result(row),
        "on_site_times": 1 if row.promised else 0,
        "quantity_limit": "",
        "charged": bool(row.fee),
        "no_materials": not tables.papers()[row.code],
        "consult_phone": unit.phone,
        "complaint_phone": "16100000090",
        "needs_person": IN_PERSON.get(row.code, ""),
    }


def _result(row: ItemRow) -> str:
    if row.type == "01":
        stem = row.name.removesuffix("许可").removesuffix("审批").removesuffix("核准")
        return f"{stem}许可证件" if row.name.endswith("许可") else f"{row.name}决定书"
    return f"{row.name}结果通知"
