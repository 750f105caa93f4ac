"""The routing table: the product's own routes, templates and hours, and a county's changes to them.

Changes are acts of the operator at the console, and on record.
"""

from datetime import time
from string import Formatter
from typing import Final

from django.db import transaction

from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import instant_of_act
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.notices import events
from kernel.notices.audiences import Audience, all_audiences, audiences_of
from kernel.notices.models import Channel, Route, SendingHours, SmsTemplate
from kernel.notices.refusals import HoursUnusable, RouteUnknown, TemplateUnusable

# what the county has approved by the gateway's operator first, under this id; an audience may bring its own
FIRST_TEMPLATE: Final = ("PORTAL_NOTICE", "{title}：{text}（编号{number}）")
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
def set_route(*, event: str, audience: str, channel: str, enabled: bool, template: str = "") -> Route:
    """Switch a channel on or off for what an audience hears of an event; a short message goes by `template`,
    without one by the audience's own.

    Errors: RouteUnknown for an audience that no app declares or a channel that carries nothing; TemplateUnusable.
    """
    carries = channel in (Channel.EMAIL, Channel.SMS)
    declared = next((each for each in audiences_of(event) if each.code == audience), None)
    if not carries or declared is None:
        raise RouteUnknown(event=event, audience=audience, channel=channel)
    filled = None
    if channel == Channel.SMS:
        filled = SmsTemplate.objects.filter(code=template or _own_template(declared)).first()
        if filled is None:
            raise TemplateUnusable(code=template)
    route, _made = Route.objects.update_or_create(
        event=event, audience=audience, channel=channel, defaults={"enabled": enabled, "template": filled}
    )
    switched = f"{event} {audience} {channel} {template} {'on' if enabled else 'off'}"
    _on_record(Subject("route", f"route-{route.pk}", route.pk), switched)
    return route


@transaction.atomic
def set_template(*, code: str, words: str) -> SmsTemplate:
    """The text that the gateway's operator approved under a code. Errors: TemplateUnusable for a place it lacks."""
    try:
        places = {name for _text, name, spec, conversion in Formatter().parse(words) if name is not None}
        odd = any(spec or conversion for _text, _name, spec, conversion in Formatter().parse(words))
    except ValueError:
        places, odd = set(), True
    if odd or not words.strip() or not code or not places <= SmsTemplate.PLACES:
        raise TemplateUnusable(code=code)
    template, _made = SmsTemplate.objects.update_or_create(code=code, defaults={"words": words})
    _on_record(Subject("sms_template", code, template.pk), words)
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
) -> SendingHours:
    """When a channel may be used for citizens or staff. Errors: HoursUnusable."""
    digests = channel == Channel.EMAIL and not citizens and digest_at is not None and opens <= digest_at < closes
    known = channel in (Channel.EMAIL, Channel.SMS)
    if not known or opens >= closes or (digest_at is not None and not digests):
        raise HoursUnusable
    facts = {"opens": opens, "closes": closes, "working_days": working_days, "digest_at": digest_at}
    hours, _made = SendingHours.objects.update_or_create(channel=channel, citizens=citizens, defaults=facts)
    _on_record(Subject("sending_hours", f"hours-{hours.pk}", hours.pk), str(hours))
    return hours


def _on_record(subject: Subject, now: str) -> None:
    record(events.ROUTING_CHANGED, subject, actor=SYSTEM, at=instant_of_act(subject), now=now)
