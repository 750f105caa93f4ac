"""The card page: whose it is to see, what it says, what it offers to whom."""

from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.pages.strip import frozen_strip
from ethics_monitor.sweep import sweep
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.notices.actions import read, tell
from kernel.notices.models import Notice
from kernel.workdays.zone import local_date
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import MORNING, Open, answer, late_matter

CARD = "ethics_monitor:card"


@pytest.mark.parametrize("who", ["supervisor", "inspector", "reviewer", "department_head", "clerk"])
def test_unit_and_supervisors_see_it(red: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), CARD, red.number)
    assert page.status_code == 200 and red.number in page.content.decode()


@pytest.mark.parametrize("who", ["other_clerk", "administrator"])
def test_for_others_it_is_as_if_it_were_not(red: Card, cast: Cast, open_as: Open, who: str) -> None:
    user = getattr(cast, who)
    foreign, absent = open_as(user, CARD, red.number), open_as(user, CARD, "JC202609189999999")
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert red.number not in foreign.content.decode()


def test_a_citizen_and_a_visitor_do_not_enter(red: Card, cast: Cast, open_as: Open) -> None:
    assert open_as(cast.citizen, CARD, red.number).status_code == 403
    assert "/account/login/" in open_as(None, CARD, red.number)["Location"]


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_supervisors_see_their_own_county_only(red: Card, cast: Cast, open_as: Open, who: str) -> None:
    Card.objects.update(region_code="990202000000")
    user = getattr(cast, who)
    assert open_as(user, CARD, red.number).status_code == 404
    for route in ("ethics_monitor:board", "ethics_monitor:cards", "ethics_monitor:to_verify"):
        assert red.number not in open_as(user, route, state="all").content.decode()


def text_of(page) -> str:
    return " ".join(strip_tags(page.content.decode()).split())


def test_words_stay_neutral_until_it_is_upheld(red: Card, cast: Cast, open_as: Open) -> None:
    before = text_of(open_as(cast.supervisor, CARD, red.number))
    assert "红牌·提请核实" in before and red.person_name not in before.split("责任岗位")[1].split("扣分")[0]
    actions.confirm(number=red.number, by=cast.supervisor)
    after = text_of(open_as(cast.supervisor, CARD, red.number))
    assert "红牌·提请核实" not in after and red.person_name in after.split("责任岗位")[1].split("扣分")[0]


def test_it_shows_evidence_as_it_was_frozen(red: Card, cast: Cast, open_as: Open) -> None:
    page = open_as(cast.supervisor, CARD, red.number)
    assert red.inputs["chain"]["hash"] in page.content.decode()
    assert "末条哈希与冻结的相符" in text_of(page)
    # what is written afterwards does not become evidence
    assert [line["sentence"] for line in page.context["evidence"]] == ["办理审查"]


def test_the_strip_is_drawn_from_the_frozen_facts(matters: Matters, cast: Cast) -> None:
    yellow, red = late_matter(matters)
    clock = Clock.objects.get(pk=red.subject_id)
    strip = frozen_strip(red, clock, now=MORNING)
    assert strip is not None and strip.statutory_due == local_date(clock.due_at) and strip.over == 1
    # the row of the clock may change, the card's strip does not
    Clock.objects.filter(pk=red.subject_id).update(length=3, started_at=local(2026, 9, 1))
    again = frozen_strip(red, Clock.objects.get(pk=red.subject_id), now=MORNING)
    assert again is not None and again.days[0].date == local_date(clock.started_at)
    assert again.statutory_due == strip.statutory_due
    assert frozen_strip(yellow, None, now=MORNING).promised_due == local_date(clock.due_at)  # type: ignore[union-attr]


