"""Questions on cases with their terms, as both sides are shown them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from approvals.queries import cases_of
from kernel.accounts.models import User
from kernel.cases.models import Case, Question, Turn
from kernel.clocks.models import Clock
from kernel.organizations.queries import posts_held
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class Message:
    """A question with the day by which it is answered; `late`: that day is over and it was not, or was later.

    `answer_by` is None of a written enquiry, which has no term.
    """

    question: Question
    answer_by: date | None
    provisional: bool
    late: bool

    @property
    def waits(self) -> bool:
        return self.question.answered_at is None

    @property
    def from_applicant(self) -> bool:
        return self.question.side == Question.Side.APPLICANT


def messages_of(case: Case, *, clocks: Iterable[Clock], now: datetime) -> list[Message]:
    """Everything that was asked on one case, the oldest first; `clocks` are all that the case has."""
    terms = {clock.name: clock for clock in clocks if clock.kind == Clock.Kind.REPLY}
    return [_message(row, terms.get(str(row.ordinal)), now) for row in case.questions.all()]


def with_terms(questions: Iterable[Question], *, now: datetime) -> list[Message]:
    """These questions with their terms, in two queries."""
    rows = list(questions)
    cases = {question.case_id for question in rows}
    clocks = Clock.objects.filter(subject_kind="case", subject_id__in=cases, kind=Clock.Kind.REPLY) if cases else []
    found = {(clock.subject_id, clock.name): clock for clock in clocks}
    return [_message(row, found.get((row.case_id, str(row.ordinal))), now) for row in rows]


def _message(question: Question, clock: Clock | None, now: datetime) -> Message:
    if clock is None or clock.due_at is None:
        return Message(question, None, provisional=False, late=False)
    late = (clock.ended_at or now) > clock.due_at
    return Message(question, local_date(clock.due_at), provisional=clock.provisional, late=late)


def waiting_questions(user: User, *, at: datetime, mine: bool) -> QuerySet[Question]:
    """What applicants asked and nobody answered, of cases that he sees; `mine`: those of the posts he holds.

    A question lies with the post that has the case, while the applicant has it and after its end with the last one.
    """
    found = Question.objects.waiting().of_applicant().filter(case__in=cases_of(user, at=at))
    if mine:
        last = Turn.objects.filter(case=OuterRef("case"), post__isnull=False).order_by("-from_at", "-pk")
        posts = [held.post.pk for held in posts_held(user, at)]
        found = found.annotate(lies_with=Subquery(last.values("post")[:1])).filter(lies_with__in=posts)
    return found.select_related("case__item_version", "case__applicant").order_by("asked_at", "pk")
