"""The API's doors to cross-tables and leads; whoever reads rows is written down as on the page."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ethics_monitor import actions, permissions
from ethics_monitor.models import Clue, Pattern
from ethics_monitor.patterns.finding import leads
from ethics_monitor.patterns.table import MOST, ROWS, behind, cross_table
from ethics_monitor.patterns.wanted import AXES, FIGURES, SORTS, STAGES, Wanted
from ethics_monitor.patterns.words import what_is_read
from ethics_monitor.reading import note_reading, whose_rows
from kernel.accounts.models import User
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.organizations.queries import scope_of

READ: list[str] = ["get", "head", "options"]
REASON_MAX = 2_000
TABLE_WORDS = [
    OpenApiParameter("axis", str, enum=list(AXES), description="行：人员、单位、经办人"),
    OpenApiParameter("stage", str, enum=list(STAGES), description="按谁：决定、受理、办结的人"),
    OpenApiParameter("since", str, description="决定日，从；不写为近 90 日"),
    OpenApiParameter("until", str, description="决定日，到"),
    OpenApiParameter("organization", str, description="单位编号"),
    OpenApiParameter("region", str, description="区划代码的开头"),
    OpenApiParameter("sort", str, enum=list(SORTS), description="从高到低；median 从快到慢"),
]
CELL_WORDS = [
    *TABLE_WORDS,
    OpenApiParameter("figure", str, enum=list(FIGURES), description="哪个数字"),
    *(OpenApiParameter(name, str) for name in ("unit", "post", "person", "agent", "item")),
]


class PatternCell(serializers.Serializer[Any]):
    """Who with which item; `median` in office minutes, `timed` the grants that were not promised on the spot."""

    unit = serializers.CharField()
    post = serializers.CharField()
    person = serializers.CharField(help_text="脱敏的姓名")
    agent = serializers.CharField(help_text="经办人摘要")
    item = serializers.CharField()
    count = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True)
    late = serializers.IntegerField()
    burst = serializers.IntegerField()
    timed = serializers.IntegerField()
    quick = serializers.IntegerField()


class PatternTable(serializers.Serializer[Any]):
    """The cells in the order asked for; `cut` when there are more than are given."""

    cells = PatternCell(many=True)
    cut = serializers.BooleanField()


class PatternMatter(serializers.Serializer[Any]):
    """One matter behind a figure."""

    number = serializers.CharField()
    item = serializers.CharField()
    received_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    worked_minutes = serializers.IntegerField(allow_null=True)
    late = serializers.BooleanField()
    burst = serializers.BooleanField()
    quick = serializers.BooleanField()


class PatternMatters(serializers.Serializer[Any]):
    """The matters, latest first; `cut` when there are more than are given."""

    matters = PatternMatter(many=True)
    cut = serializers.BooleanField()


class LeadRow(serializers.Serializer[Any]):
    """A lead that nobody has looked at: what was found, by whose hand, on how many matters it rests."""

    pattern = serializers.CharField()
    key = serializers.CharField()
    at = serializers.DateTimeField()
    unit = serializers.CharField()
    post = serializers.CharField()
    person = serializers.CharField()
    agent = serializers.CharField()
    item = serializers.CharField()
    sentence = serializers.CharField()
    matters = serializers.SerializerMethodField()

    def get_matters(self, found: Any) -> int:
        return len(found.cases)


class LeadName(serializers.Serializer[Any]):
    """Which lead, and what is said of it."""

    pattern = serializers.ChoiceField(choices=Pattern.choices)
    key = serializers.RegexField(r"^[0-9a-f]{24}$")
    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True, trim_whitespace=True)


class ClueRow(serializers.ModelSerializer[Clue]):
    """A lead of which a person has said something; `card` where it became one."""

    card = serializers.CharField(source="card.number", allow_null=True, default=None)
    outcome = serializers.CharField()

    class Meta:
        model = Clue
        fields = ("number", "pattern", "key", "outcome", "reason", "at", "card")


class AgentAsked(serializers.Serializer[Any]):
    """Whose name, and why it is needed."""

    agent = serializers.CharField(max_length=32)
    reason = serializers.CharField(max_length=200, allow_blank=True)


class AgentName(serializers.Serializer[Any]):
    """The agent's name in full."""

    name = serializers.CharField()


class PatternTableView(APIView):
    """The cross-table asked for."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="patterns", parameters=TABLE_WORDS, responses=PatternTable)
    def get(self, request: Request) -> Response:
        user, now = user_of(request), database_now()
        permissions.inspector(user, at=now)
        cells = cross_table(Wanted.of(request.query_params.dict(), now=now), scope_of(user, now))
        return Response(PatternTable({"cells": cells[:MOST], "cut": len(cells) > MOST}).data)


class PatternRowsView(APIView):
    """The matters behind one figure: a line of the access log."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="pattern_rows", parameters=CELL_WORDS, responses=PatternMatters)
    def get(self, request: Request) -> Response:
        user, now = user_of(request), database_now()
        wanted = Wanted.of(request.query_params.dict(), now=now)
        note_reading(by=user, whom=whose_rows(wanted), fields=["pattern_rows"], why=what_is_read(wanted), at=now)
        found = behind(wanted, scope_of(user, now))
        return Response(PatternMatters({"matters": found[:ROWS], "cut": len(found) > ROWS}).data)


class PatternAgentView(APIView):
    """The agent's name in full. Every asking is another line of the access log, so it carries no key."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="pattern_agent", request=AgentAsked, responses=AgentName)
    def post(self, request: Request) -> Response:
        asked = AgentAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        name = actions.unmask_agent(agent=data["agent"], by=user_of(request), why=data["reason"])
        return Response({"name": name}, headers={"Cache-Control": "no-store"})


class LeadsView(APIView):
    """The leads of one pattern that nobody has looked at."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(
        operation_id="clues",
        parameters=[OpenApiParameter("pattern", str, enum=Pattern.values, description="规律；不写为同一分钟")],
        responses=LeadRow(many=True),
    )
    def get(self, request: Request) -> Response:
        user, now = user_of(request), database_now()
        permissions.inspector(user, at=now)
        asked = request.query_params.get("pattern", "")
        pattern = asked if asked in Pattern.values else Pattern.SAME_MINUTE.value
        return Response(LeadRow(leads(pattern, scope_of(user, now), at=now)[:MOST], many=True).data)


class LeadVerb(VerbView):
    """What a person says of a lead."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    input = LeadName
    says: ClassVar[Callable[..., Clue]]

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        by: User = user_of(request)
        return 200, dict(ClueRow(type(self).says(by=by, **data)).data)


@extend_schema_view(post=extend_schema(operation_id="clue_clear", request=LeadName, responses=ClueRow))
class ClueClear(LeadVerb):
    """已看无异常: the reason stays, the lead does not come back."""

    route = "ethics_monitor.clue_clear"
    says = staticmethod(actions.clear_clue)


@extend_schema_view(post=extend_schema(operation_id="clue_propose", request=LeadName, responses=ClueRow))
class CluePropose(LeadVerb):
    """提请核实: a card before the office."""

    route = "ethics_monitor.clue_propose"
    says = staticmethod(actions.propose_card)
