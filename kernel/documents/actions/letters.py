"""Letters are asked for by an observer, made by the worker, and made again to the byte.

The row is the order; the queue is only a hint that there is one. A try is counted before it begins, so that a letter
that kills its worker is not tried for ever.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from kombu.exceptions import OperationalError

from kernel.documents import events, seals, storage
from kernel.documents.letters import kinds, printing
from kernel.documents.letters.data import LetterData
from kernel.documents.models import Document, Letter, LetterSerial, LetterTemplate
from kernel.documents.numbering import document_number, letter_nonce, spaced
from kernel.documents.recognition.kinds import PDF
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.locking import database_now, instant_of_act
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record

log = structlog.get_logger(__name__)

TASK: Final = "documents.make_letters"
# of one message to the worker: few enough that two workers share a burst
HINTED_AT_ONCE: Final = 10
MAX_TRIES: Final = 6
FIRST_WAIT: Final = timedelta(minutes=1)
# what a test seal or a signature may add
MAX_LETTER_BYTES: Final = 20 * storage.MEGABYTE


@dataclass(frozen=True, kw_only=True)
class Order:
    """The letter that a ledger entry calls for. `subject` is what it belongs to, without one the entry's subject."""

    entry: Entry
    letter_type: str
    data: LetterData
    subject: Subject | None = None

    @property
    def key(self) -> tuple[int, str]:
        """One entry calls for one letter of a type."""
        return self.entry.pk, self.letter_type

    @property
    def serial_key(self) -> tuple[str, str, int]:
        """Organ, type and year, which 文号 are counted in."""
        return self.data.organ.code, self.letter_type, self.data.issued_on.year


def request_letter(*, entry: Entry, letter_type: str, data: LetterData, subject: Subject | None = None) -> Letter:
    """Order one letter; see `request_letters`."""
    return request_letters([Order(entry=entry, letter_type=letter_type, data=data, subject=subject)])[0]


def request_letters(orders: Sequence[Order]) -> list[Letter]:
    """Order letters, all or none; asked again for the same entry and type, the first is returned.

    Their words, numbers and 文号 are fixed here, in the order given.
    Errors: KeyError for an unknown type; TypeError when `data` is another letter's.
    """
    if not orders:
        return []
    for order in orders:
        kind = kinds.get(order.letter_type)
        if type(order.data) is not kind.data:
            raise TypeError(
                f"letter {order.letter_type} is filled from {kind.data.__name__}, not {type(order.data).__name__}"
            )
    with transaction.atomic():
        serials = _lock_serials({order.serial_key for order in orders})
        letters = {
            (known.entry_id, known.letter_type): known
            for known in Letter.objects.filter(entry__in=[order.entry for order in orders])
        }
        templates: dict[str, LetterTemplate] = {}
        new = []
        for order in orders:
            if order.key not in letters:
                serial = serials[order.serial_key]
                serial.last += 1
                letters[order.key] = _ordered(order, serial, templates)
                new.append(letters[order.key])
        LetterSerial.objects.bulk_update(serials.values(), ["last"])
        Letter.objects.bulk_create(new)
        transaction.on_commit(lambda: _hint([letter.pk for letter in new]))
    return [letters[order.key] for order in orders]


def make_letter(*, letter_id: int) -> Letter | None:
    """Make one letter that is due and return it; None when it is made, failed or being tried elsewhere.

    A try that fails is noted with its reason and its next time; nothing is raised for it.
    """
    if not _claim(letter_id):
        return None
    try:
        with transaction.atomic():
            letter = (
                Letter.objects.select_for_update(no_key=True, of=("self",)).select_related("template").get(pk=letter_id)
            )
            if letter.state != Letter.State.PENDING:
                return None
            _make(letter)
    except Exception as error:
        log.exception("letter_not_made", letter_id=letter_id)
        _note_failure(letter_id, error)
        return None
    return letter


def make_pending(*, most: int = 200) -> int:
    """Make what is due, longest waiting first, and return how many were made."""
    due = list(Letter.objects.due(database_now()).values_list("pk", flat=True)[:most])
    return sum(make_letter(letter_id=each) is not None for each in due)


def try_failed_again() -> int:
    """Give every failed letter a fresh set of tries; for after its cause was put right. Returns how many."""
    return Letter.objects.filter(state=Letter.State.FAILED).update(
        state=Letter.State.PENDING, tries=0, try_at=database_now(), error=""
    )


def remake(letter: Letter) -> bytes:
    """The letter printed once more from its kept text and words; nothing is stored. Errors: LetterUnprintable."""
    return printing.printed(letter.template.source, letter.words, at=letter.issued_at)


def _lock_serials(keys: Collection[tuple[str, str, int]]) -> dict[tuple[str, str, int], LetterSerial]:
    """The series of these organs, types and years, made where they are new, each locked before the next."""
    wanted = Q()
    for organ_code, letter_type, year in keys:
        wanted |= Q(organ_code=organ_code, letter_type=letter_type, year=year)
    series = ("organ_code", "letter_type", "year")
    LetterSerial.objects.bulk_create(
        [LetterSerial(**dict(zip(series, key, strict=True))) for key in sorted(keys)], ignore_conflicts=True
    )
    locked = LetterSerial.objects.select_for_update(no_key=True).filter(wanted).order_by(*series)
    return {(each.organ_code, each.letter_type, each.year): each for each in locked}


