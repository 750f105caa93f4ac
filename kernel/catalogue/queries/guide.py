"""The guide of an item in force: papers, charges, windows."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.catalogue.models import FeeItem, ItemVersion, Material
from kernel.organizations.models import Window


@dataclass(frozen=True)
class Part:
    """One of the items that are handled together: whose it is, its working days, and whose grant it waits for."""

    code: str
    name: str
    organization: str
    limit: int
    after: str


@dataclass(frozen=True)
class Guide:
    """What the public posting of Art. 30 must hold of one item, ready to be shown."""

    version: ItemVersion
    materials: Sequence[Material]
    fees: Sequence[FeeItem]
    windows: Sequence[Window]
    parts: Sequence[Part]

    @property
    def to_bring(self) -> Sequence[Material]:
        """The papers that no department shares, so that the applicant brings them."""
        return [material for material in self.materials if not material.shared]


def in_force(code: str) -> ItemVersion | None:
    """The version of an item that is in force, None for an unknown or retired one."""
    rows = ItemVersion.objects.in_force().with_details().filter(item__code=code)
    return rows.select_related("supervising_organization", "delivering_window__service_point").first()


def guide(version: ItemVersion) -> Guide:
    """The guide of one version, in four queries at the most, in six of a joint item."""
    return Guide(
        version=version,
        materials=list(version.materials.all()),
        fees=list(version.fees.all()),
        windows=list(version.receiving_windows.select_related("service_point", "organization").order_by("code")),
        parts=_parts(version) if version.project_type == ItemVersion.ProjectType.JOINT else (),
    )


def _parts(version: ItemVersion) -> list[Part]:
    """What a joint item lists, in its order, by the names that are in force; publishing saw to it that all are."""
    rows = list(version.joint.select_related("item"))
    named = ItemVersion.objects.in_force().filter(item__in=[row.item_id for row in rows])
    versions = {each.item_id: each for each in named.select_related("organization")}
    names = {pk: each.name for pk, each in versions.items()}
    return [
        Part(
            code=row.item.code,
            name=names[row.item_id],
            organization=str(versions[row.item_id].organization),
            limit=row.limit_length,
            after=names.get(row.after_id, "") if row.after_id is not None else "",
        )
        for row in rows
        if row.item_id in versions
    ]
