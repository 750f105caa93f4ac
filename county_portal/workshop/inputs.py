"""What an editor hands in, one shape for page and API: a serializer for each part of an item's edition."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from county_portal.workshop.windows import WindowField
from kernel.catalogue.actions.chosen import MOST_AT_ONCE
from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.drafts import FIELD_TYPES, LONGEST_PROMISE, LONGEST_STATUTORY
from kernel.catalogue.models import ItemVersion, Material, Regime, StartEvent, Unit
from kernel.organizations.models import Organization, Role

LONG: Final = 20_000
MOST_ROWS: Final = 200
TASK_TYPES: Final = (
    *(("01", _("行政许可")), ("05", _("行政给付")), ("07", _("行政确认")), ("08", _("行政奖励"))),
    *(("09", _("行政裁决")), ("10", _("其他行政权力")), ("20", _("公共服务"))),
)
LEVELS: Final = (
    *(("1", _("国家级")), ("2", _("省级")), ("3", _("市级")), ("4", _("县级"))),
    *(("5", _("乡镇级")), ("6", _("村级"))),
)
# posts that a step of a chain may be given to
STEP_ROLES: Final = tuple(
    (role.value, role.label)
    for role in (
        *(Role.REVIEWER, Role.SITE_INSPECTOR, Role.APPROVER, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER),
        *(Role.DEPARTMENT_HEAD, Role.TOWN_CLERK, Role.VILLAGE_AGENT),
    )
)
FIELD_KINDS: Final = (
    *(("text", _("一行字")), ("long_text", _("一段话")), ("number", _("数字"))),
    *(("phone", _("电话")), ("choice", _("选一项")), ("date", _("日期"))),
)
assert {kind for kind, _words in FIELD_KINDS} == FIELD_TYPES


def _text(column: str, most: int, **options: Any) -> serializers.CharField:
    long: dict[str, Any] = {"style": {"long": True}} if most == LONG else {}
    return serializers.CharField(
        max_length=most, label=COLUMNS[column], allow_blank=True, default="", **long, **options
    )


def _number(column: str, most: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=most, label=COLUMNS[column], allow_null=True, default=None)


class FactsInput(serializers.Serializer[Any]):
    """What the item is, by which law, under which conditions, and whether somebody may come for another."""

    name = serializers.CharField(max_length=200, label=COLUMNS["name"])
    parent_name = _text("parent_name", 200)
    task_type = serializers.ChoiceField(TASK_TYPES, label=COLUMNS["task_type"], allow_blank=True, default="")
    project_type = serializers.ChoiceField(
        ItemVersion.ProjectType.choices, label=COLUMNS["project_type"], allow_blank=True, default=""
    )
    use_level = serializers.ChoiceField(LEVELS, label=COLUMNS["use_level"])
    handling = serializers.ChoiceField(ItemVersion.Handling.choices, label=COLUMNS["handling"])
    legal_basis = _text("legal_basis", LONG)
    acceptance_condition = _text("acceptance_condition", LONG)
    handle_flow = _text("handle_flow", LONG)
    result_name = _text("result_name", 120)
    quantity_limit = _text("quantity_limit", 120)
    on_site_times = _number("on_site_times", 99)
    needs_person = _text("needs_person", 200, help_text=_("空着就是可以由别人代办"))
    charged = serializers.BooleanField(label=COLUMNS["charged"], allow_null=True, default=None)
    consult_phone = _text("consult_phone", 32)
    complaint_phone = _text("complaint_phone", 32)
    no_materials = serializers.BooleanField(label=COLUMNS["no_materials"], default=False)


class TermsInput(serializers.Serializer[Any]):
    """The regime, the law's term with its unit, start and basis, and the county's promise in working days."""

    regime = serializers.SlugRelatedField(
        slug_field="code", queryset=Regime.objects.order_by("pk"), label=COLUMNS["regime_id"], allow_null=True,
        default=None,
    )  # fmt: skip
    statutory_length = _number("statutory_length", LONGEST_STATUTORY)
    statutory_unit = serializers.ChoiceField(Unit.choices, label=COLUMNS["statutory_unit"])
    start_event = serializers.ChoiceField(
        StartEvent.choices, label=COLUMNS["start_event"], allow_blank=True, default=""
    )
    statutory_basis = _text("statutory_basis", LONG, help_text=_("期限、单位和起算各出自哪一条"))
    promised_length = serializers.IntegerField(
        min_value=0, max_value=LONGEST_PROMISE, label=COLUMNS["promised_length"], allow_null=True, default=None,
        help_text=_("工作日；0 为当场办结"),
    )  # fmt: skip
    expiry_field = serializers.CharField(
        max_length=31, label=COLUMNS["expiry_field"], allow_blank=True, default="", style={"of": "date"},
        help_text=_("只有办理延续的事项才选；先在“申请表”里加一项必填的日期"),
    )  # fmt: skip


class OrgansInput(serializers.Serializer[Any]):
    """Who implements, who supervises, which windows receive, which hands out."""

    organization = serializers.SlugRelatedField(
        slug_field="code", queryset=Organization.objects.all(), label=COLUMNS["organization_id"], allow_null=True,
        default=None,
    )  # fmt: skip
    supervising = serializers.SlugRelatedField(
        slug_field="code", queryset=Organization.objects.all(), label=COLUMNS["supervising_organization_id"],
        allow_null=True, default=None,
    )  # fmt: skip
    windows = WindowField(many=True, label=COLUMNS["windows"], required=False)
    delivering = WindowField(label=COLUMNS["delivering_window_id"], allow_null=True, default=None)


class MaterialInput(serializers.Serializer[Any]):
    """One paper; without a code it gets the next one."""

    code = serializers.RegexField(r"^[A-Za-z0-9_-]{1,24}$", allow_blank=True, default="")
    name = serializers.CharField(max_length=200, label=_("材料名称"))
    form = serializers.ChoiceField(Material.Form.choices, label=_("形式"), default=Material.Form.COPY)
    copies = serializers.IntegerField(min_value=1, max_value=99, label=_("份数"), default=1)
    required = serializers.BooleanField(label=_("必交"), default=False)  # type: ignore[assignment]
    condition = serializers.CharField(max_length=200, label=_("什么情形才要"), allow_blank=True, default="")
    tolerable = serializers.BooleanField(label=_("可容缺"), default=False)
    shared = serializers.BooleanField(label=_("共享取得，免提交"), default=False)
    source = serializers.ChoiceField(Material.Source.choices, label=_("来源渠道"), allow_blank=True, default="")  # type: ignore[assignment]
    issuer = serializers.CharField(max_length=120, label=_("出具单位"), allow_blank=True, default="")


class StepInput(serializers.Serializer[Any]):
    """One step of the chain; the last one decides. `limit` in working days, null for none."""

    code = serializers.RegexField(r"^[A-Za-z0-9_-]{1,24}$", allow_blank=True, default="")
    name = serializers.CharField(max_length=20, label=_("环节"))
    role = serializers.ChoiceField(STEP_ROLES, label=_("由谁办"))
    limit = serializers.IntegerField(
        min_value=0, max_value=LONGEST_PROMISE, label=_("限时（工作日）"), allow_null=True, default=None
    )


class FeeInput(serializers.Serializer[Any]):
    """One charge with its standard and the law that allows it (行政许可法 58, 59)."""

    name = serializers.CharField(max_length=120, label=_("收费项目"))
    standard = serializers.CharField(max_length=200, label=_("标准"))
    basis = serializers.CharField(max_length=200, label=_("依据"))
    reducible = serializers.BooleanField(label=_("可减免"), default=False)


class JointInput(serializers.Serializer[Any]):
    """联办: one item that is handled together with the others, by its code; `after` is the code of the one whose grant
    opens it, empty for what is opened at acceptance. `limit` in working days."""

    item = serializers.CharField(max_length=36, label=_("事项编码"))
    limit = serializers.IntegerField(min_value=1, max_value=LONGEST_PROMISE, label=_("部门限时（工作日）"))
    after = serializers.CharField(
        max_length=36, label=_("等哪一项（编码，不用等就空着）"), allow_blank=True, default=""
    )


class FieldInput(serializers.Serializer[Any]):
    """One field of the application form; without a name it gets the next one. `choices` is for `choice` only."""

    name = serializers.RegexField(r"^[a-z][a-z0-9_]{0,30}$", allow_blank=True, default="")
    label = serializers.CharField(max_length=60, label=_("问什么"))  # type: ignore[assignment]
    type = serializers.ChoiceField(FIELD_KINDS, label=_("怎么答"))
    required = serializers.BooleanField(label=_("必填"), default=False)  # type: ignore[assignment]
    choices = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=50, label=_("选项（用、隔开）"), required=False
    )
    max = serializers.IntegerField(min_value=1, max_value=4_000, label=_("最多几个字"), allow_null=True, default=None)


class ChangeInput(serializers.Serializer[Any]):
    """The parts that are to change; what is not given stays. `revision` is that of the draft that was read.

    `reasons` say, by column, why the county sets it otherwise than the list from above.
    """

    revision = serializers.IntegerField(min_value=1)
    facts = FactsInput(required=False)
    terms = TermsInput(required=False)
    organs = OrgansInput(required=False)
    materials = MaterialInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    steps = StepInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    fees = FeeInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    form = FieldInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    joint = JointInput(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    reasons = serializers.DictField(child=serializers.CharField(max_length=200, allow_blank=True), required=False)


class NewItemInput(serializers.Serializer[Any]):
    """The first draft of an item: its code, its name, whose it is."""

    code = serializers.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z._-]{0,35}$", label=_("事项编码"),
        error_messages={"invalid": _("编码只用字母、数字和 . _ -，不超过 36 位。")},
    )  # fmt: skip
    name = serializers.CharField(max_length=200, label=COLUMNS["name"])
    organization = serializers.SlugRelatedField(
        slug_field="code", queryset=Organization.objects.all(), label=COLUMNS["organization_id"]
    )


class RevisionInput(serializers.Serializer[Any]):
    """Which text of the draft was read before deciding."""

    revision = serializers.IntegerField(min_value=1)


class ReadInput(serializers.Serializer[Any]):
    """One draft, and which of its texts was read."""

    code = serializers.CharField(max_length=36)
    revision = serializers.IntegerField(min_value=1)


class SeveralInput(serializers.Serializer[Any]):
    """The drafts that are meant, each item once."""

    drafts = ReadInput(many=True, allow_empty=False, max_length=MOST_AT_ONCE)  # type: ignore[call-arg]


class WhyInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=200, allow_blank=True)


PARTS: Final[Mapping[str, Any]] = {
    "facts": FactsInput, "terms": TermsInput, "organs": OrgansInput, "materials": MaterialInput,
    "steps": StepInput, "fees": FeeInput, "form": FieldInput, "joint": JointInput,
}  # fmt: skip
ROWS: Final = ("materials", "steps", "fees", "form", "joint")
