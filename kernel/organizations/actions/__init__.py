"""The verbs of this package: who holds which post, who is away, what became of a region,
which unit is in the hall."""

from kernel.organizations.actions.factors import reset_second_factor
from kernel.organizations.actions.hall import bring_unit_in, keep_unit_off_hall, tell_units_to_review
from kernel.organizations.actions.posts import appoint, end_absence, end_post, name_deputy, register_absence
from kernel.organizations.actions.regions import merge_region, move_region, rename_region

__all__ = [
    "appoint",
    "bring_unit_in",
    "end_absence",
    "end_post",
    "keep_unit_off_hall",
    "merge_region",
    "move_region",
    "name_deputy",
    "register_absence",
    "rename_region",
    "reset_second_factor",
    "tell_units_to_review",
]
