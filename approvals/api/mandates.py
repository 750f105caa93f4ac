"""The API's doors to mandates: given and held, granted, entered at a window, ended."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions
from approvals.limits import limit_person, limit_sharing
from approvals.mandate_list import LONGEST_LINE, MOST_LINES, principals_of
from approvals.permissions import at_window
from approvals.queries import mandates_given, mandates_held
from kernel.accounts.mandates import LONGEST_NAME, MOST_ITEMS
from kernel.accounts.models import Applicant, Mandate
from kernel.accounts.queries import find_by_document
from kernel.accounts.refusals import AgentWithoutAccount
from kernel.doors.references import ItemField, WindowField
from kernel.doors.verbs import CitizensOnly, StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now


class MandateRow(serializers.Serializer[Any]):
    """Who lets whom act for him; without `items` in every matter. A person's name is masked."""

    number = serializers.CharField()
    principal = serializers.CharField(source="principal.name_masked")
    agent = serializers.CharField(source="agent_typed")
    from_date = serializers.DateField()
    until_date = serializers.DateField()
    paper_date = serializers.DateField(allow_null=True)
    items = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_items(self, mandate: Mandate) -> list[str]:
        return [row.item_code for row in mandate.items.all()]


class OwnPrincipalField(serializers.IntegerField):
    """One of the applicants that are the account's own, by its key: a mandate is not handed on."""

    def to_internal_value(self, data: Any) -> Applicant:  # type: ignore[override]
        key = super().to_internal_value(data)
        found = Applicant.objects.of_user(self.context["request"].user).filter(pk=key).first()
        if found is None:
            raise serializers.ValidationError(_("没有找到申请人。"))
        return found


class Term(serializers.Serializer[Any]):
    from_date = serializers.DateField()
    until_date = serializers.DateField()
    items = serializers.ListField(child=ItemField(), max_length=MOST_ITEMS, default=list)


class GrantInput(Term):
    """`agent`: user name or phone of the account that is to act."""

    principal = OwnPrincipalField()
    agent = serializers.CharField(max_length=LONGEST_NAME)


class EnterInput(Term):
    """`agent`: his resident number. `principals`: of each the document number; with name and phone if not known yet."""

    window = WindowField()
    agent = serializers.CharField(max_length=40)
    paper_date = serializers.DateField()
    principals = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_LINE), min_length=1, max_length=MOST_LINES
    )


class EndInput(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=20)


LISTS = inline_serializer("Mandates", {"given": MandateRow(many=True), "held": MandateRow(many=True)})
ENTERED = inline_serializer("MandatesEntered", {"entered": MandateRow(many=True)})


def _codes(data: Mapping[str, Any]) -> list[str]:
    return [version.item.code for version in data["items"]]


class Mandates(APIView):
    """Those that oneself and one's firms gave, and those one holds; what was ended is not listed."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="mandates", responses=LISTS)
    def get(self, request: Request) -> Response:
        user = user_of(request)
        lists = {"given": mandates_given(user), "held": mandates_held(user)}
        return Response({name: MandateRow(rows, many=True).data for name, rows in lists.items()})


@extend_schema_view(post=extend_schema(operation_id="mandate_grant", request=GrantInput, responses={201: MandateRow}))
class Grant(VerbView):
    """Let an account act. The answer does not tell whether there is such an account."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.grant_mandate"
    input = GrantInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        limit_sharing(user)
        facts = {name: data[name] for name in ("principal", "agent", "from_date", "until_date")}
        return 201, dict(MandateRow(actions.grant_mandate(by=user, items=_codes(data), **facts)).data)


@extend_schema_view(post=extend_schema(operation_id="mandate_enter", request=EnterInput, responses={201: ENTERED}))
class Enter(VerbView):
    """A clerk enters a mandate from its paper, for one principal or for a list; all of it or nothing."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "approvals.enter_mandates"
    input = EnterInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        # who has no post there learns nothing of whom a document belongs to
        at_window(user, data["window"], at=database_now())
        limit_person(user)
        _verdict, agent = find_by_document(Applicant.IdKind.RESIDENT_ID, data["agent"])
        if agent is None:
            raise AgentWithoutAccount
        facts = {name: data[name] for name in ("from_date", "until_date", "paper_date", "window")}
        principals = principals_of("\n".join(data["principals"]))
        rows = actions.enter_mandates(principals=principals, agent=agent, items=_codes(data), by=user, **facts)
        return 201, {"entered": MandateRow(rows, many=True).data}


@extend_schema_view(post=extend_schema(operation_id="mandate_end", request=EndInput, responses=MandateRow))
class End(VerbView):
    """The principal ends a mandate, or the agent lays it down."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.end_mandate"
    input = EndInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(MandateRow(actions.end_mandate(number=data["number"], by=user_of(request))).data)
