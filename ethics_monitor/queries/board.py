"""The supervision board: what stands by colour and age, departments × rules, the newest cards, the heartbeat."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q

from ethics_monitor.models import Card, Colour, SweepRun
from ethics_monitor.queries.folding import Fold, beside
from ethics_monitor.rectification import KIND
from kernel.clocks.models import Clock
from kernel.organizations.models import Organization
from kernel.organizations.queries import Scope
from kernel.workdays.zone import day_start, local_date

WINDOWS: Final = (30, 90, 365)  # days that the matrix may look back
RECENT: Final = timedelta(days=3)
FEED: Final = 70
BEATS: Final = 40


@dataclass(frozen=True, slots=True)
class Lamp:
    """One colour: what stands, and since when it was found: today, within three days, longer."""

    colour: str
    standing: int
    today: int
    recent: int
    older: int


@dataclass(frozen=True, slots=True)
class Board:
    """`to_verify` waits for the office, `reported` for its verification, `late` has not answered within its term."""

    lamps: tuple[Lamp, ...]
    to_verify: int
    reported: int
    late: int
    revocations: int


@dataclass(frozen=True)
class MatrixRow:
    """A department: cards found by rule, their sum, and finished in time / finished (None when nothing was)."""

    organization: str
    code: str
    by_rule: Mapping[str, int]
    total: int
    on_time: int
    finished: int

    @property
    def on_time_rate(self) -> float | None:
        return self.on_time / self.finished if self.finished else None


@dataclass(frozen=True)
class Matrix:
    """Departments with most cards first; `rules` are the columns, in order of code."""

    days: int
    rules: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    totals: Mapping[str, int] = field(default_factory=dict)


def board(scope: Scope, *, at: datetime) -> Board:
    """The figures above the board, in two queries. A red that waits to be verified is among the reds."""
    standing = Card.objects.visible_to(scope).shining()
    today = day_start(local_date(at))
    counted = {
        row["colour"]: row
        for row in standing.values("colour").annotate(
            many=Count("pk"),
            today=Count("pk", filter=Q(found_at__gte=today)),
            recent=Count("pk", filter=Q(found_at__lt=today, found_at__gte=today - RECENT)),
        )
    }
    terms = Clock.objects.filter(subject_kind="card", subject_id=OuterRef("pk"), kind=KIND)
    late = Exists(terms.filter(ended_at__isnull=True, due_at__lt=at))
    waiting = standing.aggregate(
        to_verify=Count("pk", filter=Q(state="to_verify")),
        reported=Count("pk", filter=Q(state="reported")),
        late=Count("pk", filter=late),
        revocations=Count("pk", filter=Q(revocation_proposed_at__isnull=False)),
    )
    lamps = tuple(_lamp(colour.value, counted.get(colour.value)) for colour in reversed(Colour))
    return Board(lamps, **waiting)


def _lamp(colour: str, row: Mapping[str, Any] | None) -> Lamp:
    if row is None:
        return Lamp(colour, 0, 0, 0, 0)
    older = row["many"] - row["today"] - row["recent"]
    return Lamp(colour, row["many"], row["today"], row["recent"], older)


def matrix(scope: Scope, *, at: datetime, days: int = 30) -> Matrix:
    """Cards that became true within `days`, by department and rule, beside the rate of promises kept. Two queries."""
    since = day_start(local_date(at) - timedelta(days=days))
    cards = Card.objects.visible_to(scope).exclude(state__in=("revoked", "dismissed"))
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    counted = cards.filter(true_at__gte=since, true_at__lte=at).values_list(
        "organization_name", "organization_code", "rule_code"
    )
    for name, code, rule, many in counted.annotate(many=Count("pk")).order_by("organization_code", "rule_code"):
        found[name, code][rule] = many
    rates = _kept(scope, since, at)
    rows = [
        MatrixRow(name, code, by_rule, sum(by_rule.values()), *rates.get(code, (0, 0)))
        for (name, code), by_rule in found.items()
    ]
    rules = tuple(sorted({rule for row in rows for rule in row.by_rule}))
    totals = {rule: sum(row.by_rule.get(rule, 0) for row in rows) for rule in rules}
    return Matrix(days, rules, tuple(sorted(rows, key=lambda row: (-row.total, row.code))), totals)


def _kept(scope: Scope, since: datetime, at: datetime) -> dict[str, tuple[int, int]]:
    """(in time, finished) of promised terms that ended in the window, by code of the organisation."""
    ended = Clock.objects.filter(kind=Clock.Kind.PROMISED, simulated=False, ended_at__gte=since, ended_at__lte=at)
    if not scope.everything:
        mine = Organization.objects.filter(pk__in=scope.organization_ids).values("code")
        ended = ended.filter(organization_code__in=mine)
    counted = ended.values_list("organization_code").annotate(
        on_time=Count("pk", filter=Q(ended_at__lte=F("due_at"))), finished=Count("pk")
    )
    return {code: (on_time, finished) for code, on_time, finished in counted}


def feed(scope: Scope, *, limit: int = FEED, folded: Sequence[Fold] = ()) -> list[Card]:
    """The newest of the cards that the lamps count, newest first, with what a line shows; without those folded."""
    shining = beside(Card.objects.visible_to(scope).shining(), folded)
    return list(shining.with_row().order_by("-found_at", "-pk")[:limit])


def heartbeat(limit: int = BEATS) -> list[SweepRun]:
    """The last sweeps of the live county, newest first."""
    return list(SweepRun.objects.filter(simulation="").order_by("-started_at")[:limit])
