"""Who works on the items of the county in the tests of the workshop, and the forms they send."""

from dataclasses import dataclass
from typing import Any

from kernel.accounts.models import User
from kernel.catalogue.actions import redraft
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff

ITEMS = "/workshop/items"


@dataclass
class Shop:
    """An editor of the unit, the publisher of the centre, one who only reads, and an editor of another unit."""

    cast: Cast
    editor: User
    publisher: User
    director: User
    other_editor: User

    def draft(self, **changes: Any) -> ItemVersion:
        """The next draft of LW030, by the unit's editor."""
        version = redraft(item=self.cast.item.item, by=self.editor)
        if changes:
            ItemVersion.objects.filter(pk=version.pk).update(**changes)
        return ItemVersion.objects.get(pk=version.pk)


def build_shop(cast: Cast) -> Shop:
    install()
    publisher, director, other = staff("shaom", "邵敏"), staff("gaowy", "高文远"), staff("nong", "农一")
    post(publisher, Role.HALL_MANAGER, cast.centre, title="业务科科长")
    post(director, Role.CENTER_DIRECTOR, cast.centre, title="主任")
    post(other, Role.DEPARTMENT_HEAD, cast.other_bureau, title="局长")
    return Shop(cast, cast.department_head, publisher, director, other)


def terms(version: ItemVersion, **changes: Any) -> dict[str, Any]:
    """The form of the terms as it is sent."""
    facts = {
        "revision": version.revision, "regime": "licence", "statutory_length": "20", "statutory_unit": "working_day",
        "start_event": "accepted", "statutory_basis": "医疗器械监督管理条例第四十二条", "promised_length": "8",
        "idempotency_key": f"k{version.revision}-{changes}",
    }  # fmt: skip
    return facts | changes
