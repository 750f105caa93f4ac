"""通知路由: who is told of what by which channel, as both doors show it and change it, the page and the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.accounts.models import User
from kernel.ledger.events import get
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import set_hours, set_route, set_template
from kernel.notices.actions.routing import ROUTED
from kernel.notices.audiences import Audience, all_audiences, group_of
from kernel.notices.models import Channel, Route, SendingHours, SmsTemplate
from kernel.notices.permissions import ROUTE_KEEPERS, ROUTE_READERS
from kernel.notices.refusals import NobodyHasAddress
from kernel.organizations.queries import held, posts_held

# the first part of an event's code → whose matter it is
AREAS: Final[Mapping[str, str | Promise]] = {
    "accounts": _("账号"),
    "approvals": _("行政审批"),
    "civic_service": _("为民服务"),
    "ethics_monitor": _("电子监察"),
    "catalogue": _("事项库"),
    "organizations": _("机构和岗位"),
}
# what the ledger calls the rows of the routing table
SUBJECTS: Final = ("route", "sms_template", "sending_hours")
MOST_CHANGES: Final = 20


class RouteInput(serializers.Serializer[Any]):
    """A `channel` (sms, email) switched for an audience of an event; `revision` is the one that was read, 0 where there
    is no row.
    """

    event = serializers.CharField(max_length=100)
    audience = serializers.CharField(max_length=40)
    channel = serializers.CharField(max_length=8)
    enabled = serializers.BooleanField()
    template = serializers.CharField(max_length=60, allow_blank=True, default="")
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class TemplateInput(serializers.Serializer[Any]):
    """The text that the gateway's operator approved under a code."""

    code = serializers.RegexField(
        r"^[A-Z][A-Z0-9_]{0,59}$",
        error_messages={"invalid": _("模板编号用大写字母、数字和 _，字母开头，不超过 60 位。")},
    )
    words = serializers.CharField(max_length=500)
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class HoursInput(serializers.Serializer[Any]):
    """When a `channel` (sms, email) may be used for applicants (`citizens`) or for staff."""

    channel = serializers.CharField(max_length=8)
    citizens = serializers.BooleanField()
    opens = serializers.TimeField()
    closes = serializers.TimeField()
    working_days = serializers.BooleanField(default=False)
    digest_at = serializers.TimeField(allow_null=True, default=None)
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


@dataclass(frozen=True)
class ChannelLine:
    """One channel of an audience; `hindrance` says why it cannot be switched on."""

    channel: str
    name: str
    enabled: bool
    template: str
    revision: int
    hindrance: str


@dataclass(frozen=True)
class AudienceLine:
    """Who hears of an event under which title, and by what beside the inbox. `what` is the event in words."""

    event: str
    area: str
    what: str
    audience: str
    hearers: str
    title: str
    urgent: bool
    channels: list[ChannelLine]

    @property
    def key(self) -> str:
        return f"{self.event}:{self.audience}"

    def is_on(self, channel: str) -> bool:
        return any(line.enabled for line in self.channels if line.channel == channel)


@dataclass(frozen=True)
class Table:
    """Everything that the routing table says, and who changed it last."""

    routes: list[AudienceLine]
    templates: list[SmsTemplate]
    hours: list[SendingHours]
    changes: list[Entry]


def may_keep(user: User, *, at: datetime) -> bool:
    """Whether he may change it too."""
    return any(each.post.role in ROUTE_KEEPERS for each in posts_held(user, at))


def table(user: User) -> Table:
    """The whole table. Errors: NotYourPost."""
    held(user, roles=ROUTE_READERS, at=database_now())
    changes = Entry.objects.filter(subject_kind__in=SUBJECTS).order_by("-pk")[:MOST_CHANGES]
    hours = list(SendingHours.objects.order_by("-channel", "-citizens"))
    return Table(list(_lines()), list(SmsTemplate.objects.order_by("code")), hours, list(changes))


def found(lines: list[AudienceLine], *, text: str, area: str, channel: str) -> list[AudienceLine]:
    """Of these lines those that hold the text, of one area; `channel` those where it is on, `inbox` where none is."""
    return [
        line
        for line in lines
        if (not area or line.event.partition(".")[0] == area)
        and (not text or text in f"{line.what} {line.event} {line.hearers} {line.title}")
        and (not channel or (line.is_on(channel) if channel in ROUTED else not any(map(line.is_on, ROUTED))))
    ]


def _lines() -> Iterator[AudienceLine]:
    rows = {
        (row.event, row.audience, row.channel): row for row in Route.objects.select_related("template").order_by("pk")
    }
    for audience in all_audiences():
        prefix = audience.event.partition(".")[0]
        yield AudienceLine(
            event=audience.event,
            area=str(AREAS.get(prefix, prefix)),
            what=event_words(audience.event),
            audience=audience.code,
            hearers=str(group_of(audience.code).name),
            title=str(audience.title),
            urgent=audience.urgent,
            channels=[_channel(audience, each, rows.get((audience.event, audience.code, each))) for each in ROUTED],
        )


def _channel(audience: Audience, channel: Channel, row: Route | None) -> ChannelLine:
    group = group_of(audience.code)
    nobody = channel == Channel.EMAIL and group.applicants
    return ChannelLine(
        channel=channel.value,
        name=str(channel.label),
        enabled=row is not None and row.enabled,
        template=row.template.code if row is not None and row.template is not None else "",
        revision=row.revision if row is not None else 0,
        hindrance=NobodyHasAddress(who=group.name).sentence if nobody else "",
    )


def event_words(event: str) -> str:
    """The sentence of an event with dots where an entry has its facts: 受理…，最迟 …."""
    pieces = Formatter().parse(str(get(event).sentence))
    return "".join(f"{text}…" if name is not None else text for text, name, _spec, _conversion in pieces)


def switch(by: User, **said: Any) -> None:
    """Errors: NotYourPost, those of `set_route`."""
    _require_keeper(by)
    set_route(**said, by=by)


def word(by: User, **said: Any) -> None:
    """Errors: NotYourPost, those of `set_template`."""
    _require_keeper(by)
    set_template(**said, by=by)


def time_it(by: User, **said: Any) -> None:
    """Errors: NotYourPost, those of `set_hours`."""
    _require_keeper(by)
    set_hours(**said, by=by)


def _require_keeper(by: User) -> None:
    held(by, roles=ROUTE_KEEPERS, at=database_now())
