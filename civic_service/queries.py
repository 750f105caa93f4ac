"""Where every errand is, and what each desk has before it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from civic_service.events import FILED, TAKEN_OVER
from civic_service.models import Bag, BagLine, Errand, PaperHanded
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.clocks.models import Clock
from kernel.clocks.queries import explain_clocks
from kernel.doors.daystrip import Strip
from kernel.doors.strips import strip_of
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Organization, Window
from kernel.organizations.queries import scope_of

ORGANS_TERMS: Final = ("intake", "promised", "statutory", "delivery")


def with_result() -> Q:
    """The organ has ended its part: a decision, or a refusal to take it."""
    return (Q(case__decided_at__isnull=False) | Q(case__phase__in=("ended", "closed"))) & ~Q(case__state="recalled")


def homeward() -> Q:
    """What goes back to the villager: a result with his papers, or his papers alone where the mandate had ended before
    an organ had them."""
    return with_result() | Q(mandate__revoked_at__isnull=False, arrived_at=None)


def _of_counter(window: Window | None) -> Q:
    """What a counter of the county gives out: by the item's delivering counter, else where it was received; what was
    never received leaves from where its bag was opened."""
    opened = BagLine.objects.filter(arrived=True, bag__leg=Bag.Leg.TO_COUNTY, bag__window=window).values("errand")
    given_out = Q(case__item_version__delivering_window=window) | Q(
        case__item_version__delivering_window=None, case__window=window
    )
    return (Q(case__received_at__isnull=False) & given_out) | Q(case__received_at=None, pk__in=opened)


def to_send(leg: str, *, unit: Organization, window: Window | None = None) -> QuerySet[Errand]:
    """What lies at `unit` and may go into a bag of this leg now, oldest first."""
    lying = Errand.objects.with_row().lying().filter(case__simulated=False, returned_at=None)
    # what is on its way to be received, and papers that follow a matter which was
    goes_up = Q(case__state="entrusted") | Q(ahead__isnull=False)
    up = lying.filter(goes_up, place=unit).order_by("filed_at", "pk")
    if leg == Bag.Leg.TO_TOWN:
        return up.filter(room=unit)
    if leg == Bag.Leg.TO_COUNTY:
        return up.filter(town=unit)
    done = lying.filter(homeward(), ahead=None).order_by("filed_at", "pk")
    if leg == Bag.Leg.BACK_TO_TOWN:
        return done.filter(_of_counter(window), place=unit, came_by=Bag.Leg.TO_COUNTY)
    return done.filter(place=unit, town=unit)


def expected(unit: Organization) -> QuerySet[Bag]:
    """Bags that are on the road to this unit, the longest first."""
    return _bags(Bag.objects.on_the_road().filter(receiver=unit)).order_by("sent_at")


def expected_at(windows: Sequence[int]) -> QuerySet[Bag]:
    """Bags on the road to these counters of the county."""
    return _bags(Bag.objects.on_the_road().filter(leg=Bag.Leg.TO_COUNTY, window__in=windows)).order_by("sent_at")


def lost(units: Collection[Organization] = (), *, windows: Collection[int] = ()) -> QuerySet[Bag]:
    """Bags of these ends that did not come and have not turned up, the latest first."""
    theirs = Q(sender__in=units) | Q(receiver__in=units) | Q(window__in=windows)
    return _bags(Bag.objects.lost().filter(theirs)).order_by("-lost_at")


def put_aside(units: Collection[Organization] = (), *, windows: Collection[int] = ()) -> list[BagLine]:
    """Papers of lost bags that turned up here too late for their matters, to be given back."""
    at_counter = Q(bag__window__in=windows, bag__leg=Bag.Leg.TO_COUNTY, bag__found_with=F("bag__receiver"))
    at_counter |= Q(bag__window__in=windows, bag__leg=Bag.Leg.BACK_TO_TOWN, bag__found_with=F("bag__sender"))
    here = Q(bag__found_with__in=units) | at_counter
    lines = BagLine.objects.filter(here, aside=True, given_at=None)
    return list(lines.select_related("bag", "errand__case__item_version", "errand__case__applicant").order_by("pk"))


def sent(units: Collection[Organization] = (), *, windows: Collection[int] = (), since: datetime) -> QuerySet[Bag]:
    """Bags that left here and that nobody has signed for yet, however old; then those that left since, the latest
    first."""
    ours = Q(sender__in=units) | Q(leg=Bag.Leg.BACK_TO_TOWN, window__in=windows)
    waits = Q(received_at=None, lost_at=None)
    bags = _bags(Bag.objects.filter(ours, Q(sent_at__gte=since) | waits))
    return bags.annotate(waits=waits).order_by("-waits", "-sent_at")


def _bags(bags: QuerySet[Bag]) -> QuerySet[Bag]:
    return bags.select_related("sender", "receiver", "window", "sent_by", "lost_by", "found_with").prefetch_related(
        "lines__errand__case__applicant", "lines__errand__case__item_version", "lines__errand__mandate"
    )


def errand_seen_by(user: User, number: str, *, at: datetime) -> Errand:
    """The errand of a case number, if his posts may see it. Errors: NotFound."""
    found = Errand.objects.visible_to(scope_of(user, at)).with_row().filter(case__number=number).first()
    if found is None:
        raise NotFound
    return found


def bag_seen_by(user: User, number: str, *, at: datetime) -> Bag:
    """The bag of that number, if his posts may see it, with its lines. Errors: NotFound."""
    found = (
        _bags(Bag.objects.visible_to(scope_of(user, at))).select_related("received_by").filter(number=number).first()
    )
    if found is None:
        raise NotFound
    return found


def to_give(room: Organization) -> QuerySet[Errand]:
    """Results, and papers of mandates that ended, that lie in a room for a villager."""
    lying = Errand.objects.with_row().lying().filter(homeward(), place=room, returned_at=None, ahead=None)
    came_home = Q(came_by=Bag.Leg.BACK_TO_VILLAGE) | Q(mandate__revoked_at__isnull=False)
    return lying.filter(came_home).order_by("filed_at")


def to_call(unit: Organization) -> QuerySet[Errand]:
    """Villagers to be asked how it went."""
    here = Q(room=unit) | Q(town=unit)
    return Errand.objects.with_row().filter(here, returned_at__isnull=False, called_at=None).order_by("returned_at")


def under_way(room: Organization) -> QuerySet[Errand]:
    """Errands of a room that are neither here nor home."""
    return (
        Errand.objects.with_row()
        .filter(room=room, returned_at=None)
        .exclude(pk__in=to_send(Bag.Leg.TO_TOWN, unit=room).values("pk"))
        .exclude(pk__in=to_give(room).values("pk"))
        .order_by("-filed_at")
    )


@dataclass(frozen=True)
class Month:
    """One agent's month, counted and nothing else: no ranking follows from it. `of_room`: what all of hers took."""

    filed: int
    given: int
    recalled: int
    taken_over: int
    of_room: int


