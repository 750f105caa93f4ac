"""What approvals refuses, in words a clerk or a citizen understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class MaterialsMissing(Refusal):
    """A paper that may not come later is lacking; the lawful way out is the one notice."""

    code = "materials_missing"
    status = 422
    template = _("缺 {count} 件不可容缺的材料（{names}），不能受理；请用“一次告知补正”一次写全。")


class PaperNotInHand(Refusal):
    """After acceptance nothing comes to the file that was not there when it was accepted."""

    code = "paper_not_in_hand"
    status = 422
    template = _("“{name}”没有收到，不能扫描入档；已经受理的，只扫收到的材料。")


class NothingMissing(Refusal):
    """A supplement notice must name at least one paper."""

    code = "nothing_missing"
    status = 422
    template = _("没有勾出所缺材料；材料齐全应当受理。")


class AnotherList(Refusal):
    """32(4): once, everything. A list that names new papers is the violation that supervision looks for."""

    code = "another_list"
    template = _(
        "{day} 的告知单 {number} 上次没有告知过：{names}。一次告知应当写全；"
        "确需另要的，勾选“仍要告知”再办，会记入留痕。"
    )


class NoticeNotWhole(Refusal):
    """32(4): the one notice says everything; what it leaves out could never be asked for again."""

    code = "supplement_notice_not_whole"
    status = 422
    template = _("告知书须一次写全，还有 {count} 件不可容缺、尚未收到的材料没有列入（{names}）。")


class WhatIsWrongMissing(Refusal):
    """Of a paper that is there the applicant must be told what is wrong with it and how to put it right."""

    code = "what_is_wrong_missing"
    status = 422
    template = _("已交来的材料要写明哪里不合要求、怎么改，还有 {count} 件没有写（{names}）。")


class NoticeAlreadyIssued(Refusal):
    """32(4): once, all items."""

    code = "supplement_notice_already_issued"
    template = _("办件 {number} 已在 {day} 发过补正告知书。法律只准一次告知；材料齐全应受理，不符条件应依法决定。")


class SupplementIncomplete(Refusal):
    """Not everything the notice asked for has come."""

    code = "supplement_incomplete"
    status = 422
    template = _("补正告知书所列材料还差 {count} 件（{names}），收齐后再登记。")


class StillLacking(SupplementIncomplete):
    """The same, in words for whoever hands them in himself."""

    template = _("还差 {count} 件（{names}），补齐后再提交。")


class ReasonMissing(Refusal):
    """38 ¶2, 32: a refusal gives its reasons."""

    code = "reason_missing"
    status = 422
    template = _("请写明理由；不予受理、不予许可、退回、撤回和终止都要有理由。")


class NothingChecked(Refusal):
    """A day that the law hangs on is not changed from memory."""

    code = "nothing_checked"
    status = 422
    template = _("请写明对照什么改的，如原许可证原件。")


class OtherOrganMissing(Refusal):
    """32(1)(2): whoever is not competent says who is."""

    code = "other_organ_missing"
    status = 422
    template = _("不属于本机关职权的，要写明该向哪个机关申请。")


class FormIncomplete(Refusal):
    """A field of the item's form is empty or malformed."""

    code = "form_incomplete"
    status = 422
    template = _("申请表还有 {count} 处要改：{names}。")


class PostalIncomplete(Refusal):
    """By post it is sent to somebody, somewhere; who is called when he is not at home."""

    code = "postal_incomplete"
    status = 422
    template = _("选了邮寄，还要写清：{names}。")


class SignatoryMissing(Refusal):
    """Whoever takes the decision at the window signs for it."""

    code = "signatory_missing"
    status = 422
    template = _("窗口领取要写明谁签收（姓名），是申请人本人还是代办人。")


class TrackingMissing(Refusal):
    """What was sent by post can be followed by its number."""

    code = "tracking_missing"
    status = 422
    template = _("邮寄送达要填邮件单号。")


class ItemNotAccepting(Refusal):
    """The item is not in force, or is handled in the department's own system."""

    code = "item_not_accepting"
    template = _("事项“{name}”现在不能在这里申请，请到综合窗口咨询。")


