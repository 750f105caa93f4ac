"""What a case refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class MoveNotAllowed(Refusal):
    """The workflow table has no such move out of the present state."""

    code = "move_not_allowed"
    template = _("办件 {number} 现在是“{state}”，不能办“{move}”。请刷新后看最新进度。")


class NotYourTurn(Refusal):
    """The case waits for another post."""

    code = "not_your_turn"
    status = 403
    template = _("办件 {number} 现在轮到{whose}，不由您经办。")


class TextMissing(Refusal):
    """A message says something."""

    code = "text_missing"
    status = 422
    template = _("请写上要说的话。")


class QuestionsWaiting(Refusal):
    """As many questions wait for an answer as may."""

    code = "questions_waiting"
    template = _("已有 {count} 个问题等着答复，答复以后再问；急的请打电话。")


class AnsweredAlready(Refusal):
    """A question is answered once; whoever has more to say writes anew."""

    code = "answered_already"
    template = _("第 {ordinal} 个问题已经答复过了。请刷新后看。")


class HelperNotNamed(Refusal):
    """A helper has a user name or a phone."""

    code = "helper_not_named"
    status = 422
    template = _("请填帮手的用户名或手机号。")


class HelperIsOneself(Refusal):
    """One's own case is one's own."""

    code = "helper_is_oneself"
    status = 422
    template = _("这是您自己的账号，不用分享。")


class ShareEndsBefore(Refusal):
    """A share that is over before it begins."""

    code = "share_ends_before"
    status = 422
    template = _("分享的最后一天不能早于今天。")


class SharedAlready(Refusal):
    """A share under this name is open; whether two names are one account is told to nobody."""

    code = "shared_already"
    template = _("已经分享给“{name}”了；要改日期或权限，先收回再分享。")


class SharedEnough(Refusal):
    """As many helpers as one case has."""

    code = "shared_enough"
    template = _("一件事最多分享给 {count} 个人；先收回一个再分享。")
