"""Reads of the catalogue for pages and other apps: the guide, the picker, the papers of an item."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from kernel.catalogue.models import FeeItem, ItemVersion, Material
from kernel.organizations.models import Window


@dataclass(frozen=True)
class Guide:
    """What the public posting of Art. 30 must hold of one item, ready to be shown."""

    version: ItemVersion
    materials: Sequence[Material]
    fees: Sequence[FeeItem]
    windows: Sequence[Window]

    @property
    def to_bring(self) -> Sequence[Material]:
        """The papers that no department shares, so that the applicant brings them."""
        return [material for material in self.materials if not material.shared]


def in_force(code: str) -> ItemVersion | None:
    """The version of an item that is in force, None for an unknown or retired one."""
    return ItemVersion.objects.in_force().with_details().filter(item__code=code).first()


def guide(version: ItemVersion) -> Guide:
    """The guide of one version, in four queries at the most."""
    return Guide(
        version=version,
        materials=list(version.materials.all()),
        fees=list(version.fees.all()),
        windows=list(version.receiving_windows.select_related("service_point", "organization").order_by("code")),
    )


def search(
    text: str, *, window: Window | None = None, case_kind: str | None = "licence", own: bool = True
) -> QuerySet[ItemVersion]:
    """Items in force whose name contains `text`, or whose initials or code begin with it; best matches first.

    `window` narrows to what that counter receives, `own` to what is handled here from beginning to end.
    An empty text finds everything.
    """
    rows = ItemVersion.objects.in_force().select_related("item", "organization", "regime")
    if case_kind is not None:
        rows = rows.filter(case_kind=case_kind)
    if own:
        rows = rows.filter(handling=ItemVersion.Handling.OWN)
    if window is not None:
        rows = rows.filter(receiving_windows=window)
    typed = text.strip()
    sound = typed.lower()
    begins = Q(name__startswith=typed) | Q(sort_key__startswith=sound) | Q(item__code__istartswith=typed)
    rank = Case(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = rows.filter(begins | Q(name__icontains=typed) | Q(sort_key__contains=sound)) if typed else rows
    return found.annotate(rank=rank).order_by("rank", "sort_key", "pk")


def received_at(window: Window) -> QuerySet[ItemVersion]:
    """Everything that this counter receives, by sound."""
    return search("", window=window, case_kind=None, own=False)
