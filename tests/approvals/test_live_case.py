"""The socket of a case: who may see it hears it; a number that cannot be read is absent."""

import pytest

from approvals.consumers import CaseConsumer
from kernel.accounts.models import User
from kernel.notices import live
from tests.approvals.test_intake import receive
from tests.cast import Cast


def groups(user: User, number: str) -> list[str]:
    consumer = CaseConsumer()
    consumer.scope = {"url_route": {"kwargs": {"number": number}}}
    return consumer.groups_for(user)


def test_a_case_is_heard_by_who_may_see_it(cast: Cast) -> None:
    case = receive(cast)
    assert live.case(case.pk) in groups(cast.clerk, case.number)
    assert groups(cast.other_clerk, case.number) == groups(cast.stranger, case.number) == []


@pytest.mark.parametrize("number", ["", "\x00", "99\x0001", "x" * 5_000, "％", "９" * 21])
def test_an_unreadable_number_is_absent(cast: Cast, number: str) -> None:
    assert groups(cast.clerk, number) == []
