"""The board: for whoever supervises, its figures, and the lists behind them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ethics_monitor.models import Card, Rule, SweepRun
from ethics_monitor.pages.board import percent, pulse
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.clocks import actions as clocks
from kernel.ledger.models import Entry
from kernel.notices.actions import tell
from kernel.notices.models import Notice
from kernel.organizations.models import Role
from tests.cast import Cast, local, post, staff
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import MORNING, Open, answer, client_of, late_matter

BOARD = "ethics_monitor:board"


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_supervisors_open_it(yellow: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), BOARD)
    assert page.status_code == 200 and yellow.number in page.content.decode()


def test_the_director_opens_it(yellow: Card, director: User, open_as: Open) -> None:
    assert open_as(director, BOARD).status_code == 200


def test_the_bar_leads_nobody_to_a_shut_door(cast: Cast, open_as: Open) -> None:
    manager = staff("shaom", "邵敏")
    post(manager, Role.HALL_MANAGER, cast.centre, title="值班长")
    assert reverse("data_health") in open_as(cast.supervisor, BOARD).content.decode()
    assert reverse("data_health") not in open_as(manager, BOARD).content.decode()


@pytest.mark.parametrize("who", ["clerk", "reviewer", "department_head", "administrator", "citizen"])
def test_others_are_told_it_is_not_their_post(yellow: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), BOARD)
    assert page.status_code == 403 and yellow.number not in page.content.decode()


def test_a_visitor_signs_in_first(db: None, open_as: Open) -> None:
    assert "/account/login/" in open_as(None, BOARD)["Location"]


@pytest.fixture
def several(matters: Matters, cast: Cast) -> Matters:
    """Two reds to be verified, their yellows, one answered yellow, one that is late, a warning that shines."""
    for _each in range(2):
        late_matter(matters)
    for _each in range(2):
        matters.due()
    kept = matters.due(length=7)
    clocks.stop(clock=kept, at=local(2026, 9, 8), outcome="decided")
    matters.due(length=9)
    sweep(at=PROMISED_DAY_AFTER + timedelta(hours=1))
    answer(Card.objects.filter(rule_code="T02", superseded_by=None).latest("pk"), cast, at=MORNING)
    return matters


def listed(client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.context["total"]


@pytest.mark.long
def test_each_lamp_leads_to_as_many_cards_as_it_says(several: Matters, cast: Cast) -> None:
    client = client_of(cast.supervisor)
    page = client.get(reverse(BOARD))
    assert [lamp["light"] for lamp in page.context["lamps"]] == ["red", "yel", "warn"]
    assert page.context["lamps"][0]["standing"] == 2
    for lamp in page.context["lamps"]:
        assert listed(client, lamp["url"]) == lamp["standing"]
        for age in lamp["ages"]:
            assert listed(client, age["url"]) == age["count"]
    figures, urls = page.context["figures"], page.context["urls"]
    assert listed(client, urls["rectifying"]) == page.context["in_hand"] == 4
    assert listed(client, urls["reported"]) == figures.reported == 1
    assert listed(client, urls["late"]) == figures.late
    assert listed(client, urls["revocation"]) == figures.revocations


@pytest.mark.long
def test_each_number_of_the_map_leads_to_as_many_cards(several: Matters, cast: Cast) -> None:
    client = client_of(cast.supervisor)
    page = client.get(reverse(BOARD), {"days": "365"})
    [row] = page.context["heat"]
    assert sum(cell["count"] for cell in row["cells"]) == row["total"] > 0
    for cell in row["cells"]:
        assert listed(client, cell["url"]) == cell["count"]
    totals = page.context["totals"]
    assert listed(client, row["url"]) == row["total"] == totals["total"] == listed(client, totals["url"])
    assert (row["rate"], page.context["rate"]) == ("100.0%", "100.0%")


def test_only_rules_that_are_in_force_have_a_column(several: Matters, cast: Cast, open_as: Open) -> None:
    columns = [code for code, _name in open_as(cast.supervisor, BOARD).context["rules"]]
    assert columns == sorted(Rule.objects.filter(state="active").values_list("code", flat=True))


@pytest.mark.parametrize(("asked", "days"), [("90", 90), ("365", 365), ("7", 30), ("x", 30), ("", 30)])
def test_the_map_looks_back_as_far_as_asked(db: None, cast: Cast, open_as: Open, asked: str, days: int) -> None:
    assert open_as(cast.supervisor, BOARD, days=asked).context["days"] == days


@pytest.mark.parametrize("part", ["lamps", "feed", "heat"])
def test_a_region_is_read_again_alone(several: Matters, cast: Cast, open_as: Open, part: str) -> None:
    body = open_as(cast.supervisor, BOARD, part=part).content.decode()
    assert f'id="{part}"' in body and "<html" not in body
    assert sum(f'id="{each}"' in body for each in ("lamps", "feed", "heat")) == 1
    assert open_as(cast.reviewer, BOARD, part=part).status_code == 403


def queries_of(cast: Cast) -> int:
    client = client_of(cast.supervisor)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(reverse(BOARD)).status_code == 200
    return len(caught)


@pytest.mark.long
def test_more_cards_cost_no_more_queries(matters: Matters, cast: Cast) -> None:
    late_matter(matters)
    few = queries_of(cast)
    for _each in range(4):
        late_matter(matters)
    assert queries_of(cast) == few <= 26


def test_signing_reads_ones_own_notices_of_cards_and_no_other(yellow: Card, cast: Cast) -> None:
    tell(list(Entry.objects.of(yellow.ledger_subject)))
    mine, others = Notice.objects.filter(recipient=cast.supervisor), Notice.objects.filter(recipient=cast.reviewer)
    assert mine.get().read_at is None and others.get().read_at is None
    client = client_of(cast.supervisor)
    assert client.get(reverse(BOARD)).context["unseen"] == 1
    answer = client.post(reverse("ethics_monitor:seen"), {"idempotency_key": "k"})
    assert answer["Location"] == reverse(BOARD)
    assert mine.get().read_at is not None and others.get().read_at is None
    assert client.get(reverse(BOARD)).context["unseen"] == 0


def test_signing_needs_a_signed_in_member_of_staff(cast: Cast) -> None:
    path = reverse("ethics_monitor:seen")
    assert client_of(cast.citizen).post(path, {"idempotency_key": "k"}).status_code == 403
    assert client_of(None).post(path, {"idempotency_key": "k"}).status_code == 302
    assert client_of(cast.supervisor).get(path).status_code == 405


def run(minute: int, *, error: str = "") -> SweepRun:
    at = local(2026, 9, 18, 9, minute)
    return SweepRun(
        started_at=at, at=at, milliseconds=20, statements=6, cards=0, counted=0, proposed=0, rechecked=0, error=error
    )


def test_the_heartbeat_tells_a_missed_sweep_and_one_that_failed() -> None:
    beating = pulse([run(3), run(2), run(1)], now=local(2026, 9, 18, 9, 4))
    assert (beating.state, beating.bars) == ("ok", ("", "", ""))
    gap = pulse([run(6), run(1)], now=local(2026, 9, 18, 9, 7))
    assert (gap.state, gap.bars, gap.missed) == ("ok", ("", "late", "catch"), 1)
    failed = pulse([run(2, error="x"), run(1)], now=local(2026, 9, 18, 9, 3))
    assert (failed.state, failed.failed) == ("failed", 1)
    stopped = pulse([run(1)], now=local(2026, 9, 18, 9, 30))
    assert (stopped.state, stopped.bars) == ("stopped", ("", "late"))
    assert pulse([], now=MORNING).state == ""


@pytest.mark.parametrize(("share", "said"), [(None, "–"), (1.0, "100.0%"), (0.9996, "99.9%"), (0.0, "0.0%")])
def test_a_rate_is_never_rounded_up_to_all(share: float | None, said: str) -> None:
    assert percent(share) == said


def test_what_a_link_asks_for_is_understood_by_the_list(several: Matters, cast: Cast, open_as: Open) -> None:
    url = open_as(cast.supervisor, BOARD).context["totals"]["url"]
    assert parse_qs(urlsplit(url).query) == {"state": ["all"], "days": ["30"]}
