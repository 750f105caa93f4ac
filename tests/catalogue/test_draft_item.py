"""起草: the rows of a version, and what no version may lack."""

import pytest
from django.db import IntegrityError, transaction

from kernel.catalogue.actions import change_draft, draft_item, publish, redraft
from kernel.catalogue.drafts import ItemDraft, MaterialDraft, StepDraft, changed, draft_of
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.refusals import DraftIncomplete, DraftIsOpen, DraftMovedOn, NotADraft
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.catalogue.drafting import pesticide, submitted

pytestmark = pytest.mark.django_db


def test_an_administrator_drafts_the_first_version_and_nobody_sees_it_yet(cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.administrator)

    assert (version.number, version.state, version.sort_key) == (1, "draft", "nyjyxk")
    assert [step.role for step in version.steps.all()] == ["reviewer", "approver"]
    assert [paper.name for paper in version.materials.all()] == ["申请表", "营业执照"]
    assert set(version.receiving_windows.all()) == {cast.window, cast.other_window}
    assert not ItemVersion.objects.in_force().filter(item__code="LW025").exists()
    entry = Entry.objects.get(subject_kind="item", subject_number="LW025")
    assert (entry.type, entry.sentence()) == ("catalogue.drafted", "起草“农药经营许可”第 1 版")


def test_an_item_has_one_draft_at_a_time(cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.administrator)
    with pytest.raises(DraftIsOpen, match="已有第 1 版草稿"):
        draft_item(draft=pesticide(cast, promised=8), by=cast.administrator)
    with pytest.raises(IntegrityError, match="item_has_one_draft"), transaction.atomic():
        ItemVersion.objects.create(item=version.item, number=2, name="农药经营许可", organization=cast.bureau)


def test_the_next_version_begins_as_the_one_in_force(cast: Cast) -> None:
    first = draft_item(draft=pesticide(cast), by=cast.administrator)
    with pytest.raises(NotFound):
        redraft(item=first.item, by=cast.department_head)
    ItemVersion.objects.filter(pk=first.pk).update(
        state="published", published_by=cast.supervisor, published_at=first.drafted_at
    )
    second = redraft(item=first.item, by=cast.department_head)
    assert (second.number, second.state, second.drafted_by) == (2, "draft", cast.department_head)
    assert changed(draft_of(ItemVersion.objects.get(pk=first.pk)), draft_of(second)) == []
    with pytest.raises(DraftIsOpen):
        redraft(item=first.item, by=cast.department_head)
    with pytest.raises(NotYourPost):
        redraft(item=first.item, by=cast.clerk)


def test_a_leader_edits_the_items_of_his_own_unit_and_moves_none_into_another(cast: Cast) -> None:
    head = cast.department_head
    with pytest.raises(NotYourPost):
        draft_item(draft=pesticide(cast, organization=cast.other_bureau), by=head)
    version = draft_item(draft=pesticide(cast), by=head)
    with pytest.raises(NotYourPost):
        change_draft(version=version, draft=pesticide(cast, organization=cast.other_bureau), by=head)
    change_draft(version=version, draft=pesticide(cast, organization=cast.other_bureau), by=cast.administrator)
    with pytest.raises(NotYourPost):
        change_draft(version=version, draft=pesticide(cast), by=head)


def test_what_another_wrote_meanwhile_is_not_overwritten(cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.administrator)
    mine = change_draft(version=version, draft=pesticide(cast, promised=9), by=cast.department_head, revision=1)
    assert mine.revision == 2
    with pytest.raises(DraftMovedOn, match="由 方正 改过"):
        change_draft(version=version, draft=pesticide(cast, promised=5), by=cast.administrator, revision=1)
    assert ItemVersion.objects.get(pk=version.pk).promised_length == 9
    change_draft(version=version, draft=pesticide(cast, promised=5), by=cast.administrator, revision=2)


def test_a_choice_of_one_is_none(cast: Cast) -> None:
    form = ({"name": "kind", "label": "类型", "type": "choice", "required": True, "choices": ["首次", "首次"]},)
    with pytest.raises(DraftIncomplete, match="两个以上不同的选项"):
        draft_item(draft=pesticide(cast, form=form), by=cast.administrator)


@pytest.mark.parametrize("who", ["clerk", "stranger", "inspector"])
def test_nobody_without_an_editors_post_drafts(cast: Cast, who: str) -> None:
    with pytest.raises(NotYourPost):
        draft_item(draft=pesticide(cast), by=getattr(cast, who))
    assert not Item.objects.filter(code="LW025").exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"promised": -1}, "承诺期限应在 0 至 1000 个工作日"),
        ({"promised": 1001}, "承诺期限应在 0 至 1000 个工作日"),
        ({"statutory": 32_768}, "法定期限应在 0 至 9999"),
        ({"statutory": -1}, "法定期限应在 0 至 9999"),
        ({"name": " "}, "缺事项名称"),
        ({"organization": None}, "缺实施部门"),
        ({"unit": "日"}, "期限单位"),
        ({"materials": (MaterialDraft("m1", "其他材料"),)}, "兜底"),
        ({"materials": (MaterialDraft("m1", "营业执照等材料"),)}, "兜底"),
        ({"materials": (MaterialDraft("m1", "申请表"), MaterialDraft("m1", "章程"))}, "代码重复（m1）"),
        ({"steps": (StepDraft("s", "审查", "reviewer"), StepDraft("s", "决定", "approver"))}, "代码重复（s）"),
        ({"form": ({"name": "area", "label": "面积", "type": "slider"},)}, "类型不明"),
    ],
)
def test_a_draft_that_says_what_no_draft_may_is_refused(cast: Cast, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(DraftIncomplete, match=sentence):
        draft_item(draft=pesticide(cast, **changes), by=cast.administrator)
    assert not Item.objects.filter(code="LW025").exists()


def test_a_draft_may_lack_everything_but_its_name_and_department(cast: Cast) -> None:
    version = draft_item(draft=ItemDraft(code="LW001", name="取水许可", department="县水利局"), by=cast.administrator)
    assert (version.organization, version.regime, version.statutory_length) == (None, None, None)
    assert version.statutory_unit == "unstated"


def test_a_changed_draft_is_whoevers_changed_it_and_keeps_its_number(cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.administrator)
    steps = (StepDraft("decide", "决定", "approver"),)
    after = change_draft(version=version, draft=pesticide(cast, promised=8, steps=steps), by=cast.department_head)

    assert (after.pk, after.number, after.promised_length) == (version.pk, 1, 8)
    assert after.drafted_by == cast.department_head
    assert [step.code for step in after.steps.all()] == ["decide"]
    entry = Entry.objects.filter(subject_kind="item", subject_number="LW025").latest("position")
    assert entry.sentence() == "修改“农药经营许可”第 1 版草稿：承诺期限、审批环节"
    with pytest.raises(NotYourPost):
        change_draft(version=version, draft=pesticide(cast), by=cast.clerk)


def test_what_was_published_is_changed_no_more(cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.department_head)
    publish(version=submitted(version), by=cast.administrator)
    with pytest.raises(NotADraft, match="不是草稿"):
        change_draft(version=version, draft=pesticide(cast, promised=8), by=cast.department_head)
    assert ItemVersion.objects.get(pk=version.pk).promised_length == 10
