"""The simulated county of one log: found again by the log's own identity, never by a name or a date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from county_portal.replay.events import COUNTY_OPENED
from county_portal.replay.kinds import KIND
from county_portal.replay.log import EARLIEST
from ethics_monitor.actions import install_rules
from ethics_monitor.models import Rule
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import Item, ItemVersion, Regime
from kernel.ledger.actors import SYSTEM
from kernel.ledger.models import Entry
from kernel.ledger.writer import record
from kernel.organizations.models import Organization, Region

RULE: Final = "T03"
_LOCK: Final = 0x72_65_70  # "rep": one county is set up at a time
# no province has the number 98: a simulated county can never be taken for a real one
PROVINCE: Final = "98"
COUNTIES: Final = 10_000
SHORT: Final = 16  # hex digits of the log's identity in names
IMPORTER: Final = "log-replay"
# an invented firm of the same invented province: the log's applicants are unknown
APPLICANT_CODE: Final = "91980000MA00000004"
APPLICANT_PHONE: Final = "16100000000"


@dataclass(frozen=True)
class County:
    """Where a log is played. `units` by the log's own department; `read_at` is when the log was first read."""

    region: Region
    units: dict[str, Organization]
    version: ItemVersion
    applicant: Applicant
    read_at: datetime


def read_at(identity: str) -> datetime | None:
    """When the log of that identity was first read; None when it never was."""
    seat = Organization.objects.filter(identifier=_identifier(identity)).select_related("region").first()
    if seat is None:
        return None
    opened = Entry.objects.of(seat.region.ledger_subject).filter(type=COUNTY_OPENED.code).get()
    at: datetime = opened.facts()["read_at"]
    return at


@transaction.atomic
def open_county(identity: str, departments: Iterable[str], *, at: datetime) -> None:
    """Set up the county of a log that was first read `at` (the database's clock); its own clock begins at EARLIEST.

    The product's rules are installed where T03 never was in force. The caller holds the log's lock; counties of
    different logs are set up one after another. Errors: IntegrityError when it is there already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not Rule.objects.filter(code=RULE, activated_at__isnull=False).exists():
        install_rules()
    region = Region.objects.create(
        code=_free_code(identity),
        name=_("模拟县 {log}").format(log=identity[:SHORT]),
        level=Region.Level.COUNTY,
        simulated=True,
        sort_key=f"~{identity[:SHORT]}",
    )
    seat = _unit(region, _identifier(identity), 0, region.name)
    for number, department in enumerate(sorted(set(departments)), start=1):
        _unit(region, f"{seat.identifier}-{number}", number, department or _("未注明部门"), parent=seat)
    _version(seat, identity)
    record(
        COUNTY_OPENED,
        region.ledger_subject,
        actor=SYSTEM,
        at=EARLIEST,
        log=identity,
        read_at=at,
    )


def county_of(identity: str, departments: Iterable[str]) -> County:
    """The county of a log with these departments. Errors: DoesNotExist before it was opened."""
    seat = Organization.objects.select_related("region").get(identifier=_identifier(identity))
    units = Organization.objects.filter(parent=seat).order_by("pk")
    opened = read_at(identity)
    assert opened is not None
    return County(
        region=seat.region,
        units=dict(zip(sorted(set(departments)), units, strict=True)),
        version=ItemVersion.objects.get(organization=seat),
        applicant=_applicant(),
        read_at=opened,
    )


def _identifier(identity: str) -> str:
    return f"replay-{identity[:SHORT]}"


def _free_code(identity: str) -> str:
    """A county code from the identity, or the next that no other county has."""
    first = int(identity[:SHORT], 16) % COUNTIES
    taken = set(Region.objects.filter(code__startswith=PROVINCE).values_list("code", flat=True))
    codes = (f"{PROVINCE}{(first + step) % COUNTIES:04d}000000" for step in range(COUNTIES))
    return next(code for code in codes if code not in taken)


def _unit(region: Region, identifier: str, number: int, name: str, parent: Organization | None = None) -> Organization:
    return Organization.objects.create(
        code=f"{region.code[:6]}-{number}",
        identifier=identifier,
        name=name,
        kind=Organization.Kind.OWN,
        region=region,
        parent=parent,
    )


def _version(seat: Organization, identity: str) -> None:
    """The county's one item: a draft for ever, so that no list of what can be applied for holds it."""
    regime, _made = Regime.objects.get_or_create(
        code=KIND,
        defaults={
            "name": _("导入日志"),
            "legal_basis": _("以日志所载期限为准"),
            "intake_days": 0,
            "silence": "nothing",
            "supplement_term_days": 0,
        },
    )
    author, _made = User.objects.get_or_create(username=IMPORTER, defaults={"is_active": False})
    ItemVersion.objects.create(
        item=Item.objects.create(code=f"replay-{identity[:SHORT]}"),
        number=1,
        case_kind=KIND,
        regime=regime,
        name=_("导入日志 {log}").format(log=identity[:SHORT]),
        organization=seat,
        legal_basis=_("以日志所载期限为准"),
        statutory_length=0,
        statutory_unit="unstated",
        statutory_basis=_("以日志所载期限为准"),
        start_event="received",
        promised_length=0,
        drafted_by=author,
    )


def _applicant() -> Applicant:
    return register_applicant(
        kind="legal",
        name=_("导入日志的申请人"),
        id_kind="uscc",
        id_number=APPLICANT_CODE,
        phone=APPLICANT_PHONE,
    )
