"""送审、退回、撤回: a whole draft goes to a second person, comes back with a reason, or is put away."""

import re
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import User
from kernel.catalogue.actions import change_draft, draft_item, publish, redraft, send_back, submit_draft, withdraw_draft
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force
from kernel.catalogue.refusals import (
    AlreadySubmitted,
    DraftMovedOn,
    NotADraft,
    NotSubmitted,
    NotWhole,
    PromiseLaterThanLaw,
    ReasonNeeded,
    SecondPersonNeeded,
)
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization, Region
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.catalogue.drafting import pesticide

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> ItemVersion:
    return draft_item(draft=pesticide(cast), by=cast.department_head)


def sentences(version: ItemVersion) -> list[str]:
    return [entry.sentence() for entry in Entry.objects.of(version.item.ledger_subject)]


def test_a_whole_draft_is_handed_over_once_and_published_by_another(
    cast: Cast, manager: User, draft: ItemVersion
) -> None:
    with pytest.raises(NotSubmitted, match="还没有送审"):
        publish(version=draft, by=manager)
    given = submit_draft(version=draft, by=cast.department_head, revision=1)
    assert (given.submitted_by, given.state) == (cast.department_head, "draft") and in_force("LW025") is None
    with pytest.raises(AlreadySubmitted):
        submit_draft(version=draft, by=cast.department_head)
    assert publish(version=draft, by=manager, revision=1).state == "published"
    assert sentences(draft)[1] == "送审“农药经营许可”第 1 版"


@pytest.mark.parametrize(("changes", "refusal"), [({"steps": ()}, NotWhole), ({"promised": 21}, PromiseLaterThanLaw)])
def test_what_cannot_be_published_is_not_handed_over(
    cast: Cast, draft: ItemVersion, changes: dict[str, object], refusal: type[Exception]
) -> None:
    change_draft(version=draft, draft=pesticide(cast, **changes), by=cast.department_head)
    with pytest.raises(refusal):
        submit_draft(version=draft, by=cast.department_head)
    assert ItemVersion.objects.get(pk=draft.pk).submitted_at is None


def test_whoever_handed_it_over_may_not_publish_though_another_wrote_it(
    cast: Cast, manager: User, draft: ItemVersion
) -> None:
    submit_draft(version=draft, by=manager)
    with pytest.raises(SecondPersonNeeded, match="起草或送审"):
        publish(version=draft, by=manager)
    with pytest.raises(IntegrityError, match="item_published_by_a_second_person"), transaction.atomic():
        ItemVersion.objects.filter(pk=draft.pk).update(published_by=manager, published_at=draft.drafted_at)
    assert publish(version=draft, by=cast.administrator).published_by == cast.administrator


def test_a_change_takes_it_back_and_the_publisher_hears_of_it(cast: Cast, manager: User, draft: ItemVersion) -> None:
    submit_draft(version=draft, by=cast.department_head)
    change_draft(version=draft, draft=pesticide(cast, promised=9), by=cast.department_head)
    with pytest.raises(DraftMovedOn):
        publish(version=draft, by=manager, revision=1)
    with pytest.raises(NotSubmitted):
        publish(version=draft, by=manager, revision=2)


def test_it_comes_back_with_a_reason(cast: Cast, manager: User, draft: ItemVersion) -> None:
    with pytest.raises(NotSubmitted):
        send_back(version=draft, reason="依据过时", by=manager)
    submit_draft(version=draft, by=cast.department_head)
    with pytest.raises(ReasonNeeded):
        send_back(version=draft, reason=" ", by=manager)
    with pytest.raises(NotYourPost):
        send_back(version=draft, reason="依据过时", by=cast.department_head)
    assert send_back(version=draft, reason=" 依据过时 ", by=manager).submitted_at is None
    assert sentences(draft)[-1] == "退回“农药经营许可”第 1 版草稿：依据过时"


def test_a_draft_nobody_wants_is_put_away_and_the_next_one_has_the_next_number(cast: Cast, draft: ItemVersion) -> None:
    with pytest.raises(ReasonNeeded):
        withdraw_draft(version=draft, reason="", by=cast.department_head)
    with pytest.raises(NotYourPost):
        withdraw_draft(version=draft, reason="重复", by=cast.reviewer)
    assert withdraw_draft(version=draft, reason="重复", by=cast.department_head).state == "withdrawn"
    with pytest.raises(NotADraft):
        submit_draft(version=draft, by=cast.department_head)
    assert draft_item(draft=pesticide(cast), by=cast.department_head).number == 2


def test_publishers_of_another_county_put_nothing_in_force(cast: Cast, manager: User, draft: ItemVersion) -> None:
    submit_draft(version=draft, by=cast.department_head)
    neighbour = Region.objects.create(
        code="990102000000", name="邻县", level="county", parent=cast.region.parent, sort_key="linxian"
    )
    Organization.objects.filter(pk=cast.centre.pk).update(region=neighbour)
    for verb in (publish, lambda **facts: send_back(reason="不对", **facts)):
        with pytest.raises(NotYourPost):
            verb(version=draft, by=manager)


LOCKS_OR_WRITES = re.compile(r"^(INSERT|UPDATE|DELETE)\b|\bFOR (NO KEY )?UPDATE")


@pytest.mark.parametrize("verb", ["redraft", "change", "submit", "send_back", "withdraw", "publish"])
def test_the_lock_of_the_item_is_the_first_thing_every_verb_takes(
    cast: Cast, manager: User, draft: ItemVersion, verb: str
) -> None:
    head = cast.department_head
    if verb in ("send_back", "publish"):
        submit_draft(version=draft, by=head)
    if verb == "redraft":
        rows = ItemVersion.objects.filter(pk=draft.pk)
        rows.update(state="published", published_by=manager, published_at=draft.drafted_at)
    other_words = pesticide(cast, promised=9)
    acts: dict[str, Callable[[], object]] = {
        "redraft": lambda: redraft(item=draft.item, by=head),
        "change": lambda: change_draft(version=draft, draft=other_words, by=head),
        "submit": lambda: submit_draft(version=draft, by=head),
        "send_back": lambda: send_back(version=draft, reason="不对", by=manager),
        "withdraw": lambda: withdraw_draft(version=draft, reason="重复", by=head),
        "publish": lambda: publish(version=draft, by=manager),
    }
    with CaptureQueriesContext(connection) as captured:
        acts[verb]()
    said = [query["sql"] for query in captured.captured_queries]
    changing = [sql for sql in said if LOCKS_OR_WRITES.search(sql)]
    assert re.search('FROM "catalogue_item".* FOR NO KEY UPDATE', changing[0]), changing[0]
