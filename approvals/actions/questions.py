"""Questions on a case: the applicant asks and the unit answers in time; after acceptance the unit asks in writing,
which stops no clock and is counted against it (practice.md 1.16)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.actions.joint import refuse_of_part
from approvals.actions.locking import lock_case
from approvals.events import ANSWERED, ASKED, ENQUIRED, REPLIED
from approvals.permissions import answering_post, as_applicant, by_code, own_case, whose_turn
from approvals.refusals import NotUnderWay
from kernel.accounts.models import User
from kernel.cases import questions
from kernel.cases.models import Case, Question
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.clocks.queries import running_clock
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.zone import local_date

ENQUIRE = _("书面询问申请人")


@transaction.atomic
def ask(*, number: str, by: User | None, text: str, at: datetime | None = None) -> Question:
    """The applicant asks about his case; the term to answer begins and is told to both sides.

    `by` is None for whoever gave number and code: the door has compared them.
    Errors: NotFound (another's case), NotUnderWay, TextMissing, QuestionsWaiting.
    """
    case, at = lock_case(number, at=at)
    who = own_case(by, case, at=at) if by is not None else as_applicant(case)
    _require_received(case)
    turn = current_turn(case)
    owner = turn.organization if turn is not None else None
    question = questions.ask(
        case,
        side=Question.Side.APPLICANT,
        text=text,
        by=by,
        asked_as=who.post,
        at=at,
        organization_code=owner.code if owner is not None else "",
    )
    clock = running_clock(case.ledger_subject, Clock.Kind.REPLY, str(question.ordinal))
    assert clock is not None and clock.due_at is not None
    record(
        ASKED,
        case.ledger_subject,
        actor=who,
        at=at,
        ordinal=question.ordinal,
        answer_by=local_date(clock.due_at),
        digest=questions.digest(question, question.text),
    )
    return question


@transaction.atomic
def answer(*, number: str, by: User, question: int, text: str, at: datetime | None = None) -> Question:
    """Answer what the applicant asked, by any post that may work on the case; also once the case has ended.

    Errors: NotYourPost, NotFound (no such question), AnsweredAlready, TextMissing.
    """
    case, at = lock_case(number, at=at)
    post = answering_post(by, case, at=at)
    row = questions.answer(
        case, side=Question.Side.APPLICANT, ordinal=question, text=text, by=by, answered_as=_words(post), at=at
    )
    said = questions.digest(row, row.answer or "")
    record(ANSWERED, case.ledger_subject, actor=actor(post), at=at, ordinal=row.ordinal, digest=said)
    return row


@transaction.atomic
def enquire(*, number: str, by: User, text: str, at: datetime | None = None) -> Question:
    """Ask the applicant for an explanation in writing while the matter is decided; no clock stops.

    Errors: NotYourTurn, MoveNotAllowed (not accepted, or decided), PartFollowsLead, TextMissing, QuestionsWaiting.
    """
    case, at = lock_case(number, at=at)
    if case.state != "accepted":
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=ENQUIRE)
    post = whose_turn(by, case, at=at)
    refuse_of_part(case, verb=ENQUIRE)
    row = questions.ask(case, side=Question.Side.ORGAN, text=text, by=by, asked_as=_words(post), at=at)
    said = questions.digest(row, row.text)
    record(ENQUIRED, case.ledger_subject, actor=actor(post), at=at, ordinal=row.ordinal, digest=said)
    return row


@transaction.atomic
def reply(*, number: str, by: User | None, question: int, text: str, at: datetime | None = None) -> Question:
    """The applicant answers a written enquiry; `by` is None for whoever gave number and code, and on record as such.

    Errors: NotFound, AnsweredAlready, TextMissing.
    """
    case, at = lock_case(number, at=at)
    who = own_case(by, case, at=at) if by is not None else by_code(case)
    row = questions.answer(
        case, side=Question.Side.ORGAN, ordinal=question, text=text, by=by, answered_as=who.post, at=at
    )
    said = questions.digest(row, row.answer or "")
    record(REPLIED, case.ledger_subject, actor=who, at=at, ordinal=row.ordinal, digest=said)
    return row


def _require_received(case: Case) -> None:
    """Errors: NotUnderWay for a draft, and for what is still carried to whoever receives it."""
    if case.received_at is None:
        raise NotUnderWay


def _words(post: HeldPost) -> str:
    """Who speaks, as the applicant reads it: the post and the name that hangs at the window."""
    return f"{actor(post).post} {post.user.full_name}"
