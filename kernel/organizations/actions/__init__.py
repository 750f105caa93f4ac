"""The verbs of this package: who holds which post, who is away, what became of a region."""

from kernel.organizations.actions.posts import appoint, end_absence, end_post, name_deputy, register_absence
from kernel.organizations.actions.regions import merge_region, move_region, rename_region

__all__ = [
    "appoint",
    "end_absence",
    "end_post",
    "merge_region",
    "move_region",
    "name_deputy",
    "register_absence",
    "rename_region",
]
