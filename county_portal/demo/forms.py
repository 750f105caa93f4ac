"""The application form of each item: what its matter needs to be told beside the person's own data."""

from typing import Any, Final

Field = dict[str, Any]


def _text(name: str, label: str, *, required: bool = True, kind: str = "text", limit: int = 120) -> Field:
    return {"name": name, "label": label, "type": kind, "required": required, "max": limit}


def _choice(name: str, label: str, *choices: str) -> Field:
    return {"name": name, "label": label, "type": "choice", "required": True, "choices": list(choices)}


PHONE: Final = {"name": "phone", "label": "联系电话", "type": "phone", "required": True, "max": 20}
_REMARK: Final = _text("remark", "需要说明的情况", required=False, kind="long_text", limit=1000)
BUSINESS: Final = (
    _text("premises", "经营场所地址"), _text("area", "面积（平方米）", kind="number"),
    _text("scope", "经营范围", kind="long_text", limit=500), _text("manager", "负责人"), PHONE, _REMARK,
)  # fmt: skip
PROJECT: Final = (
    _text("project", "项目名称"), _text("site", "建设地点"), _text("investment", "总投资（万元）", kind="number"),
    _text("content", "建设内容和规模", kind="long_text", limit=1000), PHONE, _REMARK,
)  # fmt: skip
VOCATION: Final = (
    _text("workplace", "执业机构"), _text("certificate", "资格证书编号"),
    _choice("kind", "申请类型", "首次", "变更", "延续"), PHONE, _REMARK,
)  # fmt: skip
BODY: Final = (
    _text("body", "拟登记名称"), _text("address", "住所"),
    _text("purpose", "宗旨和业务范围", kind="long_text", limit=500), _text("founder", "拟任负责人"), PHONE, _REMARK,
)  # fmt: skip
DANGEROUS: Final = (
    _text("substance", "品种"), _text("quantity", "数量（千克）", kind="number"), _text("use", "用途和路线"),
    _text("guard", "安全负责人"), PHONE, _REMARK,
)  # fmt: skip
BENEFIT: Final = (
    _text("address", "居住地址"), _text("household", "共同生活家庭成员（人）", kind="number"),
    _text("reason", "申请理由", kind="long_text", limit=500), PHONE, _REMARK,
)  # fmt: skip
LAND: Final = (
    _text("site", "位置和四至"), _text("area", "面积（平方米）", kind="number"), _text("use", "用途"), PHONE, _REMARK,
)  # fmt: skip
GENERAL: Final = (_text("address", "联系地址"), _text("matter", "申请内容", kind="long_text", limit=500), PHONE)
_FORMS: Final = (
    (BUSINESS, "LW002 LW003 LW006 LW007 LW010 LW011 LW012 LW014 LW024 LW025 LW028 LW030 LW032 LW050 SF001 SF002 LB001"),
    (BUSINESS, "SF014 SF015"),
    (PROJECT, "LW001 LW023 LW026 LW027 LW042 LW043 LW044 LW045 LW046 LW047 LB002 LB003"),
    (PROJECT, "SF016 SF017 SF018 SF019 SF020 SF021 SF022 SF023"),
    (VOCATION, "LW004 LW005 LW020"),
    (BODY, "LW008 LW018 LW019 LW035 LW036 LW037 LW038 LW039 LW041 LW051"),
    (DANGEROUS, "LW013 LW015 LW016 LW017"),
    (BENEFIT, "LW033 LW049 SF006 SF008 XZ001 XZ002 XZ003 XZ005 XZ006 XZ007 XZ008 XZ014 XZ022 XZ023 XZ024 XZ025"),
    (LAND, "XZ009 XZ010 XZ011 SF024"),
)
VEHICLES: Final = (
    _text("premises", "经营地址"), _text("vehicles", "拟投入车辆（辆）", kind="number"), _text("scope", "经营范围"),
    PHONE, _REMARK,
)  # fmt: skip
_BY_ITEM: Final = {code: form for form, codes in _FORMS for code in codes.split()} | {
    "LW021": VEHICLES, "LW022": VEHICLES,
}  # fmt: skip


def form_of(code: str) -> tuple[Field, ...]:
    """The fields of an item's application form, in order; items without their own have the general one."""
    return _BY_ITEM.get(code, GENERAL)


def filled(code: str, facts: dict[str, str]) -> dict[str, str]:
    """A filled form with plausible words: `facts` by field name, a default by type for the rest."""
    values: dict[str, str] = {}
    for field in form_of(code):
        default = {"number": "120", "phone": "16100000000", "choice": (field.get("choices") or [""])[0]}
        values[field["name"]] = facts.get(field["name"]) or default.get(field["type"], "见所附材料")
    return values | ({"remark": ""} if "remark" in values else {})
