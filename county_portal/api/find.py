"""The search box for machines: by POST, so that what is a person's own stands in no address. It changes nothing."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.typed import MOST as LONGEST
from county_portal.finding.asked import asked
from county_portal.finding.search import find
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import StaffOnly, user_of
from kernel.ledger.locking import database_now


class Question(serializers.Serializer[Any]):
    """A number or its last digits, a document, a phone, or a whole name."""

    text = serializers.CharField(max_length=LONGEST)


class FoundHit(serializers.Serializer[Any]):
    """A matter, an errand or a bag; names are masked."""

    number = serializers.CharField()
    title = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class FoundGroup(serializers.Serializer[Any]):
    """Hits of one kind, the latest first; `more` where the list was cut."""

    code = serializers.ChoiceField(choices=["licence", "registered", "errand", "bag", "slip"])
    hits = FoundHit(many=True)
    more = serializers.BooleanField()


class FoundAll(serializers.Serializer[Any]):
    """`straight`: where the one thing lies that was named whole, else empty."""

    groups = FoundGroup(many=True)
    straight = serializers.CharField(allow_blank=True)


class Find(APIView):
    """What the asker may see of what was asked."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="look_up", request=Question, responses=FoundAll)
    def post(self, request: Request) -> Response:
        form = Question(data=request.data)
        form.is_valid(raise_exception=True)
        found = find(user_of(request), asked(form.validated_data["text"]), at=database_now())
        return Response(FoundAll(found).data, headers={"Cache-Control": "no-store"})
