"""The routing table: the product's own routes, and a county's changes to them."""

from typing import Final

from kernel.notices.audiences import all_audiences
from kernel.notices.models import Channel, Route, SmsTemplate

# what the county has approved by the gateway's operator first, under this id
FIRST_TEMPLATE: Final = ("PORTAL_NOTICE", "{title}：{text}（编号{number}）")


def plant_routes() -> int:
    """Make a route for every channel that an audience starts with, where there is none; how many were new.

    May run again at any time: what a county switched off stays off.
    """
    code, words = FIRST_TEMPLATE
    template, _made = SmsTemplate.objects.get_or_create(code=code, defaults={"words": words})
    before = Route.objects.count()
    Route.objects.bulk_create(
        [
            Route(
                event=audience.event,
                audience=audience.code,
                channel=channel,
                template=template if channel == Channel.SMS else None,
            )
            for audience in all_audiences()
            for channel in audience.by
        ],
        ignore_conflicts=True,
    )
    return Route.objects.count() - before
