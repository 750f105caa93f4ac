"""Who at the supervising department signs that a decision came, and when: most the next morning, some days later."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Final

from county_portal.demo.history.desks import Desks
from county_portal.demo.history.plan import CasePlan
from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Role
from kernel.workdays.working_calendar import WorkCalendar
from kernel.workdays.zone import day_start, local_date

# working days after the decision
WAITS: Final = {1: 55, 2: 25, 3: 12, 5: 8}
_MINUTES: Final = (525.0, 640.0)


def sign(
    plans: Iterable[CasePlan], versions: dict[str, ItemVersion], desks: Desks, calendar: WorkCalendar, random: Random
) -> None:
    """Write it into the plans that another department supervises, whenever it lies."""
    for plan in plans:
        unit = supervisor(plan, versions[plan.item])
        if unit is None or plan.decided is None:
            continue
        wait = random.choices(list(WAITS), list(WAITS.values()))[0]
        day = calendar.add(local_date(plan.decided), wait)
        plan.signed = day_start(day) + timedelta(minutes=random.uniform(*_MINUTES))
        plan.signer = desks.step(unit, Role.CHIEF_REPRESENTATIVE, "", plan.signed, random)


def supervisor(plan: CasePlan, version: ItemVersion) -> str | None:
    """Code of the department that a decision on the matter is pushed to."""
    its = version.supervising_organization
    decides = plan.clerk.post.organization if plan.channel in ("town", "village") else version.organization
    return None if its is None or its in (version.organization, decides) else its.code
