"""What people call the columns and the parts of a version; data only."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# in the order of the forms
COLUMNS: Final[Mapping[str, Any]] = {
    "name": _("事项名称"),
    "parent_name": _("主项名称"),
    "regime_id": _("办理规则"),
    "task_type": _("事项类型"),
    "project_type": _("办件类型"),
    "use_level": _("行使层级"),
    "handling": _("在哪里办"),
    "case_kind": _("办件种类"),
    "legal_basis": _("设定依据"),
    "acceptance_condition": _("受理条件"),
    "handle_flow": _("办理流程"),
    "result_name": _("审批结果名称"),
    "quantity_limit": _("数量限制"),
    "on_site_times": _("到现场次数"),
    "needs_person": _("须本人到场的理由"),
    "charged": _("是否收费"),
    "consult_phone": _("咨询电话"),
    "complaint_phone": _("投诉电话"),
    "statutory_length": _("法定期限"),
    "statutory_unit": _("法定期限的单位"),
    "statutory_basis": _("法定期限的依据"),
    "start_event": _("期限起算"),
    "promised_length": _("承诺期限"),
    "expiry_field": _("延续：哪一项填原许可的到期日"),
    "organization_id": _("实施部门（本县单位）"),
    "department_name": _("清单所写的部门"),
    "supervising_organization_id": _("监管部门"),
    "delivering_window_id": _("出件窗口"),
    "windows": _("收件窗口"),
    "no_materials": _("是否无需材料"),
    "materials": _("申请材料"),
    "steps": _("审批环节"),
    "fees": _("收费项目、标准和依据"),
    "joint": _("联办事项"),
    "form": _("申请表"),
}
# facts that a draft carries by the name of their column
FACTS: Final = (
    *("parent_name", "task_type", "use_level", "acceptance_condition", "handle_flow", "result_name"),
    *("on_site_times", "charged", "quantity_limit", "consult_phone", "complaint_phone", "needs_person"),
    "no_materials",
)
# a list from above knows these, and the county may say otherwise with a reason
FROM_ABOVE: Final = (
    *("name", "parent_name", "task_type", "project_type", "use_level", "legal_basis", "acceptance_condition"),
    *("handle_flow", "result_name", "quantity_limit", "on_site_times", "needs_person", "charged"),
    *("consult_phone", "complaint_phone", "statutory_length", "statutory_unit", "statutory_basis"),
    *("start_event", "promised_length"),
)
