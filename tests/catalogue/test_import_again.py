"""导入 again: what an editor wrote stays, of a list only its news are followed, and whoever is overtaken is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from county_portal.audiences import drafters
from kernel.catalogue.actions import change_draft, draft_item, publish, submit_draft, withdraw_draft
from kernel.catalogue.drafts import draft_of
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.refusals import DraftMovedOn, NotADraft
from kernel.catalogue.regimes import install
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.catalogue.drafting import pesticide
from tests.catalogue.lists import HEAD, LICENCE, PAPERS_HEAD, imported, written

pytestmark = pytest.mark.django_db
APPLICATION = ["GX0001", "1", "申请表", "必要", "纸质", "1", "0"]
LICENCE_COPY = ["GX0001", "2", "营业执照", "必要", "纸质", "0", "1"]


class Lists:
    """The list of one item and of its papers, brought in as often as wanted."""

    def __init__(self, cast: Cast, folder: Path) -> None:
        self.cast, self.folder = cast, folder
        self.papers = [APPLICATION, LICENCE_COPY]
        self.row = dict(zip(HEAD, [*LICENCE[:2], cast.bureau.name, *LICENCE[3:]], strict=True))

    def brought(self, **changes: str) -> dict[str, Any]:
        row = self.row | changes
        items = written(self.folder / "i.csv", [list(row), list(row.values())])
        return imported(items, materials=written(self.folder / "m.csv", [PAPERS_HEAD, *self.papers]))


@pytest.fixture
def lists(cast: Cast, tmp_path: Path) -> Lists:
    install()
    return Lists(cast, tmp_path)


def now(code: str = "GX0001") -> ItemVersion:
    return ItemVersion.objects.get(item__code=code, state="draft")


def change(cast: Cast, **changes: Any) -> ItemVersion:
    version = now()
    return change_draft(version=version, draft=replace(draft_of(version), **changes), by=cast.department_head)


def said(result: dict[str, Any]) -> list[str]:
    return [each["reason"] for each in result["remarks"]]


def test_an_editors_papers_and_columns_outlive_the_same_list(lists: Lists, cast: Cast) -> None:
    lists.brought(legal_basis="取水条例")
    paper = replace(draft_of(now()).materials[0], name="取水申请表（新版）", form="electronic")
    why = {"legal_basis": "水法在上"}
    edited = change(cast, materials=(paper,), legal_basis="水法第四十八条", unit="natural_day", promised=8,
                    overrides=why | {"statutory_unit": "条文写日", "promised_length": "更快"})  # fmt: skip
    again = lists.brought(legal_basis="取水条例")
    assert (again["changed"], again["unchanged"]) == (0, 1)
    assert now().pk == edited.pk and now().drafted_by == cast.department_head
    assert [(each.name, each.form) for each in now().materials.all()] == [("取水申请表（新版）", "electronic")]
    assert (now().legal_basis, now().statutory_unit) == ("水法第四十八条", "natural_day")


def test_only_the_news_of_a_list_are_followed_and_what_it_overwrites_is_told(lists: Lists, cast: Cast) -> None:
    lists.brought()
    change(cast, legal_basis="水法第四十八条", facts=draft_of(now()).facts | {"consult_phone": "161-0000-0009"})
    first = lists.brought(legal_basis="取水条例")
    assert (first["changed"], now().legal_basis, now().consult_phone) == (1, "取水条例", "161-0000-0009")
    assert "“设定依据”原为“水法第四十八条”，已按清单改为“取水条例”。" in said(first)
    quiet = lists.brought(legal_basis="取水条例（2026 年）")
    assert now().legal_basis == "取水条例（2026 年）" and not [each for each in said(quiet) if "原为" in each]


def test_news_of_the_papers_are_followed_and_told_where_they_were_the_countys(lists: Lists, cast: Cast) -> None:
    lists.brought()
    lists.papers = [APPLICATION]
    assert not [each for each in said(lists.brought()) if "已按清单重写" in each]
    assert [each.name for each in now().materials.all()] == ["申请表"]
    change(cast, materials=(replace(draft_of(now()).materials[0], name="取水申请表"),))
    lists.papers = [APPLICATION, LICENCE_COPY]
    assert "申请材料原有 1 样（取水申请表），已按清单重写。" in said(lists.brought())
    assert [each.name for each in now().materials.all()] == ["申请表", "营业执照"]


@pytest.mark.long
def test_a_list_that_only_names_the_papers_changes_nothing_of_them(lists: Lists, cast: Cast) -> None:
    lists.brought()
    change(cast, materials=draft_of(now()).materials[:1])
    row = lists.row | {"materials": "申请表；营业执照"}
    assert imported(written(lists.folder / "named.csv", [list(row), list(row.values())]))["unchanged"] == 1
    assert lists.brought()["unchanged"] == 1
    assert now().materials.count() == 1


def test_another_length_of_the_law_keeps_the_unit_that_stands_beside_it(lists: Lists) -> None:
    lists.brought()
    lists.brought(statutory_days="30")
    assert (now().statutory_length, now().statutory_unit) == (30, "working_day")


def test_an_organ_that_an_editor_chose_stays_and_one_that_comes_later_is_found(lists: Lists, cast: Cast) -> None:
    lists.brought(department="县水利局")
    assert now().organization is None
    change_draft(
        version=now(), draft=replace(draft_of(now()), organization=cast.bureau, department=""), by=cast.administrator
    )
    lists.brought(department="县水利局", promised_days="9")
    assert (now().organization, now().promised_length) == (cast.bureau, 9)
    moved = lists.brought(department=cast.other_bureau.name, promised_days="9")
    assert now().organization == cast.other_bureau
    assert "“实施部门（本县单位）”原为“县行政审批服务局”，已按清单改为“县农业农村局”。" in said(moved)


def test_a_draft_in_somebodys_hands_gives_way_and_both_are_told(lists: Lists, cast: Cast) -> None:
    version = draft_item(draft=pesticide(cast), by=cast.administrator)
    submit_draft(version=version, by=cast.department_head)
    row = ["LW025", "农药经营许可", cast.bureau.name, "行政许可", "20", "9", "工作日"]
    imported(written(lists.folder / "i.csv", [HEAD, row]))
    made = now("LW025")
    assert (made.number, made.promised_length, made.drafted_by, made.submitted_at) == (2, 9, None, None)
    kept = ItemVersion.objects.get(pk=version.pk)
    assert (kept.state, kept.promised_length, kept.drafted_by) == ("withdrawn", 10, cast.administrator)
    entry = Entry.objects.of(made.item.ledger_subject).last()
    assert entry is not None and entry.facts()["over"] == 1
    assert [told.user for told in drafters([entry])[entry.pk]] == [cast.administrator, cast.department_head]
    for verb in (lambda: change_draft(version=version, draft=pesticide(cast), by=cast.administrator, revision=1),
                 lambda: submit_draft(version=version, by=cast.administrator, revision=1),
                 lambda: publish(version=version, by=cast.administrator, revision=1)):  # fmt: skip
        with pytest.raises(DraftMovedOn, match="由 导入的清单 改过"):
            verb()


def test_a_draft_that_only_a_list_made_gives_way_without_a_trace_and_is_told_to_nobody(
    lists: Lists, cast: Cast
) -> None:
    lists.brought()
    read = now()
    lists.brought(promised_days="8")
    assert (now().number, ItemVersion.objects.filter(item__code="GX0001").count()) == (1, 1)
    entry = Entry.objects.of(now().item.ledger_subject).last()
    assert entry is not None and entry.facts()["over"] == 0 and drafters([entry]) == {}
    with pytest.raises(DraftMovedOn, match="由 导入的清单 改过"):
        change_draft(version=read, draft=draft_of(now()), by=cast.department_head, revision=1)


def test_a_draft_that_was_withdrawn_is_no_draft_and_the_same_list_makes_another(lists: Lists, cast: Cast) -> None:
    lists.brought()
    version = withdraw_draft(version=now(), reason="不办", by=cast.administrator)
    with pytest.raises(NotADraft):
        change_draft(version=version, draft=draft_of(version), by=cast.administrator)
    assert lists.brought()["created"] == 1, "nothing else is there of it"