def month_of(agent: User, room: Organization, *, since: datetime) -> Month:
    """What she took and brought home since then, and which mandates ended."""
    of_room = Errand.objects.filter(room=room)
    mine = of_room.filter(mandate__agent=agent)
    ended = mine.filter(mandate__revoked_at__gte=since)
    taken = Entry.objects.filter(type=TAKEN_OVER.code, subject_kind="case", subject_id__in=ended.values("pk"))
    taken_over = taken.values("subject_id").distinct().count()
    return Month(
        filed=mine.filter(filed_at__gte=since).count(),
        given=mine.filter(returned_at__gte=since, mandate__revoked_at=None).count(),
        recalled=ended.count() - taken_over,
        taken_over=taken_over,
        of_room=of_room.filter(filed_at__gte=since).count(),
    )


@dataclass(frozen=True)
class Counts:
    """The two day counts of an errand: the agent's own term and the organ's; None where that one does not run."""

    own: Strip | None = None
    organ: Strip | None = None


def counts_of(errands: Iterable[Errand], *, now: datetime) -> dict[int, Counts]:
    """By case, in two queries. The organ's is the promise beside the statute once it has accepted."""
    ids = [errand.pk for errand in errands]
    running = Clock.objects.running().filter(subject_kind="case", subject_id__in=ids).prefetch_related("pauses")
    own: dict[int, list[Clock]] = {}
    organs: dict[int, list[Clock]] = {}
    for clock in running:
        if clock.kind.startswith("proxy_"):
            own.setdefault(clock.subject_id, []).append(clock)
        elif clock.kind in ORGANS_TERMS:
            organs.setdefault(clock.subject_id, []).append(clock)
    return {
        key: Counts(
            strip_of(explain_clocks(own.get(key, ()), now=now)), strip_of(explain_clocks(organs.get(key, ()), now=now))
        )
        for key in ids
    }


