"""What a page or a program is told of an item in the workshop: its two editions, and what stands in its way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from county_portal.workshop.parts import field_of, part_of
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.comparison import NotComparable, longest_safe_promise
from kernel.catalogue.completeness import lacking, require_words_printable
from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.permissions import WORKSHOP, Workbench, workbench_of
from kernel.catalogue.promises import require_lawful_promise
from kernel.catalogue.queries.workshop import Edition, workshop_drafts, workshop_item
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.queries import NATIONAL, load

HISTORY = 50
SENT_BACK = "catalogue.sent_back"


@dataclass(frozen=True)
class Hindrance:
    """Why a draft cannot be published yet, as a sentence, and the form and field where that is put right."""

    sentence: str
    part: str
    field: str


@dataclass(frozen=True)
class Open:
    """How many cases of one version are still open."""

    number: int
    cases: int


def bench_of(user: User, *, at: datetime) -> Workbench:
    """What is in his hands. Errors: NotYourPost when nothing is."""
    bench = workbench_of(user, at)
    if bench.nothing:
        raise NotYourPost(roles=sorted(WORKSHOP))
    return bench


def edition_for(user: User, code: str) -> tuple[Workbench, Edition]:
    """The item as he may see it here. Errors: NotYourPost; NotFound for another's and for none."""
    bench = bench_of(user, at=database_now())
    edition = workshop_item(bench, code)
    if edition is None:
        raise NotFound
    return bench, edition


def draft_for(user: User, code: str) -> ItemVersion:
    """The draft of an item. Errors: NotYourPost, NotFound, also where it has none."""
    _bench, edition = edition_for(user, code)
    if edition.draft is None:
        raise NotFound
    return edition.draft


def drafts_for(user: User, codes: Collection[str]) -> dict[str, ItemVersion]:
    """The drafts of these items, by code. Errors: NotYourPost; NotFound when one is another's or none."""
    found = workshop_drafts(bench_of(user, at=database_now()), codes)
    if len(found) != len(set(codes)):
        raise NotFound
    return found


def hindrances(version: ItemVersion) -> list[Hindrance]:
    """Everything that stands in the way of publishing a draft, in the order of the forms."""
    found = [
        Hindrance(_("还缺{name}。").format(name=lack.name), part_of(lack.column), field_of(lack.column))
        for lack in lacking(version)
    ]
    try:
        require_words_printable(version)
    except Refusal as refusal:
        found.append(Hindrance(refusal.sentence, part_of("name"), field_of("name")))
    if version.statutory_unit == Unit.UNSTATED:
        found.append(Hindrance(_("期限单位待法制审核。"), "terms", "statutory_unit"))
    elif version.statutory_length is not None and version.promised_length is not None:
        try:
            require_lawful_promise(version, load(NATIONAL))
        except Refusal as refusal:
            found.append(Hindrance(refusal.sentence, "terms", "promised_length"))
    return found


def promise_words(version: ItemVersion) -> str:
    """How promise and law compare over the published calendars; empty while one of them is not known or is late."""
    if version.statutory_length is None or version.promised_length is None or version.statutory_unit == Unit.UNSTATED:
        return ""
    calendar = load(NATIONAL)
    try:
        most = longest_safe_promise(calendar, length=version.statutory_length, unit=version.statutory_unit)
    except NotComparable:
        return ""
    if version.promised_length > most:
        return ""
    years = f"{max(2020, min(calendar.published))}–{max(calendar.published)}"
    sentence = _("按 {years} 年日历逐日比较，承诺 {promised} 个工作日没有一天晚于法定；最多可承诺 {most} 个工作日。")
    return sentence.format(years=years, promised=version.promised_length, most=most)


def open_cases(edition: Edition) -> list[Open]:
    """Open cases by the version that each of them keeps, the latest version first."""
    rows = Case.objects.open().filter(item_version__item=edition.item, simulated=False)
    counted = rows.order_by().values("item_version__number").annotate(many=Count("pk"))
    found = [Open(row["item_version__number"], row["many"]) for row in counted]
    return sorted(found, key=lambda each: -each.number)


def history(edition: Edition) -> Sequence[Entry]:
    """What was done with the item, the latest first."""
    return list(Entry.objects.of(edition.item.ledger_subject).order_by("-position")[:HISTORY])


def sent_back_for(entries: Sequence[Entry], draft: ItemVersion | None) -> str:
    """Why the draft came back, when that is the last that happened to it; else empty."""
    if draft is None or not entries or entries[0].type != SENT_BACK:
        return ""
    reason: str = entries[0].facts()["reason"]
    return reason


def editions(edition: Edition) -> list[dict[str, Any]]:
    """Every version with who drafted and who published it and when, the latest first."""
    rows = edition.item.versions.select_related("drafted_by", "published_by").order_by("-number")
    return [
        {
            "number": row.number, "state": row.state, "state_words": row.get_state_display(),
            "drafted_by": row.drafted_by.full_name if row.drafted_by is not None else "",
            "drafted_at": row.drafted_at,
            "published_by": row.published_by.full_name if row.published_by is not None else "",
            "published_at": row.published_at,
        }
        for row in rows
    ]  # fmt: skip
