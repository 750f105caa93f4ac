"""What went outside, and the call list, for programs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.call_list import LONGEST_NOTE, open_calls
from county_portal.outbox import message_shown, messages_shown
from kernel.doors.paging import ByRank
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.notices.actions import dial, give_up_calls, note_call, open_message, try_again
from kernel.notices.models import Call, Delivery

READ = ["get", "head", "options"]


class MessageRow(serializers.ModelSerializer[Delivery]):
    """One message: `number` is that of what happened, `matter` of the case it is about, `applicant` the same for all
    messages to one applicant; `whom` and `address` are masked; `said` is what came of the last try, as a code, and
    `said_words` the same in the asker's language.
    """

    event = serializers.CharField(source="entry.type")
    number = serializers.CharField(source="entry.subject_number")
    address = serializers.CharField(source="address_masked")
    channel = serializers.CharField()
    state = serializers.CharField()
    said_words = serializers.CharField(read_only=True)

    class Meta:
        model = Delivery
        fields = (
            "id", "event", "number", "matter", "applicant", "title", "channel", "whom", "as_what", "address",
            "organization", "urgent", "state", "tries", "ordered_at", "due_at", "tried_at", "sent_at", "said",
            "said_words",
        )  # fmt: skip


class CallInput(serializers.Serializer[Any]):
    """What came of a call; `also` names more of the same person's open calls that he was told in it."""

    reached = serializers.BooleanField()
    also = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, default=list, max_length=50
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class GiveUpInput(serializers.Serializer[Any]):
    """Why the telephone does not reach him."""

    reason = serializers.ChoiceField(choices=Delivery.Unreachable.choices)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class TriedLast(ByRank):
    """The urgent, the others, then what was tried in vain."""

    ordering = ("rank", "due_at", "pk")


class LastOrdered(ByRank):
    """By the time that is shown; what one act ordered has the same."""

    ordering = ("-ordered_at", "-pk")


class DialledRow(serializers.Serializer[Any]):
    """The number in full, and the words to say."""

    phone = serializers.CharField()
    whom = serializers.CharField()
    text = serializers.CharField()


class CallMade(serializers.ModelSerializer[Call]):
    """One call: when, by whom (masked), and whether he was reached."""

    by = serializers.CharField(source="by.masked_name")

    class Meta:
        model = Call
        fields = ("at", "by", "reached")


class CallRead(CallMade):
    """The same with what the caller noted."""

    class Meta(CallMade.Meta):
        fields = (*CallMade.Meta.fields, "note")  # type: ignore[assignment]


class OneMessage(serializers.Serializer[Any]):
    """One message with the calls on it, the messages that went out in it, and what else told the same person of it."""

    message = MessageRow(source="row")
    gathered_into = serializers.IntegerField(source="row.gathered_into_id", allow_null=True)
    calls = CallMade(many=True)
    gathered = MessageRow(many=True)
    beside = MessageRow(many=True)


class OpenedRow(serializers.Serializer[Any]):
    """The text as it was sent, and the calls with their notes."""

    text = serializers.CharField()
    calls = CallRead(many=True)


ASKED = [OpenApiParameter(name, str, required=False) for name in ("state", "matter")]


@extend_schema_view(get=extend_schema(operation_id="outbox", parameters=ASKED))
class Outbox(ListAPIView[Delivery]):
    """Messages about the matters that the asker sees, newest first."""

    serializer_class = MessageRow
    pagination_class = LastOrdered
    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    def get_queryset(self) -> QuerySet[Delivery]:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        asked = self.request.query_params
        state, matter = asked.get("state", ""), asked.get("matter", "")
        return messages_shown(user_of(self.request), at=database_now(), state=state, matter=matter)


class Message(APIView):
    """One message, masked."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="outbox_message", responses=OneMessage)
    def get(self, request: Request, message: int) -> Response:
        return Response(OneMessage(message_shown(user_of(request), message, at=database_now())).data)


class MessageOpen(APIView):
    """The text as it was sent. Every asking is another line of the access log, so it carries no key."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="outbox_open", request=None, responses=OpenedRow)
    def post(self, request: Request, message: int) -> Response:
        opened = open_message(delivery_id=message, by=user_of(request))
        return Response(OpenedRow(opened).data, headers={"Cache-Control": "no-store"})


@extend_schema_view(post=extend_schema(operation_id="outbox_again", request=None, responses=MessageRow))
class MessageAgain(VerbView):
    """A failed message gets a fresh set of tries."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "outbox.again"

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(MessageRow(try_again(delivery_id=path["message"], by=user_of(request))).data)


@extend_schema_view(get=extend_schema(operation_id="calls"))
class Calls(ListAPIView[Delivery]):
    """What is still to be told by telephone: urgent news, other news, then what was tried, each by its waiting."""

    serializer_class = MessageRow
    pagination_class = TriedLast
    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    def get_queryset(self) -> QuerySet[Delivery]:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        return open_calls(user_of(self.request), at=database_now())


@extend_schema_view(post=extend_schema(operation_id="call_give_up", request=GiveUpInput, responses=MessageRow))
class CallGiveUp(VerbView):
    """The telephone does not reach him, for a reason: all that he was to be told leaves the list."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "calls.give_up"
    input = GiveUpInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        reason = Delivery.Unreachable(data["reason"])
        given_up = give_up_calls(delivery_id=path["call"], by=user_of(request), reason=reason, note=data["note"])
        return 200, dict(MessageRow(given_up).data)


class CallDial(APIView):
    """The number to be called, once. Every asking is another line of the access log, so it carries no key."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="call_dial", request=None, responses=DialledRow)
    def post(self, request: Request, call: int) -> Response:
        dialled = dial(delivery_id=call, by=user_of(request))
        return Response(DialledRow(dialled).data, headers={"Cache-Control": "no-store"})


@extend_schema_view(post=extend_schema(operation_id="call_note", request=CallInput, responses=MessageRow))
class CallNote(VerbView):
    """What came of a call; whoever was reached leaves the list."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "calls.note"
    input = CallInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(MessageRow(note_call(delivery_id=path["call"], by=user_of(request), **data)).data)
