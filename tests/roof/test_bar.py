"""The bar is the reader's: his tabs on every page, no tab to a shut door, and the way to each of his desks."""

from typing import Any

import pytest
from django.test import Client

from county_portal.desks import DESKS, NO_DESK, bar_of
from kernel.accounts.models import User
from kernel.doors.routes import roles_of_door
from kernel.organizations.models import Role
from tests.cast import Cast, post
from tests.civic_service.conftest import settle

pytestmark = pytest.mark.django_db
TAB = '<a href="{}"'


def bar(user: User, path: str) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(path).content.decode()
    return page.partition('<header class="bar">')[2].partition("</nav>")[0].partition("<nav")[2]


def tabs(words: str) -> list[str]:
    return [part.partition('"')[0] for part in words.split('<a href="')[1:]]


@pytest.mark.parametrize("path", ["/hall/", "/proxy/", "/review/", "/inbox/", "/calls/", "/outbox/"])
def test_a_clerk_has_one_bar_on_every_page(cast: Cast, path: str) -> None:
    assert tabs(bar(cast.clerk, path)) == tabs(bar(cast.clerk, "/hall/")) != []
    assert bar(cast.clerk, path).count('aria-current="page"') == (path != "/inbox/")


def test_who_works_at_two_desks_has_the_bar_of_the_one_he_is_at_and_the_way_to_the_other(cast: Cast) -> None:
    post(cast.reviewer, Role.DEPUTY_DIRECTOR, cast.centre, title="副主任")
    review, board = tabs(bar(cast.reviewer, "/review/")), tabs(bar(cast.reviewer, "/supervision/"))
    assert "/supervision/" in review and "/supervision/cards/" not in review
    assert "/review/" in board and "/supervision/cards/" in board
    # what stands at the roof is read from where he starts
    assert tabs(bar(cast.reviewer, "/morning/")) == review


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("app", ["", "approvals", "civic_service", "ethics_monitor"])
def test_everybody_reaches_his_own_desk(role: Role, app: str) -> None:
    shown, more = bar_of(frozenset({role}), app)
    landings = {desk.landing for desk in DESKS if role in desk.roles} or {NO_DESK.landing}
    assert landings <= {tab.route for tab in (*shown, *more)}
    assert all(role in roles_of_door(route) or not roles_of_door(route) for route in landings)


def test_no_tab_leads_to_a_shut_door(cast: Cast) -> None:
    there: Any = settle(cast)
    for user, path in ((there.agent, "/proxy/"), (there.town_clerk, "/proxy/"), (cast.inspector, "/supervision/")):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found = tabs(bar(user, path))
        assert len(found) > 3
        assert {client.get(tab, follow=True).status_code for tab in found} == {200}
