"""My matters: what I applied for, drafts included, with the same story as the tracking page."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.papers import may_add_to_case
from approvals.permissions import is_principal, may_as_applicant
from approvals.public.answers import citizen, public_act
from approvals.public.mine import Asked, my_list
from approvals.public.story import story
from approvals.queries import case_for, is_own
from approvals.typed import line, ordinal, prose
from kernel.accounts.models import Applicant, User
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date

LONGEST_WORDS = 60
LONGEST_REASON = 2_000


@never_cache
@require_safe
def my_cases(request: HttpRequest) -> HttpResponse:
    """Drafts to go on with, then cases: those under way, what is due first before the others, then the ended ones.

    `?q=` searches by number, item or firm, `?for=` asks for one person's, `?which=ended` for the ended ones alone.
    """
    user = citizen(request)
    now = database_now()
    whom, choices = _for_whom(request, user, now)
    asked = Asked(whom, line(request.GET.get("q", ""), LONGEST_WORDS), request.GET.get("which") == "ended")
    facts = {"choices": choices, "whom": whom, "text": asked.text, "only_ended": asked.ended}
    return render(request, "public/my.html", facts | my_list(request, user, asked, now=now))


def _for_whom(request: HttpRequest, user: User, now: datetime) -> tuple[Applicant | None, list[dict[str, Any]]]:
    """Whose matters are asked for (`?for=`), and the links to each person and firm he acts for; none for one alone."""
    people = list(Applicant.objects.acted_for(user, day=local_date(now)).order_by("-kind", "pk"))
    asked = ordinal(request.GET.get("for", ""))
    whom = next((person for person in people if person.pk == asked), None)
    if len(people) < 2:
        return whom, []
    path = reverse("my")
    every = {"url": path, "words": _("全部"), "current": whom is None}
    each = [
        # masked names of many persons are alike: the number of the document tells them apart
        {
            "url": f"{path}?for={person.pk}",
            "words": f"{person.name_masked} {person.id_masked}",
            "current": person == whom,
        }
        for person in people
    ]
    return whom, [every, *each]


@never_cache
@require_safe
def my_case(request: HttpRequest, number: str) -> HttpResponse:
    """One case of mine, with its query code; or one that is shared with me, without."""
    user = citizen(request)
    now = database_now()
    case = case_for(user, line(number), at=now)
    mine = is_own(user, case, at=now)
    himself = is_principal(user, case)
    facts = story(case, now=now, with_pass=False, receipt=himself, talk=mine)
    facts |= {"mine": mine, "helping": not mine, "himself": himself}
    doors = {"ask_to": "my_ask", "reply_to": "my_reply"}
    facts |= {fact: reverse(door, args=[case.number]) if mine else "" for fact, door in doors.items()}
    if not mine and facts["answer"].own:
        facts["answer"] = replace(facts["answer"], who=_("申请人"))
    facts["may_send"] = may_add_to_case(user, case.pk)
    facts["send_to"] = reverse("apply_papers", args=[case.item_version.item.code, case.number])
    facts["may_withdraw"] = mine and "withdraw" in may_as_applicant(case)
    facts["shares"] = list(case.shares.open()) if himself else []
    return render(request, "public/tracked.html", facts)


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back."""
    user = citizen(request)
    reason = prose(request.POST.get("reason", ""), LONGEST_REASON)

    def act() -> str:
        case = case_for(user, line(number), at=database_now())
        actions.withdraw(number=case.number, by=user, reason=reason)
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.withdraw", act=act, said=_("申请已撤回。"))


@require_POST
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a draft away."""
    user = citizen(request)

    def act() -> str:
        case = case_for(user, line(number), at=database_now())
        actions.discard_draft(number=case.number, by=user)
        return reverse("my")

    return public_act(request, route="approvals.discard", act=act, said=_("草稿已删去。"))
