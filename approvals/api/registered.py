"""登记件 for machines: register, finish, take back, one matter, and how much is seen."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions
from approvals.api.serializers import CaseRow, ClockRow, HistoryRow
from approvals.models import Registration
from approvals.queries import case_facts
from approvals.registered.board import PERIODS, USUAL, board_for
from approvals.registered.naming import named
from approvals.registered.queries import registered_for
from approvals.registered.verbs import VERBS, perform
from approvals.typed import ordinal
from approvals.verbs import Verb
from kernel.cases.models import Case
from kernel.doors.references import ItemField, WindowField
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now


class RegisterInput(serializers.Serializer[Any]):
    """`who`: a document's number or a name, which is masked at once; `received_at` now if left out.

    `result`: where the department finished it in the same moment.
    """

    window = WindowField()
    item = ItemField()
    foreign_number = serializers.CharField(max_length=64)
    who = serializers.CharField(max_length=100)
    received_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    result = serializers.ChoiceField(
        choices=[("", _("还没有")), *Registration.Result.choices], required=False, allow_blank=True, default=""
    )


class RegisteredRow(CaseRow):
    """A registered matter; the applicant is who a document named, or a masked name."""

    applicant = serializers.CharField(source="applicant_shown", read_only=True)
    foreign_number = serializers.CharField(source="registration.foreign_number", read_only=True)
    result = serializers.CharField(source="registration.result", read_only=True)

    class Meta(CaseRow.Meta):
        fields = (*CaseRow.Meta.fields, "foreign_number", "result")  # type: ignore[assignment]


class RegisteredFile(RegisteredRow):
    """With its terms and what happened."""

    clocks = ClockRow(many=True, read_only=True)
    history = HistoryRow(many=True, read_only=True)

    class Meta(RegisteredRow.Meta):
        fields = (*RegisteredRow.Meta.fields, "clocks", "history")  # type: ignore[assignment]


class RegisteredItem(serializers.Serializer[Any]):
    """`expected` and `share` (percent) by the item's yearly volume, null where nobody knows it."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    registered = serializers.IntegerField()
    finished = serializers.IntegerField()
    waiting = serializers.IntegerField()
    stale = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    share = serializers.IntegerField(allow_null=True)


class RegisteredUnit(serializers.Serializer[Any]):
    """A department: its external items, and of how many anything was registered."""

    name = serializers.CharField()
    items = serializers.IntegerField()
    seen = serializers.IntegerField()
    registered = serializers.IntegerField()


class RegisteredBoard(serializers.Serializer[Any]):
    """登记情况. `observed`: percent of external items of which anything was registered; null without such items."""

    days = serializers.IntegerField()
    since = serializers.DateTimeField()
    observed = serializers.FloatField(allow_null=True)
    items = RegisteredItem(many=True)
    units = RegisteredUnit(many=True)


ASKED = [OpenApiParameter("days", int, enum=list(PERIODS), description="近几个工作日")]


class Board(APIView):
    """How much of what runs in the departments' own systems is seen here."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="registered_board", parameters=ASKED, responses=RegisteredBoard)
    def get(self, request: Request) -> Response:
        asked = ordinal(request.query_params.get("days", ""))
        days = asked if asked in PERIODS else USUAL
        return Response(RegisteredBoard(board_for(user_of(request), days=days, at=database_now())).data)


class Detail(APIView):
    """One registered matter."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="registered_case", responses=RegisteredFile)
    def get(self, request: Request, number: str) -> Response:
        now = database_now()
        case = registered_for(user_of(request), number, at=now)
        facts = case_facts(case, now=now)
        shapes = RegisteredFile(case).fields
        parts: dict[str, Any] = {"clocks": facts.clocks, "history": facts.history}
        whole = {name: shapes[name].to_representation(part) for name, part in parts.items()}
        return Response({**RegisteredRow(case).data, **whole})


@extend_schema_view(
    post=extend_schema(operation_id="register_external", request=RegisterInput, responses={201: RegisteredRow})
)
class Register(VerbView):
    """Register what a department's own system received."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "approvals.register"
    input = RegisterInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        case = actions.register_external(
            by=user_of(request),
            window=data["window"],
            version=data["item"],
            foreign_number=data["foreign_number"],
            who=named(data["who"]),
            result=data["result"],
            at=data["received_at"],
        )
        return 201, dict(RegisteredRow(case).data)


class RegisteredVerb(VerbView):
    """One verb of one registered matter; subclasses are made from the table of verbs."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    verb: Verb

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        perform(self.verb, number=path["number"], by=user_of(request), data=data)
        return 200, dict(RegisteredRow(Case.objects.with_row().get(number=path["number"])).data)


def verb_view(verb: Verb) -> type[RegisteredVerb]:
    """The view of one verb, with its own input and its own name in the schema."""
    described = extend_schema(operation_id=f"registered_{verb.code}", request=verb.input, responses=RegisteredRow)
    facts = {
        "verb": verb,
        "input": verb.input,
        "route": f"approvals.registered.{verb.code}",
        "__doc__": str(verb.label),
    }
    name = f"Registered{verb.code.capitalize()}"
    return extend_schema_view(post=described)(cast(type[RegisteredVerb], type(name, (RegisteredVerb,), facts)))


VERB_VIEWS = {code: verb_view(verb) for code, verb in VERBS.items()}
