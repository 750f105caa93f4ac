"""What pages read of notices."""

from kernel.accounts.models import User
from kernel.notices.models import Notice

PAGE = 50


def unread_count(user: User) -> int:
    return Notice.objects.of(user).unread().count()


def latest(user: User, *, before: int | None = None) -> list[Notice]:
    """The newest notices of one person, at most fifty, older than id `before` when given."""
    rows = Notice.objects.of(user)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("entry")[:PAGE])
