"""Who should have the next piece of work: the reverse of asking what a person may do."""

from datetime import datetime

from django.db.models import Count, Q

from kernel.organizations.models import Organization, Post, Role, Window
from kernel.workdays.zone import local_date

# when a department has nobody in the role itself, its own ladder answers, never nobody
LADDER = (Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD)


def post_for(
    *, role: str, at: datetime, organization: Organization | None = None, window: Window | None = None
) -> Post | None:
    """The post that should take the next work of `role`: held on that day, fewest matters waiting, oldest first.

    Falls back along the department's ladder; None only when nobody at all holds a post there.
    """
    owner = window.organization if window is not None else organization
    day = local_date(at)
    held = Post.objects.filter(from_date__lte=day).filter(Q(until_date__isnull=True) | Q(until_date__gte=day))
    rungs = [held.filter(role=role, window=window)] if window is not None else []
    rungs += [held.filter(role=rung, organization=owner) for rung in (role, *LADDER)]
    for rung in rungs:
        waiting = Count("turns", filter=Q(turns__until_at__isnull=True))
        post = rung.select_related("user", "organization").annotate(waiting=waiting).order_by("waiting", "pk").first()
        if post is not None:
            return post
    return None
