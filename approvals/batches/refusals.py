"""What is refused of a batch, in words a clerk understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class BatchSize(Refusal):
    """A batch is at least two matters, and no more than a person can read over."""

    code = "batch_size"
    status = 422
    template = _("一批是 2 至 {most} 件，现在是 {count} 件；再多请分几批收。")


class BatchNeedsPerson(Refusal):
    """An applicant must come himself for this item."""

    code = "batch_needs_person"
    status = 422
    template = _("“{name}”须本人到场，不能成批代办：{reason}")


class BatchAgentNotFirm(Refusal):
    """A batch is brought by an agency; a person who comes for another is the agent of one matter."""

    code = "batch_agent_not_firm"
    status = 422
    template = _("成批送件的代办人应是单位，请填统一社会信用代码。")


class BatchMandateUnseen(Refusal):
    """The agency acts for every one of them, and each has said so in writing."""

    code = "batch_mandate_unseen"
    status = 422
    template = _("先逐份核对每个申请人的授权委托书原件再收。")


class BatchPapersMissing(Refusal):
    """A paper that may not come later is not there for everybody."""

    code = "batch_papers_missing"
    status = 422
    template = _("不是每个人都交齐了不可容缺的材料（{names}），不能成批收；缺材料的人请单独收件或当场告知。")


class BatchRowsWrong(Refusal):
    """Some rows cannot be received, so none was. `problems`: place in the list and sentence of each."""

    code = "batch_rows_wrong"
    status = 422
    template = _("有 {count} 行不能收，整批都没有收：{rows}")

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        rows = "；".join(str(_("第 {place} 行 {why}")).format(place=place, why=why) for place, why in problems)
        super().__init__(problems=problems, count=len({place for place, _why in problems}), rows=rows)


class BatchListUnreadable(Refusal):
    """The file is no list that can be read."""

    code = "batch_list_unreadable"
    status = 422
    template = _("名单读不了：{why}")


class BatchTwice(Refusal):
    """The same person stands in the list before."""

    code = "batch_twice"
    template = _("和第 {place} 行是同一个申请人")
