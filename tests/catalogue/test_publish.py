"""发布 by a second person, with promise and law compared as dates; 停用; the version a case keeps."""

import re

import pytest
from django.db import IntegrityError, transaction

from kernel.catalogue.actions import change_draft, draft_item, publish, retire
from kernel.catalogue.drafts import FeeDraft
from kernel.catalogue.models import Item, ItemVersion, Material
from kernel.catalogue.queries import in_force
from kernel.catalogue.refusals import (
    NotADraft,
    NotInForce,
    NotWhole,
    PeriodNotComparable,
    PromiseBeyondCalendar,
    PromiseLaterThanLaw,
    ReasonNeeded,
    SecondPersonNeeded,
    UnitNotStated,
)
from kernel.documents.refusals import SignUnprintable
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Organization
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.catalogue.drafting import pesticide, submitted

pytestmark = pytest.mark.django_db


def test_a_second_person_puts_the_draft_in_force_and_the_ledger_says_so(cast: Cast, manager) -> None:
    draft = draft_item(draft=pesticide(cast), by=cast.administrator)
    version = publish(version=submitted(draft), by=manager)

    assert in_force("LW025") == version
    assert version.published_by == manager
    entry = Entry.objects.filter(subject_kind="item", subject_id=version.item_id).latest("position")
    assert entry.type == "catalogue.published"
    assert entry.sentence() == "发布“农药经营许可”第 1 版：法定 20 工作日，承诺 10工作日"
    assert entry.at == version.published_at


def test_the_drafter_himself_may_not_publish(cast: Cast, manager) -> None:
    draft = draft_item(draft=pesticide(cast), by=manager)
    with pytest.raises(SecondPersonNeeded, match="由您起草"):
        publish(version=draft, by=manager)
    assert in_force("LW025") is None
    with pytest.raises(IntegrityError, match="item_published_by_a_second_person"), transaction.atomic():
        ItemVersion.objects.filter(pk=draft.pk).update(published_by=manager, published_at="2026-01-05T00:00Z")


def test_a_clerk_may_not_publish(cast: Cast) -> None:
    draft = draft_item(draft=pesticide(cast), by=cast.administrator)
    with pytest.raises(NotYourPost):
        publish(version=draft, by=cast.clerk)


def test_nine_days_promised_against_twenty_days_of_the_law_are_refused_with_a_day_that_shows_it(
    cast: Cast, manager
) -> None:
    law = {"statutory": 20, "unit": "natural_day"}
    late = draft_item(draft=pesticide(cast, promised=9, **law), by=cast.administrator)
    with pytest.raises(PromiseLaterThanLaw, match=r"承诺 9 个工作日可能晚于法定期限：20\d\d年.*最多可承诺 8 个工作日"):
        publish(version=late, by=manager)

    in_time = change_draft(version=late, draft=pesticide(cast, promised=8, **law), by=cast.administrator)
    assert publish(version=submitted(in_time), by=manager).state == "published"


@pytest.mark.parametrize("promised", [500, 1000])
def test_a_promise_of_years_against_twenty_working_days_is_refused(cast: Cast, manager, promised: int) -> None:
    draft = draft_item(draft=pesticide(cast, promised=promised), by=cast.administrator)
    with pytest.raises(PromiseLaterThanLaw, match="最多可承诺 20 个工作日"):
        publish(version=draft, by=manager)


@pytest.mark.parametrize("promised", [2000, 4100, 32_000])
def test_a_promise_that_came_by_another_way_than_a_draft_is_refused_with_a_sentence(
    cast: Cast, manager, promised: int
) -> None:
    draft = draft_item(draft=pesticide(cast), by=cast.administrator)
    ItemVersion.objects.filter(pk=draft.pk).update(promised_length=promised)
    with pytest.raises(Refusal, match=f"承诺 {promised} 个工作日.*最多可承诺 20 个工作日") as refusal:
        publish(version=draft, by=manager)
    assert isinstance(refusal.value, PromiseBeyondCalendar if promised > 4150 else PromiseLaterThanLaw)


