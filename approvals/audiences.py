"""Who is told of an approvals entry: the post that has the case now, the applicant, and who stands by him."""

from collections.abc import Callable, Sequence

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals import events, told, told_of_mandates
from approvals.joint.queries import leads_of
from approvals.models import HandOver
from kernel.accounts.models import Mandate, User
from kernel.cases.models import FOLLOW, Case, Grant, Turn
from kernel.ledger.events import EventType
from kernel.ledger.models import Entry
from kernel.notices.applicants import applicants_of
from kernel.notices.audiences import Audience, Group, Told, WhomOfMany, name_groups, register
from kernel.notices.models import Channel
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


def _agents_page(_entry: Entry) -> str:
    return reverse("my_agents")


def _shift_page(_entry: Entry) -> str:
    return reverse("approvals:shift")


def _own_page(entry: Entry) -> str:
    return reverse("my_case", args=[entry.subject_number])


_LINKS: dict[WhomOfMany, Callable[[Entry], str]] = {
    mandated: _agents_page,
    helpers: _own_page,
    taker: _shift_page,
    giver: _shift_page,
}


def _tell(event: EventType, title: str | Promise, whom: WhomOfMany) -> None:
    """Staff, and whoever is asked to act for another, are told in the entry's own words."""
    register(Audience(event=event.code, code=whom.__name__, title=title, whom_of_many=whom, link=_LINKS.get(whom)))


def _tell_plainly(event: EventType, title: str | Promise, whom: WhomOfMany, *, sms: bool = False) -> None:
    """The applicant and who stands by him are told in a sentence of their own."""
    register(
        Audience(
            event=event.code,
            code=whom.__name__,
            title=title,
            whom_of_many=whom,
            words=told.words_of,
            link=_own_page,
            by=(Channel.SMS,) if sms else (),
            sms=told.SENTENCES[event.code].sms if whom is applicant else "",
        )
    )


name_groups(
    [
        Group("next_post", _("轮到办的岗位")),
        Group("who_answers", _("手上有这件办件的岗位")),
        Group("who_answers_for_all", _("手上有这件联办件的岗位，各家都有结果时")),
        Group("heads", _("单位负责人")),
        Group("taker", _("接手的同事")),
        Group("giver", _("交出的同事")),
        Group("applicant", _("申请人"), applicants=True),
        Group("principal", _("委托人"), applicants=True),
        Group("agents", _("经办人")),
        Group("mandated", _("被授权的经办人")),
        Group("helpers", _("申请人的帮手")),
    ]
)
for _event in (
    events.RECEIVED,
    events.ACCEPTED,
    events.DEEMED_ACCEPTED,
    events.STEP_COMPLETED,
    events.STEP_OPPOSED,
    events.STEP_RETURNED,
    events.SUPPLEMENTED,
    events.GRANTED,
    events.DENIED,
    events.DEEMED_RENEWED,
    events.PART_OPENED,
):
    _tell(_event, _("轮到您办"), next_post)
_tell(events.PART_REFUSED, _("联办的一家没有准予"), who_answers)
_tell(events.PART_GRANTED, _("联办的各家都有结果了"), who_answers_for_all)
_tell(events.DEEMED_RENEWED, _("本单位没有按时决定，视为准予延续"), heads)
_tell(events.SHIFT_HANDED_OVER, _("同事把手上的件交给您"), taker)
_tell(events.SHIFT_HANDED_BACK, _("您交出去的件交回来了"), giver)
_tell(events.SHIFT_HANDED_BACK, _("您接手的件交回去了"), taker)
_tell(events.ASKED, _("申请人有话问"), who_answers)
_tell(events.REPLIED, _("申请人答复了"), who_answers)
_tell(events.SHARED, _("有人请您帮忙看一件办件"), helpers)
_tell(events.MANDATE_GRANTED, _("有人授权您经办"), mandated)
_tell(events.MANDATE_ENTERED, _("有人授权您经办"), mandated)
_tell(events.MANDATE_ENDED, _("一份授权终止了"), mandated)
for _event, _title in (
    (events.MANDATE_GRANTED, _("您授权了别人替您办事")),
    (events.MANDATE_ENTERED, _("窗口登记了您的授权")),
    (events.MANDATE_ENDED, _("您的一份授权终止了")),
):
    register(
        Audience(
            event=_event.code,
            code="principal",
            title=_title,
            whom_of_many=principal,
            words=told_of_mandates.words_of,
            link=_agents_page,
            by=(Channel.SMS,),
            sms=told_of_mandates.SENTENCES[_event.code].sms,
        )
    )
for _event, _title in (
    (events.SUPPLEMENT_NOTIFIED, _("您帮忙看的办件还缺材料")),
    (events.REFUSED, _("您帮忙看的办件没有受理")),
    (events.GRANTED, _("您帮忙看的办件批准了")),
    (events.DEEMED_RENEWED, _("您帮忙看的办件视为准予延续了")),
    (events.DENIED, _("您帮忙看的办件没有批准")),
    (events.TERMINATED, _("您帮忙看的办件停下不办了")),
):
    _tell_plainly(_event, _title, helpers)
for _event, _title in (
    (events.RECEIVED, _("已收到您的申请")),
    (events.ACCEPTED, _("已受理")),
    (events.DEEMED_ACCEPTED, _("视为已受理")),
    (events.TOLERATED, _("容缺受理，请按期补交")),
    (events.TOLERATED_CAME, _("补交的材料收到了")),
    (events.MATERIAL_CAME, _("回执改了：记为已收到")),
    (events.MATERIAL_STRUCK, _("回执改了：记为没有收到")),
    (events.SUPPLEMENT_NOTIFIED, _("还缺材料，请补正")),
    (events.SUPPLEMENTED, _("补的材料收齐了")),
    (events.DELAY_EXPLAINED, _("过了承诺的日子")),
    (events.REFUSED, _("不予受理")),
    (events.GRANTED, _("准予许可")),
    (events.DEEMED_RENEWED, _("视为准予延续")),
    (events.DENIED, _("不予许可")),
    (events.DELIVERED, _("已送达")),
    (events.WITHDRAWN, _("申请撤回了")),
    (events.TERMINATED, _("终止办理")),
    (events.ANSWERED, _("您的提问有答复了")),
    (events.ENQUIRED, _("办理单位有话问您")),
):
    # a paper that came is good news, and papers come one by one: no message and no call for each
    _tell_plainly(_event, _title, applicant, sms=_event is not events.MATERIAL_CAME)
    _tell_plainly(_event, _title, agents)
