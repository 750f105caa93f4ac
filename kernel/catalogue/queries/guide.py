"""The guide of an item in force: papers, charges, windows."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    rows = ItemVersion.objects.in_force().with_details().filter(item__code=code)
    return rows.select_related("supervising_organization", "delivering_window__service_point").first()


def guide(version: ItemVersion) -> Guide:
    """The guide of one version, in four queries at the most."""
    return Guide(
        version=version,
        materials=list(version.materials.all()),
        fees=list(version.fees.all()),
        windows=list(version.receiving_windows.select_related("service_point", "organization").order_by("code")),
    )
