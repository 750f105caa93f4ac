"""What supervision refuses, in words."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class ConditionRefused(Refusal):
    """The condition is not a sentence of the rule language."""

    code = "condition_refused"
    status = 422
    template = _("规则条件写得不对：{why}。")


class ConditionWordUnknown(Refusal):
    """The condition uses a word that nobody declares."""

    code = "condition_word_unknown"
    status = 422
    template = _("规则条件里的“{word}”没有登记；可用的有：{words}。")


class LeadRefused(Refusal):
    """The lead is not a table of lengths and days."""

    code = "lead_refused"
    status = 422
    template = _("提前量写得不对：{why}。")


class CardMoveNotAllowed(Refusal):
    """The table of a card's life has no such move out of its state."""

    code = "card_move_not_allowed"
    template = _("监察牌 {number} 现在是“{state}”，不能{move}。请刷新后看最新进度。")


class CardSuperseded(Refusal):
    """A higher card of the same family is answered instead."""

    code = "card_superseded"
    template = _("监察牌 {number} 已由更高一级的 {by} 取代，请在 {by} 上答复。")


class TakenOver(Refusal):
    """The discipline organ has taken the matter over."""

    code = "card_taken_over"
    status = 403
    template = _("监察牌 {number} 已由纪检监察机关提级，由其核验。")


class TakenOverAlready(Refusal):
    """It was taken over before."""

    code = "card_taken_over_already"
    template = _("监察牌 {number} 已经提级。")


class WarningNeedsNoAnswer(Refusal):
    """A warning is only told."""

    code = "warning_needs_no_answer"
    template = _("{number} 是预警，只作提醒，不用答复。")


class TextMissing(Refusal):
    """A reason or a report without words."""

    code = "text_missing"
    status = 422
    template = _("请写明{what}。")


class ReportTooShort(Refusal):
    """A report that says no more than that something was done."""

    code = "report_too_short"
    status = 422
    template = _("整改结果只有 {count} 个字：请写明整改了什么、以后怎么防止，至少 {least} 个字，标点不算。")


class VerifyInstead(Refusal):
    """A card that waits to be verified is dismissed, not revoked."""

    code = "verify_instead"
    template = _("监察牌 {number} 还没有核实：有错请办“核实不成立”，不用提请撤销。")


class RevocationProposedAlready(Refusal):
    """One proposal at a time."""

    code = "revocation_proposed_already"
    template = _("监察牌 {number} 已经提请撤销，等待另一人决定。")


class NoRevocationProposed(Refusal):
    """Nothing to decide."""

    code = "no_revocation_proposed"
    template = _("监察牌 {number} 没有提请撤销。")


class AnotherMustDecide(Refusal):
    """Who proposes does not decide."""

    code = "another_must_decide"
    status = 403
    template = _("提请的人不能自己决定，请由另一名督查人员办理。")


class RuleNotDraft(Refusal):
    """Only a draft can be activated."""

    code = "rule_not_draft"
    template = _("规则 {number} 不是草稿，不能启用。")


class RuleAwaitsEvents(Refusal):
    """Its event is declared by no app yet."""

    code = "rule_awaits_events"
    template = _("规则 {number} 所依据的事件“{event}”还没有登记，登记后才能启用。")


class RuleKindNotReady(Refusal):
    """A rule of a kind that no engine of this edition evaluates."""

    code = "rule_kind_not_ready"
    template = _("累计类规则 {number} 现在不能启用，只能保存。")


class RuleSubjectUnknown(Refusal):
    """A rule that watches nothing, or names a field its event does not have."""

    code = "rule_subject_unknown"
    status = 422
    template = _("规则 {number} 写得不全：{why}。")


class ClueDecided(Refusal):
    """Somebody has said something of this lead already."""

    code = "clue_decided"
    template = _("这条线索已经处理过（{number}），不能再办。")


class PatternRuleMissing(Refusal):
    """The rule under which a lead becomes a card is not in force."""

    code = "pattern_rule_missing"
    template = _("没有启用的研判规则，线索暂时不能提请核实。")


class EvidenceTooLarge(Refusal):
    """More entries than one package holds."""

    code = "evidence_too_large"
    status = 422
    template = _("共 {count} 条记录，一个证据包最多 {most} 条，请分开导出。")
