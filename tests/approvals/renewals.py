"""An item that renews, and an application for it: what the tests of renewal begin with."""

from datetime import date
from typing import Any

from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from tests.approvals.test_intake import FORM, receive
from tests.cast import Cast

# the last day of the licence that is to be renewed: six weeks after the Monday on which things begin
LAST = date(2026, 10, 20)


def asks_for_last_day(item: ItemVersion) -> None:
    """Its form asks for the last day of the licence, so that it renews one."""
    field = {"name": "last", "label": "原许可证有效期到", "type": "date", "required": True}
    item.form_schema, item.expiry_field = [*item.form_schema, field], "last"
    item.save()


def renews(cast: Cast) -> Cast:
    """The cast, whose item asks for the last day of the licence and renews it."""
    cast.item.supervising_organization = cast.other_bureau
    asks_for_last_day(cast.item)
    return cast


def receive_renewal(cast: Cast, *, last: date = LAST, **changes: Any) -> Case:
    """Received at the window on the Monday, all papers there."""
    return receive(cast, values=FORM | {"last": last.isoformat()}, **changes)
