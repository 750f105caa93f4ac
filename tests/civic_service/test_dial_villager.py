"""Who calls a villager back is shown the number once, and the access log has it before."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.models import Errand
from civic_service.refusals import NotReturnedYet
from kernel.accounts.models import Applicant
from kernel.clocks.models import Clock
from kernel.ledger.models import AccessEntry
from kernel.ledger.refusals import NotFound
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed
from tests.civic_service.test_see_desk import returned

pytestmark = [pytest.mark.django_db, pytest.mark.long]
THEIRS = "16100000031"


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("who", ["agent", "second_agent", "town_clerk"])
def test_the_number_is_shown_and_that_it_was_seen_is_kept(cast: Cast, countryside: Countryside, who: str) -> None:
    errand, user = returned(cast, countryside), getattr(countryside, who)
    number, browser = errand.case.number, as_(getattr(countryside, who))
    page = browser.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert "看号码" in page and THEIRS not in page
    shown = browser.post(reverse("civic_service:errand_dial", args=[number]))
    assert THEIRS in shown.content.decode() and "赵磊" in shown.content.decode()
    answer = browser.post(reverse("civic_service_api:dial", args=[number]))
    assert answer.json() == {"phone": THEIRS, "whom": "赵磊", "as_what": "联系人"}
    assert answer["Cache-Control"] == "no-store"
    seen = AccessEntry.objects.order_by("position")
    assert [row.reader_id for row in seen] == [user.pk, user.pk]
    assert seen[0].why == f"代办回访，编号{number}" and seen[0].fields == ["phone", "contact_name", "contact_phone"]


def test_only_while_he_is_to_be_called_and_by_who_may(cast: Cast, countryside: Countryside) -> None:
    there, early = countryside, filed(cast, countryside, applicant=cast.applicant)
    with pytest.raises(NotReturnedYet):
        actions.dial_villager(by=there.agent, number=early.case.number)
    number = returned(cast, there).case.number
    for stranger in (there.other_agent, there.other_town_clerk, cast.clerk):
        with pytest.raises(NotFound):
            actions.dial_villager(by=stranger, number=number)
    assert as_(cast.supervisor).post(reverse("civic_service:errand_dial", args=[number])).status_code == 403
    actions.call_back(by=there.agent, number=number, reached="yes")
    with pytest.raises(NotReturnedYet):
        actions.dial_villager(by=there.agent, number=number)
    assert not AccessEntry.objects.exists()


def test_who_was_not_reached_is_called_again_until_the_last_day(cast: Cast, countryside: Countryside) -> None:
    number = returned(cast, countryside).case.number
    missed = actions.call_back(by=countryside.agent, number=number, reached="no")
    assert (missed.called_at, missed.reached) == (None, "")
    assert actions.dial_villager(by=countryside.agent, number=number).phone == THEIRS
    clock = Clock.objects.running().get(kind="proxy_call_back")
    last = Clock.objects.filter(pk=clock.pk)
    last.update(started_at=F("started_at") - timedelta(days=30), due_at=F("started_at"))
    ended = actions.call_back(by=countryside.agent, number=number, reached="no")
    assert ended.called_at is not None and ended.reached == "no"
    assert last.get().ended_at is not None


def test_of_a_child_it_is_the_guardians(cast: Cast, countryside: Countryside) -> None:
    number = returned(cast, countryside).case.number
    applicant = Errand.objects.get(case__number=number).case.applicant_id
    Applicant.objects.filter(pk=applicant).update(contact_name=None, contact_phone=None, guardian=cast.applicant)
    dialled = actions.dial_villager(by=countryside.agent, number=number)
    assert (dialled.phone, dialled.whom, str(dialled.as_what)) == ("16100000001", "陈*", "监护人")
    assert AccessEntry.objects.filter(whom_id=cast.applicant.pk).count() == 1
