"""Who is told of a card: the people of this case and this window, the office of this county, nobody else's."""

from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from ethics_monitor import actions
from ethics_monitor.actions.locked import lock_card
from ethics_monitor.actions.revoke import propose
from ethics_monitor.audiences import Concerned, told_of
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.ledger.actors import SYSTEM
from kernel.ledger.models import Entry
from kernel.notices.actions import tell
from kernel.notices.audiences import Told
from kernel.notices.models import Notice
from kernel.organizations.models import Absence, Deputy, Post, Region, Role, Window
from tests.cast import local, organization, post, staff
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters


def names(told: list[Told]) -> set[str]:
    return {each.user.username for each in told}


def told(card: Card, letters: str) -> list[Told]:
    return told_of([Concerned(card, frozenset(letters), PROMISED_DAY_AFTER)])[0]


def yellow(matters: Matters) -> Card:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(colour="yellow")


def test_only_the_head_of_the_cases_own_window_is_told(matters: Matters) -> None:
    cast = matters.cast
    other = Window.objects.create(
        code="C02", name="另一窗口", organization=cast.bureau, service_point=cast.window.service_point
    )
    post(staff("head2", "另一位"), Role.WINDOW_HEAD, cast.bureau, other)
    assert names(told(yellow(matters), "HWDO")) == {"mengqh", "zhoum", "jiangwb", "milan"}


def test_the_office_of_another_county_is_not_told(matters: Matters) -> None:
    county = Region.objects.create(code="990102000000", name="邻县", level="county", sort_key="lin")
    centre = organization("ZX02", "other_center", "邻县综合服务中心", "centre", county)
    post(staff("neighbour", "邻县督查"), Role.SUPERVISION_OFFICE, centre)
    assert "neighbour" not in names(told(yellow(matters), "O"))


def test_each_is_told_as_it_stood_at_his_cards_instant(matters: Matters) -> None:
    cast = matters.cast
    card = yellow(matters)
    noon = local(2026, 9, 18, 12)
    Absence.objects.create(user=cast.reviewer, from_at=noon, reason=Absence.Reason.SICK_LEAVE)
    Deputy.objects.create(post=Post.objects.get(user=cast.reviewer), user=cast.clerk, from_date=date(2026, 9, 1))
    instants = [noon - timedelta(seconds=1), noon, noon + timedelta(days=1)]
    found = told_of([Concerned(card, frozenset("H"), at) for at in instants])
    assert [names(each) for each in found] == [{"mengqh"}, {cast.clerk.username}, {cast.clerk.username}]


def test_a_thousand_cards_ask_no_more_than_one(matters: Matters) -> None:
    for _card in range(6):
        matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    entries = list(Entry.objects.filter(type="ethics_monitor.card_issued").order_by("pk"))
    with CaptureQueriesContext(connection) as one:
        tell(entries[-1:])
    with CaptureQueriesContext(connection) as many:
        tell(entries[:-1])
    assert len(many) == len(one)
    assert Notice.objects.values("entry").distinct().count() == 6


def told_about(card: Card) -> QuerySet[Notice]:
    return Notice.objects.filter(entry__subject_kind="card", entry__subject_id=card.pk)


def test_an_entry_told_again_tells_nobody_twice(matters: Matters) -> None:
    card = yellow(matters)
    entries = list(Entry.objects.filter(subject_kind="card", subject_id=card.pk))
    tell(entries)
    first = told_about(card).count()
    tell(entries)
    assert told_about(card).count() == first > 0
    assert told_about(card).filter(recipient=matters.cast.stranger).count() == 0


def test_a_red_is_told_to_the_discipline_organ_only_once_it_counts(matters: Matters) -> None:
    matters.due("statutory")
    sweep(at=PROMISED_DAY_AFTER)
    card = Card.objects.get(colour="red")
    tell(list(Entry.objects.filter(subject_kind="card", subject_id=card.pk)))
    assert not told_about(card).filter(recipient=matters.cast.inspector).exists()
    assert told_about(card).filter(recipient=matters.cast.supervisor).exists()
    sweep(at=local(2026, 9, 21, 0, 1))
    assert card.counts_at is not None and card.counts_at.date() <= date(2026, 9, 21)
    tell(list(Entry.objects.filter(subject_kind="card", subject_id=card.pk)))
    assert told_about(card).filter(recipient=matters.cast.inspector).exists()


def notices_of(card: Card) -> list[Notice]:
    tell(list(Entry.objects.filter(subject_kind="card", subject_id=card.pk)))
    return list(told_about(card))


def test_the_notice_says_which_light_and_which_matter(matters: Matters) -> None:
    matters.due()
    matters.due("statutory", length=8)
    matters.due(length=9)
    sweep(at=PROMISED_DAY_AFTER)
    titles = {"warning": "预警：快到期", "yellow": "发牌：黄牌", "red": "发牌：红牌，提请核实"}
    for colour, title in titles.items():
        card = Card.objects.highest().get(colour=colour)
        found = notices_of(card)
        assert {notice.title for notice in found} == {title}
        for notice in found:
            assert "第三类医疗器械经营许可" in notice.text and card.about_number in notice.text


def test_a_warning_is_not_urgent_and_a_card_is(matters: Matters) -> None:
    matters.due()
    matters.due(length=9)
    sweep(at=PROMISED_DAY_AFTER)
    weights = {
        colour: {notice.weight for notice in notices_of(Card.objects.highest().get(colour=colour))}
        for colour in ("warning", "yellow")
    }
    assert weights == {"warning": {Notice.Weight.PLAIN}, "yellow": {Notice.Weight.URGENT}}


def test_a_warning_that_was_overtaken_before_it_was_told_is_not_told(matters: Matters) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    assert notices_of(Card.objects.get(colour="warning")) == []


def test_a_card_that_was_put_aside_at_birth_troubles_nobody(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case, "statutory", length=5)
    sweep(at=local(2026, 9, 15))
    sweep(at=local(2026, 9, 17))
    matters.clock(case, length=6)
    sweep(at=local(2026, 9, 18))
    yellow = Card.objects.get(rule_code="T02")
    assert yellow.superseded_by is not None
    assert notices_of(yellow) == []


def test_a_red_that_never_counted_is_struck_out_without_a_word_to_the_discipline_organ(matters: Matters) -> None:
    cast = matters.cast
    matters.due("statutory", length=8)
    matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    waiting, counted = Card.objects.filter(colour="red").order_by("pk")
    morning = local(2026, 9, 18, 9)
    actions.confirm(number=counted.number, by=cast.supervisor, at=morning)
    actions.propose_revocation(number=counted.number, by=cast.supervisor, reason="系统故障", at=morning)
    # of one that still waits only the system proposes it, because a date moved
    waiting, at = lock_card(waiting.number, at=morning)
    propose(waiting, "期限变动", by=None, actor_=SYSTEM, at=at)
    for red in (waiting, counted):
        actions.confirm_revocation(number=red.number, by=cast.second_supervisor, at=morning)
        notices_of(red)
    assert not told_about(waiting).filter(recipient=cast.inspector).exists()
    assert told_about(counted).filter(recipient=cast.inspector, title="监察牌撤销").exists()


def test_the_office_is_told_that_a_card_was_taken_over(matters: Matters) -> None:
    card = yellow(matters)
    actions.take_over(number=card.number, by=matters.cast.inspector, reason="反复超期", at=local(2026, 9, 18, 9))
    titles = {notice.title for notice in notices_of(card) if notice.recipient == matters.cast.supervisor}
    assert "监察牌已提级" in titles
