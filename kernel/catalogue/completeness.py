"""What a version still lacks before it can be put in force; a draft may lack any of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.catalogue.blank_form import form_words
from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.joint import require_joint
from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.refusals import NotWhole, UnitNotStated
from kernel.documents.letters.data import IssuingOrgan, lacks_to_refuse
from kernel.documents.letters.printing import require_printable

# columns of ItemVersion without which none is in force
NEEDED: Final = (
    *("organization_id", "regime_id", "task_type", "project_type", "legal_basis", "acceptance_condition"),
    *("handle_flow", "result_name", "statutory_length", "statutory_basis", "start_event", "promised_length"),
    *("on_site_times", "charged", "consult_phone", "complaint_phone", "drafted_by_id"),
)
_READER: Final = gettext_lazy("核对人（导入的草稿须有人核对保存）")


@dataclass(frozen=True)
class Lack:
    """Something that is missing: the column or part, and its name for people."""

    column: str
    name: str


def lacking(version: ItemVersion) -> list[Lack]:
    """Everything that is missing, in the order of the form; the unit of the law is not among them."""
    return list(_lacking(version))


def _lacking(version: ItemVersion) -> Iterator[Lack]:
    for column in NEEDED:
        value = getattr(version, column)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Lack(column, str(COLUMNS.get(column, _READER)))
    if version.at_a_counter and not version.receiving_windows.all():
        yield Lack("windows", str(COLUMNS["windows"]))
    yield from _papers_lacking(version)
    if not version.steps.all():
        yield Lack("steps", str(COLUMNS["steps"]))
    if version.charged and not version.fees.all():
        yield Lack("fees", str(COLUMNS["fees"]))
    if version.charged is False and version.fees.all():
        yield Lack("charged", _("与收费项目一致的收费情况"))
    yield from _renewal_lacking(version)
    yield from _joint_lacking(version)
    if version.handling == ItemVersion.Handling.OWN and version.organization_id and version.regime_id:
        organ = IssuingOrgan.of(version.organization)
        for name in lacks_to_refuse(organ, version.regime.remedy):
            yield Lack("organization_id", _("{organ}的{what}").format(organ=organ.name, what=name))


def _papers_lacking(version: ItemVersion) -> Iterator[Lack]:
    """Nothing to bring is said, and not read out of an empty list."""
    papers = version.materials.all()
    if not papers and not version.no_materials:
        yield Lack("materials", _("申请材料（不用带材料的，写明无需材料）"))
    if papers and version.no_materials:
        yield Lack("no_materials", _("与材料清单一致的“无需材料”"))


def _renewal_lacking(version: ItemVersion) -> Iterator[Lack]:
    """An item renews only where its regime has a law for it, and everybody who applies says the last day."""
    if not version.expiry_field:
        return
    days = [field for field in version.form_schema if field["name"] == version.expiry_field]
    if not any(field["type"] == "date" and field.get("required") for field in days):
        yield Lack("expiry_field", _("填原许可到期日的申请表字段（日期，必填）"))
    if version.regime_id and version.regime.renewal_days is None:
        yield Lack("regime_id", _("可以延续的办理规则（行政许可法第五十条只管行政许可）"))


def _joint_lacking(version: ItemVersion) -> Iterator[Lack]:
    """联办件 and the list of what is handled together belong to one another."""
    joint = version.project_type == ItemVersion.ProjectType.JOINT
    listed = bool(version.joint.all())
    if joint and not listed:
        yield Lack("joint", _("联办事项（联办件要写明由哪些事项组成）"))
    if listed and not joint:
        yield Lack("project_type", _("与联办事项一致的办件类型（联办件）"))


def require_whole(version: ItemVersion) -> None:
    """Refuse a version that cannot be put in force yet.

    Errors: UnitNotStated, NotWhole with all that is missing, those of `require_joint`, SignUnprintable for words that
    its letters will bear.
    """
    missing = lacking(version)
    if missing:
        raise NotWhole(name=version.name, what="、".join(lack.name for lack in missing))
    if version.statutory_unit == Unit.UNSTATED:
        raise UnitNotStated(name=version.name)
    require_joint(version)
    require_words_printable(version)


def require_words_printable(version: ItemVersion) -> None:
    """Whether the item's letters and its blank form can be made: its name, basis, result, papers, fees and fields.

    Errors: SignUnprintable.
    """
    fees = [f"{fee.name}{fee.standard}" for fee in version.fees.all()]
    require_printable(version.legal_basis, version.result_name, *form_words(version), *fees)
