"""The items in somebody's hands as a list that the import takes back, CSV or XLSX."""

from collections.abc import Iterator

from django.db.models import QuerySet

from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.permissions import Workbench
from kernel.catalogue.queries.workshop import workshop_items

# the names of the import's own columns
HEADINGS = (
    *("code", "name", "parent_name", "department", "level", "item_type", "handle_type", "legal_basis"),
    *("statutory_days", "day_unit", "statutory_basis", "start_event", "promised_days", "fee", "on_site_times"),
    *("accept_condition", "handle_flow", "result_name", "quantity_limit", "consult_phone", "complaint_phone"),
    "needs_person",
)


def exported(bench: Workbench) -> Iterator[list[str | int | None]]:
    """The headings, then a row for every item: its draft where it has one, else what is in force."""
    yield list(HEADINGS)
    rows: QuerySet[ItemVersion] = workshop_items(bench)
    for version in rows.iterator(chunk_size=1000):
        yield _row(version)


def _row(version: ItemVersion) -> list[str | int | None]:
    unit = "" if version.statutory_unit == Unit.UNSTATED else version.statutory_unit
    fee = {None: "", True: "收费", False: "不收费"}[version.charged]
    return [
        version.item.code, version.name, version.parent_name, version.department, version.use_level,
        version.task_type, version.project_type, version.legal_basis, version.statutory_length, unit,
        version.statutory_basis, version.start_event, version.promised_length, fee, version.on_site_times,
        version.acceptance_condition, version.handle_flow, version.result_name, version.quantity_limit,
        version.consult_phone, version.complaint_phone, version.needs_person,
    ]  # fmt: skip
