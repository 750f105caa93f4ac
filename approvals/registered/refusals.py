"""What registering refuses, in words a clerk understands."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class NotExternal(Refusal):
    """The item is handled here from beginning to end, or is not in force."""

    code = "not_external"
    template = _("“{name}”不是部门自有系统办理的事项，或者已经停用，不能登记；在本系统办理的请按收件办。")


class ForeignNumberMalformed(Refusal):
    """No number, or one that cannot stand on a receipt."""

    code = "foreign_number_malformed"
    status = 422
    template = _("部门系统编号要填写，最多 {most} 个字，不能是身份证件号码。")


class ForeignNumberTaken(Refusal):
    """It was registered before; its own file takes the result."""

    code = "foreign_number_taken"
    template = _("编号 {foreign_number} 已经登记过，登记号 {number}；要登记办结，请查找这个编号并打开它。")


class ApplicantUnsaid(Refusal):
    """Neither a document nor a name."""

    code = "applicant_unsaid"
    status = 422
    template = _("请刷证件，或者填写申请人的姓名、名称。")


class DocumentWrong(Refusal):
    """What was typed looks like a document and cannot be one."""

    code = "document_wrong"
    status = 422
    template = _("证件号码不对：{reason}")


class RegisteredOnAnotherDay(Refusal):
    """A slip of the hand is taken back on its day; what stood longer is a fact that others have read."""

    code = "registered_on_another_day"
    template = _("登记件 {number} 是 {day} 登记的，只能在当天撤销；请登记办结，结果选“其他”。")
