"""The register of doors: every route, operation and socket with who may pass. A route not listed fails the build.

An app lists its doors beside its urls; the matrix test walks role × door × own/other/absent and compares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Audience = Literal["public", "signed_in", "citizen", "post"]


@dataclass(frozen=True)
class Door:
    """One way in.

    `name`: url name with namespace, or the path of a socket. `methods`: those that are answered. `audience`: who may
    pass at all; for "post" the `roles` that may. `subject`: the kind of thing its argument names (case, card,
    document …) or "" for none; with a subject, another's and an absent one must look the same.
    `binding`: whether the unsafe methods change facts (and so carry an idempotency key).
    `indexed`: whether search engines may keep what it answers.
    """

    name: str
    methods: tuple[str, ...]
    audience: Audience
    roles: tuple[str, ...] = ()
    subject: str = ""
    binding: bool = False
    indexed: bool = False


_doors: dict[str, Door] = {}


def register(doors: Iterable[Door]) -> None:
    """Add doors. Errors: ValueError for a name listed twice or a post's door without roles."""
    for door in doors:
        if door.name in _doors:
            raise ValueError(f"door {door.name} is listed twice")
        if (door.audience == "post") != bool(door.roles):
            raise ValueError(f"door {door.name}: roles go with the audience 'post', and only with it")
        _doors[door.name] = door


def all_doors() -> tuple[Door, ...]:
    return tuple(_doors.values())


def is_indexed(name: str) -> bool:
    """Whether search engines may keep the answers of this door; never of one that is not listed."""
    door = _doors.get(name)
    return door is not None and door.indexed


def roles_of_door(name: str) -> frozenset[str]:
    """The roles that a post's door lets in; none for another kind of door, and for none."""
    door = _doors.get(name)
    return frozenset(door.roles) if door is not None else frozenset()
