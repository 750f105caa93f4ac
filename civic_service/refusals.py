"""What proxy service refuses, in words an agent or a clerk understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class NotForAgents(Refusal):
    """The item is not of a kind that somebody may file for another (行政许可法 29 ¶2)."""

    code = "not_for_agents"
    status = 422
    template = _("“{name}”不能由代办员代办，请本人到窗口办理或网上申请。")


class NeedsPerson(Refusal):
    """The item says why the applicant must come himself (行政许可法 29 ¶2)."""

    code = "needs_person"
    status = 422
    template = _("“{name}”要本人到场办（{reason}），不能由代办员代办。")


class WitnessesMissing(Refusal):
    """A thumb-print is good with two witnesses (practice.md 2)."""

    code = "witnesses_missing"
    status = 422
    template = _("按手印要有两位见证人，请写上两个人的姓名。")


class WitnessesNotTwo(Refusal):
    code = "witnesses_not_two"
    status = 422
    template = _("两位见证人要是两个人，不能是委托人、他的监护人或代办员自己。")


class WhichRoom(Refusal):
    """An agent of several rooms says for which one she takes a matter: its town and its turn follow from that."""

    code = "which_room"
    status = 422
    template = _("您是几个服务室的代办员（{rooms}），请先选这份登记是哪个服务室接的。")


class SheetMissing(Refusal):
    """A thumb-print is on paper: without a picture of the sheet nobody can check it (practice.md 2)."""

    code = "sheet_missing"
    status = 422
    template = _("按手印的委托书要拍照一起登记：把按了手印、写着两位见证人的那一张拍清楚。")


class MandateAllowsLess(Refusal):
    """What the villager did not entrust the agent does not do."""

    code = "mandate_allows_less"
    status = 422
    template = _("委托书没有写“{scope}”，不能替村民做；请村民重新委托或自己来办。")


class NothingAsked(Refusal):
    """A supplement answers a notice; without one nothing is asked of a villager."""

    code = "nothing_asked"
    template = _("办件 {number} 现在没有要补正的材料。")


class PaperNotAsked(Refusal):
    code = "paper_not_asked"
    status = 422
    template = _("办件 {number} 的补正告知书没有要这份材料：{code}。没有要的，不要让村民去跑。")


class MandateOver(Refusal):
    """An agent acts within the term of his mandate (民法典 173)."""

    code = "mandate_over"
    template = _("办件 {number} 的委托书已于 {day} 到期，不能再往前送；请撤回后由村民重新委托，材料退还村民。")


class SignatureMissing(Refusal):
    """Signed on glass there is a drawing."""

    code = "signature_missing"
    status = 422
    template = _("请村民在签名框里签字；不便签字的，改按手印，由两人见证。")


class PacketUnreadable(Refusal):
    """A file or a scanned text that is no packet, or only a part of one."""

    code = "packet_unreadable"
    status = 422
    template = _("这个登记包读不出来：{what}。没有登记，请代办员重新导出或再扫一次。")


class PacketTooLarge(Refusal):
    """JSON is read whole into memory, so it may be no longer than a page; a file is spooled."""

    code = "packet_too_large"
    status = 413
    template = _("登记包太大，不能当作文字送。请作为文件送来：网页“带入登记包”，或接口 {path}，最大 {limit} MB。")


class PacketNotYours(Refusal):
    """A packet of a room that is not of this town; or one whose agent cannot be told."""

    code = "packet_not_yours"
    status = 422
    template = _("登记包不是本乡镇的代办员出具的，或出具已超过 {days} 天，不能收。")


class AgentPostEnded(Refusal):
    """Who signed for the packet acts for the room no more: his word binds it no more either."""

    code = "agent_post_ended"
    template = _(
        "{agent}现在没有代办员的岗位了，这份登记不能再按他的名义带入。请本室的另一位代办员或乡镇重新问过村民，另做一份登记。"
    )


class MandateTermWrong(Refusal):
    code = "mandate_term_wrong"
    status = 422
    template = _("委托期限要在接件当天或以后，不超过 {days} 天。")


class PaperUnknown(Refusal):
    code = "paper_unknown"
    status = 422
    template = _("“{name}”的办事指南里没有这样的材料：{code}。办事指南没有写的，不要让村民去开。")


class PacketTaken(Refusal):
    """One packet, two contents: nothing is overwritten, a person looks."""

    code = "packet_taken"
    template = _("这份登记已由{agent}在 {time} 送到，办件号 {number}，内容与这次的不同；请打开核对，没有覆盖。")


class AlreadyEntrusted(Refusal):
    """The same person's same item is on its way already, by whichever agent."""

    code = "already_entrusted"
    template = _("这位村民的“{name}”已在代办途中（{where}），不用再登记一次。")


class NothingToSend(Refusal):
    code = "nothing_to_send"
    status = 422
    template = _("没有勾选要交的件。")


class NotInHand(Refusal):
    """Only what lies here and is on its way can go into a bag."""

    code = "not_in_hand"
    template = _("办件 {number} 现在不在这里，或已装进别的代办袋，不能再装。")


class NotThatCounter(Refusal):
    code = "not_that_counter"
    status = 422
    template = _("{window} 窗口不收“{name}”，请另装一袋送到收它的窗口（{where}）。")


class BagSettled(Refusal):
    """A bag is received once, or lost; who did it is said."""

    code = "bag_settled"
    template = _("代办袋 {number} 已由{who}在 {time} 签收。")


class BagLost(Refusal):
    """A lost bag is not signed for as if nothing had been: that it turned up is said."""

    code = "bag_lost"
    template = _("代办袋 {number} 已由{who}在 {time} 报失；袋子找到了，请登记“找到了”，一件一件清点。")


class BagNotLost(Refusal):
    code = "bag_not_lost"
    template = _("代办袋 {number} 没有报失，请直接签收。")


class NothingAside(Refusal):
    """Only what a lost bag brought too late for its matter is given back by itself."""

    code = "nothing_aside"
    template = _("代办袋 {number} 里没有办件 {case} 要单独退还的材料，或已经退还。")


class LineUnknown(Refusal):
    code = "line_unknown"
    status = 422
    template = _("代办袋 {number} 里没有办件 {case}。")


class ReasonNeeded(Refusal):
    code = "reason_needed"
    status = 422
    template = _("请写明原因。")


class NoResultYet(Refusal):
    code = "no_result_yet"
    template = _("办件 {number} 还没有结果，或结果已经交给村民。")


class NotReturnedYet(Refusal):
    code = "not_returned_yet"
    template = _("办件 {number} 的结果还没有交给村民，或已经回访过。")
