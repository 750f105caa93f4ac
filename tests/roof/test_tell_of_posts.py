"""A post, a deputyship and somebody's absence are told to whoever must act on them."""

from datetime import date, timedelta

from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import tell
from kernel.notices.models import Notice
from kernel.organizations import actions
from kernel.organizations.models import Absence, Post, Role
from kernel.workdays.zone import local_date
from tests.cast import Cast, staff
from tests.roof.conftest import Offices


def told() -> dict[str, str]:
    """Title by the account that was told."""
    tell(list(Entry.objects.order_by("pk")))
    return {notice.recipient.username: notice.title for notice in Notice.objects.select_related("recipient")}


def test_an_appointment_and_its_end_are_told_to_the_holder(offices: Offices, cast: Cast) -> None:
    newcomer, today = staff("newcomer", "新来的"), local_date(database_now())
    post = actions.appoint(
        by=offices.security, user=newcomer, role=Role.REVIEWER, organization=cast.bureau, from_date=today
    )
    assert told()["newcomer"] == "您的岗位"
    actions.end_post(by=offices.security, post=post, until_date=today + timedelta(days=3))
    tell(list(Entry.objects.order_by("pk")))
    mine = Notice.objects.filter(recipient=newcomer).order_by("pk").values_list("title", "as_what")
    assert list(mine) == [("您的岗位", str(post)), ("您的岗位到期", str(post))]


def test_a_deputy_is_told_of_the_naming_and_of_each_absence_that_he_covers(offices: Offices, cast: Cast) -> None:
    post, second = Post.objects.get(user=cast.approver), staff("second", "第二顺位")
    actions.name_deputy(by=offices.security, post=post, user=second, rank=2, from_date=date(2026, 1, 1))
    assert told() == {"second": "您被指定为顶岗人"}
    now = database_now()
    actions.register_absence(
        by=cast.approver, user=cast.approver, reason=Absence.Reason.TRAINING, from_at=now, until_at=None
    )
    titles = told()
    assert titles[cast.deputy.username] == "有人离岗，由您顶岗" and cast.approver.username not in titles
    actions.register_absence(
        by=cast.deputy, user=cast.deputy, reason=Absence.Reason.SICK_LEAVE, from_at=now, until_at=None
    )
    again = database_now()
    actions.register_absence(by=cast.clerk, user=cast.clerk, reason=Absence.Reason.OTHER, from_at=again, until_at=None)
    tell(list(Entry.objects.order_by("pk")))
    assert cast.clerk.username not in told()


def test_nobody_is_told_of_an_absence_that_nobody_covers(offices: Offices, cast: Cast) -> None:
    actions.register_absence(
        by=cast.supervisor, user=cast.supervisor, reason=Absence.Reason.OTHER, from_at=database_now(), until_at=None
    )
    assert told() == {}
