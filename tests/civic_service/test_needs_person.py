"""What needs the person is refused to agents, with the item's own reason."""

import pytest
from django.test import Client
from django.urls import reverse

from civic_service.models import Errand
from civic_service.refusals import NeedsPerson
from kernel.catalogue.models import ItemVersion
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed

REASON = "要当面照相、按指纹"


@pytest.fixture
def in_person(cast: Cast) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(needs_person=REASON)
    cast.item.refresh_from_db()


def test_no_errand_is_made(cast: Cast, countryside: Countryside, in_person: None) -> None:
    with pytest.raises(NeedsPerson, match=REASON):
        filed(cast, countryside)
    assert not Errand.objects.exists()


def test_the_page_says_why(client: Client, cast: Cast, countryside: Countryside, in_person: None) -> None:
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("civic_service:filing", args=[cast.item.item.code]))
    assert page.status_code == 422 and REASON in page.content.decode()
    chosen = client.get(reverse("civic_service:choose")).content.decode()
    assert cast.item.name not in chosen


def test_others_are_filed(cast: Cast, countryside: Countryside) -> None:
    assert filed(cast, countryside).case.state == "entrusted"
