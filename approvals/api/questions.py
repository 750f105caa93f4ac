"""The API's doors to questions on cases: asked by the applicant, with or without signing in, and what waits."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions, typed
from approvals.api.public import TrackInput
from approvals.api.serializers import QuestionRow, WaitingQuestionRow
from approvals.limits import limit_asking, limit_replying
from approvals.lookup import try_code
from approvals.messages import waiting_questions, with_terms
from approvals.queries import case_for
from approvals.verbs import Answer, Text
from kernel.cases.models import Question
from kernel.cases.questions import LONGEST
from kernel.doors.verbs import CitizensOnly, StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound

MOST = 200


class TrackAskInput(TrackInput, Text):
    """Number, code and the question, by POST so that no code stands in an address."""


class TrackReplyInput(TrackInput, Answer):
    """Number, code, the unit's question and the answer."""


def _row(question: Question) -> dict[str, Any]:
    return dict(QuestionRow(with_terms([question], now=database_now())[0]).data)


@extend_schema_view(post=extend_schema(operation_id="case_ask", request=Text, responses={201: QuestionRow}))
class Ask(VerbView):
    """The applicant asks about his case; answered within the promised working days."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.ask"
    input = Text

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        case = case_for(user, path["number"], at=database_now())
        return 201, _row(actions.ask(number=case.number, by=user, text=typed.prose(data["text"], LONGEST)))


@extend_schema_view(post=extend_schema(operation_id="case_reply", request=Answer, responses=QuestionRow))
class Reply(VerbView):
    """The applicant answers a written enquiry of the unit."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.reply"
    input = Answer

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        case = case_for(user, path["number"], at=database_now())
        said = typed.prose(data["text"], LONGEST)
        return 200, _row(actions.reply(number=case.number, by=user, question=data["question"], text=said))


@extend_schema_view(post=extend_schema(operation_id="track_ask", request=TrackAskInput, responses={201: QuestionRow}))
class TrackAsk(VerbView):
    """Whoever has number and code asks; throttled as the look-up is, and by questions a day."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    route = "approvals.track_ask"
    input = TrackAskInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        number = typed.number(data["number"])
        if try_code(request._request, number, data["code"]) is None:
            raise NotFound
        limit_asking(number)
        return 201, _row(actions.ask(number=number, by=None, text=typed.prose(data["text"], LONGEST)))


@extend_schema_view(post=extend_schema(operation_id="track_reply", request=TrackReplyInput, responses=QuestionRow))
class TrackReply(VerbView):
    """Whoever has number and code answers a written enquiry of the unit; throttled as the look-up is, and by day."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    route = "approvals.track_reply"
    input = TrackReplyInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        number = typed.number(data["number"])
        if try_code(request._request, number, data["code"]) is None:
            raise NotFound
        limit_replying(number)
        said = typed.prose(data["text"], LONGEST)
        return 200, _row(actions.reply(number=number, by=None, question=data["question"], text=said))


class WaitingQuestions(APIView):
    """What applicants asked and nobody answered, the oldest first: `mine` those that lie with my posts."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    @extend_schema(
        operation_id="questions",
        parameters=[OpenApiParameter("mine", bool, description="true：只列轮到自己答复的")],
        responses=inline_serializer("WaitingQuestions", {"results": WaitingQuestionRow(many=True)}),
    )
    def get(self, request: Request) -> Response:
        now = database_now()
        mine = request.query_params.get("mine") == "true"
        found = waiting_questions(user_of(request), at=now, mine=mine)[:MOST]
        return Response({"results": WaitingQuestionRow(with_terms(found, now=now), many=True).data})
