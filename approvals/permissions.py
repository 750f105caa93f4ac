"""Which post may do which verb, on one screen; every action asks here and nowhere else."""

from datetime import datetime

from django.db.models import Q

from approvals import terms
from approvals.models import JointPart, PushedDecision, Tolerance
from kernel.accounts.mandates import mandated
from kernel.accounts.models import User
from kernel.cases.models import SUPPLEMENT, Case, Turn
from kernel.cases.queries import current_turn
from kernel.cases.refusals import NotYourTurn
from kernel.cases.sharing import shared_with
from kernel.catalogue.models import ItemVersion
from kernel.documents.access import CodeHolder
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Role, Window
from kernel.organizations.queries import HeldPost, held, posts_held
from kernel.organizations.refusals import NotYourPost

CLERKS = frozenset({Role.WINDOW_CLERK, Role.WINDOW_HEAD})
# as the ledger names whoever the applicant shared a case with
HELPER = "申请人的帮手"
# and whoever spoke without signing in
BY_CODE = "申请人（凭受理号和查询码）"
DECIDERS = frozenset({
    Role.REVIEWER, Role.SITE_INSPECTOR, Role.APPROVER, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER,
    Role.DEPARTMENT_HEAD,
})  # fmt: skip
# who receives, decides or supervises a matter may have to know who stands behind it
REVEALERS = CLERKS | DECIDERS | {Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION}

# who puts the organ's seal on a letter: the counter that hands it out, or whoever decided
STAMPERS = REVEALERS - {Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION}


def at_window(user: User, window: Window, *, at: datetime) -> HeldPost:
    """The clerk's post at this very window. Errors: NotYourPost."""
    return held(user, roles=CLERKS, window=window, at=at)


def at_counter_or_town(user: User, window: Window, *, at: datetime) -> HeldPost:
    """A clerk's post at this window, or that of the clerk of the town whose counter it is. Errors: NotYourPost."""
    for post in posts_held(user, at):
        if post.post.role == Role.TOWN_CLERK and post.post.organization_id == window.organization_id:
            return post
    return at_window(user, window, at=at)


def receiving_clerk(user: User, case: Case, *, at: datetime) -> HeldPost:
    """A clerk's post at the case's window, or at any window that receives its item. Errors: NotYourPost."""
    windows = set(case.item_version.receiving_windows.values_list("pk", flat=True))
    if case.window_id is not None:
        windows.add(case.window_id)
    for post in posts_held(user, at):
        if post.post.role in CLERKS and post.post.window_id in windows:
            return post
    raise NotYourPost(roles=sorted(CLERKS))


def revealing_post(user: User, *, at: datetime, case: Case) -> HeldPost:
    """The post by which he may read in full who stands behind a case that he sees; one at its unit before another.

    Errors: NotYourPost for who only follows cases: he works with the masked names.
    """
    posts = [held for held in posts_held(user, at) if held.post.role in REVEALERS]
    if not posts:
        raise NotYourPost(roles=sorted(REVEALERS))
    return next((held for held in posts if held.post.organization_id == case.organization_id), posts[0])


def hands_slip(user: User, case: Case, *, at: datetime) -> bool:
    """Whether he stands at a counter that hands the applicant his own slip."""
    try:
        receiving_clerk(user, case, at=at)
    except NotYourPost:
        return False
    return True


def receives_item(version: ItemVersion, window: Window) -> bool:
    """Whether the window is one of the item's receiving points."""
    return version.receiving_windows.filter(pk=window.pk).exists()


def registering_clerk(user: User, version: ItemVersion, *, at: datetime, window: Window | None = None) -> HeldPost:
    """A clerk's post of the unit whose item it is, or at a window that receives it; at this `window` if one is named.

    Errors: NotYourPost.
    """
    receiving = set(version.receiving_windows.values_list("pk", flat=True))
    for post in posts_held(user, at):
        here = post.post.window_id
        fits = here in receiving or post.post.organization_id == version.organization_id
        if post.post.role in CLERKS and fits and (window is None or here == window.pk):
            return post
    raise NotYourPost(roles=sorted(CLERKS))


def delivering_clerk(user: User, case: Case, *, at: datetime) -> HeldPost:
    """A clerk of the counter that hands the result over, himself or as deputy. Errors: NotYourPost."""
    for post in posts_held(user, at):
        if _delivers(post, case, current_turn(case)):
            return post
    raise NotYourPost(roles=sorted(CLERKS))


