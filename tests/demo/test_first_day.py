"""What lies on the desks at first start, and that the written history is one the verbs could have made."""

from collections import Counter
from datetime import datetime, time

import pytest
from django.db.models import Count, F, Q

from approvals.joint.board import board
from approvals.models import PushedDecision, Registration, StepRecord, SupplementNotice, Tolerance
from approvals.registered.board import board_for
from approvals.workflow import LICENCE
from civic_service.actions import photos_of
from civic_service.models import Errand
from county_portal.demo.anchor import Anchor
from ethics_monitor.models import Card
from ethics_monitor.reconcile import reconcile
from kernel.accounts.models import User
from kernel.cases.models import Case, Turn
from kernel.clocks.models import Clock
from kernel.clocks.terms import due_of
from kernel.documents.models import Letter
from kernel.ledger import relay
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.models import Notice
from kernel.organizations.queries import posts_held
from kernel.workdays.zone import SHANGHAI, day_end, local_date

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# the move of the workflow that each recorded act is
MOVES = {
    "approvals.supplement_notified": "notify_supplement",
    "approvals.supplemented": "supplement",
    "approvals.accepted": "accept",
    "approvals.deemed_accepted": "deem",
    "approvals.refused": "refuse",
    "approvals.granted": "grant",
    "approvals.denied": "deny",
    "approvals.delivered": "deliver",
    "approvals.closed": "close",
    "approvals.withdrawn": "withdraw",
    "approvals.terminated": "terminate",
}


def test_enough_is_open_due_and_warned_of_today(county: Anchor) -> None:
    assert 1_150 <= Case.objects.exclude(kind="registered").count() <= 1_350
    assert Case.objects.open().count() >= 60
    promised = Clock.objects.running().filter(kind="promised")
    assert promised.filter(due_at=day_end(county.d0)).count() >= 3
    cards = Card.objects.highest().standing()
    colours = Counter(cards.values_list("colour", flat=True))
    assert colours["warning"] >= 8
    assert 4 <= colours["yellow"] <= 7
    reds = Counter(cards.filter(colour="red").values_list("state", flat=True))
    assert reds == {"acknowledged": 1, "to_verify": 1}
    assert Case.objects.filter(application__accept_mode="deemed").count() == 1
    assert Case.objects.open().filter(item_version__project_type="joint").count() >= 2
    [waiting] = Case.objects.open().filter(joint_parts__isnull=False).distinct()
    assert str(board(waiting, now=database_now())) == "2/3"


def test_every_observer_can_digest_what_was_written(county: Anchor) -> None:
    """The relay reads all of it at first start; what it could not digest would stand on the data-health page."""
    entries = list(Entry.objects.order_by("pk"))
    for observer in relay.all_observers():
        for first in range(0, len(entries), relay.BATCH):
            observer.handle(entries[first : first + relay.BATCH])
    found = Counter(Card.objects.highest().standing().values_list("colour", flat=True))
    assert (4 <= found["yellow"] <= 7, found["red"]) == (True, 2), "and nothing new is found in it"


def test_nobody_of_the_staff_finds_an_empty_inbox(county: Anchor) -> None:
    """Not even those whose own desk comes with a later app."""
    told = Notice.objects.values("recipient")
    assert not User.objects.filter(is_staff_member=True, posts__isnull=False).exclude(pk__in=told).exists()
    stepping_in = Notice.objects.filter(recipient__username="lujing", title="有人离岗，由您顶岗")
    assert [local_date(each.told_at) for each in stepping_in] == [county.day(-2)]


@pytest.mark.parametrize(
    "username",
    ["hanx", "ludy", "mengqh", "taor", "weid", "dingyf", "lujing", "miaoq", "zhuangy", "wanghai"],
)
def test_no_desk_of_the_cast_is_empty(county: Anchor, username: str) -> None:
    """On the day itself: those who are away lose nothing, their deputies have it too."""
    noon = datetime.combine(county.d0, time(12), SHANGHAI)
    held = posts_held(User.objects.get(username=username), noon)
    assert Turn.objects.current().filter(post__in=[each.post for each in held]).count() >= 3


@pytest.mark.parametrize("username", ["chenh", "wangyan", "ligl"])
def test_every_citizen_who_can_sign_in_has_a_matter_and_a_letter_on_its_way(county: Anchor, username: str) -> None:
    theirs = Case.objects.open().filter(applicant__user__username=username)
    assert theirs.exists()
    assert Letter.objects.filter(subject_kind="case", subject_id__in=theirs).exists()


