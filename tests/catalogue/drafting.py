"""A draft that every test of the catalogue changes in one place."""

from dataclasses import replace
from typing import Any

from kernel.catalogue.drafts import ItemDraft, MaterialDraft, StepDraft
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from tests.cast import Cast


def submitted(version: ItemVersion) -> ItemVersion:
    """The draft as if its drafter had handed it over."""
    rows = ItemVersion.objects.filter(pk=version.pk)
    rows.update(submitted_by=version.drafted_by, submitted_at=version.drafted_at)
    return rows.get()


def pesticide(cast: Cast, **changes: Any) -> ItemDraft:
    """LW025 农药经营许可: 20 working days from acceptance, promised 10, two posts."""
    draft = ItemDraft(
        code="LW025", name="农药经营许可", regime=install()["licence"], organization=cast.bureau,
        supervising=cast.other_bureau, legal_basis="农药管理条例第二十四条", statutory=20, unit="working_day",
        statutory_basis="农药管理条例第二十四条", start_event="accepted", promised=10,
        steps=(StepDraft("review", "审查", "reviewer", 5), StepDraft("decide", "决定", "approver", 3)),
        materials=(MaterialDraft("m1", "申请表", form="original"), MaterialDraft("m2", "营业执照", shared=True)),
        form=({"name": "premises", "label": "经营场所", "type": "text", "required": True},),
        windows=(cast.window, cast.other_window),
    )  # fmt: skip
    return replace(draft, **changes)
