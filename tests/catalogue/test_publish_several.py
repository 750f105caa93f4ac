"""Several drafts handed over or published under one act: all of them or none, each refusal by name."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import User
from kernel.catalogue.actions import Chosen, change_draft, draft_item, publish_drafts, submit_drafts
from kernel.catalogue.actions.chosen import MOST_AT_ONCE
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force
from kernel.catalogue.refusals import DraftMovedOn, NotAllOfThem, NothingTicked, SecondPersonNeeded, TooManyAtOnce
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.catalogue.drafting import pesticide

pytestmark = pytest.mark.django_db


def drafts(cast: Cast, many: int = 3, **changes: object) -> list[ItemVersion]:
    return [
        draft_item(draft=pesticide(cast, code=f"SV{place:03d}", name=f"许可{place}", **changes), by=cast.administrator)
        for place in range(many)
    ]


def chosen(versions: list[ItemVersion]) -> list[Chosen]:
    return [Chosen(version, version.revision) for version in versions]


def test_all_are_handed_over_and_put_in_force_each_with_its_own_entry(cast: Cast, manager: User) -> None:
    made = drafts(cast)
    submit_drafts(chosen=chosen(made), by=cast.administrator)
    published = publish_drafts(chosen=chosen(made), by=manager)

    assert [in_force(f"SV{place:03d}") for place in range(3)] == published
    for version in ItemVersion.objects.filter(pk__in=[each.pk for each in made]).select_related("item"):
        assert (version.submitted_by, version.published_by) == (cast.administrator, manager)
        entries = list(Entry.objects.of(version.item.ledger_subject).order_by("position"))
        assert [entry.type for entry in entries] == ["catalogue.drafted", "catalogue.submitted", "catalogue.published"]
        assert entries[-1].at == version.published_at and entries[-1].post == "业务科科长"
        assert version.name in entries[-1].sentence()


def test_the_edition_before_is_retired_of_each(cast: Cast, manager: User) -> None:
    first = drafts(cast, 2)
    submit_drafts(chosen=chosen(first), by=cast.administrator)
    publish_drafts(chosen=chosen(first), by=manager)
    second = drafts(cast, 2, promised=9)
    submit_drafts(chosen=chosen(second), by=cast.administrator)
    publish_drafts(chosen=chosen(second), by=manager)
    assert {each.state for each in ItemVersion.objects.filter(pk__in=[one.pk for one in first])} == {"retired"}


def test_one_that_may_not_keeps_back_all_and_is_named_with_its_reason(cast: Cast, manager: User) -> None:
    made = drafts(cast)
    submit_drafts(chosen=chosen(made[:2]), by=cast.administrator)
    with pytest.raises(NotAllOfThem) as refused:
        publish_drafts(chosen=chosen(made), by=manager)
    said = refused.value.sentence
    assert "选了 3 项，其中 1 项不行，一项也没有动" in said
    assert "SV002 许可2：“许可2”第 1 版还没有送审" in said and "SV000" not in said
    assert not ItemVersion.objects.filter(state="published", item__code__startswith="SV").exists()
    assert not Entry.objects.filter(type="catalogue.published").exists()


def test_of_one_alone_its_own_refusal_is_told(cast: Cast, manager: User) -> None:
    [draft] = drafts(cast, 1)
    submit_drafts(chosen=chosen([draft]), by=cast.administrator)
    with pytest.raises(SecondPersonNeeded):
        publish_drafts(chosen=chosen([draft]), by=cast.administrator)


def test_a_text_that_another_wrote_since_is_not_published(cast: Cast, manager: User) -> None:
    made = drafts(cast, 2)
    read = chosen(made)
    change_draft(version=made[1], draft=pesticide(cast, code="SV001", name="许可1", promised=9), by=cast.administrator)
    submit_drafts(chosen=[Chosen(version) for version in made], by=cast.administrator)
    with pytest.raises(NotAllOfThem, match="SV001 许可1：“许可1”的草稿在您打开之后由 系统管理员 改过"):
        publish_drafts(chosen=read, by=manager)
    with pytest.raises(DraftMovedOn):
        publish_drafts(chosen=read[1:], by=manager)


def test_nothing_and_too_many_are_refused(cast: Cast, manager: User) -> None:
    with pytest.raises(NothingTicked):
        publish_drafts(chosen=[], by=manager)
    [draft] = drafts(cast, 1)
    with pytest.raises(TooManyAtOnce, match="一次最多 200 项"):
        publish_drafts(chosen=chosen([draft]) * (MOST_AT_ONCE + 1), by=manager)


def test_an_instant_before_the_last_entry_of_any_is_refused(cast: Cast, manager: User) -> None:
    made = drafts(cast, 2)
    submit_drafts(chosen=chosen(made[:1]), by=cast.administrator)
    with pytest.raises(ActOutOfTime):
        submit_drafts(chosen=chosen(made[1:]), by=cast.administrator, at=database_now() - timedelta(days=1))


def test_how_many_there_are_costs_no_further_question(cast: Cast, manager: User) -> None:
    made = drafts(cast, 12)
    submit_drafts(chosen=chosen(made), by=cast.administrator)
    questions = []
    for some in (made[:2], made[2:]):
        with CaptureQueriesContext(connection) as asked:
            publish_drafts(chosen=chosen(some), by=manager)
        questions.append(len(asked))
    assert questions[0] == questions[1] < 25
