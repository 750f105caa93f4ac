"""An item renews a licence: its form asks for the licence's last day, and its regime has a law for it."""

from typing import Any

import pytest

from kernel.catalogue.actions import draft_item, publish
from kernel.catalogue.drafts import draft_of
from kernel.catalogue.refusals import NotWhole
from kernel.catalogue.regimes import install
from tests.cast import Cast
from tests.catalogue.drafting import pesticide, submitted

LAST = {"name": "last", "label": "原许可证有效期到", "type": "date", "required": True}


def published(cast: Cast, manager: Any, **changes: Any) -> Any:
    facts = {"form": (LAST,), "expiry": "last"} | changes
    draft = draft_item(draft=pesticide(cast, **facts), by=cast.administrator)
    return publish(version=submitted(draft), by=manager)


def test_a_renewal_names_the_required_date_of_its_own_form(cast: Cast, manager: Any) -> None:
    version = published(cast, manager)
    assert version.expiry_field == "last" and draft_of(version).expiry == "last"


@pytest.mark.parametrize(
    "changes",
    [
        {"expiry": "until"},
        {"form": (LAST | {"required": False},)},
        {"form": (LAST | {"type": "text"},)},
        {"form": ()},
    ],
)
def test_what_nobody_has_to_fill_in_says_no_last_day(cast: Cast, manager: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(NotWhole, match=r"填原许可到期日的申请表字段（日期，必填）"):
        published(cast, manager, **changes)


def test_the_law_of_licences_renews_nothing_else(cast: Cast, manager: Any) -> None:
    with pytest.raises(NotWhole, match="可以延续的办理规则"):
        published(cast, manager, regime=install()["benefit"])
    assert [code for code, regime in install().items() if regime.renewal_days is not None] == ["licence"]
