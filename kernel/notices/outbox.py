"""What goes outside the portal is ordered here, in the transaction of the notices: one row a person and channel."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices import contacts, hints
from kernel.notices.audiences import Audience, Told
from kernel.notices.contacts import Contacts
from kernel.notices.hours import next_time
from kernel.notices.models import Channel, Delivery, Route, SendingHours
from kernel.notices.permissions import CALLERS
from kernel.notices.told_once import supersede
from kernel.notices.wording import LONGEST, places_of, shortened
from kernel.organizations.models import Organization, Role
from kernel.organizations.permissions import COUNTY_DIGITS
from kernel.organizations.queries import posts_of, posts_of_roles

# what was entered later than this was told on paper or by word of mouth then (imports, back-filled files)
OLD_NEWS_AFTER: Final = timedelta(days=1)

# they are told of much; what is not urgent they read once a day
HEADS: Final = frozenset({Role.DEPARTMENT_HEAD, Role.DEPARTMENT_LEADER, Role.CENTER_DIRECTOR, Role.DEPUTY_DIRECTOR})


@dataclass(frozen=True)
class Telling:
    """One person told of one entry, in the words he is told in."""

    entry: Entry
    audience: Audience
    told: Told
    title: str
    text: str
    link: str
    places: Mapping[str, str]
    texts: Mapping[str, str]


def order(tellings: Sequence[Telling], *, though_old: bool = False) -> list[Delivery]:
    """Order what the routing table sends outside, once for each entry, channel and person; workers get a hint.

    To be called in the transaction that makes the tellings known. Whoever has no address there gets no row.
    What was written down long after it happened goes out only if `though_old`.
    """
    fresh = [each for each in tellings if though_old or each.entry.recorded_at - each.entry.at <= OLD_NEWS_AFTER]
    routes = _routes(fresh)
    routed = [
        (each, channel) for each in fresh for channel in routes.get((each.audience.event, each.audience.code), ())
    ]
    if not routed:
        return []
    reached = contacts.of([each.told for each, _route in routed])
    matters = _matters({each.entry.pk: each.entry for each, _route in routed}.values())
    nobodys = [each for each, _route in routed if each.told.applicant is not None and not each.told.unit]
    matters |= _of_the_hall(each.entry for each in nobodys if not matters[each.entry.pk].unit)
    rows = [row for each, route in routed for row in _rows(each, route, reached, matters[each.entry.pk])]
    _put_off_for_digest(rows)
    once: dict[tuple[Any, ...], Delivery] = {}
    for row in rows:
        # of two audiences that name one person for one entry, the first one's words stand
        once.setdefault((row.entry_id, row.channel, row.recipient_id, row.applicant_id), row)
    ordered = Delivery.objects.bulk_create(once.values(), ignore_conflicts=True)
    if called := {row.applicant_id for row in ordered if row.channel == Channel.CALL and row.applicant_id is not None}:
        supersede(called)
    waiting = {row.channel for row in ordered if row.channel in settings.NOTICE_CHANNELS}
    transaction.on_commit(lambda: hints.send_now(waiting))
    return ordered


def _routes(tellings: Collection[Telling]) -> dict[tuple[str, str], list[Route]]:
    """The routes in use, by event and audience."""
    if not tellings:
        return {}
    found: dict[tuple[str, str], list[Route]] = {}
    routes = Route.objects.filter(enabled=True, event__in={each.audience.event for each in tellings})
    for route in routes.select_related("template"):
        found.setdefault((route.event, route.audience), []).append(route)
    return found


@dataclass(frozen=True)
class _Matter:
    """What an entry is about: the unit whose matter it is and the unit whose window speaks with the applicant, by code,
    and the number of the case; empty where there is none. `region` is the unit's where the entry names none."""

    unit: str
    desk: str = ""
    number: str = ""
    region: str = ""


def _matters(entries: Iterable[Entry]) -> dict[int, _Matter]:
    """By entry; the unit is that of the case, else of whoever acted."""
    about = {entry: _case_of(entry) for entry in entries}
    taken_at, handed_over_at = F("window__organization__code"), F("item_version__delivering_window__organization__code")
    found = Case.objects.filter(pk__in={*about.values()} - {0}).values_list(
        "pk", "organization__code", Coalesce(taken_at, handed_over_at, Value("")), "number"
    )
    cases = {case: _Matter(unit, desk, number) for case, unit, desk, number in found}
    return {entry.pk: cases.get(case, _Matter(entry.organization)) for entry, case in about.items()}


