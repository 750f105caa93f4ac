"""What this package says when it refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class DocumentInvalid(Refusal):
    """The number is not one of its kind of document, or the kind does not fit the applicant."""

    code = "document_invalid"
    status = 422
    template = _("证件号码不对：{reason}")


class NameMissing(Refusal):
    """An applicant without a name."""

    code = "name_missing"
    status = 422
    template = _("请填写姓名或名称。")


class NameDiffers(Refusal):
    """The document is registered under another name; which one is not told."""

    code = "name_differs"
    template = _("这个证件号码已登记，姓名或名称与登记的不一致，请核对证件原件。")


class PhoneInvalid(Refusal):
    """Not a phone number."""

    code = "phone_invalid"
    status = 422
    template = _("电话号码应为 7 至 15 位数字。")


class EmailInvalid(Refusal):
    """Not an e-mail address."""

    code = "email_invalid"
    status = 422
    template = _("电子邮箱地址不对。")


class CannotBeReached(Refusal):
    """Neither a phone, nor a contact with one, nor a guardian."""

    code = "cannot_be_reached"
    status = 422
    template = _("请填写电话；没有电话的，请填写联系人和联系人的电话。")


class GuardianNeeded(Refusal):
    """A minor acts through a guardian, who is of age and natural (民法典 19, 20, 27)."""

    code = "guardian_needed"
    status = 422
    template = _("未成年人申请须由监护人代理，监护人应为成年人。")


class ApplicantOfAnother(Refusal):
    """The document is already registered and not by this account; a window must see the original."""

    code = "applicant_of_another"
    template = _("这个证件号码已在窗口登记，请带证件原件到窗口核验后关联账号。")


class FieldNotMasked(Refusal):
    """There is no such personal field."""

    code = "field_not_masked"
    status = 422
    template = _("没有“{field}”这一项个人信息。")


class AgentNotNamed(Refusal):
    """An agent has a user name or a phone."""

    code = "agent_not_named"
    status = 422
    template = _("请填经办人的用户名或手机号。")


class AgentIsPrincipal(Refusal):
    """Whoever acts for himself needs no mandate."""

    code = "agent_is_principal"
    status = 422
    template = _("这个账号本来就能替他办，不用授权。")


class AgentWithoutAccount(Refusal):
    """A mandate counts online, so its agent signs in."""

    code = "agent_without_account"
    status = 422
    template = _("经办人还没有账号，请先给他开户，再登记授权。")


class MandateDates(Refusal):
    """The days of a mandate make no time."""

    code = "mandate_dates"
    status = 422
    template = _("授权的日子不对：最后一天不能早于开始那天，也不能早于今天；委托书的日期不能晚于今天。")


class MandateTooLong(Refusal):
    """A mandate is renewed from time to time."""

    code = "mandate_too_long"
    status = 422
    template = _("一次授权最长 {years} 年，到期再授权。")
