"""The list of my matters: what is due first before the others, page by page, for whom and of what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import DateTimeField, F, Func, Subquery, Value
from django.db.models import OuterRef as Outer
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from rest_framework.exceptions import NotFound as NoSuchPage
from rest_framework.request import Request

from approvals.lists import CaseRow, case_rows
from approvals.models import SupplementNotice
from approvals.public.queries import drafts_of
from approvals.public.story import ENDED, light_of
from approvals.queries import cases_of, own_cases, search_cases
from approvals.workflow import UNFINISHED
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case, CaseQuerySet
from kernel.clocks.models import Clock
from kernel.doors.paging import ByRank
from kernel.ledger.refusals import NotFound

# what was ended lately, beneath the open ones of the first page
LATELY: Final = 10
NEVER: Final = datetime(9000, 1, 1, tzinfo=UTC)


class DueFirst(ByRank):
    """Open matters: whose last day comes first; those without a day, as while the term is paused, at the end."""

    ordering = ("due_first", "pk")


class EndedLast(ByRank):
    """Ended matters, the latest first."""

    ordering = ("-ended_at", "-pk")


@dataclass(frozen=True)
class Asked:
    """What was asked for: matters of one person, words of a search, the ended ones alone."""

    whom: Applicant | None
    text: str
    ended: bool


def my_list(request: HttpRequest, user: User, asked: Asked, *, now: datetime) -> dict[str, Any]:
    """One page of a citizen's matters, in a fixed number of queries. Errors: NotFound for a cursor that is none."""
    mine = cases_of(user, at=now).exclude(state__in=UNFINISHED).with_row()
    if asked.whom is not None:
        mine = mine.filter(applicant=asked.whom)
    mine = search_cases(mine, asked.text)
    ended = mine.filter(phase__in=ENDED)
    pages: DueFirst | EndedLast = EndedLast() if asked.ended else DueFirst()
    found = _page(pages, ended if asked.ended else by_last_day(mine.exclude(phase__in=ENDED)), request)
    first = not asked.ended and "cursor" not in request.GET
    lately = list(ended.order_by(*EndedLast.ordering)[: LATELY + 1]) if first else []
    rows = _shown(user, [*found, *lately[:LATELY]], now=now)
    return {
        "drafts": drafts_of(user, whom=asked.whom, text=asked.text) if first else [],
        "first": first,
        "open_rows": [] if asked.ended else rows[: len(found)],
        "ended_rows": rows if asked.ended else rows[len(found) :],
        "more_ended": len(lately) > LATELY,
        "next": _query(pages.get_next_link()),
        "previous": _query(pages.get_previous_link()),
    }


def by_last_day(cases: CaseQuerySet) -> CaseQuerySet:
    """Annotate `due_first`, the last instant that binds whoever has the turn, and `term_until` of a supplement."""
    terms = Clock.objects.filter(subject_kind="case", subject_id=Outer("pk"), ended_at=None)
    due = terms.exclude(kind=Clock.Kind.REPLY).order_by("due_at").values("due_at")[:1]
    notice = SupplementNotice.objects.filter(case=Outer("pk"), case__state="supplement").values("term_until")[:1]
    return cases.annotate(term_until=Subquery(notice)).annotate(
        due_first=Coalesce(_end_of_day(F("term_until")), Subquery(due), Value(NEVER), output_field=DateTimeField())
    )


def _end_of_day(day: F) -> Func:
    return Func(
        day, template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond')"
    )


def _page(pages: DueFirst | EndedLast, cases: CaseQuerySet, request: HttpRequest) -> list[Case]:
    try:
        return pages.paginate_queryset(cases, Request(request)) or []
    except NoSuchPage as error:
        raise NotFound from error


def _query(link: str | None) -> str:
    """The question of a link, that it may follow the scheme and name by which the page was reached."""
    return "?" + link.partition("?")[2] if link else ""


def _shown(user: User, cases: Sequence[Case], *, now: datetime) -> list[dict[str, Any]]:
    """Rows in the order of `cases`, each with its light and whether the asker only helps."""
    ids = [case.pk for case in cases]
    own = set(own_cases(user, at=now).filter(pk__in=ids).values_list("pk", flat=True))
    rows = {row.case.pk: row for row in case_rows(cases, now=now)}
    return [_row(rows[ident], helping=ident not in own) for ident in ids]


def _row(row: CaseRow, *, helping: bool) -> dict[str, Any]:
    light, words = light_of(row.case, row.strip, deemed_renewed=row.deemed_renewed)
    return {
        "row": row,
        "light": light,
        "light_words": words,
        "helping": helping,
        "term_until": getattr(row.case, "term_until", None),
    }
