"""Whom an entry of approvals concerns: the post that has the case now, the applicant, and who stands by him."""

from collections.abc import Sequence

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from approvals import events
from approvals.joint.queries import leads_of
from approvals.models import HandOver
from kernel.accounts.models import Mandate, User
from kernel.cases.models import FOLLOW, Case, Grant, Turn
from kernel.ledger.models import Entry
from kernel.notices.applicants import applicants_of
from kernel.notices.audiences import Told
from kernel.organizations.models import Role
from kernel.organizations.queries import acting_holders, posts_of_roles
from kernel.workdays.zone import local_date

# what becomes of a part of a joint matter is a result of its own, with its own letter
RESULTS = frozenset(event.code for event in (events.GRANTED, events.DENIED, events.DELIVERED, events.TERMINATED))


def next_post(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever a case came to by this very act, or his deputy while he is away; nobody once it was passed on."""
    turns = {
        turn.case_id: turn
        for turn in Turn.objects.current()
        .filter(case__in={entry.subject_id for entry in entries}, case__simulated=False, post__isnull=False)
        .select_related("post__user", "post__organization", "post__window")
    }
    fresh = [
        (entry, turns[entry.subject_id].post)
        for entry in entries
        if entry.subject_id in turns and turns[entry.subject_id].from_at == entry.at
    ]
    posts = {post.pk: post for _entry, post in fresh if post is not None}
    if not posts:
        return {}
    acting = acting_holders(posts.values(), max(entry.recorded_at for entry in entries))
    return {entry.pk: [Told(acting[post.pk], str(post))] for entry, post in fresh if post is not None}


def who_answers(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever has the case, or his deputy; while the applicant has it and after its end, whoever had it last."""
    turns = Turn.objects.filter(
        case__in={entry.subject_id for entry in entries}, case__simulated=False, post__isnull=False
    )
    last = {
        turn.case_id: turn.post
        for turn in turns.select_related("post__user", "post__organization", "post__window").order_by("from_at", "pk")
        if turn.post is not None
    }
    if not last:
        return {}
    acting = acting_holders(last.values(), max(entry.recorded_at for entry in entries))
    people = {case: Told(acting[post.pk], str(post)) for case, post in last.items()}
    return {entry.pk: [people[entry.subject_id]] for entry in entries if entry.subject_id in people}


def who_answers_for_all(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever has the lead of a joint matter, once its last part has its result."""
    return who_answers([entry for entry in entries if not entry.payload["waiting"]])


def heads(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who heads the unit whose matter it is, or his deputy while he is away."""
    found = Case.objects.filter(pk__in={entry.subject_id for entry in entries}, simulated=False)
    units = dict(found.values_list("pk", "organization"))
    at = max(entry.recorded_at for entry in entries)
    posts = list(posts_of_roles([Role.DEPARTMENT_HEAD], at=at).filter(organization__in=units.values()))
    acting = acting_holders(posts, at)
    return {
        entry.pk: [
            Told(acting[post.pk], str(post)) for post in posts if post.organization_id == units.get(entry.subject_id)
        ]
        for entry in entries
    }


def taker(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever took what was handed over at a window, or his deputy while he is away."""
    return _side(entries, "to_post")


def giver(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever gave it, or his deputy while he is away."""
    return _side(entries, "from_post")


def _side(entries: Sequence[Entry], side: str) -> dict[int, list[Told]]:
    beside = (f"{side}__user", f"{side}__organization", f"{side}__window")
    made = HandOver.objects.select_related(*beside).in_bulk({entry.subject_id for entry in entries})
    posts = {pk: getattr(each, side) for pk, each in made.items()}
    acting = acting_holders(posts.values(), max(entry.recorded_at for entry in entries))
    return {
        entry.pk: [Told(acting[post.pk], str(post))]
        for entry in entries
        if (post := posts.get(entry.subject_id)) is not None
    }


def applicant(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """The applicant; in the portal, if he or the guardian who applied for him signs in. Of the parts of a joint matter
    he is told what came of them and nothing else.
    """
    told = _his_news(entries)
    people = applicants_of({entry.subject_id for entry in told})
    return {entry.pk: [people[entry.subject_id]] for entry in told if entry.subject_id in people}


def _his_news(entries: Sequence[Entry]) -> list[Entry]:
    """Without what happens within the parts of a joint matter before they have a result."""
    within = leads_of({entry.subject_id for entry in entries if entry.type not in RESULTS})
    return [entry for entry in entries if entry.type in RESULTS or entry.subject_id not in within]


def helpers(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """With whom a case is shared on the day of the entry; of its sharing only the one it is shared with now."""
    rows = Grant.objects.filter(
        content_object__in={entry.subject_id for entry in entries},
        content_object__simulated=False,
        permission__codename=FOLLOW,
    )
    grants = list(rows.select_related("user", "share"))
    people: dict[int, list[Told]] = {}
    for entry in entries:
        day = local_date(entry.at)
        ordinal = entry.payload["ordinal"] if entry.type == events.SHARED.code else None
        people[entry.pk] = [
            Told(grant.user, _("申请人的帮手"))
            for grant in grants
            if grant.content_object_id == entry.subject_id
            and (grant.share.until is None or grant.share.until >= day)
            and ordinal in (None, grant.share.ordinal)
        ]
    return people


def agents(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who holds the applicant's mandate for the item, of a part for the joint one, on the day of the entry."""
    told = _his_news(entries)
    found = Case.objects.filter(pk__in={entry.subject_id for entry in told}, simulated=False)
    item = Coalesce("joint_part__lead__item_version__item__code", "item_version__item__code")
    cases = {row[0]: row[1:] for row in found.values_list("pk", "applicant", item)}
    held = Mandate.objects.filter(principal__in={whose for whose, _item in cases.values()}, agent__isnull=False)
    mandates = list(held.filter(ended_at=None).select_related("agent").prefetch_related("items"))
    return {
        entry.pk: [
            Told(mandate.agent, _("经办人"))
            for mandate in mandates
            if mandate.principal_id == cases[entry.subject_id][0]
            and mandate.from_date <= local_date(entry.at) <= mandate.until_date
            and (mandate.every_item or cases[entry.subject_id][1] in {row.item_code for row in mandate.items.all()})
        ]
        for entry in told
        if entry.subject_id in cases
    }


def principal(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who is said to let another act for him, in the portal too if he, or the guardian of a child, signs in."""
    found = Mandate.objects.filter(pk__in={entry.subject_id for entry in entries})
    rows = found.values_list("pk", "principal", "principal__user", "principal__guardian__user")
    whose = {pk: (person, user or guardian) for pk, person, user, guardian in rows}
    users = User.objects.in_bulk({user for _person, user in whose.values() if user})
    return {
        entry.pk: [Told(users.get(user), _("委托人"), person)]
        for entry in entries
        if (them := whose.get(entry.subject_id)) is not None
        for person, user in (them,)
    }


def mandated(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whom the mandate of the entry lets act, if that is an account here."""
    found = Mandate.objects.filter(pk__in={entry.subject_id for entry in entries}, agent__isnull=False)
    agents = {mandate.pk: mandate.agent for mandate in found.select_related("agent")}
    return {entry.pk: [Told(agents[entry.subject_id], _("经办人"))] for entry in entries if entry.subject_id in agents}
