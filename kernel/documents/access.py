"""Who may see the documents of a subject: whoever may see the subject. The app that owns it says so here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from kernel.accounts.models import User
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject

Asker = User | AnonymousUser
MayDo = Callable[[Asker, int], bool]
Shown = Callable[[Asker, int], Q]


def _all(user: Asker, subject_id: int) -> Q:
    return Q()


def _nobody(user: Asker, subject_id: int) -> bool:
    return False


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject that has documents: `may_see`, `may_add` (and remove), `find` (its number → the subject),
    `person` (whose data its documents hold, as the access log names him) and `shown`: of the documents of a subject
    that he sees, which he is shown, as a condition on them."""

    kind: str
    may_see: MayDo
    may_add: MayDo
    find: Callable[[str], Subject | None]
    person: Callable[[int], Subject | None]
    shown: Shown


_kinds: dict[str, SubjectKind] = {}


def _unfindable(number: str) -> Subject | None:
    return None


def _unknown(subject_id: int) -> Subject | None:
    return None


def register_subject(
    kind: str,
    may_see: MayDo,
    may_add: MayDo = _nobody,
    find: Callable[[str], Subject | None] = _unfindable,
    person: Callable[[int], Subject | None] = _unknown,
    shown: Shown = _all,
) -> SubjectKind:
    """Make a kind of subject known; the first two callables take (user, subject_id). Errors: ValueError if known."""
    if kind in _kinds:
        raise ValueError(f"subject kind {kind} is registered already")
    _kinds[kind] = SubjectKind(kind, may_see, may_add, find, person, shown)
    return _kinds[kind]


def forget_subject(kind: str) -> None:
    """Undo a registration; for tests that bring their own kind."""
    del _kinds[kind]


def may_see(user: Asker, kind: str, subject_id: int) -> bool:
    """Whether the subject's documents are his to read; nobody's when its kind is unknown."""
    known = _kinds.get(kind)
    return known is not None and known.may_see(user, subject_id)


def shown(user: Asker, kind: str, subject_id: int) -> Q:
    """Which documents of a subject that he sees he is shown; none of an unknown kind."""
    known = _kinds.get(kind)
    return known.shown(user, subject_id) if known is not None else Q(pk__in=[])


def may_add(user: Asker, kind: str, subject_id: int) -> bool:
    """Whether he may add files to the subject now, or take his own out again."""
    known = _kinds.get(kind)
    return known is not None and known.may_add(user, subject_id)


def person_of(subject: Subject) -> Subject:
    """Whose data the documents of a subject hold; the subject itself where its kind does not tell."""
    known = _kinds.get(subject.kind)
    return (known.person(subject.id) if known else None) or subject


def find(kind: str, number: str) -> Subject:
    """The subject of that number. Errors: NotFound."""
    known = _kinds.get(kind)
    subject = known.find(number) if known else None
    if subject is None:
        raise NotFound
    return subject
