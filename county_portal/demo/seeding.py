"""Loading the demo county: its parts in order, each in one transaction with its mark in the ledger.

A part that was written is never written again, so a run that was cut off goes on where it stopped. A county that is
not empty and has no mark is somebody's real one: it is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from county_portal.demo import aftermath, board, catalogue, citizens, errands, personnel, places, signins, stories
from county_portal.demo.anchor import Anchor
from county_portal.demo.events import COUNTY, PART_LOADED
from county_portal.demo.history import build as history
from county_portal.demo.history import registered
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Region
from kernel.workdays.queries import NATIONAL, load

SEED: Final = 7
HISTORY_DAYS: Final = 60
# sixty working days up to today in transactions of a second each: first and last day, promises broken
STRETCHES: Final = ((-60, -46, 0), (-45, -31, 0), (-30, -16, 1), (-15, 0, 4))
REVIEW_OF_OFF_HALL_DAYS: Final = 90
# "demo": one loading at a time
_LOCK: Final = 0x6465_6D6F


class CountyNotEmpty(Refusal):
    """The demo is loaded into an empty portal only; nothing of a real county is ever touched."""

    code = "county_not_empty"
    template = _("这里已经有单位或区划的数据，不是空的；演示县只能装入空库。")


@dataclass(frozen=True)
class Loading:
    """What every part may need. `password` is given to all accounts of the demo."""

    anchor: Anchor
    password: str

    def random(self, part: str) -> Random:
        """The part's own generator: the same county whichever run writes the part."""
        return Random(f"{SEED}-{part}")  # noqa: S311 - an invented county, no secret


@dataclass(frozen=True)
class Part:
    """One piece of the county; `write` returns how many rows it made."""

    code: str
    label: str
    write: Callable[[Loading], int]


def _places(loading: Loading) -> int:
    places.build_regions()
    places.build_organizations(loading.anchor.d0 + timedelta(days=REVIEW_OF_OFF_HALL_DAYS))
    places.build_windows()
    return Region.objects.count() + Organization.objects.count()


def _people(loading: Loading) -> int:
    return personnel.build(loading.anchor, loading.random("people"), loading.password)


def _catalogue(loading: Loading) -> int:
    return catalogue.build(loading.anchor.at(-HISTORY_DAYS - 1, "09:00"))


def _citizens(loading: Loading) -> int:
    citizens.build_named(loading.password)
    return citizens.build_many(loading.random("citizens"))


def _history(since: int, until: int, late: int) -> Callable[[Loading], int]:
    def write(loading: Loading) -> int:
        return history.build(loading.anchor, loading.random(f"history{since}"), since=since, until=until, late=late)

    return write


def _registered(loading: Loading) -> int:
    return registered.build(loading.anchor, loading.random("registered"))


def _today(loading: Loading) -> int:
    return history.build_today(loading.anchor, loading.random("today"))


def _stories(loading: Loading) -> int:
    return stories.build(loading.anchor) + errands.build(loading.anchor)


def _board(loading: Loading) -> int:
    return board.build(loading.anchor)


def _back_filled(loading: Loading) -> int:
    return history.build_back_filled(loading.anchor, loading.random("back_filled"))


def _aftermath(loading: Loading) -> int:
    return aftermath.build(loading.anchor)


PARTS: Final = (
    Part("places", "区划、单位和窗口", _places),
    Part("people", "人员和岗位", _people),
    Part("catalogue", "事项", _catalogue),
    Part("citizens", "申请人", _citizens),
    Part("stories", "今天的事", _stories),
    *(
        Part(f"history{since}", f"{-since} 个工作日前起的办件", _history(since, until, late))
        for since, until, late in STRETCHES
    ),
    Part("registered", "部门自有系统的登记件", _registered),
    Part("today", "今天在办的件", _today),
    Part("board", "监察牌", _board),
    Part("back_filled", "事后补录的件", _back_filled),
    Part("aftermath", "通知和文书", _aftermath),
)


def loaded_parts() -> frozenset[str]:
    """Codes of the parts that the ledger says are written."""
    marks = Entry.objects.filter(subject_kind=COUNTY.kind, subject_id=COUNTY.id, type=PART_LOADED.code)
    return frozenset(entry.payload["part"] for entry in marks)


def load_county() -> Iterator[tuple[Part, int]]:
    """Write the parts that are missing, yielding each with its rows as it is committed.

    Errors: CountyNotEmpty.
    """
    done = loaded_parts()
    if not done and (Region.objects.exists() or Organization.objects.exists()):
        raise CountyNotEmpty
    if len(done) == len(PARTS):
        return
    loading = Loading(Anchor.of(database_now(), load(NATIONAL)), _password(done))
    for part in PARTS:
        if part.code not in done:
            yield part, _write(part, loading)


def _password(done: frozenset[str]) -> str:
    """A new password before the first account is made; the same one for parts that come later."""
    known = signins.listed()
    if "people" in done and known:
        return known[0]["password"]
    password = signins.new_password()
    signins.keep(password)
    return password


@transaction.atomic
def _write(part: Part, loading: Loading) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if part.code in loaded_parts():
        return 0
    rows = part.write(loading)
    record(PART_LOADED, COUNTY, actor=SYSTEM, at=database_now(), part=part.code, rows=rows)
    return rows
