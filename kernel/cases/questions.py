"""Messages on a case: asked, answered, each with its term. What every kind of matter shares; like `actions`, each is
called inside the caller's transaction, after the case's lock, by the one action of the business app."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Max

from kernel.accounts.models import User
from kernel.cases.models import Case, Question
from kernel.cases.refusals import AnsweredAlready, QuestionsWaiting, TextMissing
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.clocks.queries import running_clock
from kernel.ledger.refusals import NotFound
from kernel.workdays.queries import calendar_code_of

LONGEST: Final = 1_000
# whoever waits for three answers gets no sooner a fourth
MOST_WAITING: Final = 3
# no law dates the answer to a question on a case; the centre promises it
REPLY_BASIS: Final = "中心公开承诺"


def ask(
    case: Case, *, side: str, text: str, by: User | None, asked_as: str, at: datetime, organization_code: str = ""
) -> Question:
    """Write a question down. The applicant's gets the term to answer, of the organisation that has the turn, else of
    the case's own; an enquiry of the organ gets none and stops none (practice.md 1.16).

    Errors: TextMissing; QuestionsWaiting.
    """
    waiting = case.questions.waiting().filter(side=side).count()
    if waiting >= MOST_WAITING:
        raise QuestionsWaiting(count=waiting)
    last = case.questions.aggregate(last=Max("ordinal"))["last"] or 0
    question = Question.objects.create(
        case=case,
        ordinal=last + 1,
        side=side,
        text=_said(text),
        salt=secrets.token_hex(16),
        asked_at=at,
        asked_by=by,
        asked_as=asked_as,
    )
    if side == Question.Side.APPLICANT:
        clocks.start(
            subject=case.ledger_subject,
            kind=Clock.Kind.REPLY,
            name=str(question.ordinal),
            unit="working_day",
            length=settings.REPLY_WORKING_DAYS,
            start_event="asked",
            at=at,
            basis=REPLY_BASIS,
            organization_code=organization_code or case.organization.code,
            region_code=case.region.code,
            simulated=case.simulated,
            calendar_code=calendar_code_of(case.region.code),
        )
    return question


def answer(
    case: Case, *, side: str, ordinal: int, text: str, by: User | None, answered_as: str, at: datetime
) -> Question:
    """Answer one question of a side, once; its term ends. `by` is None of an applicant who gave number and code.

    Errors: NotFound (no such question of that side); AnsweredAlready; TextMissing.
    """
    question = case.questions.filter(side=side, ordinal=ordinal).first()
    if question is None:
        raise NotFound
    if question.answered_at is not None:
        raise AnsweredAlready(ordinal=ordinal)
    question.answer, question.answered_at = _said(text), at
    question.answered_by, question.answered_as = by, answered_as
    question.save(update_fields=["answer", "answered_at", "answered_by", "answered_as"])
    clock = running_clock(case.ledger_subject, Clock.Kind.REPLY, str(ordinal))
    if clock is not None:
        clocks.stop(clock=clock, at=at, outcome="answered")
    return question


def digest(question: Question, text: str) -> str:
    """SHA-256, 64 hex digits, of salt and text: what the ledger keeps of a personal text."""
    return hashlib.sha256(bytes.fromhex(question.salt) + text.encode()).hexdigest()


def _said(text: str) -> str:
    said = text.strip()[:LONGEST]
    if not said:
        raise TextMissing
    return said
