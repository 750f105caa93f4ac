"""The inbox: one's own notices, and their being read."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import VerbView, user_of
from kernel.notices import actions
from kernel.notices.models import Notice, NoticeQuerySet

UNREAD = OpenApiParameter("unread", bool, description="true：只列没有读过的")
READ_ALL = inline_serializer("ReadAll", {"read": serializers.IntegerField()})


class NoticeRow(serializers.ModelSerializer[Notice]):
    """One notice in the words it was told in; `link` is the path of its page, or empty."""

    class Meta:
        model = Notice
        fields = ("id", "as_what", "weight", "title", "text", "link", "told_at", "read_at")


@extend_schema_view(get=extend_schema(operation_id="inbox", parameters=[UNREAD]))
class Inbox(ListAPIView[Notice]):
    """One's own notices, newest first."""

    serializer_class = NoticeRow
    pagination_class = NewestFirst
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> NoticeQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Notice.objects.none()
        mine = Notice.objects.of(user_of(self.request))
        return mine.unread() if self.request.query_params.get("unread") == "true" else mine


@extend_schema_view(post=extend_schema(operation_id="notice_read", request=None, responses=NoticeRow))
class Read(VerbView):
    """Mark one of one's own notices as read."""

    route = "inbox.read"

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(NoticeRow(actions.read(notice_id=path["notice"], by=user_of(request))).data)


@extend_schema_view(post=extend_schema(operation_id="inbox_read_all", request=None, responses=READ_ALL))
class ReadAll(VerbView):
    """Mark all of one's own notices as read; tells how many were unread."""

    route = "inbox.read_all"

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, {"read": actions.read_all(by=user_of(request))}
