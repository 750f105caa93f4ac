"""The API's doors to handing over at a window."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions, typed
from approvals.models.hand_over import LONGEST_NOTE, HandOver
from approvals.pages.hall import window_served
from approvals.pages.shift import MOST_AT_ONCE
from approvals.shifts.hands import colleagues_at, in_hands, under_way
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now

STAFF: list[Any] = [StaffOnly]


class HandOverRow(serializers.Serializer[Any]):
    """One hand-over: `to` and `giver` are user names. `back_at` is null until what was left was handed back."""

    hand_over = serializers.IntegerField(source="pk")
    window = serializers.CharField(source="window.code")
    giver = serializers.CharField(source="from_post.user.username")
    to = serializers.CharField(source="to_post.user.username")
    note = serializers.CharField()
    given_at = serializers.DateTimeField()
    back_at = serializers.DateTimeField(allow_null=True)


class Colleague(serializers.Serializer[Any]):
    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user.full_name")


class ShiftFacts(serializers.Serializer[Any]):
    """`numbers`: what waits for one's own post at the window; `colleagues`: who may take it."""

    window = serializers.CharField()
    numbers = serializers.ListField(child=serializers.CharField())
    colleagues = Colleague(many=True)
    hand_overs = HandOverRow(many=True)


class OverInput(serializers.Serializer[Any]):
    """`to`: the colleague's user name. All of the matters or none."""

    window = serializers.CharField(max_length=60)
    numbers = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=MOST_AT_ONCE
    )
    to = serializers.CharField(max_length=150)
    note = serializers.CharField(max_length=LONGEST_NOTE)


class BackInput(serializers.Serializer[Any]):
    hand_over = serializers.IntegerField(min_value=1, max_value=2**53)


@extend_schema_view(
    get=extend_schema(
        operation_id="shift",
        responses=ShiftFacts,
        parameters=[OpenApiParameter("window", str, description="窗口编号，不写就是自己的第一个窗口")],
    )
)
class Shift(APIView):
    """What is in one's hands at a window, and who is there to take it."""

    permission_classes = STAFF
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    def get(self, request: Request) -> Response:
        user, now = user_of(request), database_now()
        window = window_served(user, typed.line(request.query_params.get("window", "")), at=now)
        facts = {
            "window": window.code,
            "numbers": list(in_hands(user, window, at=now).values_list("number", flat=True)[:MOST_AT_ONCE]),
            "colleagues": colleagues_at(window, but=user, at=now),
            "hand_overs": [each.hand_over for each in under_way(user, at=now)],
        }
        return Response(ShiftFacts(facts).data)


@extend_schema_view(post=extend_schema(operation_id="shift_over", request=OverInput, responses={201: HandOverRow}))
class Over(VerbView):
    """Give matters in one's hands to a colleague at the window."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "approvals.hand_over"
    input = OverInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        window = window_served(user, typed.line(data["window"]), at=database_now())
        numbers = [typed.number(each) for each in data["numbers"]]
        note = typed.prose(data["note"], most=LONGEST_NOTE)
        made = actions.hand_over(numbers=numbers, window=window, to=typed.line(data["to"]), note=note, by=user)
        return 201, _row(made)


@extend_schema_view(post=extend_schema(operation_id="shift_back", request=BackInput, responses=HandOverRow))
class Back(VerbView):
    """Hand back what is left of it."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "approvals.hand_back"
    input = BackInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        return 200, _row(actions.hand_back(hand_over=data["hand_over"], by=user_of(request)))


def _row(made: HandOver) -> dict[str, Any]:
    return dict(HandOverRow(made).data)
