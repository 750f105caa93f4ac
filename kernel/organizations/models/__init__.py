"""Where authority lives: regions, organisations with their windows, and the posts people hold there."""

from kernel.organizations.models.places import LevelName, Organization, Region, ServicePoint, Window
from kernel.organizations.models.posts import ADMINISTRATORS, Absence, Deputy, Post, Role

__all__ = [
    "ADMINISTRATORS",
    "Absence",
    "Deputy",
    "LevelName",
    "Organization",
    "Post",
    "Region",
    "Role",
    "ServicePoint",
    "Window",
]
