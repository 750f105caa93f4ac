"""What the API takes for acts that begin a matter; references are codes, persons are found by document."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from approvals.forms import PersonForm
from approvals.models import Application, Ending
from approvals.pages.person import Parties, parties
from approvals.verbs import REASON_MAX
from kernel.accounts.models import Applicant
from kernel.doors.references import ItemField, WindowField
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date


class Beside(serializers.Serializer[Any]):
    """A grown-up person beside the applicant: his guardian, or who comes for him."""

    name = serializers.CharField(max_length=100)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices)
    id_number = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30)


class Agent(Beside):
    """`mandate_seen`: the clerk has seen the original of his mandate."""

    mandate_seen = serializers.BooleanField()


class Person(serializers.Serializer[Any]):
    """A person or firm, by the document that was shown; registered when new. The rules are those of the window's form.

    A child comes with its guardian the first time; whoever has no phone names a contact.
    """

    kind = serializers.ChoiceField(choices=Applicant.Kind.choices)
    name = serializers.CharField(max_length=100)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices)
    id_number = serializers.CharField(max_length=40)
    born = serializers.DateField(required=False, allow_null=True, default=None)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    agent_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    guardian = Beside(required=False, allow_null=True, default=None)
    agent = Agent(required=False, allow_null=True, default=None)

    def create(self, validated_data: dict[str, Any]) -> Parties:
        """The applicant, and who comes for him. Errors: ValidationError by field; those of `parties`."""
        flat = {name: value for name, value in validated_data.items() if value and name in PersonForm.base_fields}
        for whose, told in (("guardian", validated_data["guardian"]), ("agent", validated_data["agent"])):
            flat |= {f"{whose}-{name}": value for name, value in (told or {}).items()}
        if validated_data["agent"]:
            flat |= {"by_agent": "on"} | ({"mandate_seen": "on"} if validated_data["agent"]["mandate_seen"] else {})
        form = PersonForm(flat, today=local_date(database_now()))
        if not form.is_valid():
            raise serializers.ValidationError({"person": [each["words"] for each in form.lines()]})
        return parties(form, address=validated_data["address"], agent_name=validated_data["agent_name"])


class PersonLookUp(serializers.Serializer[Any]):
    """A document at a window, the asker's own first one if none is named; with `item`, what its holder was told on the
    spot before is told too."""

    window = WindowField(required=False, allow_null=True, default=None)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices)
    id_number = serializers.CharField(max_length=40)
    item = ItemField(required=False, allow_null=True, default=None)


class OwnApplicantField(serializers.IntegerField):
    """One of the signed-in person's own applicants, by its key. Another's looks absent."""

    def to_internal_value(self, data: Any) -> Applicant:  # type: ignore[override]
        key = super().to_internal_value(data)
        user = self.context["request"].user
        acted_for = Applicant.objects.acted_for(user, day=local_date(database_now()))
        found = acted_for.filter(pk=key).first()
        if found is None:
            raise serializers.ValidationError(_("没有找到申请人。"))
        return found


class Values(serializers.DictField):
    """The fields of the item's form, as texts."""

    child = serializers.CharField(max_length=4_000, allow_blank=True)


class DraftInput(serializers.Serializer[Any]):
    item = ItemField()
    applicant = OwnApplicantField()
    values = Values()
    number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class PostTo(serializers.Serializer[Any]):
    """Where a decision is sent by post; all three are needed then."""

    receiver = serializers.CharField(max_length=60, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")
    address = serializers.CharField(max_length=200, allow_blank=True, default="")


class SubmitInput(serializers.Serializer[Any]):
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50, default=list)
    delivery = serializers.ChoiceField(choices=Application.Delivery.choices, default=Application.Delivery.WINDOW)
    post_to = PostTo(required=False, default=dict)


class AtWindow(serializers.Serializer[Any]):
    window = WindowField()
    item = ItemField()
    person = Person()


class ReceiveInput(AtWindow):
    """A visit: received, and with `outcome` accepted or refused (with its reason) at once, or none of it happened."""

    values = Values()
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)
    delivery = serializers.ChoiceField(choices=Application.Delivery.choices, default=Application.Delivery.WINDOW)
    post_to = PostTo(required=False, default=dict)

    outcome = serializers.ChoiceField(
        choices=[("receive", _("只收件")), ("accept", _("受理")), ("refuse", _("不予受理"))], default="receive"
    )
    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True, default="")
    ground = serializers.ChoiceField(choices=Ending.Ground.choices, default=Ending.Ground.OTHER)
    other_organ = serializers.CharField(max_length=200, allow_blank=True, default="")


class SpotInput(AtWindow):
    """`notes`: what is lacking or wrong, by code of the paper.

    `knowing_new`: told although the list names what an earlier one did not; it stays on record.
    """

    missing = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)
    notes = serializers.DictField(child=serializers.CharField(max_length=200, allow_blank=True), default=dict)
    knowing_new = serializers.BooleanField(default=False)
