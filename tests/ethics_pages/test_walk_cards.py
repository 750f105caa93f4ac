"""From card to card: the next of the list one came from, the way back, and on to the next row after a decision."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card, Rule
from ethics_monitor.pages.lists import Origin
from ethics_monitor.sweep import sweep
from tests.cast import Cast
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import Act, Open, answer, client_of, late_matter

CARD, LIST, VERIFY, MINE = (f"ethics_monitor:{name}" for name in ("card", "cards", "to_verify", "my_cards"))


@pytest.fixture
def reds(matters: Matters) -> list[Card]:
    """Three reds that wait to be verified, in the order of that list."""
    return [late_matter(matters)[1] for _each in range(3)]


def around(page) -> tuple[str, str]:
    return page.context["around"].previous, page.context["around"].following


def test_it_walks_the_list_one_came_from(reds: list[Card], cast: Cast, open_as: Open) -> None:
    first, second, third = (card.number for card in reds)
    seen = [around(open_as(cast.supervisor, CARD, number, list="verify")) for number in (first, second, third)]
    assert seen == [("", second), (first, third), (second, "")]
    page = open_as(cast.supervisor, CARD, second, list="verify")
    body = page.content.decode()
    assert f'href="{reverse(CARD, args=[third])}?list=verify" data-key="J"' in body
    assert f'href="{reverse(CARD, args=[first])}?list=verify" data-key="K"' in body
    assert page.context["around"].back_url == f"{reverse(VERIFY)}?at={second}"


def test_each_list_sends_its_own_way_along(reds: list[Card], cast: Cast, open_as: Open) -> None:
    """The rows lead to cards that know their list: same order, same neighbours, and back to the same filter."""
    client = client_of(cast.supervisor)
    page = client.get(reverse(LIST), {"colour": "red", "state": "to_verify", "odd": "x"})
    numbers = [row.card.number for row in page.context["rows"]]
    card = client.get(f"{reverse(CARD, args=[numbers[1]])}{page.context['origin'].query}")
    assert around(card) == (numbers[0], numbers[2])
    back = client.get(card.context["around"].back_url)
    assert [row.card.number for row in back.context["rows"]] == numbers
    assert f'data-row="{numbers[1]}" aria-selected="true" tabindex="-1" autofocus' in back.content.decode()


def test_the_unit_walks_its_own_cards(matters: Matters, cast: Cast, open_as: Open) -> None:
    matters.due()
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    first, second = Card.objects.filter(colour="yellow").order_by("pk")
    assert around(open_as(cast.reviewer, CARD, first.number)) == ("", second.number)
    assert around(open_as(cast.reviewer, CARD, second.number, list="mine", which="all")) == ("", first.number)
    # the window clerk may read both and answers for neither
    assert around(open_as(cast.clerk, CARD, first.number)) == ("", "")


def test_an_address_that_names_no_list_is_that_of_the_desk(reds: list[Card], cast: Cast, open_as: Open) -> None:
    newest = [card.number for card in Card.objects.shining().order_by("-found_at", "-pk")]
    for asked in ({}, {"list": "odd"}, {"list": "../x", "which": "y"}):
        page = open_as(cast.supervisor, CARD, newest[0], **asked)
        assert around(page) == ("", newest[1])
        assert page.context["around"].back_url == reverse("ethics_monitor:board")
    assert Origin.of({"list": "mine", "which": "sent", "next": "//evil"}).query == "?list=mine&which=sent"


@pytest.mark.parametrize(("verb", "says"), [("confirm", {}), ("dismiss", {"reason": "决定书日期在期限内"})])
def test_a_decision_leads_to_the_next_row(
    reds: list[Card], cast: Cast, act_as: Act, open_as: Open, verb: str, says: dict[str, str]
) -> None:
    first, second, _third = (card.number for card in reds)
    done = act_as(cast.supervisor, first, verb, **says, **{"from": "?list=verify"})
    assert done["Location"] == f"{reverse(VERIFY)}?at={second}"
    path = urlsplit(done["Location"])
    client = client_of(cast.supervisor)
    page = client.get(f"{path.path}?{path.query}").content.decode()
    assert page.count("autofocus") == 1 and f'data-row="{second}" aria-selected="true"' in page
    # the live page reads the same address again: it takes the focus from nobody
    assert "autofocus" not in client.get(f"{path.path}?{path.query}", headers={"HX-Request": "true"}).content.decode()


def test_the_last_one_leads_to_the_list(red: Card, cast: Cast, act_as: Act) -> None:
    assert act_as(cast.supervisor, red.number, "confirm", **{"from": "?list=verify"})["Location"] == reverse(VERIFY)


def test_elsewhere_one_stays_at_the_card_with_its_list(red: Card, cast: Cast, act_as: Act) -> None:
    done = act_as(cast.supervisor, red.number, "confirm", **{"from": "?list=cards&colour=red&evil=//x"})
    assert done["Location"] == f"{reverse(CARD, args=[red.number])}?list=cards&colour=red"


def test_a_closed_card_has_no_next_step_but_a_way_out_of_an_error(yellow: Card, cast: Cast, open_as: Open) -> None:
    answer(yellow, cast)
    actions.verify_and_close(number=yellow.number, by=cast.supervisor)
    page = open_as(cast.supervisor, CARD, yellow.number)
    assert (page.context["offers"], [each.code for each in page.context["remedies"]]) == ([], ["propose-revocation"])
    assert "发现这张牌发错了" in page.content.decode()
    for who in (cast.inspector, cast.reviewer, cast.department_head):
        assert open_as(who, CARD, yellow.number).context["remedies"] == []
    actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="决定书日期在期限内")
    other = open_as(cast.second_supervisor, CARD, yellow.number)
    assert [each.code for each in other.context["offers"]] == ["confirm-revocation", "decline-revocation"]


def test_a_dismissed_card_offers_nothing(red: Card, cast: Cast, open_as: Open) -> None:
    actions.dismiss(number=red.number, by=cast.supervisor, reason="决定书日期在期限内")
    page = open_as(cast.supervisor, CARD, red.number)
    assert (page.context["offers"], page.context["remedies"]) == ([], [])


def test_why_it_was_taken_over_stands_on_the_card(red: Card, cast: Cast, open_as: Open) -> None:
    actions.take_over(number=red.number, by=cast.inspector, reason="同一岗位三个月内第三张")
    body = open_as(cast.supervisor, CARD, red.number).content.decode()
    assert body.count("同一岗位三个月内第三张") == 2, "as a note, and in the card's own ledger"


def test_nobody_is_named_in_two_ways_on_one_page(red: Card, cast: Cast, open_as: Open) -> None:
    actions.confirm(number=red.number, by=cast.supervisor)
    body = open_as(cast.supervisor, CARD, red.number).content.decode().split("<main")[1]
    for person in (cast.reviewer, cast.supervisor, cast.department_head):
        assert person.full_name not in body


def test_names_of_rules_are_read_in_the_readers_language(red: Card, cast: Cast, monkeypatch) -> None:
    """Stored in Chinese; shown by the catalogue of words, if the rule is one of the product's own."""
    monkeypatch.setattr("ethics_monitor.rulebook.gettext", lambda words: f"<{words}>")
    assert Rule.objects.get(code="T03").name == "超过法定期限"
    client = client_of(cast.supervisor)
    for route, args in ((CARD, [red.number]), ("ethics_monitor:board", []), (LIST, []), (VERIFY, [])):
        assert "&lt;超过法定期限&gt;" in client.get(reverse(route, args=args)).content.decode(), route
    assert Rule(name="本县自定的规则").name_to_read == "本县自定的规则"


def test_the_discipline_organ_lands_where_it_works(red: Card, cast: Cast) -> None:
    assert client_of(cast.inspector).get(reverse("desk"))["Location"] == reverse("ethics_monitor:discipline")
