"""成批收件: up to twenty matters of one item that one agency brings; all of them are received, or none."""

from typing import Any

import pytest

from approvals import actions
from approvals.actions.batch import BatchRow
from approvals.batches.refusals import (
    BatchAgentNotFirm,
    BatchMandateUnseen,
    BatchNeedsPerson,
    BatchPapersMissing,
    BatchRowsWrong,
    BatchSize,
)
from approvals.models import Batch
from approvals.refusals import NotReceivedHere
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast, licence_item

FORM = {"premises": "人民路 18 号", "area": "120"}


def agency() -> Applicant:
    return register_applicant(
        kind="legal",
        name="示范县代办有限公司",
        id_kind="uscc",
        id_number="91990101MA0000001Y",
        phone="16100000077",
    )


def batch(cast: Cast, **changes: Any) -> Batch:
    facts: dict[str, Any] = {
        "by": cast.clerk,
        "window": cast.window,
        "version": cast.item,
        "mandate_seen": True,
        "rows": [BatchRow(cast.applicant, FORM), BatchRow(cast.other_applicant, FORM)],
        "materials": ("m1", "m2", "m3"),
        "at": MONDAY,
    } | changes
    facts.setdefault("agent", agency())
    return actions.receive_batch(**facts)


def test_each_row_is_an_ordinary_received_case(cast: Cast) -> None:
    made = batch(cast)
    cases = [each.case for each in made.lines.select_related("case")]
    assert [case.applicant for case in cases] == [cast.applicant, cast.other_applicant]
    for case in cases:
        assert (case.state, case.received_at, case.agent, case.window) == (
            "received", MONDAY, made.agent, cast.window,
        )  # fmt: skip
        assert Entry.objects.of(case.ledger_subject).get().type == "approvals.received"
        assert case.ticks.exclude(received_at=None).count() == 3 and len(case.query_code) == 6
    alone = actions.receive_at_window(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, values=FORM,
        materials=("m1", "m2", "m3"), at=MONDAY,
    )  # fmt: skip
    assert {row.pk for row in Case.objects.filter(state=alone.state)} == {alone.pk, *(case.pk for case in cases)}
    entry = Entry.objects.of(made.ledger_subject).get()
    assert entry.type == "approvals.batch_received" and entry.payload["cases"] == [case.number for case in cases]


def test_one_row_that_is_wrong_stops_all_and_each_is_named(cast: Cast) -> None:
    rows = [BatchRow(cast.applicant, {"premises": "", "area": "1O"}), BatchRow(cast.other_applicant, FORM)]
    with pytest.raises(BatchRowsWrong) as refused:
        batch(cast, rows=rows)
    places = refused.value.facts["problems"]
    assert [place for place, _said in places] == [1, 1] and "第 1 行" in refused.value.sentence
    assert not Case.objects.exists() and not Batch.objects.exists()


def test_the_same_person_twice_is_no_two_matters(cast: Cast) -> None:
    rows = [BatchRow(cast.applicant, FORM), BatchRow(cast.other_applicant, FORM), BatchRow(cast.applicant, FORM)]
    with pytest.raises(BatchRowsWrong) as refused:
        batch(cast, rows=rows)
    assert refused.value.facts["problems"] == [(3, "和第 1 行是同一个申请人")]
    assert not Case.objects.exists()


def test_twenty_and_no_more(cast: Cast) -> None:
    for many in (0, 1, 21):
        with pytest.raises(BatchSize):
            batch(cast, rows=[BatchRow(cast.applicant, FORM)] * many)


def test_what_must_be_applied_for_in_person_is_refused_with_its_reason(cast: Cast) -> None:
    cast.item.needs_person = "要当场采集指纹"
    cast.item.save()
    with pytest.raises(BatchNeedsPerson, match="要当场采集指纹"):
        batch(cast)


def test_papers_that_may_not_come_later_are_there_for_everybody(cast: Cast) -> None:
    with pytest.raises(BatchPapersMissing, match="经营场所证明"):
        batch(cast, materials=("m1",))
    assert batch(cast, materials=("m1", "m2")).lines.count() == 2


def test_only_a_firm_with_seen_mandates_brings_a_batch(cast: Cast) -> None:
    with pytest.raises(BatchAgentNotFirm):
        batch(cast, agent=cast.other_applicant)
    with pytest.raises(BatchMandateUnseen):
        batch(cast, mandate_seen=False)


def test_only_at_a_window_of_ones_own_that_receives_it(cast: Cast) -> None:
    with pytest.raises(NotYourPost):
        batch(cast, by=cast.other_clerk)
    elsewhere = licence_item(cast.other_bureau, cast.other_window, cast.clerk, cast.second_supervisor, code="LW031")
    with pytest.raises(NotReceivedHere):
        batch(cast, version=elsewhere)
    assert not Case.objects.exists()
