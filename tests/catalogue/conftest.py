"""Who else looks at what an editor drafted."""

import pytest

from kernel.accounts.models import User
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff


@pytest.fixture
def manager(cast: Cast) -> User:
    """邵敏, 业务科科长: the second person."""
    user = staff("shaom", "邵敏")
    post(user, Role.HALL_MANAGER, cast.centre, title="业务科科长")
    return user
