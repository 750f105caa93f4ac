"""Refusals of whoever asks too often (`approvals.limits` counts)."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class TooManyPersons(Refusal):
    """A clerk looked up more documents than people can have come."""

    code = "too_many_requests"
    status = 429
    template = _("查证件太频繁，请 {minutes} 分钟后再查；表可以照常填，提交时一样会核对。")


class TooManyTries(Refusal):
    """A number's code was tried wrongly too often."""

    code = "too_many_requests"
    status = 429
    template = _("填错的次数太多，请在 {when} 以后再查；急办请带身份证到窗口，或者打 12345。")


class TooManyQuestions(Refusal):
    """By number and code one asks less often than signed in."""

    code = "too_many_requests"
    status = 429
    template = _("今天用查询码提的问题够多了，请在 {when} 以后再问，或者打电话。")


class TooManyReplies(Refusal):
    """The same of answers to what the unit asks in writing."""

    code = "too_many_requests"
    status = 429
    template = _("今天用查询码答复的次数够多了，请在 {when} 以后再答复，或者打电话。")


class TooManySendings(Refusal):
    """The same of files."""

    code = "too_many_requests"
    status = 429
    template = _("用查询码传的文件够多了，请在 {when} 以后再传；传过的都在。急的请带到窗口。")


class TooManyShares(Refusal):
    """Whoever names one account after the other is trying them out."""

    code = "too_many_requests"
    status = 429
    template = _("今天分享的次数够多了，请在 {when} 以后再分享。")
