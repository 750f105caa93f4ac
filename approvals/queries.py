"""What pages and API read of licence cases. Every list begins at `visible_to`; nobody reads a bare table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from approvals.models import MaterialTick, SpotNotice
from approvals.permissions import CLERKS, principal_q
from approvals.refusals import AlreadySubmitted
from approvals.typed import number
from kernel.accounts.mandates import mandated
from kernel.accounts.models import Applicant, Mandate, User
from kernel.cases.models import Case, CaseQuerySet, Turn
from kernel.cases.queries import current_turn
from kernel.cases.sharing import shared_with
from kernel.catalogue.models import ItemVersion
from kernel.clocks.explanation import Explanation
from kernel.clocks.models import Clock
from kernel.clocks.queries import explain_clocks
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Post, Window
from kernel.organizations.queries import posts_held, scope_of
from kernel.workdays.zone import day_start, local_date


def cases_of(user: User, *, at: datetime) -> CaseQuerySet:
    """Every licence case that a person may see now: by his posts, as the applicant, or as a helper."""
    if user.is_citizen:
        followed = own_q(user, at=at) | Q(shared_with(user, at=at))
        return Case.objects.filter(followed, kind="licence", simulated=False)
    return Case.objects.filter(kind="licence").visible_to(scope_of(user, at)).exclude(phase="draft")


def own_cases(user: User, *, at: datetime) -> CaseQuerySet:
    """A citizen's own licence cases, drafts included: his, those of his wards, and of whoever gave him a mandate."""
    return Case.objects.filter(own_q(user, at=at), kind="licence", simulated=False)


def own_q(user: User, *, at: datetime) -> Q:
    """The condition on cases in which he acts as the applicant; a part of a joint matter follows its lead."""
    held = mandated(user, at=at, principal="applicant", item="item_version__item__code")
    return (principal_q(user) | Q(held)) & Q(joint_part=None)


def is_own(user: User, case: Case, *, at: datetime) -> bool:
    """Whether he acts as the applicant of a case that he sees; else it is shared with him."""
    return own_cases(user, at=at).filter(pk=case.pk).exists()


def case_for(user: User, number: str, *, at: datetime) -> Case:
    """One case. Errors: NotFound, the same for absent and for another's."""
    case = cases_of(user, at=at).with_row().filter(number=number).first()
    if case is None:
        raise NotFound
    return case


def mandates_given(user: User) -> QuerySet[Mandate]:
    """What he and his firms gave and did not end, with those that are over, the longest lasting first."""
    mine = Mandate.objects.filter(principal__in=Applicant.objects.of_user(user), ended_at=None)
    return mine.select_related("principal").prefetch_related("items")


def mandates_held(user: User) -> QuerySet[Mandate]:
    """For whom he may act, may act soon, or might until lately: the persons and firms of his list."""
    held = Mandate.objects.filter(agent=user, ended_at=None)
    return held.select_related("principal").prefetch_related("items")


def submitted_from(user: User, draft_number: str, *, at: datetime) -> Case | None:
    """The citizen's own case that was submitted from the draft of that number."""
    return own_cases(user, at=at).filter(application__draft_number=draft_number).exclude(phase="draft").first()


def draft_to_submit(user: User, number: str, *, at: datetime) -> Case:
    """The citizen's own draft. Errors: AlreadySubmitted for one that became a case; NotFound, as of another's."""
    case = submitted_from(user, number, at=at) if number else None
    if case is not None:
        raise AlreadySubmitted(number=case.number)
    return case_for(user, number, at=at)


# few columns of the wide rows beside a case, and no personal field to decrypt
_BESIDE: Final = (
    *("item_version__name", "item_version__project_type", "item_version__item__code", "item_version__regime__remedy"),
    *("item_version__expiry_field", "item_version__regime__renewal_days"),
    *("applicant__name_masked", "organization__name", "organization__phone"),
    *("organization__review_organ", "organization__court", "application__delivery"),
)


_TURN_TOLD: Final = (
    *("case", "step", "step_name", "from_at", "organization__name", "organization__short_name", "organization__phone"),
    *("post__user__full_name", "post__user__is_active"),
)
_ENTRY_TOLD: Final = ("type", "at", "post", "payload")


def told(number: str) -> Case:
    """What whoever has its number and code is told of a case. Errors: Case.DoesNotExist."""
    own = [field.name for field in Case._meta.concrete_fields]
    rows = Case.objects.select_related(
        "item_version__item", "item_version__regime", "applicant", "organization", "application"
    )
    return rows.only(*own, *_BESIDE).get(number=number)


@dataclass(frozen=True)
class CaseFacts:
    """A case with everything its page shows, read in a fixed number of queries."""

    case: Case
    turn: Turn | None
    clocks: Sequence[Clock]
    explanation: Explanation | None
    history: Sequence[Entry]


def case_facts(case: Case, *, now: datetime) -> CaseFacts:
    """Read the file of one case as it stands at `now`."""
    return _facts(case, current_turn(case), Entry.objects.of(case.ledger_subject), now=now)


def facts_told(case: Case, *, now: datetime) -> CaseFacts:
    """The same for the applicant, of whose turn few columns are told."""
    turns = case.turns.current().select_related("organization", "post__user").only(*_TURN_TOLD)
    return _facts(case, turns.first(), Entry.objects.of(case.ledger_subject).only(*_ENTRY_TOLD), now=now)


def _facts(case: Case, turn: Turn | None, history: Iterable[Entry], *, now: datetime) -> CaseFacts:
    clocks = list(Clock.objects.of(case.ledger_subject))
    explanation = explain_clocks(leading(clocks, case), now=now)
    return CaseFacts(case=case, turn=turn, clocks=clocks, explanation=explanation, history=list(history))


