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


class MandateTooWide(Refusal):
    """Whoever may act in that many items is given all matters, or several mandates."""

    code = "mandate_too_wide"
    status = 422
    template = _("一份授权最多列 {most} 个事项，您选了 {chosen} 个；请分开授权，或者选“所有事项”。")


class UserNameLength(Refusal):
    """Short enough to be read off a slip, long enough not to be guessed."""

    code = "user_name_length"
    status = 422
    template = _("用户名要有 {least} 到 {most} 个字符。")


class UserNameSigns(Refusal):
    """A keyboard of any telephone has these."""

    code = "user_name_signs"
    status = 422
    template = _("用户名只能用小写字母、数字、点、横线和下划线，第一个要是字母。")


class UserNameIsNumber(Refusal):
    """A user name is read by others: it is no document number and no telephone."""

    code = "user_name_is_number"
    status = 422
    template = _("用户名里不能有身份证号、手机号这样连着 {most} 位以上的数字。")


class UserNameTaken(Refusal):
    """Somebody signs in under it."""

    code = "user_name_taken"
    template = _("这个用户名有人用了，请换一个。")


class AccountOfPersonsOnly(Refusal):
    """A firm acts through people: its agent has an account and a mandate."""

    code = "account_of_persons_only"
    status = 422
    template = _("账号开给个人。单位请给经办人开户，再登记授权。")


class AccountThere(Refusal):
    """One person, one account."""

    code = "account_there"
    template = _("这个人已经有账号。忘了密码、丢了凭条的，核对证件后补打凭条。")


class NoAccountYet(Refusal):
    """Nothing to renew."""

    code = "no_account_yet"
    status = 422
    template = _("这个证件号码还没有开过户，请先开户。")


class AccountOfGuardian(Refusal):
    """A minor acts through his guardian (民法典 19, 20, 27), who signs in for him."""

    code = "account_of_guardian"
    status = 422
    template = _("未成年人不单独开户，由监护人用自己的账号替他办。")


class AccountNeedsPhone(Refusal):
    """Whoever has an account is told of what happens to it."""

    code = "account_needs_phone"
    status = 422
    template = _("开户要有本人的手机号，请填写。")


class SlipUnusable(Refusal):
    """No such name, another code, used, replaced or over: all of them read alike."""

    code = "slip_unusable"
    status = 422
    template = _("用户名或激活码不对，或者凭条过期、用过、已换新的。请核对；还不行，带身份证到窗口补打。")


class PasswordWeak(Refusal):
    """The validators of sign-in say why."""

    code = "password_weak"
    status = 422
    template = _("密码不够安全：{why}")


class PasswordWrong(Refusal):
    """How one is reached is changed only by whoever knows the password."""

    code = "password_wrong"
    status = 422
    template = _("密码不对。改手机号、联系人电话或电子邮箱，要输入登录密码。")


class TooManyWrongTries(Refusal):
    """Locked as the door of sign-in is."""

    code = "too_many_wrong_tries"
    status = 429
    template = _("错误次数过多，请 {minutes} 分钟后再试。")


class NothingToChange(Refusal):
    """An empty form, or what is there already."""

    code = "nothing_to_change"
    status = 422
    template = _("没有要改的：请填写新的手机号、住址、联系人或电子邮箱。")


class IdentityNotSeen(Refusal):
    """An account opens a person's matters: only the original document says that it is he who stands there."""

    code = "identity_not_seen"
    status = 422
    template = _("先核对本人的证件原件，再勾选“本人在场，证件原件已核对”。")
