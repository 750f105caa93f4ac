"""What pages and programs read beside the tables themselves: names of agents, links to files, units and regions."""

from collections.abc import Collection

from django.urls import reverse

from ethics_monitor.models import Handled
from ethics_monitor.models.patterns import in_counties
from ethics_monitor.queries.pages import short_names
from kernel.accounts.models import Applicant
from kernel.cases import kinds
from kernel.cases.models import Case
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Region
from kernel.organizations.queries import Scope


def agents_of(digests: Collection[str], scope: Scope) -> dict[str, str]:
    """Masked name of the agent behind each digest, from a matter of his that the scope sees."""
    known = Handled.objects.visible_to(scope).filter(agent__in=digests)
    cases = dict(known.order_by("agent", "case_id").distinct("agent").values_list("case_id", "agent"))
    named = Case.objects.visible_to(scope).filter(pk__in=cases, agent__isnull=False)
    return {cases[pk]: name for pk, name in named.values_list("pk", "agent__name_masked")}


def agent_behind(digest: str, scope: Scope) -> Applicant:
    """The agent himself. Errors: NotFound."""
    mine = Handled.objects.visible_to(scope).filter(agent=digest).order_by("case_id").values_list("case_id", flat=True)
    case = Case.objects.visible_to(scope).filter(pk__in=mine[:1]).select_related("agent").first()
    if not digest or case is None or case.agent is None:
        raise NotFound
    return case.agent


def files_of(case_ids: Collection[int], scope: Scope) -> dict[int, str]:
    """Path of the page of each of these matters, where the scope may see it and its kind has one."""
    found = {}
    for pk, kind, number in Case.objects.visible_to(scope).filter(pk__in=case_ids).values_list("pk", "kind", "number"):
        route = kinds.get(kind).detail_route
        if route:
            found[pk] = reverse(route, args=[number])
    return found


def units_with_patterns(scope: Scope) -> list[tuple[str, str]]:
    """Code and name of every unit that decided something here, for the filter."""
    codes = set(Handled.objects.visible_to(scope).exclude(decided_unit="").values_list("decided_unit", flat=True))
    return sorted(short_names(codes).items())


def regions_with_patterns(scope: Scope) -> list[tuple[str, str]]:
    """Code and name of every region in which something was handled, for the filter."""
    codes = set(Handled.objects.filter(in_counties(scope)).values_list("region", flat=True).distinct())
    rows = Region.objects.filter(code__in=codes, valid_until=None).order_by("sort_key", "code")
    return list(rows.values_list("code", "name"))
