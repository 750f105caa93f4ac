"""A question on a case: asked by the applicant, answered by the unit within the promised days, told to both sides."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from approvals import actions
from approvals.messages import Message, messages_of, waiting_questions
from approvals.refusals import NotUnderWay
from ethics_monitor.actions import install_rules
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.cases.models import Case, Question
from kernel.cases.refusals import AnsweredAlready, QuestionsWaiting, TextMissing
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions.inbox import tell
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.approvals.test_apply import draft
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, local

WORDS = "我的身份证复印件要不要盖章？<b>急</b>"
HOUR = timedelta(hours=1)
TUESDAY = MONDAY + timedelta(days=1)


def accepted(cast: Cast) -> Case:
    return actions.accept(number=receive(cast).number, by=cast.clerk, at=MONDAY)


def asked(cast: Cast, case: Case) -> Question:
    return actions.ask(number=case.number, by=cast.citizen, text=WORDS, at=MONDAY + HOUR)


def reply_clock(case: Case) -> Clock:
    return Clock.objects.of(case.ledger_subject).get(kind="reply")


def messages(case: Case, now: datetime) -> list[Message]:
    return messages_of(case, clocks=Clock.objects.of(case.ledger_subject), now=now)


def test_a_question_is_answered_within_two_working_days_which_both_sides_are_told(cast: Cast):
    case = accepted(cast)
    question = asked(cast, case)
    clock = reply_clock(case)
    assert (clock.unit, clock.length, clock.basis) == ("working_day", 2, "中心公开承诺")
    assert clock.due_at is not None and local_date(clock.due_at) == local_date(local(2026, 9, 9))
    (message,) = messages(case, TUESDAY)
    assert message.waits and not message.late and message.answer_by == local_date(local(2026, 9, 9))
    actions.answer(number=case.number, by=cast.reviewer, question=question.ordinal, text="不用盖章。", at=TUESDAY)
    assert (reply_clock(case).outcome, reply_clock(case).ended_at) == ("answered", TUESDAY)
    (message,) = messages(case, local(2026, 12, 1))
    assert (message.question.answer, message.question.answered_as, message.late) == (
        "不用盖章。", "社会事务科 审查 孟庆华", False,
    )  # fmt: skip


def test_an_answer_that_comes_late_stays_late(cast: Cast):
    case = accepted(cast)
    asked(cast, case)
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="不用。", at=local(2026, 9, 10))
    assert messages(case, local(2026, 9, 11))[0].late


def test_the_ledger_keeps_a_salted_digest_and_the_table_no_readable_word(cast: Cast):
    case = accepted(cast)
    first, second = asked(cast, case), actions.ask(number=case.number, by=None, text=WORDS, at=MONDAY + 2 * HOUR)
    entries = Entry.objects.of(case.ledger_subject).filter(type="approvals.asked")
    digests = [entry.payload["digest"] for entry in entries]
    assert len(set(digests)) == 2 and all(len(digest) == 64 for digest in digests)
    assert not any("身份证" in entry.body for entry in Entry.objects.of(case.ledger_subject))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM cases_question")
        assert all(text.startswith("v1.") for (text,) in cursor.fetchall())
    assert (first.text, second.asked_by) == (WORDS, None)


def test_it_lies_on_the_desk_of_whoever_has_the_turn(cast: Cast):
    case = accepted(cast)
    asked(cast, case)
    assert [each.case for each in waiting_questions(cast.reviewer, at=TUESDAY, mine=True)] == [case]
    assert not waiting_questions(cast.approver, at=TUESDAY, mine=True)
    assert waiting_questions(cast.approver, at=TUESDAY, mine=False).count() == 1
    assert not waiting_questions(cast.other_clerk, at=TUESDAY, mine=False)
    actions.answer(number=case.number, by=cast.clerk, question=1, text="不用。", at=TUESDAY)
    assert not waiting_questions(cast.reviewer, at=TUESDAY, mine=True)


def test_while_the_applicant_has_the_turn_the_last_post_answers(cast: Cast):
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "缺", "m3": "缺"}, at=MONDAY)
    asked(cast, case)
    assert waiting_questions(cast.clerk, at=TUESDAY, mine=True).count() == 1


def test_both_sides_are_notified_without_the_words(cast: Cast):
    case = accepted(cast)
    asked(cast, case)
    (told,) = tell(Entry.objects.filter(type="approvals.asked"))
    assert told.recipient == cast.reviewer and "第 1 个问题" in told.text and "盖章" not in told.text
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="不用盖章。", at=TUESDAY)
    (told,) = tell(Entry.objects.filter(type="approvals.answered"))
    assert (told.recipient, told.title, told.link) == (cast.citizen, "您的提问有答复了", f"/my/{case.number}/")


@pytest.mark.parametrize("who", ["other_clerk", "supervisor", "administrator"])
def test_whoever_has_no_post_at_its_units_may_not_answer(cast: Cast, who: str):
    case = accepted(cast)
    asked(cast, case)
    with pytest.raises(NotYourPost):
        actions.answer(number=case.number, by=getattr(cast, who), question=1, text="不用。", at=TUESDAY)


def test_what_is_not_asked_lawfully_is_refused(cast: Cast):
    case = accepted(cast)
    with pytest.raises(NotFound):
        actions.ask(number=case.number, by=cast.stranger, text=WORDS)
    with pytest.raises(TextMissing):
        actions.ask(number=case.number, by=cast.citizen, text="  \n ")
    with pytest.raises(NotUnderWay):
        actions.ask(number=draft(cast).number, by=cast.citizen, text=WORDS)
    for _each in range(3):
        asked(cast, case)
    with pytest.raises(QuestionsWaiting):
        asked(cast, case)
    with pytest.raises(NotFound):
        actions.answer(number=case.number, by=cast.reviewer, question=9, text="不用。")
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="不用。")
    with pytest.raises(AnsweredAlready):
        actions.answer(number=case.number, by=cast.clerk, question=1, text="要。")
    asked_again = actions.ask(number=case.number, by=cast.citizen, text=WORDS)
    assert asked_again.ordinal == 4


def test_a_question_outlives_its_case(cast: Cast):
    """Who withdraws or is refused still gets his answer; its term runs on."""
    case = accepted(cast)
    asked(cast, case)
    actions.withdraw(number=case.number, by=cast.citizen, at=MONDAY + 2 * HOUR)
    assert reply_clock(case).ended_at is None
    assert not Clock.objects.of(case.ledger_subject).running().exclude(kind="reply").exists()
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="不用。", at=TUESDAY)
    assert reply_clock(case).ended_at == TUESDAY


def test_silence_is_a_warning_of_supervision(cast: Cast):
    case = accepted(cast)
    install_rules(at=local(2026, 1, 5))
    asked(cast, case)
    sweep(at=local(2026, 9, 9, 23))
    assert not Card.objects.filter(rule_code="A06").exists()
    sweep(at=local(2026, 9, 10, 9))
    (card,) = Card.objects.filter(rule_code="A06")
    assert (card.colour, card.about_id, card.person) == ("warning", case.pk, cast.reviewer)


def test_an_enquiry_stops_no_clock_and_is_counted(cast: Cast):
    case = accepted(cast)
    before = list(Clock.objects.of(case.ledger_subject).values_list("kind", "due_at", "ended_at"))
    actions.enquire(number=case.number, by=cast.reviewer, text="面积为什么与房产证不一致？", at=TUESDAY)
    assert list(Clock.objects.of(case.ledger_subject).values_list("kind", "due_at", "ended_at")) == before
    assert Entry.objects.of(case.ledger_subject).filter(type="approvals.enquired").count() == 1
    row = actions.reply(number=case.number, by=cast.citizen, question=1, text="后来加建了。", at=TUESDAY + HOUR)
    assert (row.answer, row.answered_as) == ("后来加建了。", "申请人")


def test_only_whose_turn_it_is_enquires_and_only_the_applicant_replies(cast: Cast):
    case = receive(cast)
    with pytest.raises(Exception, match="不能办"):
        actions.enquire(number=case.number, by=cast.clerk, text="为什么？")
    actions.accept(number=case.number, by=cast.clerk)
    with pytest.raises(Exception, match="现在轮到"):
        actions.enquire(number=case.number, by=cast.clerk, text="为什么？")
    actions.enquire(number=case.number, by=cast.reviewer, text="为什么？")
    with pytest.raises(NotFound):
        actions.reply(number=case.number, by=cast.stranger, question=1, text="不知道")
    with pytest.raises(NotFound):
        actions.answer(number=case.number, by=cast.reviewer, question=1, text="自问自答")
