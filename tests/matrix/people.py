"""Who walks the matrix, and what the house promises each to see. Written by hand: it must not ask the code it tests."""

from dataclasses import dataclass
from datetime import date

from kernel.accounts.models import User
from kernel.organizations.models import Organization, Post, Role, Window
from tests.cast import Cast, staff, user

# the four a cell may be about: one's own unit's, another unit's of the county, another county's, and none at all
OWN, OTHER, FOREIGN, ABSENT = "own", "other", "foreign", "absent"
VARIANTS = (OWN, OTHER, FOREIGN, ABSENT)

AT_UNIT = (
    Role.WINDOW_CLERK,
    Role.WINDOW_HEAD,
    Role.REVIEWER,
    Role.SITE_INSPECTOR,
    Role.APPROVER,
    Role.CHIEF_REPRESENTATIVE,
    Role.DEPARTMENT_LEADER,
    Role.DEPARTMENT_HEAD,
    Role.PARTICIPANT_HANDLER,
)
OVER_COUNTY = (
    Role.HALL_MANAGER,
    Role.CENTER_DIRECTOR,
    Role.DEPUTY_DIRECTOR,
    Role.SUPERVISION_OFFICE,
    Role.DISCIPLINE_INSPECTION,
)
AT_TOWN = (Role.TOWN_CLERK, Role.VILLAGE_AGENT)
# the three administrators, and the desks whose apps bring lists of their own
WITHOUT_CASES = (
    Role.HOTLINE_OPERATOR,
    Role.ASSESSOR,
    Role.TRADING_OFFICER,
    Role.ADMIN_SYSTEM,
    Role.ADMIN_SECURITY,
    Role.ADMIN_AUDIT,
)
ARRANGE_COUNTY = (Role.HALL_MANAGER, Role.ADMIN_SECURITY)
# whose hands an item's editions are in: of the whole county, or of the own unit
ITEMS_OF_COUNTY = (Role.HALL_MANAGER, Role.CENTER_DIRECTOR, Role.DEPUTY_DIRECTOR, Role.ADMIN_SYSTEM)
ITEMS_OF_UNIT = (Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD)
CLERKS = (Role.WINDOW_CLERK, Role.WINDOW_HEAD)


@dataclass(frozen=True)
class Viewer:
    """One who stands at a door; `user` None is a visitor, `role` empty a citizen. `unit` is where he belongs."""

    name: str
    user: User | None = None
    role: str = ""
    unit: str = OWN
    session: str = ""

    @property
    def citizen(self) -> bool:
        return self.user is not None and not self.role

    def sees(self, subject: str, variant: str) -> bool:
        """Whether a subject of that kind, belonging to the unit of that name, is his to see."""
        if variant == ABSENT:
            return False
        if subject in ("item", "letter", "seal"):
            return True
        if subject == "notice":
            return variant == OWN and self.user is not None
        if self.user is None or self.name == "stranger":
            return False
        if subject == "absence":
            # one's own; of others who arranges the duty of their unit or of the whole county
            return bool(self.role) and (
                variant == OWN or (variant == OTHER and self.unit == OWN and self.role in ARRANGE_COUNTY)
            )
        here = variant == self.unit
        if subject == "edition":
            same_county = (variant == FOREIGN) == (self.unit == FOREIGN)
            return (self.role in ITEMS_OF_COUNTY and same_county) or (self.role in ITEMS_OF_UNIT and here)
        if self.citizen:
            return here and subject in ("case", "draft", "document")
        if subject == "draft":
            return False
        if subject in ("spot_notice", "call", "batch"):
            return here and self.role in CLERKS
        if subject in ("errand", "bag") and self.role not in OVER_COUNTY:
            return here and self.role in AT_TOWN
        if self.role in OVER_COUNTY:
            return (variant == FOREIGN) == (self.unit == FOREIGN)
        return here and self.role in AT_UNIT


def _holder(cast: Cast, role: str) -> User | None:
    """The member of the cast who holds a role already."""
    return {
        Role.WINDOW_CLERK: cast.clerk,
        Role.WINDOW_HEAD: cast.second_clerk,
        Role.REVIEWER: cast.reviewer,
        Role.APPROVER: cast.approver,
        Role.DEPARTMENT_HEAD: cast.department_head,
        Role.SUPERVISION_OFFICE: cast.supervisor,
        Role.DISCIPLINE_INSPECTION: cast.inspector,
        Role.ADMIN_SYSTEM: cast.administrator,
    }.get(Role(role))


def appoint(username: str, role: str, where: Organization, window: Window | None = None) -> User:
    """A new member of staff with one post since 2020."""
    person = staff(username, f"{username[:1].upper()} {role}")
    Post.objects.create(user=person, role=role, organization=where, window=window, from_date=date(2020, 1, 1))
    return person


def everyone(cast: Cast, town: Organization, room: Organization) -> list[Viewer]:
    """A visitor, three citizens, and one of every role in the first county."""
    people = [
        Viewer("visitor"),
        Viewer("citizen", cast.citizen),
        Viewer("other citizen", cast.other_citizen, unit=OTHER),
        Viewer("stranger", cast.stranger),
    ]
    for role in Role:
        where = cast.bureau if role in AT_UNIT else cast.centre
        if role in AT_TOWN:
            where = town if role == Role.TOWN_CLERK else room
        person = _holder(cast, role) or appoint(f"m_{role.value}", role, where)
        people.append(Viewer(role.value, person, role.value))
    return people


# doors that show an error page on purpose: being answered with it is passing
SHOWN_ERRORS = {"component_sheet_error": 404}


def citizen(username: str) -> User:
    return user(username, "某*", staff_member=False)
