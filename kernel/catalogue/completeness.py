"""What a version still lacks before it can be put in force; a draft may lack any of it."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.refusals import NotWhole, UnitNotStated

# columns of ItemVersion and what people call them
NEEDED: Final = (
    ("organization_id", gettext_lazy("实施部门（本县单位）")),
    ("regime_id", gettext_lazy("办理规则")),
    ("task_type", gettext_lazy("事项类型")),
    ("project_type", gettext_lazy("办件类型")),
    ("legal_basis", gettext_lazy("设定依据")),
    ("statutory_length", gettext_lazy("法定期限")),
    ("statutory_basis", gettext_lazy("法定期限的依据")),
    ("start_event", gettext_lazy("期限起算")),
    ("promised_length", gettext_lazy("承诺期限")),
    ("on_site_times", gettext_lazy("到现场次数")),
    ("drafted_by_id", gettext_lazy("核对人（导入的草稿须有人核对保存）")),
)


def lacks(version: ItemVersion) -> list[str]:
    """The names of everything that is missing, in the order of the form; the unit of the law is not among them."""
    return list(_lacks(version))


def _lacks(version: ItemVersion) -> Iterator[str]:
    for column, name in NEEDED:
        value = getattr(version, column)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield str(name)
    if not version.steps.all():
        yield _("审批环节")
    if version.charged and not version.fees.all():
        yield _("收费项目、标准和依据")


def require_whole(version: ItemVersion) -> None:
    """Refuse a version that cannot be put in force yet. Errors: UnitNotStated, NotWhole with all that is missing."""
    missing = lacks(version)
    if missing:
        raise NotWhole(name=version.name, what="、".join(missing))
    if version.statutory_unit == Unit.UNSTATED:
        raise UnitNotStated(name=version.name)
