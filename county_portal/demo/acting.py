"""Who acts in the told stories, and on which edition of an item."""

from datetime import datetime

from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force
from kernel.organizations.queries import acting_holder


def user(username: str) -> User:
    return User.objects.get(username=username)


def version(code: str) -> ItemVersion:
    version = in_force(code)
    assert version is not None
    return version


def turn_holder(case: Case, at: datetime) -> User:
    """Who has the case at that moment: the holder of the post, or the deputy while he is away."""
    turn = current_turn(case)
    assert turn is not None
    assert turn.post is not None
    holder = acting_holder(turn.post, at)
    assert holder is not None
    return holder
