"""The routing table: the product's own routes, templates and hours, and a county's changes to them.

Changes are acts of the system administrator, or of the operator at the console (`by` None), and on record. Whoever
names the `revision` he had before him overwrites nobody's.
"""

from datetime import datetime, time
from string import Formatter
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kernel.accounts.models import User
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.notices import events
from kernel.notices.audiences import Audience, all_audiences, audiences_of, group_of
from kernel.notices.models import Channel, Route, SendingHours, SmsTemplate
from kernel.notices.permissions import may_change_routes
from kernel.notices.refusals import (
    HoursUnusable,
    NobodyHasAddress,
    NotRouted,
    RouteUnknown,
    RoutingMovedOn,
    TemplateUnusable,
)
from kernel.organizations.words import kept

# what the county has approved by the gateway's operator first, under this id; an audience may bring its own
FIRST_TEMPLATE: Final = ("PORTAL_NOTICE", "{title}：{text}（编号{number}）")
ROUTED: Final = (Channel.SMS, Channel.EMAIL)
# what follows from the fact itself
NOT_ROUTED: Final = {"inbox": _("站内通知"), "letter": _("文书"), Channel.CALL: Channel.CALL.label}
# channel, whether to citizens, opens, closes, working days alone, digest
FIRST_HOURS: Final = (
    (Channel.SMS, True, time(8), time(21), False, None),
    (Channel.SMS, False, time(8), time(21), False, None),
    (Channel.EMAIL, False, time(8), time(18), True, time(17)),
)


@transaction.atomic
def plant_routes() -> int:
    """Make a route for every channel that an audience starts with, where there is none; how many were new.

    Likewise the first template and the first hours. May run again at any time: what a county changed stays changed.
    """
    templates = _plant_templates()
    names = ("channel", "citizens", "opens", "closes", "working_days", "digest_at")
    rows = [SendingHours(**dict(zip(names, row, strict=True))) for row in FIRST_HOURS]
    SendingHours.objects.bulk_create(rows, ignore_conflicts=True)
    before = Route.objects.count()
    Route.objects.bulk_create(
        [
            Route(
                event=audience.event,
                audience=audience.code,
                channel=channel,
                template=templates[_own_template(audience)] if channel == Channel.SMS else None,
            )
            for audience in all_audiences()
            for channel in audience.by
        ],
        ignore_conflicts=True,
    )
    return Route.objects.count() - before


def _plant_templates() -> dict[str, SmsTemplate]:
    """The product's own texts, by code, as a county has changed them since."""
    own = {audience.template: audience.sms for audience in all_audiences() if audience.sms}
    words = {**own, FIRST_TEMPLATE[0]: FIRST_TEMPLATE[1]}
    rows = [SmsTemplate(code=code, words=text) for code, text in words.items()]
    SmsTemplate.objects.bulk_create(rows, ignore_conflicts=True)
    return {template.code: template for template in SmsTemplate.objects.filter(code__in=words)}


def _own_template(audience: Audience) -> str:
    return audience.template or FIRST_TEMPLATE[0]


@transaction.atomic
def set_route(
    *,
    event: str,
    audience: str,
    channel: str,
    enabled: bool,
    template: str = "",
    by: User | None = None,
    revision: int | None = None,
    at: datetime | None = None,
) -> Route:
    """Switch a channel on or off for what an audience hears of an event; a short message goes by `template`, without
    one by what it went by, at first by the audience's own. A route that has no row is off and of revision 0.

    Errors: RouteUnknown for an audience that no app declares or a channel that is none; NotRouted; TemplateUnusable;
    NotYourPost; RoutingMovedOn; NobodyHasAddress for mail to applicants.
    """
    declared = _declared(event, audience, channel)
    filled = None
    if channel == Channel.SMS:
        filled = SmsTemplate.objects.filter(code=template or _own_template(declared)).first()
        if filled is None:
            raise TemplateUnusable(code=template or _own_template(declared))
    which = {"event": event, "audience": audience, "channel": channel}
    Route.objects.get_or_create(**which, defaults={"enabled": False, "template": filled})
    route, at = lock(Route.objects.all(), at=at, **which)
    who = may_change_routes(by, at)
    _require_unchanged(route, revision, now=route.in_words)
    group = group_of(audience)
    if enabled and channel == Channel.EMAIL and group.applicants:
        raise NobodyHasAddress(who=group.name)
    route.enabled, route.revision = enabled, route.revision + 1
    if template:
        route.template = filled
    route.save(update_fields=["enabled", "revision", "template"])
    facts = {
        "told": kept(declared.title),
        "hearers": kept(group.name),
        "by_channel": kept(route.get_channel_display()),
        "switch": kept(_("启用") if enabled else _("停用")),
        "route": f"{event} {audience} {channel}",
        "template": route.template.code if route.template is not None else "",
    }
    record(events.ROUTE_SET, route.ledger_subject, actor=who, at=at, about=None, **facts)
    return route


