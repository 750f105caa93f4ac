"""Who may see the documents of a subject: whoever may see the subject. The app that owns it says so here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from kernel.accounts.models import User
from kernel.ledger.actors import Actor
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import HeldPost
from kernel.organizations.refusals import NotYourPost


@dataclass(frozen=True)
class CodeHolder:
    """Whoever gave number and code of one subject at a door that compared them; he has no account. `actor`: as the
    ledger names him."""

    subject: Subject
    actor: Actor

    def holds(self, kind: str, subject_id: int) -> bool:
        """Whether it is this very subject that his code opened."""
        return (self.subject.kind, self.subject.id) == (kind, subject_id)


Asker = User | AnonymousUser | CodeHolder
Sender = User | CodeHolder
MayDo = Callable[[Asker, int], bool]
# the post by which he stamps the letters of that subject at an instant; raises NotYourPost
StampingPost = Callable[[User, int, datetime], HeldPost]
Shown = Callable[[Asker, int], Q]


def _all(user: Asker, subject_id: int) -> Q:
    return Q()


def _nobody(user: Asker, subject_id: int) -> bool:
    return False


@dataclass(frozen=True)
class SubjectKind:
    """A kind of subject that has documents: `may_see`, `may_add` (and remove), `find` (its number → the subject),
    `person` (whose data its documents hold, as the access log names him), `stamps` (by which post) and `shown`: of the
    documents of a subject that he sees, which he is shown, as a condition on them."""

    kind: str
    may_see: MayDo
    may_add: MayDo
    find: Callable[[str], Subject | None]
    person: Callable[[int], Subject | None]
    stamps: StampingPost
    shown: Shown


_kinds: dict[str, SubjectKind] = {}
_helpers: dict[str, list[MayDo]] = {}


def _unfindable(number: str) -> Subject | None:
    return None


def _unknown(subject_id: int) -> Subject | None:
    return None


def _no_post(user: User, subject_id: int, at: datetime) -> HeldPost:
    raise NotYourPost


def register_subject(
    kind: str,
    may_see: MayDo,
    may_add: MayDo = _nobody,
    find: Callable[[str], Subject | None] = _unfindable,
    person: Callable[[int], Subject | None] = _unknown,
    stamps: StampingPost = _no_post,
    shown: Shown = _all,
) -> SubjectKind:
    """Make a kind of subject known; the first two callables take (user, subject_id). Errors: ValueError if known."""
    if kind in _kinds:
        raise ValueError(f"subject kind {kind} is registered already")
    _kinds[kind] = SubjectKind(kind, may_see, may_add, find, person, stamps, shown)
    return _kinds[kind]


def let_add(kind: str, may_add: MayDo) -> None:
    """Another app whose people may add files to a kind of subject that is not its own: who carries it for somebody."""
    _helpers.setdefault(kind, []).append(may_add)


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
    """Whether he may add files to the subject now."""
    known = _kinds.get(kind)
    if known is None:
        return False
    return known.may_add(user, subject_id) or any(let(user, subject_id) for let in _helpers.get(kind, ()))


def stamping_post(user: User, kind: str, subject_id: int, *, at: datetime) -> HeldPost:
    """The post by which he puts the seal on letters of the subject. Errors: NotFound when it is not his to see;
    NotYourPost."""
    if not may_see(user, kind, subject_id):
        raise NotFound
    return _kinds[kind].stamps(user, subject_id, at)


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