def delivering_or_town(user: User, case: Case, *, at: datetime) -> HeldPost:
    """The same, or the clerk of the town whose own counter received it. Errors: NotYourPost."""
    for post in posts_held(user, at):
        own = case.window is not None and post.post.organization_id == case.window.organization_id
        if post.post.role == Role.TOWN_CLERK and own:
            return post
    return delivering_clerk(user, case, at=at)


def _delivers(held: HeldPost, case: Case, turn: Turn | None) -> bool:
    """Whether the post is at the item's delivering counter, else at the case's own; or has the case now.

    A case that no window ever took, of an item that names no counter, is handed over where its item is received.
    """
    if held.post.role not in CLERKS:
        return False
    if turn is not None and turn.post_id == held.post.pk:
        return True
    counter = case.item_version.delivering_window_id or case.window_id
    if counter is not None:
        return held.post.window_id == counter
    here = held.post.window_id
    return here is not None and case.item_version.receiving_windows.filter(pk=here).exists()


def whose_turn(user: User, case: Case, *, at: datetime) -> HeldPost:
    """The post that has the case now, held by the user himself or as deputy. Errors: NotYourTurn."""
    turn = current_turn(case)
    for post in posts_held(user, at):
        if turn is not None and turn.post_id == post.post.pk:
            return post
    whose = turn.post.title if turn is not None and turn.post is not None else "—"
    raise NotYourTurn(number=case.number, whose=whose)


def answering_post(user: User, case: Case, *, at: datetime) -> HeldPost:
    """The post by which he answers a question on the case: the one that has it now, else one that receives, decides or
    hands over at a unit which has or had it. Errors: NotYourPost.
    """
    posts = [each for each in posts_held(user, at) if each.post.role in CLERKS | DECIDERS]
    turns = list(case.turns.exclude(organization=None).values_list("organization", "post", "until_at"))
    now = {post for _unit, post, until_at in turns if until_at is None}
    units = {unit for unit, _post, _until in turns} | {case.organization_id}
    if case.window is not None:
        units.add(case.window.organization_id)
    fitting = [each for each in posts if each.post.organization_id in units or each.post.pk in now]
    if not fitting:
        raise NotYourPost(roles=sorted(CLERKS | DECIDERS))
    return next((each for each in fitting if each.post.pk in now), fitting[0])


def may_answer(user: User, case: Case, *, at: datetime) -> bool:
    """Whether he has a post by which he answers questions on the case."""
    try:
        answering_post(user, case, at=at)
    except NotYourPost:
        return False
    return True


def acknowledging_post(user: User, pushed: PushedDecision, *, at: datetime) -> HeldPost:
    """The post at the supervising department by which he signs that a decision came. Errors: NotYourPost."""
    return held(user, roles=DECIDERS, organization=pushed.organization, at=at)


def acknowledging_units(user: User, *, at: datetime) -> frozenset[int]:
    """The departments (their ids) for which he signs, himself or as deputy."""
    holding = posts_held(user, at)
    return frozenset(each.post.organization_id for each in holding if each.post.role in DECIDERS)


def as_applicant(case: Case) -> Actor:
    """Whoever speaks for the applicant, in the ledger's words."""
    return Actor(person=case.applicant.name_masked, post="申请人", region=case.region.code)


def by_code(case: Case) -> Actor:
    """Whoever gave number and code, in the ledger's words: the applicant as far as anybody knows."""
    return Actor(person=case.applicant.name_masked, post=BY_CODE, region=case.region.code)


def code_holder(case: Case) -> CodeHolder:
    """The same, as the file room asks what may be sent and taken out."""
    return CodeHolder(case.ledger_subject, by_code(case))


def principal_q(user: User) -> Q:
    """The condition on cases that are his own, or those of whom he is guardian."""
    return Q(applicant__user=user) | Q(applicant__guardian__user=user)


def is_principal(user: User, case: Case) -> bool:
    """Whether the case is his own: only he is told its query code, which would outlive every mandate and share."""
    return Case.objects.filter(principal_q(user), pk=case.pk, joint_part=None).exists()


