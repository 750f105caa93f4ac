"""What an editor hands in for one version of an item: plain values, checked before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.columns import COLUMNS, FACTS
from kernel.catalogue.models import ItemVersion, Regime, StartEvent, Unit
from kernel.catalogue.refusals import DraftIncomplete
from kernel.catalogue.sounds import initials
from kernel.organizations.models import Organization, Window

FIELD_TYPES: Final = frozenset({"text", "number", "phone", "choice", "long_text", "date"})
# 安阳市优化营商环境条例 13: no catch-all among the papers
CATCH_ALLS: Final = ("其他", "其它", "等材料")

# working days of four years, and days of twenty-seven: more is a slip of the hand
LONGEST_PROMISE: Final = 1000
LONGEST_STATUTORY: Final = 9999
FEWEST_CHOICES: Final = 2


@dataclass(frozen=True)
class StepDraft:
    """One post of the chain; `limit` in working days, None for a step without its own limit."""

    code: str
    name: str
    role: str
    limit: int | None = None


@dataclass(frozen=True)
class MaterialDraft:
    """One paper of the checklist; see `models.Material` for the words."""

    code: str
    name: str
    form: str = "copy"
    copies: int = 1
    required: bool = True
    condition: str = ""
    tolerable: bool = False
    shared: bool = False
    issuer: str = ""
    source: str = ""


@dataclass(frozen=True)
class FeeDraft:
    """One published charge and the law that allows it."""

    name: str
    standard: str
    basis: str
    reducible: bool = False


@dataclass(frozen=True)
class JointDraft:
    """One of the items that are handled together: its code, its organ's working days, the code of the one before it."""

    item: str
    limit: int
    after: str = ""


@dataclass(frozen=True)
class ItemDraft:
    """A whole version. `promised` counts working days, 0 is decided on the spot; `statutory` counts `unit`.

    What is not known is None or empty; `department` is the name of an organ that is none of the county's yet.
    `expiry` is the name of the form's field that says the last day of the licence that the item renews, empty for all
    others. `facts` are further columns of ItemVersion by name (conditions, flow, result, phones …); `overrides` say
    why a column differs from the list from above.
    """

    code: str
    name: str
    regime: Regime | None = None
    organization: Organization | None = None
    department: str = ""
    legal_basis: str = ""
    statutory: int | None = None
    unit: str = Unit.UNSTATED
    statutory_basis: str = ""
    start_event: str = ""
    promised: int | None = None
    steps: tuple[StepDraft, ...] = ()
    materials: tuple[MaterialDraft, ...] = ()
    fees: tuple[FeeDraft, ...] = ()
    joint: tuple[JointDraft, ...] = ()
    form: tuple[Mapping[str, Any], ...] = ()
    expiry: str = ""
    supervising: Organization | None = None
    windows: tuple[Window, ...] = ()
    delivering: Window | None = None
    project_type: str = ItemVersion.ProjectType.PROMISE
    handling: str = ItemVersion.Handling.OWN
    case_kind: str = "licence"
    facts: Mapping[str, Any] | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)

    def columns(self, readings: Mapping[str, str]) -> dict[str, Any]:
        """The columns of ItemVersion that say the same; `readings` are the county's own initials of words."""
        return {
            "regime": self.regime,
            "name": self.name,
            "sort_key": initials(self.name, readings),
            "organization": self.organization,
            "department_name": self.department,
            "supervising_organization": self.supervising,
            "delivering_window": self.delivering,
            "legal_basis": self.legal_basis,
            "statutory_length": self.statutory,
            "statutory_unit": self.unit,
            "statutory_basis": self.statutory_basis,
            "start_event": self.start_event,
            "promised_length": self.promised,
            "project_type": self.project_type,
            "handling": self.handling,
            "case_kind": self.case_kind,
            "form_schema": [dict(each) for each in self.form],
            "expiry_field": self.expiry,
            **(self.facts or {}),
        }

    def check(self) -> None:
        """Refuse what no draft may say. Errors: DraftIncomplete with the first thing that is wrong."""
        if not self.name.strip():
            raise DraftIncomplete(what=_("缺事项名称"))
        if self.organization is None and not self.department.strip():
            raise DraftIncomplete(what=_("缺实施部门"))
        if self.unit not in Unit.values or self.start_event not in ("", *StartEvent.values):
            raise DraftIncomplete(what=_("期限单位或者起算事件不在所列之中"))
        if not (0 <= (self.promised or 0) <= LONGEST_PROMISE and 0 <= (self.statutory or 0) <= LONGEST_STATUTORY):
            raise DraftIncomplete(
                what=_("承诺期限应在 0 至 {promise} 个工作日之间，法定期限应在 0 至 {statutory} 之间").format(
                    promise=LONGEST_PROMISE, statutory=LONGEST_STATUTORY
                )
            )
        _no_twins(_("环节"), [step.code for step in self.steps])
        _no_twins(_("材料"), [material.code for material in self.materials])
        for material in self.materials:
            if catch_all(material.name):
                raise DraftIncomplete(what=_("“{name}”是兜底材料，材料须逐项写明").format(name=material.name))
        _no_twins(_("联办事项"), [row.item for row in self.joint])
        for row in self.joint:
            if row.item in (row.after, self.code):
                raise DraftIncomplete(what=_("联办事项“{code}”不能等它自己").format(code=row.item))
            if not 0 < row.limit <= LONGEST_PROMISE:
                raise DraftIncomplete(what=_("联办事项“{code}”没有写部门限时").format(code=row.item))
        _no_twins(_("表单字段"), [each["name"] for each in self.form])
        for each in self.form:
            if each["type"] not in FIELD_TYPES or not each.get("label"):
                raise DraftIncomplete(what=_("表单字段“{name}”没有名称或者类型不明").format(name=each["name"]))
            if each["type"] == "choice" and len(set(each.get("choices", ()))) < FEWEST_CHOICES:
                raise DraftIncomplete(what=_("表单字段“{name}”要有两个以上不同的选项").format(name=each["label"]))


