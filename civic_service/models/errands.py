"""What is on the road: the errand, the photographs that follow it, the bag and its lines.

An errand's stage is not stored: it is read off where it lies, the bag it is in and what happened to its Case.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_service.models.mandates import Mandate
from kernel.accounts.fields import EncryptedTextField
from kernel.cases.models import Case
from kernel.ledger.subjects import Subject

if TYPE_CHECKING:
    from kernel.organizations.queries import Scope


class ErrandQuerySet(models.QuerySet["Errand"]):
    def visible_to(self, scope: "Scope") -> Self:
        """The errands that these posts may see: of their own room or town, or of a county they look over."""
        live = self.filter(case__simulated=False)
        whole = Q(pk__in=[])
        for county in scope.counties:
            whole |= Q(room__region__code__startswith=county)
        units = scope.organization_ids
        return live.filter(whole | Q(room__in=units) | Q(town__in=units))

    def lying(self) -> Self:
        """Those that are in no bag on the road."""
        return self.exclude(pk__in=BagLine.objects.filter(open=True).values("errand"))

    def with_row(self) -> Self:
        """What a line of a list shows, in one query."""
        named = self.select_related("case__item_version", "case__applicant", "mandate", "room", "town", "place")
        return named.with_bag()

    def with_bag(self) -> Self:
        """With the bag that its papers were lost with (`lost_in`), and to whom they travel (`road_to`); else empty."""
        last = BagLine.objects.filter(errand=OuterRef("pk")).order_by("-pk")
        gone = models.When(bag__lost_at__isnull=False, bag__received_at=None, then="bag__number")
        lost = last.annotate(lost_in=models.Case(gone, default=Value(""))).values("lost_in")[:1]
        whom = Coalesce(NullIf("bag__receiver__short_name", Value("")), "bag__receiver__name")
        road = last.filter(open=True).annotate(road_to=whom).values("road_to")[:1]
        none = Value("")
        return self.annotate(lost_in=Coalesce(Subquery(lost), none), road_to=Coalesce(Subquery(road), none))


class Errand(models.Model):
    """代办件: one Case on its way between a villager and the organ. `packet` is the name its telephone gave it."""

    class Reached(models.TextChoices):
        YES = "yes", _("已回访")
        NO = "no", _("没联系上")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="errand")
    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, related_name="errand")
    packet = models.UUIDField(unique=True)
    content = models.CharField(max_length=64, help_text=_("数据包内容的摘要"))
    room = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    # who signed for it last, and by which leg it came; its own room at first
    place = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    came_by = models.CharField(max_length=16, blank=True, default="")
    originals = models.PositiveSmallIntegerField(default=0, help_text=_("原件份数，以最后一次点清为准"))
    # papers of a supplement follow their matter: originals that its counter has already; None while nothing follows
    ahead = models.PositiveSmallIntegerField(null=True)
    filed_at = models.DateTimeField(help_text=_("接件：代办员接受委托的时刻"))
    synced_at = models.DateTimeField(db_default=Now())
    # with an organ of the town the errand ends there; the organ has it from then on
    arrived_at = models.DateTimeField(null=True, help_text=_("送到受理点的时刻"))
    returned_at = models.DateTimeField(null=True, help_text=_("结果交到村民手里的时刻"))
    returned_to = EncryptedTextField(null=True)
    called_at = models.DateTimeField(null=True)
    reached = models.CharField(max_length=4, choices=Reached, blank=True, default="")
    call_note = models.CharField(max_length=200, blank=True, default="")

    # in rows of `with_bag`
    lost_in: str
    road_to: str

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_to__isnull=True)
                | Q(returned_at__isnull=False, returned_to__isnull=False),
                name="errand_returned_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True, reached="") | (Q(called_at__isnull=False) & ~Q(reached="")),
                name="errand_called_and_reached_or_not",
            ),
        ]
        indexes = [
            # read by the agent's and the town's desk
            models.Index(fields=["room", "-filed_at"], name="errand_of_a_room"),
            models.Index(fields=["town", "-filed_at"], name="errand_of_a_town"),
            # read by whoever packs a bag
            models.Index(fields=["place", "filed_at"], condition=Q(returned_at__isnull=True), name="errand_lying_at"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def is_worked_on(self) -> bool:
        """Whether an organ has it from the agent, has not ended its part, and the mandate stands."""
        open_there = self.arrived_at is not None and self.case.phase in ("open", "paused")
        return open_there and self.mandate.revoked_at is None

    @property
    def goes_back(self) -> bool:
        """Whether its mandate ended before an organ had it: then its papers go home from wherever they are."""
        return self.mandate.revoked_at is not None and self.arrived_at is None


class Photo(models.Model):
    """A photograph that a packet announced: of a paper of the guide, or of the mandate itself (`MANDATE`).

    Whether it has come is not stored: the case has a document of that hash, or some of its bytes.
    """

    MANDATE = "mandate"

    errand = models.ForeignKey(Errand, on_delete=models.CASCADE, related_name="photos")
    position = models.PositiveSmallIntegerField()
    material_code = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["errand", "position"], name="photo_has_its_place"),
            models.UniqueConstraint(fields=["errand", "material_code", "sha256"], name="photo_announced_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_hash_is_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="photo_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.errand_id} {self.position}"


class BagQuerySet(models.QuerySet["Bag"]):
    def visible_to(self, scope: "Scope") -> Self:
        """Bags that these posts send or receive, or of a county they look over."""
        whole = Q(pk__in=[])
        for county in scope.counties:
            whole |= Q(sender__region__code__startswith=county)
        own = Q(sender__in=scope.organization_ids) | Q(receiver__in=scope.organization_ids)
        return self.filter(whole | own | Q(window__in=scope.window_ids))

    def on_the_road(self) -> Self:
        return self.filter(received_at__isnull=True, lost_at__isnull=True)

    def lost(self) -> Self:
        """Those that were said not to have come and have not turned up."""
        return self.filter(received_at__isnull=True, lost_at__isnull=False)


class Bag(models.Model):
    """代办袋: matters handed over together, with one signature at each end."""

    class Leg(models.TextChoices):
        TO_TOWN = "to_town", _("村到乡镇")
        TO_COUNTY = "to_county", _("乡镇到县")
        BACK_TO_TOWN = "back_to_town", _("县回乡镇")
        BACK_TO_VILLAGE = "back_to_village", _("乡镇回村")

    number = models.CharField(max_length=20, unique=True)
    leg = models.CharField(max_length=16, choices=Leg)
    sender = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    # the county's counter, on the legs that begin or end there
    window = models.ForeignKey("organizations.Window", null=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    lost_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lost_at = models.DateTimeField(null=True)
    lost_because = models.CharField(max_length=200, blank=True, default="")
    # the end where a lost bag turned up and was counted: `received_by` signed for it there
    found_with = models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")

    objects = BagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__gte=F("sent_at"), received_by__isnull=False),
                name="bag_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True, lost_by__isnull=True, lost_because="")
                | (Q(lost_at__isnull=False, lost_at__gte=F("sent_at"), lost_by__isnull=False) & ~Q(lost_because="")),
                name="bag_lost_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True, found_with__isnull=True)
                | Q(lost_at__isnull=False, received_at__isnull=True, found_with__isnull=True)
                | Q(
                    lost_at__isnull=False,
                    received_at__isnull=False,
                    received_at__gte=F("lost_at"),
                    found_with__isnull=False,
                ),
                name="bag_received_after_it_was_lost_was_found",
            ),
            models.CheckConstraint(
                condition=Q(leg__in=("to_town", "back_to_village"), window__isnull=True)
                | Q(leg__in=("to_county", "back_to_town"), window__isnull=False),
                name="bag_of_the_county_names_its_counter",
            ),
        ]
        indexes = [
            # read by the desk that waits for bags, and by the one that sent them
            models.Index(
                fields=["receiver", "sent_at"],
                condition=Q(received_at__isnull=True, lost_at__isnull=True),
                name="bag_on_the_road_to",
            ),
            models.Index(fields=["sender", "-sent_at"], name="bag_sent_by"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def way(self) -> str:
        """From where to where, as a carrier says it; the county's end by its counter."""
        start, end = str(self.sender), str(self.receiver)
        if self.window is not None and self.leg == self.Leg.TO_COUNTY:
            end = f"{end} {self.window.code}"
        elif self.window is not None:
            start = f"{start} {self.window.code}"
        return gettext("{start}到{end}").format(start=start, end=end)

    @property
    def ledger_subject(self) -> Subject:
        return Subject("bag", self.number, self.pk)


