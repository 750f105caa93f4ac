"""A part is granted while its lead is withdrawn: what the grant opens ends with the lead, whoever is first."""

import threading
import time

import pytest
from django.db import connection

from approvals import actions
from kernel.cases.models import Case
from tests.approvals.joints import DAY, HOUR, SERIAL, Joint, joint
from tests.cast import MONDAY, build
from tests.ledger.sessions import OtherSession

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


class Withdrawing(threading.Thread):
    """The applicant in a session of his own."""

    def __init__(self, made: Joint, lead: Case) -> None:
        super().__init__()
        self.made, self.lead = made, lead

    def run(self) -> None:
        actions.withdraw(number=self.lead.number, by=self.made.cast.citizen)
        connection.close()

    def waits(self) -> bool:
        time.sleep(0.5)
        return self.is_alive()


@pytest.mark.parametrize(("commits", "opened"), [(True, {"P1", "P2", "P3"}), (False, {"P1", "P3"})])
def test_what_a_grant_opens_is_not_left_open_by_the_withdrawal(commits: bool, opened: set[str]) -> None:
    made = joint(build(), SERIAL)
    lead = made.accept()
    number = made.review(lead, "P1", MONDAY + DAY)
    withdrawing = Withdrawing(made, lead)
    with OtherSession() as approver:
        approver.do(actions.grant, number=number, by=made.approvers["P1"], at=MONDAY + DAY + HOUR)
        withdrawing.start()
        assert withdrawing.waits()
        approver.commit() if commits else approver.rollback()
        withdrawing.join(20)
    states = {name: made.part(lead, name).state for name in made.opened(lead)}
    assert set(states) == opened
    assert states.pop("P1") == ("granted" if commits else "withdrawn")
    assert set(states.values()) == {"withdrawn"}
