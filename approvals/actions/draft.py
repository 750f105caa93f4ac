"""Apply online: a draft that saves itself, and the submission that makes it a matter."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from approvals import application_form, postal, terms
from approvals.actions.chain import hand_to_intake
from approvals.actions.locking import lock_case
from approvals.actions.papers import throw_away
from approvals.events import RECEIVED
from approvals.models import Application, MaterialTick
from approvals.permissions import own_case
from approvals.refusals import ItemChanged, ItemNotAccepting
from approvals.workflow import UNFINISHED
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.cases.actions import give_number, move, open_case
from kernel.cases.agents import filed_by
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.counties import county_region
from kernel.workdays.zone import local_date

# how a matter that an agent filed comes in when its applicant hands it in himself
ONLINE: Final = {"channel": "online"}


def require_own_item(version: ItemVersion) -> None:
    """An item in force of this kind whose whole procedure runs here. Errors: ItemNotAccepting."""
    here = version.handling == ItemVersion.Handling.OWN and version.case_kind == "licence"
    if version.state != ItemVersion.State.PUBLISHED or not here:
        raise ItemNotAccepting(name=version.name)


@transaction.atomic
def save_draft(
    *, by: User, version: ItemVersion, applicant: Applicant, values: Mapping[str, Any], number: str | None = None
) -> Case:
    """Begin or go on with a draft; one open draft per applicant and item, resumed where it was left.

    A draft that was begun under an earlier version moves to `version`, which is in force. The applicant's row is the
    lock: two first savings at once make one draft.
    Errors: ItemNotAccepting, NotFound (another's applicant; no such draft).
    """
    require_own_item(version)
    _require_own_applicant(by, applicant, version)
    at = lock_applicant(applicant, at=None)
    drafts = Case.objects.select_for_update(no_key=True, of=("self",)).filter(
        kind="licence", state__in=UNFINISHED, applicant=applicant, item_version__item=version.item
    )
    latest = drafts.order_by("-application__saved_at")
    case = latest.filter(number=number).first() if number else latest.first()
    if case is None:
        if number:
            raise NotFound
        case = _begin(by, version, applicant, at)
    elif case.item_version_id != version.pk:
        case.item_version, case.organization = version, version.organization
        case.region = county_region(version.organization)
        case.save(update_fields=["item_version", "organization", "region"])
    Application.objects.filter(case=case).update(
        form=application_form.dump(application_form.clean(version, values, today=None)), saved_at=at
    )
    return case


def _begin(by: User, version: ItemVersion, applicant: Applicant, at: datetime) -> Case:
    case = open_case(
        kind="licence",
        state="draft",
        item_version=version,
        applicant=applicant,
        agent=_agent(by, applicant),
        organization=version.organization,
        region=county_region(version.organization),
        channel="online",
        at=at,
    )
    Application.objects.create(case=case, draft_number=case.number)
    return case


def _require_own_applicant(by: User, applicant: Applicant, version: ItemVersion) -> None:
    day = local_date(database_now())
    if not Applicant.objects.acted_for(by, day=day, item=version.item.code).filter(pk=applicant.pk).exists():
        raise NotFound


def _agent(by: User, applicant: Applicant) -> Applicant | None:
    """Who acts for the applicant, where he does not apply himself: the person whose account it is."""
    if Applicant.objects.of_user(by).filter(pk=applicant.pk).exists():
        return None
    return Applicant.objects.filter(user=by, kind=Applicant.Kind.NATURAL).order_by("pk").first()


@transaction.atomic
def discard_draft(*, number: str, by: User, at: datetime | None = None) -> None:
    """Throw an unsubmitted draft away with its papers. What was taken back from an agent has a number and a history:
    it is withdrawn. Errors: NotFound, also for a matter that was submitted.
    """
    case, at = lock_case(number, at=at)
    own_case(by, case, at=at)
    if case.state != "draft":
        raise NotFound
    throw_away(case, by=by, at=at)
    case.delete()


def _require_unchanged_item(version: ItemVersion) -> None:
    """Errors: ItemChanged where another version of the item is in force; ItemNotAccepting."""
    newer = ItemVersion.objects.in_force().filter(item=version.item_id).exclude(pk=version.pk).first()
    if newer is not None:
        require_own_item(newer)
        raise ItemChanged(name=newer.name)
    require_own_item(version)


@transaction.atomic
def submit(
    *,
    number: str,
    by: User,
    materials: Iterable[str] = (),
    delivery: str = "window",
    post_to: Mapping[str, Any] = postal.NOWHERE,
    at: datetime | None = None,
) -> Case:
    """Submit a draft: it is received at this very instant, whoever opens it when (29 ¶3, 33).

    `materials`: codes of the papers that came with it; `post_to`: where the decision is sent, for delivery by post.
    Errors: FormIncomplete, PostalIncomplete, ItemChanged, ItemNotAccepting, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    actor = own_case(by, case, at=at)
    if case.state in UNFINISHED:
        _require_unchanged_item(case.item_version)
    application = case.application
    application_form.clean(case.item_version, application_form.load(application.form), today=local_date(at))
    sent_to = postal.clean(delivery, post_to)
    taken_over = case.state == "taken_over"
    if taken_over:
        forget_agents_ticks(case)
    else:
        give_number(case, at=at)
    move(case, "submit", at=at, number=case.number, received_at=at, **(ONLINE if taken_over else {}))
    application.delivery, application.post_to = delivery, postal.dump(sent_to)
    application.save(update_fields=["delivery", "post_to"])
    begin_to_answer(case, tick_all(case, materials, at=at), who=actor, at=at)
    return case


def begin_to_answer(case: Case, received: list[str], *, who: Actor, at: datetime) -> None:
    """The organ's time to answer begins, the window has the turn, and the receipt is on record.

    `received`: names of the papers that came.
    """
    intake = terms.on_receipt(case, at=at)
    hand_to_intake(case, at=at)
    record(
        RECEIVED,
        case.ledger_subject,
        actor=who,
        at=at,
        item=case.item_version.name,
        channel=case.channel,
        materials=received,
        say_by=terms.due_day(intake),
        agent=filed_by(case.agent_id),
    )


def forget_agents_ticks(case: Case) -> None:
    """What an agent had in hand he gave back with the matter: who hands it in now says anew what comes with it."""
    case.ticks.all().delete()


def tick_all(case: Case, codes: Iterable[str], *, at: datetime, by: User | None = None) -> list[str]:
    """Write the checklist of a new case: a row per paper, those in `codes` in hand. The names of these."""
    in_hand = set(codes)
    rows = [
        MaterialTick(
            case=case,
            material=material,
            received_at=at if material.shared or material.code in in_hand else None,
            received_by=by if material.code in in_hand else None,
        )
        for material in case.item_version.materials.all()
    ]
    MaterialTick.objects.bulk_create(rows)
    return [row.material.name for row in rows if row.received_at is not None]