class BagLine(models.Model):
    """One matter in a bag: originals counted out and in. A matter lies in one bag at a time (`open`).

    `aside`: the bag was lost and turned up when its matter had gone on without it; these papers go home by themselves.
    """

    bag = models.ForeignKey(Bag, on_delete=models.CASCADE, related_name="lines")
    errand = models.ForeignKey(Errand, on_delete=models.PROTECT, related_name="lines")
    originals_out = models.PositiveSmallIntegerField(default=0)
    originals_in = models.PositiveSmallIntegerField(null=True)
    arrived = models.BooleanField(null=True)
    open = models.BooleanField(default=True)
    aside = models.BooleanField(default=False)
    given_at = models.DateTimeField(null=True)
    given_to = EncryptedTextField(null=True)

    class Meta:
        ordering = ["bag_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bag", "errand"], name="bag_holds_a_matter_once"),
            models.UniqueConstraint(fields=["errand"], condition=Q(open=True), name="matter_lies_in_one_bag"),
            models.CheckConstraint(
                condition=Q(arrived__isnull=True, originals_in__isnull=True)
                | Q(arrived=False, originals_in__isnull=True)
                | Q(arrived=True, originals_in__isnull=False),
                name="bag_line_counted_when_it_arrived",
            ),
            models.CheckConstraint(
                condition=Q(aside=False) | Q(arrived=True, open=False), name="bag_line_aside_was_found"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, given_to__isnull=True)
                | Q(aside=True, given_at__isnull=False, given_to__isnull=False),
                name="bag_line_given_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bag_id} {self.errand_id}"