def draft_of(version: ItemVersion) -> ItemDraft:
    """A version as somebody would hand it in, to be changed in one place."""
    return ItemDraft(
        code=version.item.code, name=version.name, regime=version.regime, organization=version.organization,
        department=version.department_name, legal_basis=version.legal_basis, statutory=version.statutory_length,
        unit=version.statutory_unit, statutory_basis=version.statutory_basis, start_event=version.start_event,
        promised=version.promised_length,
        steps=tuple(StepDraft(each.code, each.name, each.role, each.limit_length) for each in version.steps.all()),
        materials=tuple(
            MaterialDraft(
                each.code, each.name, each.form, each.copies, each.required, each.condition, each.tolerable,
                each.shared, each.issuer, each.source,
            )
            for each in version.materials.all()
        ),
        fees=tuple(FeeDraft(each.name, each.standard, each.basis, each.reducible) for each in version.fees.all()),
        joint=tuple(
            JointDraft(each.item.code, each.limit_length, each.after.code if each.after is not None else "")
            for each in version.joint.all()
        ),
        form=tuple(version.form_schema), expiry=version.expiry_field, supervising=version.supervising_organization,
        windows=tuple(
            version.receiving_windows.select_related("service_point__organization").order_by("service_point", "code")
        ),
        delivering=version.delivering_window,
        project_type=version.project_type, handling=version.handling, case_kind=version.case_kind,
        facts={name: getattr(version, name) for name in FACTS},
        overrides={each.column: each.reason for each in version.overrides.all()},
    )  # fmt: skip


def changed(before: ItemDraft | None, after: ItemDraft) -> list[str]:
    """The columns and parts in which two editions differ, in the order of the forms; all of one that is the first.

    A fact of which `after` says nothing stays as it is.
    """
    if before is None:
        return list(COLUMNS)
    old, new = _compared(before), _compared(after)
    return [name for name in COLUMNS if name in new and old.get(name) != new[name]]


def _compared(draft: ItemDraft) -> dict[str, Any]:
    columns = draft.columns({})
    for name in ("regime", "organization", "supervising_organization", "delivering_window"):
        row = columns.pop(name)
        columns[f"{name}_id"] = None if row is None else row.pk
    parts = {"materials": draft.materials, "steps": draft.steps, "fees": draft.fees, "joint": draft.joint}
    windows = {window.pk for window in draft.windows}
    return columns | parts | {"windows": windows, "form": [dict(each) for each in draft.form]}


def catch_all(name: str) -> bool:
    """兜底材料: a paper that may be any paper."""
    return name.startswith(CATCH_ALLS[:2]) or name.endswith(CATCH_ALLS[2])


def _no_twins(what: str, codes: list[str]) -> None:
    twins = sorted({code for code in codes if codes.count(code) > 1})
    if twins:
        raise DraftIncomplete(what=_("{what}代码重复（{codes}）").format(what=what, codes="、".join(twins)))
