"""What lists call their columns and what stands in them; data only.

Columns go by our own names, by those of the national exchange tables (domain.md 1.6) and by Chinese headings.
"""

from collections.abc import Mapping
from typing import Final

from kernel.catalogue.models import ItemVersion, Material, StartEvent, Unit

_ITEM_COLUMNS: Final = {
    "code": ("item_id", "task_code", "事项编码", "实施编码", "编码", "代码"),
    "name": ("task_name", "事项名称", "名称"),
    "parent_name": ("主项名称", "主项"),
    "department": ("dept_name", "实施部门", "实施主体", "部门", "单位名称"),
    "level": ("use_level", "行使层级", "层级"),
    "item_type": ("task_type", "事项类型"),
    "handle_type": ("project_type", "办件类型"),
    "legal_basis": ("by_law", "设定依据", "法律依据"),
    "statutory_days": ("anticipate_day", "法定期限", "法定办结时限"),
    "day_unit": ("anticipate_type", "期限单位", "法定期限单位", "法定办结时限单位"),
    "statutory_basis": ("anticipate_explain", "法定期限依据", "法定办结时限说明"),
    "start_event": ("起算", "期限起算", "起算事件"),
    "promised_days": ("promise_day", "承诺期限", "承诺办结时限"),
    "promise_unit": ("promise_type", "承诺期限单位", "承诺办结时限单位"),
    "fee": ("is_fee", "是否收费", "收费"),
    "materials": ("申请材料", "材料"),
    "on_site_times": ("limit_scene_num", "到现场次数", "到办事现场次数", "跑动次数"),
    "accept_condition": ("受理条件",),
    "handle_flow": ("办理流程",),
    "result_name": ("审批结果名称", "结果名称"),
    "quantity_limit": ("limit_explain", "数量限制"),
    "consult_phone": ("link_way", "咨询电话", "咨询方式"),
    "complaint_phone": ("supervise_way", "投诉电话", "监督投诉方式"),
    "needs_person": ("须本人到场", "须本人到场的理由", "本人到场原因"),
}
_MATERIAL_COLUMNS: Final = {
    "code": ("item_id", "task_code", "事项编码", "实施编码", "编码", "代码"),
    "material": ("材料名称", "材料"),
    "seq": ("序号",),
    "necessity": ("必要性", "材料必要性"),
    "form": ("形式", "材料形式"),
    "originals": ("原件份数", "原件"),
    "copies": ("复印件份数", "复印件", "份数"),
    "source_channel": ("来源渠道", "来源"),
    "issuer": ("出具单位",),
}


