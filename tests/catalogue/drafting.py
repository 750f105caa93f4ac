"""A draft that every test of the catalogue changes in one place."""

from dataclasses import replace
from typing import Any, Final

from kernel.catalogue.drafts import ItemDraft, MaterialDraft, StepDraft
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from tests.cast import Cast

# what an item in force says beside its organs, terms, papers and chain
WHOLE: Final[dict[str, Any]] = {
    "charged": False, "acceptance_condition": "有固定的经营场所。", "handle_flow": "申请→受理→审查→决定→送达",
    "result_name": "许可证", "consult_phone": "161-0000-0001", "complaint_phone": "12345",
}  # fmt: skip


def submitted(version: ItemVersion) -> ItemVersion:
    """The draft as if its drafter had handed it over."""
    rows = ItemVersion.objects.filter(pk=version.pk)
    rows.update(submitted_by=version.drafted_by, submitted_at=version.drafted_at)
    return rows.get()


def pesticide(cast: Cast, **changes: Any) -> ItemDraft:
    """LW025 农药经营许可: 20 working days from acceptance, promised 10, two posts."""
    facts = WHOLE | dict(changes.pop("facts", None) or {})
    draft = ItemDraft(
        code="LW025", name="农药经营许可", regime=install()["licence"], organization=cast.bureau,
        supervising=cast.other_bureau, legal_basis="农药管理条例第二十四条", statutory=20, unit="working_day",
        statutory_basis="农药管理条例第二十四条", start_event="accepted", promised=10,
        steps=(StepDraft("review", "审查", "reviewer", 5), StepDraft("decide", "决定", "approver", 3)),
        materials=(MaterialDraft("m1", "申请表", form="original"), MaterialDraft("m2", "营业执照", shared=True)),
        form=({"name": "premises", "label": "经营场所", "type": "text", "required": True},),
        windows=(cast.window, cast.other_window), facts=facts,
    )  # fmt: skip
    return replace(draft, **changes)