@pytest.mark.parametrize(("statutory", "unit"), [(9999, "natural_day"), (120, "month"), (2000, "working_day")])
def test_a_law_beyond_the_published_calendars_ends_in_a_sentence_too(
    cast: Cast, manager, statutory: int, unit: str
) -> None:
    draft = draft_item(draft=pesticide(cast, statutory=statutory, unit=unit, promised=20), by=cast.administrator)
    with pytest.raises(PeriodNotComparable, match=r"“农药经营许可”的法定期限.*无法与承诺逐日比较"):
        publish(version=draft, by=manager)


def test_a_law_of_1700_days_names_the_longest_promise(cast: Cast, manager) -> None:
    late = draft_item(draft=pesticide(cast, statutory=1700, unit="natural_day", promised=1000), by=cast.administrator)
    ItemVersion.objects.filter(pk=late.pk).update(promised_length=1250)
    with pytest.raises(PromiseLaterThanLaw, match=r"最多可承诺 11\d\d 个工作日"):
        publish(version=late, by=manager)


@pytest.mark.parametrize(
    ("statutory", "unit", "promised"),
    [
        (7, "natural_day", 1),
        (30, "natural_day", 16),
        (60, "natural_day", 36),
        (3, "month", 30),
        (20, "working_day", 20),
    ],
)
def test_promises_of_the_safe_table_are_published(
    cast: Cast, manager, statutory: int, unit: str, promised: int
) -> None:
    draft = draft_item(draft=pesticide(cast, statutory=statutory, unit=unit, promised=promised), by=cast.administrator)
    assert publish(version=submitted(draft), by=manager).state == "published"


def test_a_unit_awaiting_legal_review_keeps_the_item_a_draft(cast: Cast, manager) -> None:
    draft = draft_item(draft=pesticide(cast, unit="unstated"), by=cast.administrator)
    with pytest.raises(UnitNotStated, match="待法制审核"):
        publish(version=draft, by=manager)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"steps": ()}, "审批环节"),
        ({"legal_basis": " "}, "设定依据"),
        ({"organization": None, "department": "县农业农村局"}, "实施部门（本县单位）"),
        ({"regime": None, "start_event": "", "promised": None}, "办理规则、期限起算、承诺期限"),
        ({"facts": {"charged": True}}, "收费项目、标准和依据"),
        ({"facts": {"charged": None}}, "是否收费"),
        ({"fees": (FeeDraft("工本费", "每证 10 元", "条例第九条"),)}, "与收费项目一致的收费情况"),
        ({"windows": ()}, "收件窗口"),
        ({"materials": ()}, "申请材料（不用带材料的，写明无需材料）"),
        ({"facts": {"no_materials": True}}, "与材料清单一致的“无需材料”"),
        (
            {"facts": dict.fromkeys(("acceptance_condition", "handle_flow", "result_name"), "")},
            "受理条件、办理流程、审批结果名称",
        ),
        ({"facts": {"consult_phone": "", "complaint_phone": " "}}, "咨询电话、投诉电话"),
    ],
)
def test_a_draft_that_is_not_whole_stays_a_draft_and_hears_all_that_is_missing(
    cast: Cast, manager, changes: dict[str, object], missing: str
) -> None:
    draft = draft_item(draft=pesticide(cast, **changes), by=cast.administrator)
    with pytest.raises(NotWhole, match=f"缺：{re.escape(missing)}。"):
        publish(version=draft, by=manager)
    assert in_force("LW025") is None


def test_what_needs_no_paper_says_so_and_what_is_handled_elsewhere_needs_no_window_of_the_county(
    cast: Cast, manager
) -> None:
    said = draft_item(draft=pesticide(cast, materials=(), facts={"no_materials": True}), by=cast.administrator)
    assert publish(version=submitted(said), by=manager).state == "published"
    for place, elsewhere in enumerate(({"handling": "external"}, {"case_kind": "proxy"})):
        draft = pesticide(cast, code=f"E{place}", windows=(), **elsewhere)
        version = draft_item(draft=draft, by=cast.administrator)
        assert publish(version=submitted(version), by=manager).state == "published"


