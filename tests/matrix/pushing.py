"""A decision of another organ that was pushed to a unit, for who signs there. It is no secret of the unit's own."""

from datetime import timedelta

from approvals import actions
from kernel.accounts.models import Applicant, User
from kernel.organizations.models import Organization, Role, Window
from tests.cast import MONDAY, licence_item, organization
from tests.matrix.people import appoint

VALUES = {"premises": "别处", "area": "80"}


def push_to(unit: str, supervisor: Organization, window: Window, *, applicant: Applicant, publisher: User) -> str:
    """The number of a case that was granted by an organ of the same county, on an item that `supervisor` supervises."""
    code = f"TS-{unit}"
    bureau = organization(code, f"pushing_{unit}", f"推送单位{unit}", "own", supervisor.region)
    here = Window.objects.create(
        code=f"T{unit[:3].upper()}", name="推送窗口", organization=bureau, service_point=window.service_point
    )
    clerk, reviewer, approver = (
        appoint(f"p_{role.value}_{unit}", role, bureau, here if role is Role.WINDOW_CLERK else None)
        for role in (Role.WINDOW_CLERK, Role.REVIEWER, Role.APPROVER)
    )
    facts = {"code": f"TS{unit}", "name": "受监管的许可", "supervising_organization": supervisor}
    item = licence_item(bureau, here, clerk, publisher, **facts)
    number = actions.receive_at_window(
        by=clerk, window=here, version=item, applicant=applicant, values=VALUES, materials=("m1", "m2", "m3"), at=MONDAY
    ).number
    actions.accept(number=number, by=clerk, at=MONDAY + timedelta(minutes=1))
    actions.complete_step(number=number, by=reviewer, opinion="", at=MONDAY + timedelta(minutes=2))
    actions.grant(number=number, by=approver, at=MONDAY + timedelta(minutes=3))
    return number