def test_everyone_was_told_when_it_happened(county: Anchor) -> None:
    assert not Notice.objects.exclude(told_at=F("entry__at")).exists()
    assert Notice.objects.unread().exists()
    assert not Notice.objects.unread().filter(told_at__lt=county.at(-1, "00:00")).exists()


def test_no_card_cites_what_came_after_it(county: Anchor) -> None:
    for card in Card.objects.exclude(inputs__chain=None):
        cited = Entry.objects.get(pk=card.inputs["chain"]["entry"])
        assert cited.at <= card.found_at, card


def test_every_act_is_a_lawful_move_and_leads_to_the_state_of_the_case(county: Anchor) -> None:
    states: dict[int, str] = {}
    for entry in Entry.objects.filter(subject_kind="case").order_by("subject_id", "position"):
        if entry.type == "approvals.received":
            assert entry.subject_id not in states
            states[entry.subject_id] = "received"
        elif entry.type == "approvals.part_opened":
            states[entry.subject_id] = "accepted"
        elif entry.type in MOVES:
            move = LICENCE.move_from(states[entry.subject_id], MOVES[entry.type])
            assert move is not None, (entry.subject_number, entry.type, states[entry.subject_id])
            states[entry.subject_id] = move.target
    licences = Case.objects.exclude(phase="draft").exclude(kind="registered")
    assert states == dict(licences.values_list("pk", "state"))


def test_nobody_decides_what_he_reviewed_himself(county: Anchor) -> None:
    steps = StepRecord.objects.filter(ended_by__isnull=False).order_by("case_id", "position")
    before: StepRecord | None = None
    for step in steps:
        if before is not None and before.case_id == step.case_id:
            assert before.ended_by_id != step.ended_by_id, step
        before = step


def test_every_due_date_is_the_one_its_terms_give(county: Anchor) -> None:
    clocks = Clock.objects.select_related("capped_by").prefetch_related("pauses")
    for clock in clocks:
        due = due_of(clock, county.calendar)
        assert (clock.due_at, clock.provisional) == (due.at, due.provisional), clock


def test_turns_cover_each_matter_from_receipt_to_its_end(county: Anchor) -> None:
    open_turns = Count("turns", filter=Q(turns__until_at__isnull=True))
    counted = Case.objects.annotate(open_turns=open_turns)
    assert not counted.filter(phase="open").exclude(open_turns=1).exists()
    # a result on its way home is the carrier's turn
    carried = Turn.objects.filter(step="proxy", until_at=None).values("case")
    assert not counted.filter(phase__in=("ended", "closed"), open_turns__gt=0).exclude(pk__in=carried).exists()
    for turn in Turn.objects.filter(until_at__isnull=False).select_related("case"):
        following = Turn.objects.filter(case=turn.case, from_at=turn.until_at).exists()
        # a carrier's turn ends when the villager has it
        home = turn.step == "proxy" and Errand.objects.filter(pk=turn.case_id, returned_at=turn.until_at).exists()
        assert following or turn.until_at == turn.case.ended_at or home
        if turn.case.pk > 400:
            break


def test_nothing_lies_in_the_future_and_entries_never_go_back(county: Anchor) -> None:
    entries = Entry.objects.filter(subject_kind="case")
    assert not entries.filter(at__gt=F("recorded_at")).exists()
    assert not Case.objects.filter(received_at__gt=county.now).exists()
    last: Entry | None = None
    for entry in entries.order_by("subject_id", "position"):
        if last is not None and last.subject_id == entry.subject_id:
            assert last.at <= entry.at
        last = entry


def test_the_cards_are_those_that_the_facts_give(county: Anchor) -> None:
    found = reconcile()
    assert not found.differs


def test_story_due_today_waits_for_the_deputy_of_the_approver(county: Anchor) -> None:
    case = Case.objects.get(item_version__item__code="LW030", applicant__name_masked="示范县康达器械经营部")
    turn = case.turns.current().get()
    assert (turn.step_name, turn.post.user.username) == ("批准", "dingyf")
    promised = Clock.objects.of(case.ledger_subject).running().get(kind="promised")
    assert local_date(promised.due_at) == county.d0
    assert Card.objects.filter(about_id=case.pk, rule_code="T01").exists()


