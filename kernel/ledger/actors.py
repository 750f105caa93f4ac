"""Who acted, in words: masked names and codes, no key into the tables of users."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The post and the person as they were at that moment.

    `person` is a masked name, `post` the post's title in words, `organization` and `region` are codes
    (the region's has 12 digits). Empty where there is none.
    """

    person: str
    post: str = ""
    organization: str = ""
    region: str = ""


SYSTEM = Actor(person="系统")
