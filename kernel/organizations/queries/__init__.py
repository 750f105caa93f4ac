"""Reads of posts, scopes and places for pages and for the packages above."""

from kernel.organizations.queries.answering import Answering, HallDuty, Head, answering, hall_duty
from kernel.organizations.queries.duty import absences_arranged, arranges, people_arranged
from kernel.organizations.queries.factors import STRONG, owes_second_factor
from kernel.organizations.queries.places import Remedies, level_names, living_region, region_on, remedies
from kernel.organizations.queries.posts import (
    HeldPost,
    acting_holder,
    acting_holders,
    actor,
    held,
    posts_held,
    posts_in,
    posts_of,
    posts_of_roles,
    posts_without_anyone,
    present,
)
from kernel.organizations.queries.rosters import Roster, roster, roster_of
from kernel.organizations.queries.scopes import Scope, scope_of, units_below

__all__ = [
    "STRONG",
    "Answering",
    "HallDuty",
    "Head",
    "HeldPost",
    "Remedies",
    "Roster",
    "Scope",
    "absences_arranged",
    "acting_holder",
    "acting_holders",
    "actor",
    "answering",
    "arranges",
    "hall_duty",
    "held",
    "level_names",
    "living_region",
    "owes_second_factor",
    "people_arranged",
    "posts_held",
    "posts_in",
    "posts_of",
    "posts_of_roles",
    "posts_without_anyone",
    "present",
    "region_on",
    "remedies",
    "roster",
    "roster_of",
    "scope_of",
    "units_below",
]