def _declared(event: str, audience: str, channel: str) -> Audience:
    """Errors: RouteUnknown; NotRouted."""
    found = next((each for each in audiences_of(event) if each.code == audience), None)
    if found is None or channel not in (*ROUTED, *NOT_ROUTED):
        raise RouteUnknown(event=event, audience=audience, channel=channel)
    if channel in NOT_ROUTED:
        raise NotRouted(channel=NOT_ROUTED[channel])
    return found


def _require_unchanged(row: Route | SmsTemplate | SendingHours, revision: int | None, *, now: str) -> None:
    """Errors: RoutingMovedOn, saying what it is `now`."""
    if revision is not None and revision != row.revision:
        raise RoutingMovedOn(now=now)


@transaction.atomic
def set_template(
    *, code: str, words: str, by: User | None = None, revision: int | None = None, at: datetime | None = None
) -> SmsTemplate:
    """The text that the gateway's operator approved under a code; one that is not there yet is of revision 0.

    Errors: TemplateUnusable for a place that nothing fills; NotYourPost; RoutingMovedOn.
    """
    try:
        places = {name for _text, name, spec, conversion in Formatter().parse(words) if name is not None}
        odd = any(spec or conversion for _text, _name, spec, conversion in Formatter().parse(words))
    except ValueError:
        places, odd = set(), True
    if odd or not words.strip() or not code or not places <= SmsTemplate.PLACES:
        raise TemplateUnusable(code=code)
    SmsTemplate.objects.get_or_create(code=code, defaults={"words": words})
    template, at = lock(SmsTemplate.objects.all(), at=at, code=code)
    who = may_change_routes(by, at)
    _require_unchanged(template, revision, now=template.words)
    template.words, template.revision = words, template.revision + 1
    template.save(update_fields=["words", "revision"])
    record(events.TEMPLATE_SET, template.ledger_subject, actor=who, at=at, words=words)
    return template


@transaction.atomic
def set_hours(
    *,
    channel: str,
    citizens: bool,
    opens: time,
    closes: time,
    working_days: bool = False,
    digest_at: time | None = None,
    by: User | None = None,
    revision: int | None = None,
    at: datetime | None = None,
) -> SendingHours:
    """When a channel may be used for citizens or staff; without a row, of revision 0, it may always.

    Errors: HoursUnusable; NotYourPost; RoutingMovedOn.
    """
    digests = channel == Channel.EMAIL and not citizens and digest_at is not None and opens <= digest_at < closes
    if channel not in ROUTED or opens >= closes or (digest_at is not None and not digests):
        raise HoursUnusable
    facts = {"opens": opens, "closes": closes, "working_days": working_days, "digest_at": digest_at}
    SendingHours.objects.get_or_create(channel=channel, citizens=citizens, defaults=facts)
    hours, at = lock(SendingHours.objects.all(), at=at, channel=channel, citizens=citizens)
    who = may_change_routes(by, at)
    _require_unchanged(hours, revision, now=hours.in_words)
    for name, value in facts.items():
        setattr(hours, name, value)
    hours.revision += 1
    hours.save(update_fields=[*facts, "revision"])
    with override(settings.LANGUAGE_CODE):
        said = {"by_channel": hours.get_channel_display(), "hearers": hours.whom, "hours": hours.in_words}
    record(events.HOURS_SET, hours.ledger_subject, actor=who, at=at, about=None, **said)
    return hours