def with_counts(errands: Sequence[Errand], counts: Mapping[int, Counts]) -> list[tuple[Errand, Counts]]:
    """Each errand beside its two day counts."""
    return [(errand, counts[errand.pk]) for errand in errands]


def differing(*, since: datetime, units: Collection[Organization] = (), windows: Collection[int] = ()) -> list[BagLine]:
    """What was not in a bag as its list said, of bags that these sent or opened since, the latest first."""
    theirs = Q(bag__sender__in=units) | Q(bag__receiver__in=units) | Q(bag__window__in=windows)
    short = Q(arrived=False) | ~Q(originals_in=F("originals_out"))
    lines = BagLine.objects.filter(theirs, short, bag__received_at__gte=since)
    beside = ("bag__sender", "bag__receiver", "errand__case__item_version", "errand__case__applicant")
    return list(lines.select_related(*beside).order_by("-bag__received_at", "pk"))


def opened(unit: Organization, *, since: datetime) -> QuerySet[Bag]:
    """Bags that were signed for here since, the latest first."""
    here = Q(found_with=None) | Q(found_with=unit)
    return _bags(Bag.objects.filter(here, receiver=unit, received_at__gte=since)).order_by("-received_at")


def bags_of(errand: Errand) -> list[BagLine]:
    """The bags it lay in, the first one first."""
    return list(errand.lines.select_related("bag__sender", "bag__receiver", "bag__window").order_by("pk"))


def result_is_there(errand: Errand) -> bool:
    """Whether its result, or the papers of an ended mandate, may be put into the villager's hand where they lie."""
    near = errand.place_id in (errand.room_id, errand.town_id)
    return near and Errand.objects.lying().filter(homeward(), pk=errand.pk, returned_at=None, ahead=None).exists()


def usual_items(rooms: Collection[Organization], *, since: datetime, most: int) -> list[ItemVersion]:
    """What these rooms were asked for since, in force, what was asked for oftenest first; no more than `most`."""
    asked = Errand.objects.filter(room__in=rooms, filed_at__gte=since).values("case__item_version__item")
    counted = asked.annotate(times=Count("pk")).order_by("-times", "case__item_version__item")
    often = list(counted.values_list("case__item_version__item", flat=True)[:most])
    rows = ItemVersion.objects.in_force().select_related("item", "organization").defer("item__above")
    found = {version.item_id: version for version in rows.filter(item__in=often)}
    return [found[item] for item in often if item in found]


def only_shown(errand: Errand, papers: Collection[PaperHanded]) -> list[str]:
    """Names of what the villager showed and kept: ticked when the errand was taken, with no original and no copy."""
    filed = Entry.objects.of(errand.case.ledger_subject).filter(type=FILED.code).first()
    kept = {paper.material.name for paper in papers}
    return [name for name in filed.payload["papers"] if name not in kept] if filed is not None else []
