"""通知路由 for machines: the whole table, and switching, wording and timing what goes outside."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal import notice_routes
from county_portal.api.kept import KeptView
from kernel.accounts.models import User
from kernel.doors.verbs import StaffOnly, user_of
from kernel.ledger.models import Entry
from kernel.notices.models import SendingHours, SmsTemplate


class ChannelLine(serializers.Serializer[Any]):
    """One channel of an audience; `hindrance` says why it cannot be switched on, in the asker's language."""

    channel = serializers.CharField()
    enabled = serializers.BooleanField()
    template = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    hindrance = serializers.CharField(allow_blank=True)


class AudienceLine(serializers.Serializer[Any]):
    """Who hears of an event and by what beside the inbox, which is always told."""

    event = serializers.CharField()
    what = serializers.CharField()
    audience = serializers.CharField()
    hearers = serializers.CharField()
    title = serializers.CharField()
    urgent = serializers.BooleanField()
    channels = ChannelLine(many=True)


class TemplateLine(serializers.ModelSerializer[SmsTemplate]):
    """A text of short messages with its places in braces."""

    class Meta:
        model = SmsTemplate
        fields = ("code", "words", "revision")


class HoursLine(serializers.ModelSerializer[SendingHours]):
    """When a channel may be used; without a line it may always."""

    channel = serializers.CharField()

    class Meta:
        model = SendingHours
        fields = ("channel", "citizens", "opens", "closes", "working_days", "digest_at", "revision")


class ChangeLine(serializers.ModelSerializer[Entry]):
    """One change: when, by whom (masked), and what."""

    sentence = serializers.CharField()

    class Meta:
        model = Entry
        fields = ("at", "person", "post", "sentence")


class RoutingTable(serializers.Serializer[Any]):
    """The routing table of notices."""

    routes = AudienceLine(many=True)
    templates = TemplateLine(many=True)
    hours = HoursLine(many=True)
    changes = ChangeLine(many=True)


def _told(user: User) -> dict[str, Any]:
    return dict(RoutingTable(notice_routes.table(user)).data)


class Read(APIView):
    """The whole table."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="notice_routes", responses=RoutingTable)
    def get(self, request: Request) -> Response:
        return Response(_told(user_of(request)))


class _Kept(KeptView):
    """A verb that answers with the whole table as it then is."""

    told = _told


@extend_schema_view(
    post=extend_schema(operation_id="notice_route_set", request=notice_routes.RouteInput, responses=RoutingTable)
)
class SetRoute(_Kept):
    """A channel switched on or off for who hears of an event."""

    route = "notice_routes.route"
    input = notice_routes.RouteInput
    verb = notice_routes.switch


@extend_schema_view(
    post=extend_schema(operation_id="notice_template_set", request=notice_routes.TemplateInput, responses=RoutingTable)
)
class SetTemplate(_Kept):
    """The text that the gateway's operator approved under a code."""

    route = "notice_routes.template"
    input = notice_routes.TemplateInput
    verb = notice_routes.word


@extend_schema_view(
    post=extend_schema(operation_id="notice_hours_set", request=notice_routes.HoursInput, responses=RoutingTable)
)
class SetHours(_Kept):
    """When a channel may be used."""

    route = "notice_routes.hours"
    input = notice_routes.HoursInput
    verb = notice_routes.time_it
