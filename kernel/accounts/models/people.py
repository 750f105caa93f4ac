"""People: those who sign in, and those who apply."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField, keyed_indexes
from kernel.accounts.keyring import key_ring
from kernel.identifiers.masking import mask_name
from kernel.ledger.subjects import Subject


class UserManager(BaseUserManager["User"]):
    """Makes accounts; nobody signs up alone."""

    def create_user(self, username: str, password: str | None = None, *, full_name: str = "", **facts: Any) -> "User":
        """One account. A citizen's (not `is_staff_member`) name is kept masked: the whole one is his applicant's."""
        if not facts.get("is_staff_member", False):
            full_name = mask_name(full_name)
        user = self.model(username=self.model.normalize_username(username), full_name=full_name, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One who signs in: staff with a desk, or a citizen. What he may do comes from his posts, not from here."""

    username = models.CharField(_("用户名"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    full_name = models.CharField(_("姓名"), max_length=100, blank=True)
    phone = EncryptedTextField(_("电话"), null=True, blank=True)
    email = EncryptedTextField(_("电子邮箱"), null=True, blank=True)
    is_active = models.BooleanField(_("可以登录"), default=True)
    is_staff_member = models.BooleanField(_("工作人员"), default=False)
    joined_at = models.DateTimeField(_("开户时间"), db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        constraints = [
            # a clerk's name hangs at his window; a citizen's is personal data and is stored encrypted elsewhere
            models.CheckConstraint(
                name="citizen_name_is_masked",
                condition=Q(is_staff_member=True) | Q(full_name="") | Q(full_name__contains="*"),
            ),
            models.CheckConstraint(name="user_is_no_superuser", condition=Q(is_superuser=False)),
            # the door looks a name up whatever its case
            models.UniqueConstraint(Lower("username"), name="username_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.masked_name or self.username

    @property
    def masked_name(self) -> str:
        """The name as others may read it."""
        return mask_name(self.full_name)

    @property
    def ledger_subject(self) -> Subject:
        """The account as the ledger and its access log name it."""
        return Subject("user", self.username, self.pk)

    @property
    def account_subject(self) -> Subject:
        """The account as the stream of facts names it: its user name is the person's own affair."""
        return Subject("account", f"ZH{self.pk:08d}", self.pk)

    @property
    def is_citizen(self) -> bool:
        """Whether he has no desk here."""
        return not self.is_staff_member


class ApplicantQuerySet(models.QuerySet["Applicant"]):
    """Reads of applicants."""

    def of_user(self, user: User) -> "ApplicantQuerySet":
        """Himself, those he is guardian of, and the firms he signs in for."""
        return self.filter(Q(user=user) | Q(guardian__user=user))

    def acted_for(self, user: User, *, day: date, item: str = "") -> "ApplicantQuerySet":
        """Those of `of_user`, and whose mandate he holds on that day; with `item` only mandates that cover it."""
        held = Mandate.objects.in_force(day).filter(agent=user, principal=OuterRef("pk"))
        if item:
            held = held.filter(Q(every_item=True) | Q(items__item_code=item))
        return self.filter(Q(user=user) | Q(guardian__user=user) | Exists(held))

    def with_document(self, id_kind: str, number: str) -> "Applicant | None":
        """The one registered under a normalised document number, also while the index key is being replaced.

        A key that was replaced between making the digests and reading the rows shows by the ring being another one.
        """
        while True:
            ring = key_ring()
            found = self.filter(id_kind=id_kind, id_index__in=keyed_indexes(number, kind=id_kind)).first()
            if found is not None or key_ring() is ring:
                return found


class Applicant(models.Model):
    """A natural or legal person who applies; one row per identity document, personal fields encrypted."""

    class Kind(models.TextChoices):
        """民法典: 自然人, and 法人 or 非法人组织."""

        NATURAL = "natural", _("自然人")
        LEGAL = "legal", _("法人或非法人组织")

    class IdKind(models.TextChoices):
        """Kinds of `kernel.identifiers.check`."""

        RESIDENT_ID = "resident_id", _("居民身份证")
        PASSPORT = "passport", _("护照")
        HMT_RESIDENCE = "hmt_residence", _("港澳台居民居住证")
        USCC = "uscc", _("统一社会信用代码")
        ORG_CODE = "org_code", _("组织机构代码")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    name = EncryptedTextField(_("姓名或名称"))
    name_masked = models.CharField(_("姓名（脱敏）"), max_length=200)
    name_index = models.CharField(max_length=64, editable=False)
    id_kind = models.CharField(_("证件类型"), max_length=20, choices=IdKind)
    id_number = EncryptedTextField(_("证件号码"))
    id_masked = models.CharField(_("证件号码（脱敏）"), max_length=40)
    id_index = models.CharField(max_length=64, editable=False)
    phone = EncryptedTextField(_("电话"), null=True, blank=True)
    phone_masked = models.CharField(_("电话（脱敏）"), max_length=30, blank=True)
    phone_index = models.CharField(max_length=64, null=True, editable=False)
    address = EncryptedTextField(_("住址"), null=True, blank=True)
    minor = models.BooleanField(_("未成年人"), default=False)
    guardian = models.ForeignKey(
        "self", verbose_name=_("监护人"), null=True, blank=True, on_delete=models.PROTECT, related_name="wards"
    )
    contact_name = EncryptedTextField(_("联系人"), null=True, blank=True)
    contact_phone = EncryptedTextField(_("联系人电话"), null=True, blank=True)
    agent_name = EncryptedTextField(_("经办人"), null=True, blank=True)
    agent_masked = models.CharField(_("经办人（脱敏）"), max_length=100, blank=True)
    user = models.ForeignKey(
        User, verbose_name=_("账号"), null=True, blank=True, on_delete=models.PROTECT, related_name="applicants"
    )
    registered_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = _("申请人")
        verbose_name_plural = _("申请人")
        constraints = [
            models.UniqueConstraint(fields=["id_kind", "id_index"], name="applicant_once_per_document"),
            models.CheckConstraint(
                name="applicant_document_of_kind",
                condition=Q(kind="natural", id_kind__in=["resident_id", "passport", "hmt_residence"])
                | Q(kind="legal", id_kind__in=["uscc", "org_code"]),
            ),
            # 民法典 19, 20, 27: a minor acts through a guardian; a firm is none
            models.CheckConstraint(
                name="minor_has_guardian", condition=Q(minor=False) | Q(kind="natural", guardian__isnull=False)
            ),
            # a person has one account and an account is one person's; firms that he signs in for may be several
            models.UniqueConstraint(
                name="account_of_one_person", fields=["user"], condition=Q(kind="natural", user__isnull=False)
            ),
            models.CheckConstraint(name="minor_has_no_account", condition=Q(minor=False) | Q(user__isnull=True)),
            models.CheckConstraint(name="guardian_is_another", condition=~Q(guardian=F("id"))),
            models.CheckConstraint(
                name="guardian_only_of_natural", condition=Q(guardian__isnull=True) | Q(kind="natural")
            ),
            models.CheckConstraint(
                name="phone_with_index",
                condition=Q(phone__isnull=True, phone_index__isnull=True)
                | Q(phone__isnull=False, phone_index__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_name_with_phone",
                condition=Q(contact_name__isnull=True, contact_phone__isnull=True)
                | Q(contact_name__isnull=False, contact_phone__isnull=False),
            ),
            # whoever has no phone is reached through a contact or the guardian
            models.CheckConstraint(
                name="applicant_can_be_reached",
                condition=Q(phone__isnull=False) | Q(contact_phone__isnull=False) | Q(guardian__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="applicant_by_phone"),
            # read by the search box of the desks: a name that was typed whole
            models.Index(fields=["name_index"], name="applicant_by_name"),
        ]

    def __str__(self) -> str:
        return self.display

    @property
    def display(self) -> str:
        """The name as lists and letters' copies show it: masked for a person, whole for a firm."""
        return self.name_masked

    @property
    def ledger_subject(self) -> Subject:
        """The applicant as the access log names him: a row, no number of his."""
        return Subject("applicant", str(self.pk), self.pk)


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, day: date) -> Self:
        """Begun, not over and not ended on that day: past its last day a mandate gives nothing by itself."""
        return self.filter(from_date__lte=day, until_date__gte=day, ended_at__isnull=True)


class Mandate(models.Model):
    """授权委托: a principal lets an account act for him before the organs (民法典 161, 165), from a day to a day.

    Granted by the principal's own account, or entered at a window from the paper (`paper_date`). `agent_typed` is how
    the agent was named; whether an account goes by that name is told to nobody, so that `agent` may be empty.
    """

    principal = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="agency")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="agency")
    agent_typed = EncryptedTextField()
    from_date = models.DateField()
    until_date = models.DateField()
    every_item = models.BooleanField()
    paper_date = models.DateField(null=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权委托")
        verbose_name_plural = _("授权委托")
        ordering = ["-until_date", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=F("from_date")), name="agency_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("granted_at"), ended_by__isnull=False),
                name="agency_ended_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What names it in lists and on the ledger."""
        return f"WT{self.pk:08d}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("agency", self.number, self.pk)


class MandateItem(models.Model):
    """One item that a mandate is limited to, by its code."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="items", db_index=False)
    item_code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mandate", "item_code"], name="agency_names_an_item_once")]

    def __str__(self) -> str:
        return self.item_code
