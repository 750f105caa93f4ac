"""本县另定: a field of an item that came from above is changed with a reason, and the next list does not undo it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kernel.catalogue.actions import change_draft
from kernel.catalogue.drafts import draft_of
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.refusals import OverrideNeedsReason
from kernel.catalogue.regimes import install
from tests.cast import Cast
from tests.catalogue.lists import HEAD, LICENCE, imported, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def from_above(cast: Cast, tmp_path: Path) -> ItemVersion:
    install()
    row = [*LICENCE[:2], cast.bureau.name, *LICENCE[3:]]
    imported(written(tmp_path / "省清单.csv", [HEAD, row]))
    return ItemVersion.objects.get(item__code="GX0001", state="draft")


def change(version: ItemVersion, cast: Cast, **changes: Any) -> ItemVersion:
    return change_draft(version=version, draft=replace(draft_of(version), **changes), by=cast.department_head)


def test_another_promise_than_the_lists_needs_its_reason(cast: Cast, from_above: ItemVersion) -> None:
    assert (from_above.item.from_list, from_above.item.above["promised_length"]) == ("省清单.csv", 10)
    with pytest.raises(OverrideNeedsReason, match="“承诺期限”与上级清单不同"):
        change(from_above, cast, promised=6)
    with pytest.raises(OverrideNeedsReason):
        change(from_above, cast, promised=6, overrides={"promised_length": " ", "name": "不相干"})
    kept = change(from_above, cast, promised=6, overrides={"promised_length": "本县承诺更快", "name": "不相干"})
    assert [(each.column, each.reason) for each in kept.overrides.all()] == [("promised_length", "本县承诺更快")]
    assert change(kept, cast, promised=10).overrides.count() == 0, "as the list says again"


def test_what_the_list_does_not_know_needs_none(cast: Cast, from_above: ItemVersion) -> None:
    assert change(from_above, cast, legal_basis="水法第四十八条").legal_basis == "水法第四十八条"


def test_the_next_list_is_heard_and_not_followed(cast: Cast, from_above: ItemVersion, tmp_path: Path) -> None:
    change(from_above, cast, promised=6, overrides={"promised_length": "本县承诺更快"})
    row = [LICENCE[0], "取水许可（新）", cast.bureau.name, LICENCE[3], "20", "8", "工作日"]
    said = imported(written(tmp_path / "新清单.csv", [HEAD, row]))

    after = ItemVersion.objects.get(item__code="GX0001", state="draft")
    assert (after.name, after.promised_length, after.drafted_by, after.revision) == ("取水许可（新）", 6, None, 3)
    assert [each.reason for each in after.overrides.all()] == ["本县承诺更快"]
    assert "“承诺期限”本县另定（本县承诺更快），没有采用清单的“8”。" in [each["reason"] for each in said["remarks"]]
    assert Item.objects.get(code="GX0001").above["promised_length"] == 8
