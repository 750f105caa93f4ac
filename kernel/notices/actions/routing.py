"""The routing table: the product's own routes, and a county's changes to them."""

from kernel.notices.audiences import all_audiences
from kernel.notices.models import Route


def plant_routes() -> int:
    """Make a route for every channel that an audience starts with, where there is none; how many were new.

    May run again at any time: what a county switched off stays off.
    """
    before = Route.objects.count()
    Route.objects.bulk_create(
        [
            Route(event=audience.event, audience=audience.code, channel=channel)
            for audience in all_audiences()
            for channel in audience.by
        ],
        ignore_conflicts=True,
    )
    return Route.objects.count() - before
