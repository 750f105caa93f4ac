"""The verbs of the catalogue: draft a version, publish it by a second person, retire it.

A case keeps the version it was received under: nothing here touches a version that was ever in force, except to end
it. Publishing a new version retires the one before.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.comparison import NotComparable, counter_example, longest_safe_promise
from kernel.catalogue.drafts import ItemDraft
from kernel.catalogue.events import DRAFTED, PUBLISHED, RETIRED
from kernel.catalogue.models import ChainStep, FeeItem, Item, ItemVersion, Material, StartEvent, Unit
from kernel.catalogue.refusals import (
    NotADraft,
    NotInForce,
    PeriodNotComparable,
    PromiseBeyondCalendar,
    PromiseLaterThanLaw,
    ReasonNeeded,
    SecondPersonNeeded,
    UnitNotStated,
)
from kernel.catalogue.sounds import initials
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations.models import Role
from kernel.organizations.queries import actor, held
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.working_calendar import WorkCalendar

EDITORS: Final = frozenset(
    {Role.ADMIN_SYSTEM, Role.HALL_MANAGER, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD}
)
PUBLISHERS: Final = frozenset({Role.ADMIN_SYSTEM, Role.HALL_MANAGER, Role.DEPUTY_DIRECTOR, Role.CENTER_DIRECTOR})


@transaction.atomic
def draft_item(*, draft: ItemDraft, by: User, at: datetime | None = None) -> ItemVersion:
    """Store the next version of an item (or the first) as a draft; nobody sees it before it is published.

    Errors: DraftIncomplete, NotYourPost, ActOutOfTime.
    """
    draft.check()
    Item.objects.get_or_create(code=draft.code)
    item, at = lock(Item.objects.all(), code=draft.code, at=at)
    post = held(by, roles=EDITORS, at=at)
    version = _write(item, draft, by=by)
    record(DRAFTED, item.ledger_subject, actor=actor(post), at=at, name=version.name, version=version.number)
    return version


def _write(item: Item, draft: ItemDraft, *, by: User) -> ItemVersion:
    """The rows of one version, numbered after its item's last."""
    last = item.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = ItemVersion.objects.create(
        item=item,
        number=last + 1,
        regime=draft.regime,
        name=draft.name,
        sort_key=initials(draft.name),
        organization=draft.organization,
        supervising_organization=draft.supervising,
        delivering_window=draft.delivering,
        legal_basis=draft.legal_basis,
        statutory_length=draft.statutory,
        statutory_unit=draft.unit,
        statutory_basis=draft.statutory_basis,
        start_event=draft.start_event,
        promised_length=draft.promised,
        project_type=draft.project_type,
        handling=draft.handling,
        case_kind=draft.case_kind,
        form_schema=[dict(field) for field in draft.form],
        drafted_by=by,
        **(draft.facts or {}),
    )
    version.receiving_windows.set(draft.windows)
    ChainStep.objects.bulk_create(
        ChainStep(
            version=version, position=place, code=step.code, name=step.name, role=step.role, limit_length=step.limit
        )
        for place, step in enumerate(draft.steps, start=1)
    )
    Material.objects.bulk_create(
        Material(version=version, position=place, **vars(material))
        for place, material in enumerate(draft.materials, start=1)
    )
    FeeItem.objects.bulk_create(FeeItem(version=version, **vars(fee)) for fee in draft.fees)
    return version


@transaction.atomic
def publish(*, version: ItemVersion, by: User, at: datetime | None = None) -> ItemVersion:
    """Put a draft in force, by another person than its drafter; the version before it is retired.

    The promise is compared with the law over every start day of the known calendars, as dates (practice.md 1.3).
    Errors: NotYourPost, NotADraft, SecondPersonNeeded, ActOutOfTime and those of `require_lawful_promise`.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    post = held(by, roles=PUBLISHERS, at=at)
    version = item.versions.get(pk=version.pk)
    if version.state != ItemVersion.State.DRAFT:
        raise NotADraft(name=version.name, version=version.number)
    if version.drafted_by_id == by.pk:
        raise SecondPersonNeeded(name=version.name)
    calendar = load(NATIONAL)
    require_lawful_promise(version, calendar)
    item.versions.in_force().update(state=ItemVersion.State.RETIRED)
    version.state, version.published_by, version.published_at = ItemVersion.State.PUBLISHED, by, at
    version.save(update_fields=["state", "published_by", "published_at"])
    record(
        PUBLISHED,
        item.ledger_subject,
        actor=actor(post),
        at=at,
        name=version.name,
        version=version.number,
        statutory=f"{version.statutory_length} {Unit(version.statutory_unit).label}",
        promised=version.promised_length,
        start_event=str(StartEvent(version.start_event).label),
        calendar=f"{calendar.code} v{calendar.version}",
    )
    return version


def require_lawful_promise(version: ItemVersion, calendar: WorkCalendar) -> None:
    """Refuse a promise that on some start day ends after the law, or that the known calendars cannot compare with it.

    Errors: UnitNotStated, PeriodNotComparable, PromiseLaterThanLaw, PromiseBeyondCalendar.
    """
    if version.statutory_unit == Unit.UNSTATED:
        raise UnitNotStated(name=version.name)
    length, unit = version.statutory_length, version.statutory_unit
    try:
        later = counter_example(calendar, length=length, unit=unit, promised=version.promised_length)
        longest = longest_safe_promise(calendar, length=length, unit=unit)
    except NotComparable as error:
        raise PeriodNotComparable(name=version.name, length=length, unit=Unit(unit).label) from error
    if later is None:
        return
    if later.promised is None:
        raise PromiseBeyondCalendar(promised=version.promised_length, longest=longest)
    raise PromiseLaterThanLaw(
        promised=version.promised_length,
        start=later.start,
        promised_on=later.promised,
        statutory_on=later.statutory,
        longest=longest,
    )


@transaction.atomic
def retire(*, version: ItemVersion, by: User, reason: str, at: datetime | None = None) -> ItemVersion:
    """Take an item out of force; its open cases go on under the version they have.

    Errors: NotYourPost, NotInForce, ReasonNeeded, ActOutOfTime.
    """
    item, at = lock(Item.objects.all(), pk=version.item_id, at=at)
    post = held(by, roles=PUBLISHERS, at=at)
    version = item.versions.get(pk=version.pk)
    if version.state != ItemVersion.State.PUBLISHED:
        raise NotInForce(name=version.name, version=version.number)
    if not reason.strip():
        raise ReasonNeeded
    version.state = ItemVersion.State.RETIRED
    version.save(update_fields=["state"])
    record(
        RETIRED,
        item.ledger_subject,
        actor=actor(post),
        at=at,
        name=version.name,
        version=version.number,
        reason=reason.strip(),
    )
    return version