def principal(user: User, case: Case) -> Actor:
    """The applicant himself, or his guardian. Errors: NotFound, as if the case were absent."""
    if not is_principal(user, case):
        raise NotFound
    return as_applicant(case)


def own_case(user: User, case: Case, *, at: datetime) -> Actor:
    """The applicant himself, his guardian, or who holds his mandate for this item on that day.

    Errors: NotFound, as if the case were absent.
    """
    if is_principal(user, case):
        return as_applicant(case)
    held = mandated(user, at=at, principal="applicant", item="item_version__item__code")
    if not Case.objects.filter(held, pk=case.pk, joint_part=None).exists():
        raise NotFound
    return Actor(person=user.masked_name, post="经办人", region=case.region.code)


def own_or_helping(user: User, case: Case, *, at: datetime) -> Actor:
    """The applicant, or the helper whom he lets hand papers in. Errors: NotFound, as if the case were absent."""
    helping = Case.objects.filter(shared_with(user, at=at, codename=SUPPLEMENT), pk=case.pk)
    if helping.exists():
        return Actor(person=user.masked_name, post=HELPER, region=case.region.code)
    return own_case(user, case, at=at)


def may(user: User, case: Case, turn: Turn | None) -> frozenset[str]:
    """Verbs that the page offers: lawful in this state and this person's. The action decides again, after the lock."""
    at = database_now()
    posts = posts_held(user, at)
    windows = set(case.item_version.receiving_windows.values_list("pk", flat=True)) | {case.window_id}
    clerk = any(held.post.role in CLERKS and held.post.window_id in windows for held in posts)
    his_turn = turn is not None and any(held.post.pk == turn.post_id for held in posts)
    offered: set[str] = set()
    if clerk:
        offered |= CLERK_VERBS.get(case.state, frozenset())
    if "make-good" in offered and not Tolerance.objects.filter(case=case, supplied_at=None).exists():
        offered.discard("make-good")
    if case.item_version.renewal_days is None:
        offered.discard("correct-expiry")
    if case.state in COUNTER_VERBS and any(_delivers(held, case, turn) for held in posts):
        offered |= COUNTER_VERBS[case.state]
    if his_turn and case.state == "accepted" and terms.unexplained(case, at=at) is not None:
        offered |= {"explain-delay", "enquire"}
    elif his_turn and case.state == "accepted":
        steps = [step.code for step in case.item_version.steps.all()]
        last = turn is not None and steps[-1:] == [turn.step]
        offered |= {"grant", "deny"} if last else {"complete-step"}
        offered.add("enquire")
        offered |= {"return-step"} if turn is not None and steps[:1] != [turn.step] else set()
        offered.add("terminate")
    # what is the applicant's is done with the lead of a joint matter
    if offered & OF_THE_LEAD and JointPart.objects.filter(part=case).exists():
        offered -= OF_THE_LEAD
    return frozenset(offered)


def may_as_applicant(case: Case) -> frozenset[str]:
    """Verbs that are the applicant's own to do now."""
    return APPLICANT_VERBS.get(case.state, frozenset())


def may_as_helper(user: User, case: Case, *, at: datetime) -> frozenset[str]:
    """Verbs that a helper may do now: handing papers in, where he was let."""
    helping = Case.objects.filter(shared_with(user, at=at, codename=SUPPLEMENT), pk=case.pk)
    return may_as_applicant(case) & {"supplement"} if helping.exists() else frozenset()


OF_THE_LEAD = frozenset({"withdraw", "enquire"})
APPLICANT_VERBS = {
    "draft": frozenset({"submit", "discard"}),
    "taken_over": frozenset({"submit", "withdraw"}),
    "received": frozenset({"withdraw"}),
    "supplement": frozenset({"supplement", "withdraw"}),
    "accepted": frozenset({"withdraw"}),
}
CLERK_VERBS = {
    "received": frozenset(
        {"tick", "scan", "accept", "refuse", "notify-supplement", "withdraw", "terminate", "correct-expiry"}
    ),
    "supplement": frozenset({"supplement", "withdraw", "terminate", "correct-expiry"}),
    "accepted": frozenset({"scan", "withdraw", "make-good", "correct-expiry"}),
}
COUNTER_VERBS = {
    "granted": frozenset({"deliver"}),
    "denied": frozenset({"deliver"}),
    "delivered": frozenset({"close"}),
}
