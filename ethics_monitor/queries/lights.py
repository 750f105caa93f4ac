"""The light of a matter in a list: computed from what stands, never stored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from ethics_monitor.models import Card


@dataclass(frozen=True, slots=True)
class Light:
    """The highest card that stands on a matter. `to_verify`: it asks to be verified and does not count yet."""

    number: str
    colour: str
    rule_code: str
    rule_name: str
    to_verify: bool
    true_at: datetime


def lights_for(case_ids: Collection[int], *, kind: str = "case") -> dict[int, Light]:
    """The lights of these matters by id, in one query; a matter without a light is absent.

    A warning shines only while its clock runs.
    """
    shining = (
        Card.objects.standing()
        .lit()
        .filter(about_kind=kind, about_id__in=list(case_ids))
        .order_by("about_id", "-severity", "true_at", "pk")
        .distinct("about_id")
        .values_list("about_id", "number", "colour", "rule_code", "rule__name", "state", "true_at")
    )
    return {
        about_id: Light(number, colour, code, name, state == "to_verify", true_at)
        for about_id, number, colour, code, name, state, true_at in shining
    }