class ItemChanged(Refusal):
    """The draft was begun under a version that is no longer in force; its owner looks at the new one first."""

    code = "item_changed"
    template = _("“{name}”的办事指南更新过，请打开草稿看一遍、存一次，再提交；填过的内容还在。")


class AlreadySubmitted(Refusal):
    """A second tab submits a draft that was submitted meanwhile."""

    code = "already_submitted"
    template = _("这份申请已经提交，受理号 {number}，没有再办一次。")


class PaperHandedIn(Refusal):
    """What was submitted is part of the file; another one may be added while the applicant must supplement."""

    code = "paper_handed_in"
    template = _("这份材料已随申请交上来，不能再撤；通知您补材料时，可以另传新的。")


class NotReceivedHere(Refusal):
    """The window does not take this item."""

    code = "not_received_here"
    status = 403
    template = _("{window} 窗口不收“{name}”，请转到 {where} 窗口。")


class SamePersonTwice(Refusal):
    """审核≠承办: one person may not act in two adjacent steps."""

    code = "same_person_twice"
    status = 403
    template = _("上一环节由您经办，审查和决定应由不同的人；请由 B 岗或其他同事办理。")


class NoEarlierStep(Refusal):
    """The first step has nothing to return to."""

    code = "no_earlier_step"
    template = _("这是第一个环节，不能再退回。")


class TheLastStepDecides(Refusal):
    """The last step does not pass on, it decides."""

    code = "last_step_decides"
    template = _("“{step}”是最后一个环节，请作出准予或不予许可的决定。")


class NotTheLastStep(Refusal):
    """A decision before the chain is complete."""

    code = "not_the_last_step"
    template = _("“{step}”之后还有“{following}”，现在不能作出决定。")


class DecisionAcknowledged(Refusal):
    """Signed for once; who was second is told by whom."""

    code = "decision_acknowledged"
    template = _("办件 {number} 的决定已由{person}在 {day} 签收，不用再签。")


class NothingChosen(Refusal):
    """Several at once, and none is named."""

    code = "nothing_chosen"
    status = 422
    template = _("还没有勾选要签收的决定。")


class PapersOwed(Refusal):
    """容缺受理: what was promised has not come; nothing is granted on it."""

    code = "papers_owed"
    template = _("容缺受理的材料还没有补齐（{names}，最迟 {until}），现在不能准予；逾期不补的，可以说明理由不予许可。")


class NothingOwed(Refusal):
    """None of the named papers was tolerated, or all have come."""

    code = "nothing_owed"
    status = 422
    template = _("办件 {number} 没有这样的容缺材料，或已经补齐。")


class NoPlaceAtCounter(Refusal):
    """The person serves no window today."""

    code = "no_place_at_counter"
    status = 403
    template = _("您今天没有窗口岗位；如已调岗，请让管理员核对岗位和起止日期。")


class SeveralWindows(Refusal):
    """Two windows that he serves have the same code."""

    code = "several_windows"
    template = _("您值守的窗口里有几个都叫 {code}，请从上方的窗口菜单选，或者连服务点一起写，例如 {address}。")


class NotUnderWay(Refusal):
    """Nobody has received it yet, so nobody could answer."""

    code = "not_under_way"
    template = _("这件事还没有送到办理单位，收件以后就能在这里提问。")


class ConsultationUndone(Refusal):
    """Taken back once."""

    code = "consultation_undone"
    template = _("这次咨询已经撤销了。")


class DayUnreadable(Refusal):
    """What was typed is no day."""

    code = "day_unreadable"
    status = 422
    template = _("日期看不懂，请从日历里选。")


class MandateCoversNothing(Refusal):
    """It is limited to items, and none is chosen."""

    code = "mandate_covers_nothing"
    status = 422
    template = _("请至少选一个事项。")


class MandateLineUnreadable(Refusal):
    """A line of the list of persons is none."""

    code = "mandate_line_unreadable"
    status = 422
    template = _("名单第 {place} 行不对：{why}")