def _by_heading(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {heading: name for name, headings in columns.items() for heading in (name, *headings)}


def _called(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What people call each column."""
    return {name: next(each for each in headings if not each.isascii()) for name, headings in columns.items()}


ITEM_NAMES: Final = _by_heading(_ITEM_COLUMNS)
MATERIAL_NAMES: Final = _by_heading(_MATERIAL_COLUMNS)
ITEM_REQUIRED: Final = ("code", "name", "department")
MATERIAL_REQUIRED: Final = ("code", "material")
ITEM_CALLED: Final = _called(_ITEM_COLUMNS)
MATERIAL_CALLED: Final = _called(_MATERIAL_COLUMNS)

# texts that go as they are: column of the list, column of ItemVersion, what people call it, longest
TEXTS: Final = (
    ("parent_name", "parent_name", "主项名称", 200),
    ("legal_basis", "legal_basis", "设定依据", 20_000),
    ("statutory_basis", "statutory_basis", "法定期限依据", 20_000),
    ("accept_condition", "acceptance_condition", "受理条件", 20_000),
    ("handle_flow", "handle_flow", "办理流程", 20_000),
    ("result_name", "result_name", "审批结果名称", 120),
    ("quantity_limit", "quantity_limit", "数量限制", 120),
    ("consult_phone", "consult_phone", "咨询电话", 32),
    ("complaint_phone", "complaint_phone", "投诉电话", 32),
    ("needs_person", "needs_person", "须本人到场的理由", 200),
)

# type of power → its code (domain.md 1.6) and the regime of its procedure
_TYPES: Final = {
    "行政许可": ("01", "licence"),
    "行政给付": ("05", "benefit"),
    "行政确认": ("07", "confirmation"),
    "行政奖励": ("08", "other"),
    "行政裁决": ("09", "other"),
    "其他行政权力": ("10", "other"),
    "公共服务": ("20", "public_service"),
}
TYPES: Final = _TYPES | {code: (code, regime) for code, regime in _TYPES.values()}
JOINT_TYPES: Final = frozenset({"一件事（联办）", "一件事", "联办件"})
LEVELS: Final = {
    "国家级": "1",
    "省级": "2",
    "市级": "3",
    "县级": "4",
    "乡镇级": "5",
    "镇（乡、街道）级": "5",
    "村级": "6",
    "state": "1",
    "province": "2",
    "city": "3",
    "county": "4",
    "town": "5",
    "village": "6",
    **{each: each for each in "123456"},
}
HANDLE_TYPES: Final = {
    "即办件": "instant",
    "承诺件": "promise",
    "上报件": "forwarded",
    "转报件": "forwarded",
    "联办件": "joint",
    "并联审批件": "joint",
    "1": "instant",
    "2": "promise",
    **{value: value for value in ItemVersion.ProjectType.values},
}
UNITS: Final = {
    **dict.fromkeys(("工作日", "个工作日", "工作天"), Unit.WORKING_DAY),
    **dict.fromkeys(("日", "天", "自然日", "个自然日", "日历日", "个日历日"), Unit.NATURAL_DAY),
    **dict.fromkeys(("个月", "月"), Unit.MONTH),
    **dict.fromkeys(("工作时", "个工作时", "工作小时", "个工作小时"), Unit.WORKING_HOUR),
    **{unit.value: unit for unit in Unit},
}
# a day that may be a working day where the list says so elsewhere; by itself it never is one
PLAIN_DAYS: Final = frozenset({"日", "天"})
# said where there is no period
NO_TERM: Final = frozenset({"", "无", "/", "-", "--", "—", "——", "–", "不限"})
STARTS: Final = {
    "收到申请之日": "received",
    "受理之日": "accepted",
    "收到全部材料之日": "all_documents_received",
    "收到申请次日": "next_day",
    **{value: value for value in StartEvent.values},
}
CHARGED: Final = {
    **dict.fromkeys(("收费", "是", "1", "Y", "TRUE"), True),
    **dict.fromkeys(("不收费", "免费", "否", "0", "N", "FALSE", "无"), False),
}
NECESSARY: Final = {
    **dict.fromkeys(("必要", "必需", "必须", "是", "Y", "TRUE"), True),
    **dict.fromkeys(("非必要", "非必需", "非必须", "否", "N", "FALSE"), False),
}
# which paper it is, is told by its numbers
PAPER: Final = "paper"
FORMS: Final[dict[str, str]] = {
    **dict.fromkeys(("纸质", "纸质版", "纸质件", "纸质材料"), PAPER),
    **dict.fromkeys(("电子", "电子版", "电子件", "电子文件", "电子材料"), "electronic"),
    **dict.fromkeys(("原件", "纸质原件"), "original"),
    **dict.fromkeys(("复印件", "纸质复印件"), "copy"),
    **dict.fromkeys(("复印件（核对原件）", "复印件(核对原件)"), "original_seen"),
    **{value: value for value in Material.Form.values},
}
# a form in which paper is enough and so is the file, and one in which both are to be brought
EITHER_FORM: Final = dict.fromkeys(("纸质或电子", "电子或纸质", "纸质/电子", "电子/纸质"), True)
BOTH_FORMS: Final = dict.fromkeys(("纸质和电子", "电子和纸质", "纸质+电子", "电子+纸质"), True)
SOURCES: Final[dict[str, str]] = {
    "申请人自备": "applicant",
    "政府部门核发": "government",
    "其他": "other",
    **{value: value for value in Material.Source.values},
}
# said where there is no paper to bring
NO_PAPERS: Final = frozenset({"无需材料", "无需审核", "无", "无材料", "不需要材料"})
BETWEEN_PAPERS: Final = r"\s*[；;\n]\s*"
# what a sheet shows where a formula failed
FAILED_FORMULAS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