@pytest.mark.parametrize(
    "lacking",
    [
        *({column: None} for column in ("regime", "statutory_length", "promised_length", "drafted_by")),
        *({column: ""} for column in ("legal_basis", "statutory_basis", "start_event", "task_type", "project_type")),
        {"organization": None, "department_name": "县农业农村局"},
        {"statutory_unit": "unstated"},
        {"on_site_times": None},
        {"charged": None},
        *({column: ""} for column in ("acceptance_condition", "handle_flow", "result_name")),
        *({column: ""} for column in ("consult_phone", "complaint_phone")),
    ],
)
def test_the_table_too_refuses_what_is_not_whole(cast: Cast, manager, lacking: dict[str, object]) -> None:
    version = publish(version=submitted(draft_item(draft=pesticide(cast), by=cast.administrator)), by=manager)
    with pytest.raises(IntegrityError, match="item_in_force_is_whole"), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(**lacking)


def test_a_new_version_retires_the_old_and_a_case_keeps_the_one_it_has(cast: Cast, manager) -> None:
    first = publish(version=submitted(draft_item(draft=pesticide(cast), by=cast.administrator)), by=manager)
    second = publish(
        version=submitted(draft_item(draft=pesticide(cast, promised=8), by=cast.administrator)), by=manager
    )

    first.refresh_from_db()
    assert (first.state, first.promised_length) == ("retired", 10)
    assert in_force("LW025") == second
    assert Item.objects.get(code="LW025").versions.in_force().count() == 1
    with pytest.raises(NotADraft, match="不是草稿"):
        publish(version=first, by=manager)


def test_retiring_needs_a_reason_and_something_in_force(cast: Cast, manager) -> None:
    version = publish(version=submitted(draft_item(draft=pesticide(cast), by=cast.administrator)), by=manager)
    with pytest.raises(ReasonNeeded):
        retire(version=version, by=manager, reason=" ")
    retire(version=version, by=manager, reason="国务院决定取消")
    assert in_force("LW025") is None
    with pytest.raises(NotInForce):
        retire(version=version, by=manager, reason="再停一次")


def test_two_versions_in_force_are_refused_by_the_table(cast: Cast, manager) -> None:
    version = publish(version=submitted(draft_item(draft=pesticide(cast), by=cast.administrator)), by=manager)
    twin = draft_item(draft=pesticide(cast), by=cast.administrator)
    with pytest.raises(IntegrityError, match="item_has_one_version_in_force"), transaction.atomic():
        ItemVersion.objects.filter(pk=twin.pk).update(
            state="published", published_by=manager, published_at=version.published_at
        )


@pytest.mark.parametrize(
    ("column", "name"), [("review_organ", "行政复议机关"), ("court", "管辖法院"), ("phone", "电话")]
)
def test_an_item_is_not_published_whose_refusals_name_no_way_on(cast: Cast, manager, column: str, name: str) -> None:
    draft = submitted(draft_item(draft=pesticide(cast), by=cast.administrator))
    organ = draft.organization
    known = getattr(organ, column)
    Organization.objects.filter(pk=organ.pk).update(**{column: ""})
    with pytest.raises(NotWhole, match=f"{organ.name}的{name}"):
        publish(version=draft, by=manager)
    Organization.objects.filter(pk=organ.pk).update(**{column: known})
    assert publish(version=draft, by=manager).state == "published"


def test_an_item_whose_papers_cannot_be_printed_is_not_published(cast: Cast, manager) -> None:
    draft = submitted(draft_item(draft=pesticide(cast), by=cast.administrator))
    paper = draft.materials.first()
    Material.objects.filter(pk=paper.pk).update(name="申请表☑")
    with pytest.raises(SignUnprintable, match="☑"):
        publish(version=draft, by=manager)
    Material.objects.filter(pk=paper.pk).update(name="申请表≥1")
    assert publish(version=draft, by=manager).state == "published"
