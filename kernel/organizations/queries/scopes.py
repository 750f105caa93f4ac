"""What lists a person sees: his posts of the moment, turned into sets that a query joins to its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kernel.accounts.models import User
from kernel.organizations.models import ADMINISTRATORS, Organization, Region, Role
from kernel.organizations.queries.posts import HeldPost, posts_held

# who answers for the whole hall of his county or supervises it
SEES_ALL = frozenset(
    {
        Role.CENTER_DIRECTOR,
        Role.DEPUTY_DIRECTOR,
        Role.HALL_MANAGER,
        Role.SUPERVISION_OFFICE,
        Role.DISCIPLINE_INSPECTION,
    }
)
# 三员, and the desks whose apps bring their own lists: no case by virtue of these posts
SEES_NO_CASE = frozenset({*ADMINISTRATORS, Role.HOTLINE_OPERATOR, Role.ASSESSOR, Role.TRADING_OFFICER})
SEES_UNITS_BELOW = frozenset({Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD, Role.TOWN_CLERK})
SEES_REGION = frozenset({Role.TOWN_CLERK, Role.VILLAGE_AGENT})


@dataclass(frozen=True)
class Scope:
    """The rows a person may list at one instant; the empty scope sees nothing.

    All rows of the counties in `counties` (six-digit codes) are seen, whoever's they are; of others a row is seen when
    its organisation is in `organization_ids`, or, in lists that go by place, when its region's 12-digit code is in
    `region_codes`. A simulated row is in nobody's list.
    """

    counties: frozenset[str] = frozenset()
    organization_ids: frozenset[int] = frozenset()
    window_ids: frozenset[int] = frozenset()
    region_codes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether every list is empty."""
        return not (self.counties or self.organization_ids or self.region_codes)

    @property
    def everything(self) -> bool:
        """Whether some county is seen whole."""
        return bool(self.counties)


def scope_of(user: User, at: datetime) -> Scope:
    """What his own posts and those he acts for let him list at this instant."""
    holding = posts_held(user, at)
    seeing = [each.post for each in holding if each.post.role not in SEES_NO_CASE]
    above = {post.organization_id for post in seeing if post.role in SEES_UNITS_BELOW}
    places = {post.organization.region_id for post in seeing if post.role in SEES_REGION}
    return Scope(
        counties=frozenset(post.organization.region.code[:6] for post in seeing if post.role in SEES_ALL),
        organization_ids=frozenset({post.organization_id for post in seeing} | units_below(above)),
        window_ids=frozenset(post.window_id for post in seeing if post.window_id is not None),
        region_codes=frozenset(_codes_within(places)),
        roles=roles_of(holding),
    )


def roles_of(holding: Iterable[HeldPost]) -> frozenset[str]:
    """The roles in somebody's hands, his own and those he acts in."""
    return frozenset(each.post.role for each in holding)


def units_below(parents: set[int]) -> set[int]:
    """Every organisation under these, at any depth."""
    found: set[int] = set()
    while parents:
        parents = set(Organization.objects.filter(parent__in=parents).values_list("pk", flat=True)) - found
        found |= parents
    return found


def _codes_within(regions: set[int]) -> set[str]:
    """Codes of these regions and of all that lie in them, former names and merged places included."""
    codes: set[str] = set()
    seen: set[int] = set()
    layer = set(regions)
    while layer:
        seen |= layer
        codes |= set(Region.objects.filter(pk__in=layer).values_list("code", flat=True))
        # a closed row with a successor is found through it: it may now lie elsewhere
        here = Q(parent__in=layer) & (Q(valid_until__isnull=True) | Q(merged_into__isnull=True))
        below = Region.objects.filter(here | Q(merged_into__in=layer))
        layer = set(below.values_list("pk", flat=True)) - seen
    return codes
