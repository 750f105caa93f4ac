"""A draft follows the item: one a person and item, moved to the version in force, never refused for ever."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from approvals import actions
from approvals.actions import draft as module
from approvals.refusals import ItemChanged, ItemNotAccepting
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.refusals import NotFound
from tests.approvals.test_apply import FORM, draft
from tests.cast import Cast, build, licence_item


def renewed(cast: Cast, **changes: Any) -> ItemVersion:
    """The item's next version is in force, the one that the draft was begun under is retired."""
    ItemVersion.objects.filter(pk=cast.item.pk).update(state="retired")
    return licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, number=2, code="LW030", **changes)


def test_a_draft_moves_to_the_version_in_force(cast: Cast) -> None:
    case = draft(cast, **FORM)
    version = renewed(cast, organization=cast.other_bureau)
    with pytest.raises(ItemChanged) as refusal:
        actions.submit(number=case.number, by=cast.citizen)
    assert "第三类医疗器械经营许可" in str(refusal.value)
    kept = actions.save_draft(by=cast.citizen, version=version, applicant=cast.applicant, values=FORM)
    assert kept.pk == case.pk
    case.refresh_from_db()
    assert (case.item_version, case.organization) == (version, cast.other_bureau)
    assert actions.submit(number=case.number, by=cast.citizen).state == "received"


def test_an_abolished_item_is_refused_as_such(cast: Cast) -> None:
    case = draft(cast, **FORM)
    ItemVersion.objects.filter(pk=cast.item.pk).update(state="retired")
    with pytest.raises(ItemNotAccepting):
        actions.submit(number=case.number, by=cast.citizen)


def test_the_pages_say_that_the_item_has_changed(cast: Cast) -> None:
    case = draft(cast, **FORM)
    client = Client()
    client.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    form = f"/apply/LW030/?draft={case.number}"
    assert "办事指南更新过" not in client.get(form).content.decode()
    renewed(cast)
    assert "办事指南更新过" in client.get(form).content.decode()
    for page in ("check", "papers"):
        assert client.get(f"/apply/LW030/{page}/{case.number}/")["Location"] == form
    facts = {"applicant": str(cast.applicant.pk), "field_premises": "人民路", "field_area": "12", "go": "1"}
    client.post("/apply/LW030/save/", facts)
    assert "办事指南更新过" not in client.get(form).content.decode()
    assert client.get(f"/apply/LW030/check/{case.number}/").status_code == 200


def test_a_draft_that_is_not_there_is_not_begun_anew(cast: Cast) -> None:
    facts = {"by": cast.citizen, "version": cast.item, "applicant": cast.applicant, "values": FORM}
    with pytest.raises(NotFound):
        actions.save_draft(**facts, number="CG999999")
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_two_first_autosaves_at_once_are_one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = build()
    meeting = threading.Barrier(2, timeout=1)
    opened = module.open_case

    def both_have_looked(**facts: Any) -> Case:
        with suppress(threading.BrokenBarrierError):
            meeting.wait()
        return opened(**facts)

    monkeypatch.setattr(module, "open_case", both_have_looked)

    def save() -> None:
        draft(cast, **FORM)
        connection.close()

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Case.objects.filter(state="draft").count() == 1