def _of_the_hall(entries: Iterable[Entry]) -> dict[int, _Matter]:
    """By entry; what a citizen did without any unit is spoken of by the county's centre, and at its first window."""
    found: dict[str, _Matter] = {}
    matters = {}
    for entry in entries:
        county = entry.region[:COUNTY_DIGITS]
        if county not in found:
            found[county] = _hall(county, entry.recorded_at)
        matters[entry.pk] = found[county]
    return matters


def _hall(county: str, at: datetime) -> _Matter:
    """The centre of a county by its digits, of none the first there is."""
    centres = Organization.objects.filter(kind=Organization.Kind.CENTRE, region__simulated=False)
    centre = centres.filter(region__code__startswith=county).select_related("region").order_by("code").first()
    if centre is None:
        return _Matter("")
    callers = posts_of_roles(CALLERS, at=at).filter(window__service_point__organization=centre)
    first = callers.order_by("window__code", "pk").first()
    return _Matter(centre.code, first.organization.code if first is not None else "", region=centre.region.code)


def _case_of(entry: Entry) -> int:
    """The id of the case that the entry is of or about, 0 for none."""
    if entry.subject_kind == "case":
        return entry.subject_id
    return (entry.about_id or 0) if entry.about_kind == "case" else 0


def _rows(telling: Telling, route: Route, reached: Contacts, matter: _Matter) -> Iterable[Delivery]:
    """The message by this route; an applicant whom no short message can reach is called instead."""
    told, channel = telling.told, route.channel
    address = reached.address(told, channel)
    unreached = not address or (not _connected(channel) and not settings.DEMO)
    # a demonstration sends nothing and calls nobody whom a gateway would reach
    if unreached and channel == Channel.SMS and (phone := reached.phone_to_call(told)):
        channel, address = Channel.CALL, phone
    if not address:
        return
    yield Delivery(
        entry_id=telling.entry.pk,
        channel=channel,
        recipient=told.user if told.applicant is None else None,
        applicant_id=told.applicant,
        whom=reached.whom(told),
        as_what=str(told.as_what),
        organization=told.unit or matter.unit,
        desk=matter.desk,
        matter=matter.number,
        region=telling.entry.region or matter.region,
        title=telling.title,
        address=address,
        address_masked=contacts.masked(address, channel),
        urgent=telling.audience.urgent,
        state=Delivery.State.WAITING if _connected(channel) else Delivery.State.KEPT,
        **_words(telling, route, channel),
    )


def _put_off_for_digest(rows: Collection[Delivery]) -> None:
    """Plain mail to heads of units and directors waits for the day's digest, where there is one."""
    plain = [row for row in rows if row.channel == Channel.EMAIL and not row.urgent]
    hours = SendingHours.objects.filter(channel=Channel.EMAIL, citizens=False).first() if plain else None
    if hours is None or hours.digest_at is None:
        return
    now = database_now()
    people = {row.recipient_id for row in plain if row.recipient_id is not None}
    heads = {post.user_id for post in posts_of(people, now) if post.role in HEADS}
    for row in plain:
        if row.recipient_id in heads:
            row.for_digest, row.due_at = True, next_time(now, hours.digest_at)


def _connected(channel: str) -> bool:
    """Whether it can go out now; calling needs no more than a telephone."""
    return channel == Channel.CALL or channel in settings.NOTICE_CHANNELS


def _words(telling: Telling, route: Route, channel: str) -> dict[str, str]:
    """The whole message: a short one is its template filled, a mail what happened and where more of it is read."""
    if channel == Channel.CALL:
        return {"text": telling.text}
    if route.template is not None:
        known = {name: shortened(getattr(telling, name), LONGEST[name]) for name in ("title", "text")}
        known |= {"number": telling.entry.subject_number, **telling.places}
        # the gateway gets what its text says and no more; what this event does not know stays empty
        places = {name: known.get(name, "") for name in places_of(route.template.words)}
        text = route.template.words.format(**places)
        params = json.dumps(places, ensure_ascii=False)
        return {"text": text, "whole": telling.text, "template": route.template.code, "params": params}
    where = f"\n\n{settings.PUBLIC_URL.rstrip('/')}{telling.link}" if telling.link else ""
    return {"text": f"{telling.text}{where}"}
