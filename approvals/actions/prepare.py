"""Filed for the applicant by somebody on his behalf, away from the organ's counters; received when it gets there."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from approvals import application_form
from approvals.actions.draft import begin_to_answer, require_own_item, tick_all
from approvals.actions.intake import supplied
from approvals.actions.papers import changeable
from approvals.actions.receive import require_window
from approvals.models import Application, SpotNotice
from approvals.permissions import at_counter_or_town
from kernel.accounts.models import Applicant, User
from kernel.cases.actions import give_number, move, open_case
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.actors import Actor
from kernel.organizations.counties import county_region
from kernel.organizations.models import Window
from kernel.organizations.queries import actor
from kernel.workdays.zone import local_date


def prepare(
    *,
    by: User,
    version: ItemVersion,
    applicant: Applicant,
    values: Mapping[str, Any],
    materials: Iterable[str],
    channel: str,
    at: datetime,
) -> Case:
    """Open the matter in its final number before the organ has it: no term of the organ's runs yet (29 ¶3).

    `materials`: codes of the papers in hand. Inside the caller's transaction, which holds the applicant's row.
    Errors: ItemNotAccepting, FormIncomplete.
    """
    require_own_item(version)
    form = application_form.clean(version, values, today=local_date(at))
    case = open_case(
        kind="licence",
        state="entrusted",
        item_version=version,
        applicant=applicant,
        organization=version.organization,
        region=county_region(version.organization),
        channel=channel,
        at=at,
    )
    give_number(case, at=at)
    case.save(update_fields=["number"])
    Application.objects.create(case=case, entered_by=by, form=application_form.dump(form))
    tick_all(case, materials, at=at, by=by)
    return case


def receive_prepared(*, case: Case, by: User, window: Window, at: datetime) -> Case:
    """The matter reached a counter that receives its item: received now, and the organ's time to answer runs.

    Inside the caller's transaction, which holds the case's lock.
    Errors: NotYourPost, NotReceivedHere, ItemNotAccepting, MoveNotAllowed.
    """
    post = at_counter_or_town(by, window, at=at)
    require_window(case.item_version, window)
    move(case, "arrive", at=at, received_at=at, window=window)
    told = SpotNotice.objects.filter(applicant=case.applicant_id, item_version__item=case.item_version.item_id)
    told.filter(next_case=None).update(next_case=case)
    ticks = case.ticks.filter(received_at__isnull=False).select_related("material")
    begin_to_answer(case, [tick.material.name for tick in ticks], who=actor(post), at=at)
    return case


def supplement_prepared(*, case: Case, by: User, who: Actor, at: datetime) -> Case:
    """What the notice asked for came as files through whoever the applicant let do so; the time to answer runs anew.

    Inside the caller's transaction, which holds the case's lock. Errors: SupplementIncomplete, MoveNotAllowed.
    """
    return supplied(case, set(changeable(case)), who=who, by=by, in_hand=False, at=at)
