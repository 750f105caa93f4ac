"""Telling people, and their reading it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices import live, outbox
from kernel.notices.audiences import Audience, audiences_of
from kernel.notices.models import Notice
from kernel.notices.outbox import Telling

TITLE_MAX = 120


def tell(entries: Sequence[Entry], *, though_old: bool = False) -> list[Notice]:
    """Write a notice for everyone who must be told of these entries, once each; pages get a hint after the commit.

    What a route sends outside the portal too is ordered in the same transaction; of old news only if `though_old`.
    """
    by_type: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_type[entry.type].append(entry)
    tellings = [telling for event, of_type in by_type.items() for telling in _tellings(of_type, audiences_of(event))]
    rows = [_notice(telling) for telling in tellings if telling.told.user is not None]
    # of two audiences that name one person for one entry, the first one's words stand
    once = {(row.entry_id, row.recipient_id): row for row in reversed(rows)}
    told = Notice.objects.bulk_create(once.values(), ignore_conflicts=True)
    outbox.order(tellings, though_old=though_old)
    transaction.on_commit(lambda: _hint(told))
    return told


@dataclass(frozen=True)
class _Spoken:
    """What is told of one entry, written out."""

    text: str
    texts: dict[str, str]
    places: Mapping[str, str]


def _tellings(entries: Sequence[Entry], audiences: Sequence[Audience]) -> Iterator[Telling]:
    """What everybody is told of entries of one type; words that several audiences share are found once."""
    whom = [(each, {pk: list(those) for pk, those in each.people(entries).items()}) for each in audiences]
    spoken: dict[object, dict[int, _Spoken]] = {}
    for audience, people in whom:
        if audience.words not in spoken:
            alike = [them for other, them in whom if other.words == audience.words]
            spoken[audience.words] = _written(
                audience, [entry for entry in entries if any(them.get(entry.pk) for them in alike)]
            )
        title = str(audience.title)[:TITLE_MAX]
        for entry in entries:
            if not people.get(entry.pk):
                continue
            link = audience.link(entry) if audience.link is not None else entry.link()
            said = spoken[audience.words][entry.pk]
            for told in people[entry.pk]:
                yield Telling(entry, audience, told, title, said.text, link, said.places, said.texts)


def _written(audience: Audience, entries: Sequence[Entry]) -> dict[int, _Spoken]:
    said = audience.said(entries) if entries else {}
    return {pk: _Spoken(str(words.text), _in_other_languages(words.text), words.places) for pk, words in said.items()}


def _in_other_languages(text: str | Promise) -> dict[str, str]:
    """The same words by language, where they have any."""
    if isinstance(text, str):
        return {}
    texts = {}
    for language, _name in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            with translation.override(language):
                texts[language] = str(text)
    return texts


def _notice(telling: Telling) -> Notice:
    return Notice(
        entry_id=telling.entry.pk,
        recipient=telling.told.user,
        as_what=str(telling.told.as_what),
        weight=Notice.Weight.URGENT if telling.audience.urgent else Notice.Weight.PLAIN,
        title=telling.title,
        text=telling.text,
        texts=telling.texts,
        link=telling.link,
    )


def _hint(told: Iterable[Notice]) -> None:
    """One hint a person, with the words of his first urgent notice, or of the last."""
    shown: dict[int, Notice] = {}
    for notice in told:
        before = shown.get(notice.recipient_id)
        if before is None or before.weight != Notice.Weight.URGENT:
            shown[notice.recipient_id] = notice
    live.hint_all(
        [
            live.Hint(live.inbox(person), "inbox", notice.weight == Notice.Weight.URGENT, notice.title)
            for person, notice in shown.items()
        ]
    )


@transaction.atomic
def read(*, notice_id: int, by: User, at: datetime | None = None) -> Notice:
    """Mark one's own notice as read. Errors: NotFound for another's or none."""
    notice = Notice.objects.of(by).select_for_update(no_key=True).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    notice.mark_read(database_now() if at is None else at)
    return notice


@transaction.atomic
def read_all(*, by: User, at: datetime | None = None) -> int:
    """Mark all of one's own notices as read; how many were unread."""
    instant = database_now() if at is None else at
    return Notice.objects.of(by).unread().filter(told_at__lte=instant).update(read_at=instant)
