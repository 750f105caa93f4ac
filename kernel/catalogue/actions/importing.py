"""导入事项清单: what a list says of items, as drafts; what is in force stays as it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from django.db import connection, transaction

from kernel.accounts.models import User
from kernel.catalogue.events import IMPORTED
from kernel.catalogue.imports.landing import keep_above, land, present
from kernel.catalogue.imports.plan import County, Plan, plan_import
from kernel.catalogue.imports.rows import ItemRow
from kernel.catalogue.models import Regime
from kernel.catalogue.permissions import COUNTY_EDITORS
from kernel.catalogue.promises import learn_terms
from kernel.catalogue.queries import readings
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.locking import database_now
from kernel.ledger.writer import record_many
from kernel.organizations.models import Organization
from kernel.organizations.queries import actor, held
from kernel.workdays.queries import NATIONAL, load

# half a second of locks; five thousand took three, and no transaction may hold its id for more than two (design §3)
ROWS_AT_ONCE: Final = 1000
_LOCK: Final = 0x6974_656D  # "item": one import at a time
# a list that fills an empty catalogue outruns its statistics: each item is looked up by its key, in no order of joins
_DRAFTS: Final = """
SELECT 'item' AS subject_kind, version.item_id AS subject_id, %(at)s::timestamptz AS at,
       (SELECT item.code FROM catalogue_item item WHERE item.id = version.item_id) AS subject_number,
       version.name, version.number AS version, %(list_name)s AS list_name, coalesce(given.number, 0) AS over
FROM catalogue_itemversion version
LEFT JOIN (SELECT item_id, max(number) AS number FROM catalogue_itemversion
           WHERE id = ANY(%(bases)s) AND state = 'withdrawn' GROUP BY item_id) given USING (item_id)
WHERE version.id = ANY(%(versions)s) ORDER BY version.item_id
"""


def import_items(
    *,
    rows: Sequence[ItemRow],
    list_name: str,
    by: User | None = None,
    dry_run: bool = False,
    progress: Callable[[int], object] = lambda done: None,
) -> Plan:
    """Bring the rows of a list in as drafts; the same list twice changes nothing.

    A row is laid over the item's draft, or over its version in force to make one; where the list is silent, what is
    there stays. Rows whose promise is later than their law are refused in the plan. A draft that only a list made has
    no drafter: somebody must take it up before another person can publish it. Of each row only that is followed which
    the list did not say the time before; what an editor wrote since stays.

    `by` is the person who brings the list, who edits every item of his county; nobody where a machine does.
    Errors: NotYourPost.

    Up to ROWS_AT_ONCE rows come in whole or not at all; a longer list in parts of as many, so that nobody waits long
    for their locks, and after a break the same list again brings in the rest.
    """
    county, plan = _county(), Plan()
    who = SYSTEM if by is None else actor(held(by, roles=COUNTY_EDITORS, at=database_now()))
    laws = ((row.known.get("statutory_length"), row.known.get("statutory_unit", "")) for row in rows)
    learn_terms((*laws, *(row.promise for row in rows if row.promise is not None)), county.calendar)
    for first in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[first : first + ROWS_AT_ONCE]
        plan.add(_import_part(part, county, list_name, None if dry_run else who))
        progress(len(part))
    return plan


@transaction.atomic
def _import_part(rows: Sequence[ItemRow], county: County, list_name: str, who: Actor | None) -> Plan:
    """Compare some rows, and write what they change; without an actor nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    plan = plan_import(rows, present([row.code for row in rows]), county)
    if who is not None:
        _write(plan, list_name, who)
    return plan


def _write(plan: Plan, list_name: str, who: Actor) -> None:
    if plan.landings:
        versions = land(plan.landings)
        bases = [landing.base.pk for landing in plan.landings if landing.base is not None]
        params = {"at": database_now(), "list_name": list_name, "versions": versions, "bases": bases}
        record_many(IMPORTED, source=_DRAFTS, params=params, actor=who)
    keep_above(plan.above, list_name)


def _county() -> County:
    """Organs by every name that means one of them only."""
    organs = Organization.objects.filter(region__simulated=False).exclude(kind=Organization.Kind.VILLAGE_ROOM)
    named = [(name, organ) for organ in organs for name in {organ.name, organ.short_name} if name]
    meant = Counter(name for name, _organ in named)
    return County(
        organs={name: organ for name, organ in named if meant[name] == 1},
        regimes=Regime.objects.in_bulk(field_name="code"),
        readings=readings(),
        calendar=load(NATIONAL),
    )
