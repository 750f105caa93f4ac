"""At the window: receive what is brought."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from approvals import application_form, postal
from approvals.actions.draft import begin_to_answer, forget_agents_ticks, require_own_item, tick_all
from approvals.actions.locking import lock_case
from approvals.models import Application, SpotNotice
from approvals.permissions import at_window, receives_item
from approvals.queries import taken_back
from approvals.refusals import NotReceivedHere
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.cases.actions import move, open_case
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.organizations.counties import county_region
from kernel.organizations.models import Window
from kernel.organizations.queries import actor
from kernel.workdays.zone import local_date


def require_window(version: ItemVersion, window: Window) -> None:
    """Errors: ItemNotAccepting, NotReceivedHere."""
    require_own_item(version)
    if not receives_item(version, window):
        where = "、".join(version.receiving_windows.order_by("code").values_list("code", flat=True)) or "—"
        raise NotReceivedHere(window=window.code, name=version.name, where=where)


def _brought(
    applicant: Applicant,
    version: ItemVersion,
    *,
    agent: Applicant | None,
    channel: str,
    window: Window,
    at: datetime,
) -> Case | None:
    case = taken_back(applicant, version)
    if case is None:
        return None
    case, at = lock_case(case.number, at=at)
    forget_agents_ticks(case)
    unit = {"organization": version.organization, "region": county_region(version.organization)}
    here = {"agent": agent, "channel": channel, "window": window, "received_at": at}
    move(case, "bring", at=at, item_version=version, **unit, **here)
    return case


@transaction.atomic
def receive_at_window(
    *,
    by: User,
    window: Window,
    version: ItemVersion,
    applicant: Applicant,
    values: Mapping[str, Any],
    materials: Iterable[str],
    agent: Applicant | None = None,
    delivery: str = "window",
    post_to: Mapping[str, Any] = postal.NOWHERE,
    channel: str = "window",
    at: datetime | None = None,
) -> Case:
    """Receive an application at a window: the matter exists from now, with a receipt for the day. What the applicant
    took back from an agent goes on under the number that he has.

    The applicant's row is the lock: two windows receiving the same person at once wait for each other.
    `post_to`: where it is sent, for delivery by post (`approvals.postal`).
    Errors: NotYourPost, NotReceivedHere, FormIncomplete, PostalIncomplete.
    """
    at = lock_applicant(applicant, at=at)
    post = at_window(by, window, at=at)
    require_window(version, window)
    form = application_form.clean(version, values, today=local_date(at))
    sent_to = postal.clean(delivery, post_to)
    case = _brought(applicant, version, agent=agent, channel=channel, window=window, at=at) or open_case(
        kind="licence",
        state="received",
        item_version=version,
        applicant=applicant,
        agent=agent,
        organization=version.organization,
        region=county_region(version.organization),
        channel=channel,
        window=window,
        at=at,
    )
    kept = {"form": application_form.dump(form), "post_to": postal.dump(sent_to), "delivery": delivery}
    Application.objects.update_or_create(case=case, defaults={"entered_by": by, **kept})
    told = SpotNotice.objects.filter(applicant=applicant, item_version__item=version.item, next_case=None)
    told.update(next_case=case)
    begin_to_answer(case, tick_all(case, materials, at=at, by=by), who=actor(post), at=at)
    return case
