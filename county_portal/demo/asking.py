"""What citizens do beside applying: they ask, let a helper follow, and act for others by mandate."""

from datetime import timedelta
from typing import Final

from approvals.actions import answer, ask, enter_mandates, share
from county_portal.demo import acting
from county_portal.demo.anchor import Anchor
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.organizations.models import Window

AGENT: Final = "chenh"
LONG: Final = timedelta(days=300)


def build(anchor: Anchor, case: Case) -> None:
    """陈宏 asked twice about his case: one answer has come, one is due tomorrow; 王䶮 may look at it with him."""
    citizen = acting.user(AGENT)
    asked = anchor.at(-2, "16:05")
    ask(number=case.number, by=citizen, text="现场核查过了，还要我再来一趟吗？", at=asked)
    answered = anchor.at(-1, "09:20")
    reply = "不用再来。报批以后决定书可以在窗口领，也可以邮寄。"
    answer(number=case.number, by=acting.turn_holder(case, answered), question=1, text=reply, at=answered)
    ask(number=case.number, by=citizen, text="明天能拿到证吗？铺面后天开张。", at=anchor.at(-1, "16:45"))
    until = anchor.d0 + LONG
    share(
        number=case.number, by=citizen, helper="wangyan", until=until, may_supplement=False, at=anchor.at(-1, "16:50")
    )


def build_mandate(anchor: Anchor, principal: Applicant, *, clerk: str, window: str) -> None:
    """陈宏 brought a paper to the window: he acts for another firm until it lapses."""
    agent = Applicant.objects.get(user__username=AGENT, kind=Applicant.Kind.NATURAL)
    at = anchor.at(-10, "10:12")
    enter_mandates(
        principals=[principal], agent=agent, from_date=anchor.day(-10), until_date=anchor.d0 + LONG,
        paper_date=anchor.day(-11), window=Window.objects.get(code=window), by=acting.user(clerk), at=at,
    )  # fmt: skip
