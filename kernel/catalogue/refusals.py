"""What the catalogue refuses, in words an item's editor understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class DraftIncomplete(Refusal):
    """A draft lacks its name or department, or says something in a way the law does not allow."""

    code = "draft_incomplete"
    status = 422
    template = _("草稿不完整：{what}。")


class PlaceOfAnotherCounty(Refusal):
    """An item names windows and a supervising organ of its own county; another's are not its editor's to burden."""

    code = "place_of_another_county"
    status = 422
    template = _("{names} 不是本县的窗口或单位，不能写进本县的事项。")


class NotWhole(Refusal):
    """A draft may lack what is not known yet; what is in force may not."""

    code = "not_whole"
    status = 422
    template = _("“{name}”还不能发布，缺：{what}。")


class NotADraft(Refusal):
    """Only a draft can be published; an edition in force is replaced by a new version."""

    code = "not_a_draft"
    template = _("“{name}”第 {version} 版不是草稿，不能再发布；要修改请另起一版。")


class DraftIsOpen(Refusal):
    """An item has one draft at a time; whoever wants another edition changes that one."""

    code = "draft_is_open"
    template = _("“{name}”已有第 {version} 版草稿，请在那一份上改。")


class DraftMovedOn(Refusal):
    """Somebody else changed the draft since it was read: what he wrote is not overwritten."""

    code = "draft_moved_on"
    template = _("“{name}”的草稿在您打开之后由 {who} 改过。您填的还在下面，请对照后再存。")


class NotSubmitted(Refusal):
    """A draft is published after its editor has handed it over."""

    code = "not_submitted"
    template = _("“{name}”第 {version} 版还没有送审，起草人送审后才能发布。")


class AlreadySubmitted(Refusal):
    """It lies before the second person already."""

    code = "already_in_review"
    template = _("“{name}”第 {version} 版已经送审，等另一人发布。")


class NotAllOfThem(Refusal):
    """Of several drafts some may not: none was touched, and each of those is named with its reason."""

    code = "not_all_of_them"
    status = 422
    template = _("选了 {many} 项，其中 {refused} 项不行，一项也没有动：\n{why}")


class NothingTicked(Refusal):
    """An act on several drafts without one."""

    code = "nothing_ticked"
    status = 422
    template = _("一项也没有勾选。")


class TooManyAtOnce(Refusal):
    """So many drafts under one act would keep others waiting."""

    code = "too_many_at_once"
    status = 422
    template = _("一次最多 {most} 项，请分几次。")


class OverrideNeedsReason(Refusal):
    """本县另定: a field of an item that came from above is changed with a reason."""

    code = "override_needs_reason"
    status = 422
    template = _("“{names}”与上级清单不同，请写明本县另定的理由。")


class NotInForce(Refusal):
    """Only an edition in force can be retired."""

    code = "not_in_force"
    template = _("“{name}”第 {version} 版不在施行，不能停用。")


class SecondPersonNeeded(Refusal):
    """起草人不得发布: the publisher is another person than the drafter."""

    code = "second_person_needed"
    status = 403
    template = _("“{name}”由您起草或送审，须由另一人核对后发布。")


class UnitNotStated(Refusal):
    """The unit of the statutory period is unclear; it may not silently become working days."""

    code = "unit_not_stated"
    template = _("“{name}”的法定期限单位待法制审核，审核后才能发布。")


class PromiseLaterThanLaw(Refusal):
    """On some start day the promise would end after the statutory period (the comparison is one of dates)."""

    code = "promise_later_than_law"
    status = 422
    template = _(
        "承诺 {promised} 个工作日可能晚于法定期限：{start:%Y年%m月%d日}起算，承诺到 {promised_on:%Y年%m月%d日}，"
        "法定只到 {statutory_on:%Y年%m月%d日}。最多可承诺 {longest} 个工作日。"
    )


class PromiseMoreThanLaw(Refusal):
    """The unit of the law is not stated, and the promise is later whichever unit of days it is."""

    code = "promise_more_than_law"
    status = 422
    template = _("承诺 {promised} 个工作日多于法定期限 {statutory} 日，无论按工作日还是按日计都晚于法定。")


class PromiseBeyondCalendar(Refusal):
    """The promise is later than the law by so much that no calendar reaches its end."""

    code = "promise_beyond_calendar"
    status = 422
    template = _("承诺 {promised} 个工作日晚于法定期限，而且超出工作日历的范围。最多可承诺 {longest} 个工作日。")


class PeriodNotComparable(Refusal):
    """The statutory period ends beyond the published calendars, so that no promise can be called safe against it."""

    code = "period_not_comparable"
    status = 422
    template = _("“{name}”的法定期限 {length} {unit}超出已公布的工作日历，无法与承诺逐日比较，不能发布。")


class JointPartNotInForce(Refusal):
    """What is handled together is pinned to versions in force when the joint matter is accepted."""

    code = "joint_part_not_in_force"
    status = 422
    template = _("“{name}”的联办事项里，{codes} 没有现行版本，发布以后才能联办。")


class JointPartUnfit(Refusal):
    """A part is decided by one organ in this system; silence never decides it, and it has no parts of its own."""

    code = "joint_part_unfit"
    status = 422
    template = _("{names} 不能作为联办的一项：要在本系统办理，不是联办件，也不是延续。")


class JointAfterUnknown(Refusal):
    """A part waits for another part of the same joint item."""

    code = "joint_after_unknown"
    status = 422
    template = _("联办事项要等的 {codes} 没有列入联办，永远不会开办。")


class JointCircle(Refusal):
    """Parts that wait for one another are never opened."""

    code = "joint_circle"
    status = 422
    template = _("联办事项互相等着（{names}），永远不会开办。")


class JointLongerThanPromise(Refusal):
    """What is done one after the other must fit into what is promised for the whole."""

    code = "joint_longer_than_promise"
    status = 422
    template = _("联办事项 {way} 依次要 {days} 个工作日，超过承诺的 {promised} 个工作日。")


class ItemJoined(Refusal):
    """An item that is part of a joint one in force is still needed."""

    code = "item_joined"
    template = _("“{name}”还是联办事项 {names} 的一项，先改联办事项再停用。")


class PauseNotAllowed(Refusal):
    """The item's regime does not let this procedure stop this clock (行政许可: the eight of Art. 45 and no ninth)."""

    code = "pause_not_allowed"
    status = 422
    template = _("“{regime}”的办理规则不允许{clock}因“{reason}”暂停。")


class ExtensionNotAllowed(Refusal):
    """The regime of the item knows no extension."""

    code = "extension_not_allowed"
    status = 422
    template = _("“{regime}”的办理规则没有规定可以延长期限。")


class ReasonNeeded(Refusal):
    """Retiring an item takes it from the public, sending a draft back costs work; the reason stays in the ledger."""

    code = "reason_needed"
    status = 422
    template = _("请写明理由。")


class WordUnusable(Refusal):
    """An everyday word is of at least two signs, a reading of small letters for a word in Chinese."""

    code = "word_unusable"
    status = 422
    template = _("“{word}”不能用：俗称要两个字以上，读音是中文词的小写拼音首字母。")


class SituationUnusable(Refusal):
    """A situation has a short name and finds items by words of at least two signs."""

    code = "situation_unusable"
    status = 422
    template = _("情形要有不超过 {name} 字的名称，每个词 2 到 {word} 字，不超过 {words} 个词。")