def _ordered(order: Order, serial: LetterSerial, templates: dict[str, LetterTemplate]) -> Letter:
    """The row of a new letter with everything that will be printed; `templates` are those this batch has met."""
    kind, data = kinds.get(order.letter_type), order.data
    subject = order.subject or order.entry.subject
    number = document_number(kind.prefix, data.issued_on)
    organ = data.organ
    serial_words = f"{organ.mark or organ.short_name}{kind.word}〔{serial.year}〕{serial.last}号"
    title, seal = kind.title_of(data), kind.seal_of(data)
    text = printing.canonical(data.words() | _frame(organ.code, number, serial_words, title=title, seal=seal))
    if kind.code not in templates:
        source = kind.source()
        templates[kind.code], _made = LetterTemplate.objects.get_or_create(
            sha256=printing.digest_of_text(source), defaults={"source": source}
        )
    return Letter(
        entry=order.entry,
        letter_type=kind.code,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_number=subject.number,
        number=number,
        serial=serial_words,
        organ_code=organ.code,
        organ_name=organ.name,
        year=serial.year,
        running=serial.last,
        title=title,
        addressee_masked=data.applicant_masked,
        issued_at=data.issued_at,
        words=text,
        words_sha256=printing.digest_of_text(text),
        template=templates[kind.code],
        seal=seal,
        seal_provider=seals.current(),
    )


def _frame(organ_code: str, number: str, serial: str, *, title: str, seal: str) -> dict[str, str]:
    """What stands around the letter's own words: title, numbers, the way to the verification page, the seal."""
    home = settings.PUBLIC_URL.rstrip("/")
    return {
        "title": title,
        "serial": serial,
        "number": number,
        "number_spaced": spaced(number),
        "nonce": letter_nonce(),
        "verify_home": home + reverse("documents:verify_home"),
        "verify": home + reverse("documents:verify", args=[number]),
        "seal": seal,
        "seal_picture": seals.provider(seals.current()).picture(organ_code=organ_code, seal=seal) if seal else "",
    }


def _hint(letter_ids: Sequence[int]) -> None:
    """Tell the worker; without a broker the beat finds the rows within a minute."""
    try:
        for first in range(0, len(letter_ids), HINTED_AT_ONCE):
            some = letter_ids[first : first + HINTED_AT_ONCE]
            current_app.send_task(TASK, args=[some], retry=False, ignore_result=True)
    except OperationalError as error:
        log.warning("letter_hint_lost", letter_ids=letter_ids[first:], reason=str(error))


def _claim(letter_id: int) -> bool:
    """Count a try before it begins and put off the next one; False when the letter is not due."""
    now = database_now()
    with transaction.atomic():
        letter = Letter.objects.due(now).select_for_update(no_key=True, skip_locked=True).filter(pk=letter_id).first()
        if letter is None:
            return False
        if letter.tries >= MAX_TRIES:
            letter.state, letter.error = Letter.State.FAILED, letter.error or "worker ended without a word"
            letter.save(update_fields=["state", "error"])
            return False
        letter.tries += 1
        letter.try_at = now + FIRST_WAIT * 2 ** (letter.tries - 1)
        letter.save(update_fields=["tries", "try_at"])
    return True


def _make(letter: Letter) -> None:
    """Print, seal, keep; then the document, its ledger entry and the letter's state in the caller's transaction."""
    pdf = remake(letter)
    sealed = pdf
    if letter.seal:
        sealed = seals.provider(letter.seal_provider).sign(pdf, organ_code=letter.organ_code, seal=letter.seal)
    with storage.spooled([sealed], most=MAX_LETTER_BYTES) as file:
        at = database_now()
        document = Document.objects.create(
            subject_kind=letter.subject_kind,
            subject_id=letter.subject_id,
            subject_number=letter.subject_number,
            role=Document.Role.LETTER,
            number=letter.number,
            name=f"{letter.title}{PDF.extension}",
            content_type=PDF.content_type,
            size=file.size,
            sha256=file.sha256,
            stored_name=storage.keep(file),
            issuer=letter.organ_name,
            at=at,
        )
    _seal_in_ledger(letter, document)
    letter.document, letter.made_at, letter.state = document, at, Letter.State.READY
    letter.recipe, letter.printed_sha256, letter.error = printing.recipe(), hashlib.sha256(pdf).hexdigest(), ""
    letter.save(update_fields=["document", "made_at", "state", "recipe", "printed_sha256", "error"])


def _seal_in_ledger(letter: Letter, document: Document) -> None:
    record(
        events.LETTER_ISSUED,
        document.ledger_subject,
        about=letter.about,
        actor=Actor(SYSTEM.person, organization=letter.organ_code, region=letter.entry.region),
        at=instant_of_act(document.ledger_subject, at=document.at),
        title=letter.title,
        letter_type=letter.letter_type,
        serial=letter.serial,
        seal=letter.seal,
        size=document.size,
        sha256=document.sha256,
        words_sha256=letter.words_sha256,
    )


def _note_failure(letter_id: int, error: Exception) -> None:
    """Say why; after the last try the letter is failed and waits for a person."""
    said = f"{type(error).__name__}: {error}"[:2_000]
    Letter.objects.filter(pk=letter_id, state=Letter.State.PENDING).update(error=said)
    Letter.objects.filter(pk=letter_id, state=Letter.State.PENDING, tries__gte=MAX_TRIES).update(
        state=Letter.State.FAILED
    )
