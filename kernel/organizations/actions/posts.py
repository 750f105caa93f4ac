"""Posts given and ended, deputies named, absences registered."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.locking import database_now, lock
from kernel.ledger.writer import record
from kernel.organizations import events
from kernel.organizations.constraints import refusing
from kernel.organizations.models import ADMINISTRATORS, Absence, Deputy, Organization, Post, Role, Window
from kernel.organizations.permissions import may_arrange_duty, may_give_posts, may_register_absence
from kernel.organizations.refusals import (
    AdministratorsApart,
    AlreadyAbsent,
    DeputyTaken,
    OwnDeputy,
    PostOverlaps,
    WrongDates,
)
from kernel.organizations.words import kept
from kernel.workdays.zone import local_date


@transaction.atomic
def appoint(
    *,
    by: User | None,
    user: User,
    role: Role,
    organization: Organization,
    window: Window | None = None,
    title: str = "",
    from_date: date,
    until_date: date | None = None,
    at: datetime | None = None,
) -> Post:
    """Give a person a post from a day to a day (inclusive, None is open). `by=None` only at the very first start.

    Errors: NotYourPost; PostOverlaps; AdministratorsApart; WrongDates; ActOutOfTime.
    """
    instant = at or database_now()
    who = may_give_posts(by, instant)
    _refuse_mixed_deputies(user, role)
    with refusing(
        {
            "post_held_once_at_a_time": PostOverlaps,
            "post_administrators_apart": AdministratorsApart,
            "post_until_not_before_from": WrongDates,
        }
    ):
        post = Post.objects.create(
            user=user,
            role=role,
            organization=organization,
            window=window,
            title=title,
            from_date=from_date,
            until_date=until_date,
        )
    record(
        events.APPOINTED,
        post.ledger_subject,
        actor=who,
        at=instant,
        holder=user.masked_name,
        role=kept(role.label),
        unit=organization.name,
        window=window.code if window else "",
        since=from_date,
        until=until_date,
    )
    return post


@transaction.atomic
def end_post(*, by: User, post: Post, until_date: date, at: datetime | None = None) -> Post:
    """The last day of a post, yesterday at the earliest: what was done by it before stays lawful.

    Errors: NotYourPost; WrongDates when it is over, or would be longer than it was.
    """
    locked, instant = lock(Post.objects.select_related("user", "organization"), at=at, pk=post.pk)
    who = may_give_posts(by, instant)
    today = local_date(instant)
    over = locked.until_date is not None and locked.until_date < max(until_date, today)
    if over or until_date < max(locked.from_date, today - timedelta(days=1)):
        raise WrongDates
    locked.until_date = until_date
    locked.save(update_fields=["until_date"])
    record(
        events.POST_ENDED,
        locked.ledger_subject,
        actor=who,
        at=instant,
        holder=locked.user.masked_name,
        role=kept(Role(locked.role).label),
        unit=locked.organization.name,
        until=until_date,
    )
    return locked


@transaction.atomic
def name_deputy(
    *,
    by: User,
    post: Post,
    user: User,
    rank: int = 1,
    from_date: date,
    until_date: date | None = None,
    at: datetime | None = None,
) -> Deputy:
    """Name who steps in for a post, `rank` 1 (B 岗) first. He acts by himself while the holder is away.

    Errors: NotYourPost; OwnDeputy; DeputyTaken; AdministratorsApart; WrongDates.
    """
    locked, instant = lock(Post.objects.select_related("user", "organization"), at=at, pk=post.pk)
    who = may_arrange_duty(by, locked.organization, instant)
    _refuse_mixed_posts(user, locked)
    with refusing(
        {
            "deputy_is_another": OwnDeputy,
            "deputy_named_once_at_a_time": DeputyTaken,
            "deputy_rank_once_at_a_time": DeputyTaken,
            "deputy_until_not_before_from": WrongDates,
        }
    ):
        deputy = Deputy.objects.create(post=locked, user=user, rank=rank, from_date=from_date, until_date=until_date)
    record(
        events.DEPUTY_NAMED,
        locked.ledger_subject,
        actor=who,
        at=instant,
        holder=locked.user.masked_name,
        role=kept(Role(locked.role).label),
        deputy=user.masked_name,
        rank=rank,
        since=from_date,
        until=until_date,
    )
    return deputy


@transaction.atomic
def register_absence(
    *,
    by: User,
    user: User,
    from_at: datetime,
    until_at: datetime | None,
    reason: Absence.Reason,
    at: datetime | None = None,
) -> Absence:
    """A person is away from an instant up to another (None: until he is back).

    Errors: NotYourPost; AlreadyAbsent; WrongDates.
    """
    instant = at or database_now()
    who = may_register_absence(by, user, instant)
    with refusing({"absence_once_at_a_time": AlreadyAbsent, "absence_until_after_from": WrongDates}):
        absence = Absence.objects.create(user=user, from_at=from_at, until_at=until_at, reason=reason)
    record(
        events.ABSENCE_REGISTERED,
        absence.ledger_subject,
        actor=who,
        at=instant,
        absent=user.masked_name,
        reason=kept(reason.label),
        from_at=from_at,
        until_at=until_at,
    )
    return absence


@transaction.atomic
def end_absence(*, by: User, absence: Absence, until_at: datetime, at: datetime | None = None) -> Absence:
    """The person is back earlier than thought, or the open end is now known. Errors: NotYourPost; WrongDates."""
    locked, instant = lock(Absence.objects.select_related("user"), at=at, pk=absence.pk)
    who = may_register_absence(by, locked.user, instant)
    if until_at <= locked.from_at or (locked.until_at is not None and until_at > locked.until_at):
        raise WrongDates
    locked.until_at = until_at
    locked.save(update_fields=["until_at"])
    record(
        events.ABSENCE_ENDED,
        locked.ledger_subject,
        actor=who,
        at=instant,
        absent=locked.user.masked_name,
        until_at=until_at,
    )
    return locked


def _refuse_mixed_deputies(user: User, role: Role) -> None:
    """三员 also by way of deputies: who stands in for an administrator takes no other duty, and the reverse."""
    duties = Deputy.objects.filter(user=user)
    mixed = duties.exclude(post__role=role) if role in ADMINISTRATORS else duties.filter(post__role__in=ADMINISTRATORS)
    if mixed.exists():
        raise AdministratorsApart


def _refuse_mixed_posts(user: User, post: Post) -> None:
    held, duties = Post.objects.filter(user=user), Deputy.objects.filter(user=user)
    if post.role in ADMINISTRATORS:
        mixed = held.exclude(role=post.role).exists() or duties.exclude(post__role=post.role).exists()
    else:
        mixed = held.filter(role__in=ADMINISTRATORS).exists() or duties.filter(post__role__in=ADMINISTRATORS).exists()
    if mixed:
        raise AdministratorsApart
