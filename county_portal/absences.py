"""Absences as they are listed and entered at both doors, the page and the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.actions import end_absence, register_absence
from kernel.organizations.models import Absence, Post
from kernel.organizations.queries import absences_arranged, acting_holders, people_arranged, posts_of


class NotHisToArrange(Refusal):
    """The person is unknown or works in a unit whose duty the asker does not arrange; both look the same."""

    code = "not_his_to_arrange"
    status = 403
    template = _("您只能登记自己的离岗，或者您负责的单位里人员的离岗。")


class AbsenceInput(serializers.Serializer[Any]):
    """Who is away, from when, until when (empty: until he is back), why."""

    user = serializers.CharField(max_length=150)
    reason = serializers.ChoiceField(choices=Absence.Reason.choices)
    from_at = serializers.DateTimeField()
    until_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


@dataclass(frozen=True)
class Row:
    """An absence; of one that has begun, who acts in which post, and the posts left without anyone (无人顶岗)."""

    absence: Absence
    begun: bool
    acting: tuple[tuple[str, str], ...] = ()
    nobody: tuple[str, ...] = ()


def rows(by: User, *, at: datetime) -> list[Row]:
    """What a person sees of the absences he may enter."""
    return rows_of(list(absences_arranged(by, at)), at=at)


def rows_of(found: Sequence[Absence], *, at: datetime) -> list[Row]:
    """Who acts for each of them, in a fixed number of queries."""
    away = {each.user_id for each in found if each.from_at <= at}
    posts = posts_of(away, at)
    acting = acting_holders(posts, at)
    return [_row(each, [post for post in posts if post.user_id == each.user_id], acting, at) for each in found]


def _row(absence: Absence, posts: Sequence[Post], acting: Mapping[int, User], at: datetime) -> Row:
    if absence.from_at > at:
        return Row(absence, begun=False)
    stood_in = [(str(post), acting[post.pk].full_name) for post in posts if acting[post.pk].pk != post.user_id]
    alone = [str(post) for post in posts if acting[post.pk].pk == post.user_id]
    return Row(absence, True, tuple(stood_in), tuple(alone))


def enter(by: User, *, user: str, reason: str, from_at: datetime, until_at: datetime | None) -> Absence:
    """Enter an absence. Errors: NotHisToArrange; those of `register_absence`."""
    person = people_arranged(by, database_now()).filter(username=user).first()
    if person is None:
        raise NotHisToArrange
    return register_absence(by=by, user=person, from_at=from_at, until_at=until_at, reason=Absence.Reason(reason))


def back(by: User, *, absence_id: int) -> Absence:
    """The person is back now. Errors: NotFound for one that is not the asker's to see; those of `end_absence`."""
    now = database_now()
    absence = absences_arranged(by, now).filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    return end_absence(by=by, absence=absence, until_at=now)
