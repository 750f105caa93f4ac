"""Whom the public may ask: the 值班长 of the hall and the heads of windows, by the phones of their offices.

A phone of a person's own is never told here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kernel.organizations.models import Organization, Role, Window
from kernel.organizations.queries.rosters import roster


@dataclass(frozen=True)
class HallDuty:
    """The hall's phone and who leads it today; `leader` is empty while nobody is there for the post."""

    phone: str
    leader: str


@dataclass(frozen=True)
class Head:
    """Who answers for a window: his post in words, and his name."""

    post: str
    name: str


@dataclass(frozen=True)
class Answering:
    """A unit that receives at windows: its phone, and the heads of these windows who are there."""

    unit: str
    phone: str
    heads: Sequence[Head]


def hall_duty(at: datetime) -> HallDuty | None:
    """Of the county's centre; None where there is none or it has no phone."""
    centre = (
        Organization.objects.filter(kind=Organization.Kind.CENTRE, region__simulated=False).order_by("code").first()
    )
    if centre is None or not centre.phone:
        return None
    duty = roster(Q(role=Role.HALL_MANAGER, organization=centre), at, at)
    there = [duty.present(post, at) for post in duty.of_day(at)]
    return HallDuty(centre.phone, next((person.full_name for person in there if person is not None), ""))


def answering(windows: Collection[Window], *, at: datetime) -> list[Answering]:
    """Each unit of these windows once, in their order; a unit whose windows have no head there gives its phone alone.

    The windows come with organisation and service point, the place's phone standing in for a unit without one.
    """
    heads = roster(Q(role=Role.WINDOW_HEAD, window__in=[window.pk for window in windows]), at, at)
    by_window: dict[int | None, list[Head]] = {}
    for post in heads.of_day(at):
        person = heads.present(post, at)
        if person is not None:
            by_window.setdefault(post.window_id, []).append(Head(str(post), person.full_name))
    units: dict[int, list[Window]] = {}
    for window in windows:
        units.setdefault(window.organization_id, []).append(window)
    return [
        Answering(
            unit=theirs[0].organization.name,
            phone=theirs[0].organization.phone or theirs[0].service_point.phone,
            heads=[head for window in theirs for head in by_window.get(window.pk, [])],
        )
        for theirs in units.values()
    ]
