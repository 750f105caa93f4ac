"""The mandate ends while the organ works on the matter: the agent's part is over, the matter goes on as his own."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions as hall
from civic_service import actions
from civic_service.events import MANDATE_ENDED, PAPERS_RETURNED, RECALLED
from civic_service.letters import ErrandFiles, _recall
from civic_service.models import Errand
from civic_service.observers import expect_results
from civic_service.queries import to_send
from civic_service.refusals import MandateAllowsLess, ReasonNeeded
from civic_service.told import words_of
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed
from tests.civic_service.test_bring_home import carried, fresh, granted
from tests.civic_service.test_supplement import waiting

pytestmark = pytest.mark.django_db


def received(cast: Cast, there: Countryside) -> Errand:
    errand = filed(cast, there, at=None)
    carried(there.agent, "to_town", errand, there.town_clerk)
    carried(there.town_clerk, "to_county", errand, cast.clerk, window=cast.window)
    return fresh(errand)


def test_the_matter_goes_on_and_the_mandate_does_not(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, received(cast, countryside)
    number = errand.case.number
    turn = errand.case.turns.current().get()
    organs = set(Clock.objects.running().filter(subject_id=errand.pk).values_list("kind", flat=True))
    with pytest.raises(NotYourPost):
        actions.recall(by=there.other_agent, number=number, reason="不要代办了")
    with pytest.raises(ReasonNeeded):
        actions.recall(by=there.agent, number=number, reason=" ")
    actions.recall(by=there.agent, number=number, reason="自己来办")
    now = fresh(errand)
    assert now.case.state == "received" and now.mandate.revoked_at is not None
    assert now.case.turns.current().get() == turn
    assert set(Clock.objects.running().filter(subject_id=errand.pk).values_list("kind", flat=True)) == organs
    [entry] = Entry.objects.filter(type=MANDATE_ENDED.code)
    assert entry.facts()["reason"] == "自己来办" and not Entry.objects.filter(type=RECALLED.code).exists()
    # the organ needs the papers: they do not go home by themselves
    assert not to_send("back_to_town", unit=now.place, window=cast.window).exists()
    with pytest.raises(MoveNotAllowed):
        actions.recall(by=there.town_clerk, number=number, reason="再来一次")
    files = ErrandFiles([entry])
    assert "机关已经收件" in _recall(entry, files).words.own_words()["lies_at"]


def test_he_is_told_that_it_goes_on(cast: Cast, countryside: Countryside) -> None:
    plant_routes()
    errand = received(cast, countryside)
    actions.recall(by=countryside.agent, number=errand.case.number, reason="自己来办")
    [entry] = Entry.objects.filter(type=MANDATE_ENDED.code)
    said = str(words_of([entry])[entry.pk].text)
    assert "没有撤回" in said and "领结果您自己来" in said
    tell([entry])
    assert Delivery.objects.filter(entry=entry, channel=Channel.CALL).exists()
    for person in (countryside.agent, countryside.town_clerk):
        assert Notice.objects.filter(recipient=person, entry=entry).exists()


def test_by_himself_the_code_changes_too(cast: Cast, countryside: Countryside) -> None:
    errand = received(cast, countryside)
    old = errand.case.query_code
    done = actions.end_mandate(number=errand.case.number)
    now = Case.objects.get(pk=errand.pk)
    assert now.state == "received" and now.query_code == done.case.query_code != old
    [entry] = Entry.objects.filter(type=MANDATE_ENDED.code)
    assert entry.person == now.applicant.name_masked
    with pytest.raises(MoveNotAllowed):
        actions.end_mandate(number=errand.case.number)


def test_on_the_road_he_takes_it_over_instead(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    with pytest.raises(MoveNotAllowed):
        actions.end_mandate(number=errand.case.number)
    assert fresh(errand).mandate.revoked_at is None


@pytest.mark.long
def test_the_agent_supplements_no_more(cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    actions.recall(by=countryside.agent, number=number, reason="自己来办")
    with pytest.raises(MandateAllowsLess):
        actions.supplement(by=countryside.agent, number=number)
    assert Case.objects.get(number=number).state == "supplement"


@pytest.mark.long
def test_the_agent_fetches_no_result(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, granted(cast, countryside)
    number = errand.case.number
    expect_results(list(Entry.objects.all()))
    assert Clock.objects.running().filter(subject_id=errand.pk, kind="proxy_return").exists()
    actions.recall(by=there.town_clerk, number=number, reason="自己来领")
    running = Clock.objects.running().filter(subject_id=errand.pk)
    assert not running.filter(kind="proxy_return").exists() and running.filter(kind="delivery").exists()
    carried(cast.clerk, "back_to_town", errand, there.town_clerk, window=cast.window)
    carried(there.town_clerk, "back_to_village", errand, there.agent)
    actions.give_back(by=there.agent, number=number, receiver="李桂兰")
    assert fresh(errand).case.state == "granted"
    assert Entry.objects.filter(type=PAPERS_RETURNED.code).count() == 1
    assert not Clock.objects.running().filter(subject_id=errand.pk, kind="proxy_call_back").exists()
    hall.deliver(number=number, by=cast.clerk, method="window", receiver="李桂兰", receiver_is="applicant")
    with pytest.raises(MoveNotAllowed):
        actions.recall(by=there.agent, number=number, reason="晚了")


def test_the_page_says_what_it_means(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = received(cast, countryside)
    number = errand.case.number
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert "终止的是委托，这件事不撤回" in page
    said = {"reason": "自己来办", "idempotency_key": str(uuid4())}
    assert client.post(reverse("civic_service:errand_verb", args=[number, "recall"]), said).status_code == 302
    page = client.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert "终止的是委托" not in page and "办理中终止代办委托：自己来办" in page