def test_who_was_told_and_who_read_it(red: Card, cast: Cast, open_as: Open) -> None:
    tell(list(Entry.objects.of(red.ledger_subject)))
    read(notice_id=Notice.objects.get(recipient=cast.supervisor).pk, by=cast.supervisor)
    page = open_as(cast.inspector, CARD, red.number)
    told = {each.name: each.read_at for each in page.context["told"]}
    assert told["蒋*博"] is not None and told["孟*华"] is None
    assert f"{len(told)} 人，已读 1" in text_of(page)


OFFERED = {
    "supervisor": ["confirm", "dismiss"],
    "inspector": ["take-over"],
    "reviewer": [],
    "department_head": [],
    "clerk": [],
}


@pytest.mark.parametrize("who", OFFERED)
def test_a_red_to_be_verified_offers(red: Card, cast: Cast, open_as: Open, who: str) -> None:
    page = open_as(getattr(cast, who), CARD, red.number)
    assert [offer.code for offer in page.context["offers"]] == OFFERED[who]


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("supervisor", ["propose-revocation"]),
        ("inspector", ["take-over"]),
        ("reviewer", ["acknowledge"]),
        ("department_head", ["acknowledge"]),
        ("clerk", []),
    ],
)
def test_a_yellow_offers_its_answer_to_the_unit(
    yellow: Card, cast: Cast, open_as: Open, who: str, offered: list[str]
) -> None:
    page = open_as(getattr(cast, who), CARD, yellow.number)
    assert [offer.code for offer in page.context["offers"]] == offered


def test_a_revocation_is_not_offered_to_who_proposed_it(yellow: Card, cast: Cast, open_as: Open) -> None:
    actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="系统故障")
    mine = open_as(cast.supervisor, CARD, yellow.number).context["offers"]
    others = open_as(cast.second_supervisor, CARD, yellow.number).context["offers"]
    assert [offer.code for offer in mine] == []
    assert [offer.code for offer in others] == ["confirm-revocation", "decline-revocation"]


def test_a_warning_asks_nothing(matters: Matters, cast: Cast, open_as: Open) -> None:
    matters.due(length=2)
    sweep(at=local(2026, 9, 9, 15))
    warning = Card.objects.get(colour="warning")
    page = open_as(cast.reviewer, CARD, warning.number)
    assert page.context["offers"] == [] and "不用答复" in text_of(page)


def test_a_late_answer_shows(yellow: Card, cast: Cast, open_as: Open) -> None:
    answer(yellow, cast, at=local(2026, 9, 29))
    page = open_as(cast.supervisor, CARD, yellow.number)
    assert page.context["answered_late"] and "逾期答复" in text_of(page)
    assert any(station["name"] == "整改" and "逾期" in station["term"] for station in page.context["life"])
    assert page.context["timeline"][0]["late"]


def test_an_answer_in_time_does_not_look_late(yellow: Card, cast: Cast, open_as: Open) -> None:
    answer(yellow, cast, at=PROMISED_DAY_AFTER + timedelta(hours=9))
    page = open_as(cast.supervisor, CARD, yellow.number)
    assert not page.context["answered_late"] and "逾期" not in text_of(page)


def test_a_put_aside_card_points_to_the_higher_one(matters: Matters, cast: Cast, open_as: Open) -> None:
    yellow, red = late_matter(matters)
    actions.confirm(number=red.number, by=cast.supervisor)
    page = open_as(cast.reviewer, CARD, yellow.number)
    assert page.context["offers"] == [] and f"已由更高一级的 {red.number} 取代" in text_of(page)
    assert yellow.number in open_as(cast.reviewer, CARD, red.number).content.decode()


@pytest.mark.parametrize("steps", [(), ("confirm",), ("confirm", "report")])
def test_the_page_costs_a_bounded_number_of_queries(
    red: Card, cast: Cast, open_as: Open, django_assert_max_num_queries, steps: tuple[str, ...]
) -> None:
    if "confirm" in steps:
        actions.confirm(number=red.number, by=cast.supervisor)
    if "report" in steps:
        answer(red, cast)
    with django_assert_max_num_queries(46):
        open_as(cast.supervisor, CARD, red.number)