def test_story_deemed_is_accepted_as_of_the_evening_it_came(county: Anchor) -> None:
    case = Case.objects.get(application__accept_mode="deemed")
    assert case.accepted_at == case.received_at == county.at(-7, "21:40")
    clocks = {clock.kind: clock for clock in Clock.objects.of(case.ledger_subject)}
    assert clocks["promised"].due_at < county.now < clocks["statutory"].due_at


def test_story_deemed_has_its_yellow_from_the_first_minute_after_the_term(county: Anchor) -> None:
    case = Case.objects.get(application__accept_mode="deemed")
    found = dict(Card.objects.filter(about_id=case.pk).values_list("rule_code", "found_at"))
    assert found["T06"] == county.at(-1, "00:01")
    assert min(found[code] for code in ("T01", "T02") if code in found) >= found["T06"]


def test_story_to_verify_waits_for_the_supervision_office(county: Anchor) -> None:
    card = Card.objects.get(colour="red", state="to_verify")
    assert Case.objects.get(pk=card.about_id).item_version.item.code == "LW026"
    assert card.counts_at is not None and card.counts_at > county.now


def test_story_tolerant_owes_a_paper_by_tomorrow(county: Anchor) -> None:
    [tolerance] = Tolerance.objects.all()
    assert tolerance.until == county.day(1) and tolerance.supplied_at is None
    assert [paper.name for paper in tolerance.papers.all()] == ["质量保证金存缴证明"]


def test_story_supplemented_was_told_once_and_answered(county: Anchor) -> None:
    notice = SupplementNotice.objects.get(case__applicant__user__username="wangyan")
    assert (local_date(notice.told_at), local_date(notice.answered_at)) == (county.day(-6), county.day(-4))
    assert notice.case.state == "accepted"


def test_story_red_is_counted_answered_for_and_taken_over(county: Anchor) -> None:
    card = Card.objects.get(colour="red", state="acknowledged")
    case = Case.objects.get(pk=card.about_id)
    assert (case.item_version.item.code, case.state) == ("LW026", "granted")
    assert (card.state, card.taken_over_by.username) == ("acknowledged", "qinz")
    rectify = Clock.objects.of(card.ledger_subject).running().get(kind="rectify")
    assert local_date(rectify.due_at) == county.day(2)


def test_the_supervision_office_has_a_report_to_verify(county: Anchor) -> None:
    """Nobody's desk is empty at first start."""
    [card] = Card.objects.filter(state="reported", simulated=False)
    assert card.colour == "yellow" and card.reported_at is not None and card.rectification


def test_story_proxy_has_one_photograph_here_and_one_half_way(county: Anchor) -> None:
    errand = Errand.objects.get(case__applicant__user__username="ligl", case__item_version__item__code="XZ008")
    whole, half, sheet = (stands for _photo, stands in photos_of(errand))
    assert sheet.document is not None and sheet.document.material_code == "mandate"
    assert whole.document is not None and half.document is None and half.offset > 0


def test_the_supervising_departments_have_decisions_to_sign_for_and_have_signed_for_most(county: Anchor) -> None:
    pushed = PushedDecision.objects.all()
    assert pushed.exclude(acknowledged_at=None).count() > pushed.waiting().count()
    assert not pushed.filter(organization=F("case__organization")).exists()
    at_housing = pushed.filter(organization__code="BM05")
    assert at_housing.waiting().exists() and at_housing.exclude(acknowledged_at=None).exists()
    signed = Entry.objects.filter(type="approvals.decision_acknowledged")
    assert signed.count() == pushed.exclude(acknowledged_at=None).count()


def test_what_departments_handle_themselves_is_registered_but_for_what_is_silent(county: Anchor) -> None:
    board = board_for(User.objects.get(username="jiangwb"), days=30, at=county.now)
    silent = {line.code for line in board.items if line.silent}
    assert silent == {"LW035", "LW041", "LW053", "LW054", "SF013"} and board.items[0].silent
    assert board.observed == 64.3
    assert 300 <= Registration.objects.count() <= 700
    shares = [line.share for line in board.items if not line.silent]
    assert all(share is not None and 40 <= share <= 160 for share in shares)
    assert sum(line.stale for line in board.items) >= 3
    late = Clock.objects.run_over(county.now).filter(subject_id__in=Registration.objects.values("case"))
    assert not late.filter(subject_kind="case").exists()