def ticks_of(case: Case) -> list[MaterialTick]:
    """The papers of a case, each in hand or not."""
    return list(case.ticks.select_related("material"))


def leading(clocks: Sequence[Clock], case: Case) -> list[Clock]:
    """The clocks that the strip of a case shows: before acceptance the time to answer, then promise and statute."""
    if case.accepted_at is None:
        waiting = [clock for clock in clocks if clock.kind in ("intake", "statutory")]
        return [clock for clock in waiting if clock.kind == "intake"] or waiting
    return [clock for clock in clocks if clock.kind in ("promised", "statutory")]


def shown_clocks(clocks: Sequence[Clock], case: Case) -> list[Clock]:
    """The clocks that bind whoever works on a case now: as `leading`, after the decision the time to deliver it."""
    if case.state == "supplement":
        return []
    delivery = [clock for clock in clocks if clock.kind == "delivery"]
    if case.state in ("granted", "denied") and delivery:
        return delivery
    return leading(clocks, case)


def clerk_windows(user: User, *, at: datetime) -> list[Window]:
    """The windows a clerk may serve at now, his own before those he stands in for."""
    seen: dict[int, Window] = {}
    for held in posts_held(user, at):
        if held.post.role in CLERKS and held.post.window is not None:
            seen.setdefault(held.post.window.pk, held.post.window)
    return list(seen.values())


def waiting_at(window: Window) -> CaseQuerySet:
    """Received and not yet answered: taken at this window, or online for an item it receives and nobody opened."""
    mine = Q(window=window) | Q(window=None, item_version__receiving_windows=window)
    return (
        Case.objects.filter(mine, kind="licence", state="received", simulated=False)
        .with_row()
        .order_by("received_at")
        .distinct()
    )


def to_hand_over(window: Window) -> CaseQuerySet:
    """Decided, or delivered and not yet closed, at the counter that hands the result over."""
    nowhere_else = Q(item_version__delivering_window=None)
    never_taken = nowhere_else & Q(window=None, item_version__receiving_windows=window)
    counter = Q(item_version__delivering_window=window) | nowhere_else & Q(window=window) | never_taken
    return (
        Case.objects.filter(counter, kind="licence", simulated=False, state__in=("granted", "denied", "delivered"))
        .with_row()
        .order_by("decided_at")
        .distinct()
    )


def waiting_for(user: User, *, at: datetime) -> CaseQuerySet:
    """What waits for the posts a person holds or stands in for, whatever its step."""
    posts: list[Post] = [held.post for held in posts_held(user, at)]
    mine = Turn.objects.current().filter(case=OuterRef("pk"), post__in=posts)
    return Case.objects.filter(Exists(mine), kind="licence", simulated=False).open().with_row()


def search_cases(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """By number (a part by its lead's as well), item or a firm's name; a person's name is encrypted and is found by
    document, at the window."""
    if not text:
        return cases
    typed = number(text)
    numbered = Q(number__startswith=typed) | Q(joint_part__lead__number__startswith=typed) if typed else Q()
    return cases.filter(numbered | Q(item_version__name__icontains=text) | Q(applicant__name_masked__contains=text))


def earliest_due(cases: CaseQuerySet) -> CaseQuerySet:
    """The same cases, those that are due first before the others."""
    due = Clock.objects.filter(subject_kind="case", subject_id=OuterRef("pk"), ended_at=None).order_by("due_at")
    return cases.annotate(due_first=Subquery(due.values("due_at")[:1])).order_by(
        F("due_first").asc(nulls_last=True), "pk"
    )


@dataclass(frozen=True)
class Today:
    """A window's figures of the day."""

    received: int
    accepted: int
    told: int


def today_at(window: Window, *, now: datetime) -> Today:
    """Received (with what was registered), accepted and told on the spot at this window since midnight."""
    midnight = day_start(local_date(now))
    # what a joint matter was divided into was brought once
    every = Case.objects.filter(window=window, joint_part=None)
    here = every.filter(kind="licence")
    brought = every.filter(kind__in=("licence", "registered")).exclude(state="cancelled")
    return Today(
        received=brought.filter(received_at__gte=midnight).count(),
        accepted=here.filter(accepted_at__gte=midnight).count(),
        told=SpotNotice.objects.filter(window=window, told_at__gte=midnight).count(),
    )


def spot_notice_for(user: User, number: str, *, at: datetime) -> SpotNotice:
    """A notice told at one of the clerk's own windows. Errors: NotFound."""
    digits = number.removeprefix("GZ")
    notice = (
        SpotNotice.objects.filter(pk=int(digits) if digits.isdigit() else 0, window__in=clerk_windows(user, at=at))
        .select_related("item_version", "applicant", "window__organization", "told_by", "earlier")
        .prefetch_related("lines__material", "added")
        .first()
    )
    if notice is None:
        raise NotFound
    return notice


def taken_back(applicant: Applicant, version: ItemVersion) -> Case | None:
    """What he took back from an agent and has not handed in: it goes on under its number."""
    return Case.objects.filter(
        kind="licence", state="taken_over", applicant=applicant, item_version__item=version.item_id
    ).first()


def told_before(applicant: Applicant, version: ItemVersion) -> list[SpotNotice]:
    """What a person was told on the spot for this item, in any version, and has not come back for; the latest first."""
    waiting = SpotNotice.objects.filter(applicant=applicant, item_version__item=version.item_id, next_case=None)
    return list(waiting.prefetch_related("missing").order_by("-told_at", "-pk"))
