"""当场一次告知: the papers are incomplete and go home with the applicant, who is told everything once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from approvals.actions.receive import require_window
from approvals.events import TOLD_ON_THE_SPOT
from approvals.models import SpotLine, SpotNotice
from approvals.permissions import at_window
from approvals.queries import told_before
from approvals.refusals import AnotherList, NothingMissing
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion, Material
from kernel.documents.letters.printing import require_printable
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words


@transaction.atomic
def tell_on_the_spot(
    *,
    by: User,
    window: Window,
    version: ItemVersion,
    applicant: Applicant,
    missing: Iterable[str],
    notes: Mapping[str, str] | None = None,
    knowing_new: bool = False,
    at: datetime | None = None,
) -> SpotNotice:
    """Everything that is lacking, once, on paper; the citizen goes home and no case begins.

    `missing`: codes of the item's materials; `notes`: what is lacking or wrong with each, by code. A list that names
    what no earlier one of this person and item named is refused until the clerk says that he knows (`knowing_new`);
    what is new stays on record either way (practice 1.15: another list is the violation, naming again what is still
    missing is none).
    Errors: NotYourPost, NotReceivedHere, NothingMissing, NotFound, SignUnprintable, AnotherList.
    """
    at = lock_applicant(applicant, at=at)
    post = at_window(by, window, at=at)
    require_window(version, window)
    papers = _papers(version, set(missing))
    said = {paper.code: (notes or {}).get(paper.code, "").strip() for paper in papers}
    require_printable(*said.values())
    earlier = told_before(applicant, version)
    last = earlier[0] if earlier else None
    new = _new(papers, earlier)
    if new and last is not None and not knowing_new:
        names = "、".join(_names(new))
        raise AnotherList(number=last.ledger_subject.number, day=day_words(last.told_at), names=names)
    facts = {"applicant": applicant, "item_version": version, "window": window, "earlier": last}
    notice = SpotNotice.objects.create(told_by=by, told_at=at, **facts)
    SpotLine.objects.bulk_create(SpotLine(notice=notice, material=paper, what=said[paper.code]) for paper in papers)
    notice.added.set(new)
    record(
        TOLD_ON_THE_SPOT,
        notice.ledger_subject,
        actor=actor(post),
        at=at,
        item=version.name,
        missing=_names(papers),
        new_papers=_names(new),
        new_count=len(new),
        earlier_notice=last.ledger_subject.number if last is not None else None,
    )
    return notice


def _papers(version: ItemVersion, codes: set[str]) -> list[Material]:
    papers = list(version.materials.filter(code__in=codes))
    if not papers:
        raise NothingMissing
    if len(papers) < len(codes):
        raise NotFound
    return papers


def _new(papers: Sequence[Material], earlier: Sequence[SpotNotice]) -> list[Material]:
    """What none of the earlier lists named; nothing where there was none. A paper is known by its code."""
    if not earlier:
        return []
    told = {paper.code for notice in earlier for paper in notice.missing.all()}
    return [paper for paper in papers if paper.code not in told]


def _names(papers: Iterable[Material]) -> list[str]:
    return [paper.name for paper in papers]
