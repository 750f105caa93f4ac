"""The list of a batch as it was typed or brought as a file, and the applicants behind it."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from approvals import application_form
from approvals.actions.batch import MOST, BatchRow
from approvals.batches.refusals import BatchListUnreadable, BatchRowsWrong, BatchSize
from approvals.mandate_list import KINDS
from approvals.typed import line
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.accounts.queries import find_by_document
from kernel.catalogue.models import ItemVersion
from kernel.documents.letters.printing import require_printable
from kernel.identifiers.csv_files import CsvFileUnreadable
from kernel.identifiers.documents import check
from kernel.identifiers.list_files import read_rows
from kernel.ledger.refusals import Refusal

# columns of a list that somebody makes in a spreadsheet
COLUMNS: Final[Mapping[str, str]] = {"证件号码": "id_number", "姓名或名称": "name", "姓名": "name", "电话": "phone"}
LARGEST: Final = 1_000_000


@dataclass(frozen=True)
class TypedRow:
    """One line as it was typed."""

    id_number: str = ""
    name: str = ""
    phone: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.id_number or self.name or self.phone or any(self.values.values()))


def read_list(version: ItemVersion, file: UploadedFile) -> list[TypedRow]:
    """The rows of a CSV or XLSX list; the item's own fields go by their labels.

    Errors: BatchListUnreadable, BatchSize.
    """
    if (file.size or 0) > LARGEST:
        raise BatchListUnreadable(why=_("文件太大"))
    names = {**COLUMNS, **{str(each["label"]): f"field_{each['name']}" for each in version.form_schema}}
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        try:
            cells = read_rows(Path(copy.name), required=("id_number", "name"), names=names)
        except CsvFileUnreadable as error:
            raise BatchListUnreadable(why=str(error).replace(Path(copy.name).name, line(file.name or ""))) from error
    rows = [_of_cells(version, each) for each in cells if any(each.values())]
    if len(rows) > MOST:
        raise BatchSize(most=MOST, count=len(rows))
    return rows


def _of_cells(version: ItemVersion, cells: Mapping[str, str]) -> TypedRow:
    values = {each["name"]: cells.get(f"field_{each['name']}", "") for each in version.form_schema}
    return TypedRow(cells["id_number"], cells["name"], cells.get("phone", ""), values)


def rows_of(version: ItemVersion, typed: Sequence[TypedRow], *, today: date) -> list[BatchRow]:
    """The applicants, found again by document or registered, each with his form.

    Errors: BatchSize, BatchRowsWrong, with everything that is wrong with any row.
    """
    if len(typed) > MOST:
        raise BatchSize(most=MOST, count=len(typed))
    rows, wrong = [], list[tuple[int, str]]()
    for place, row in enumerate(typed, start=1):
        try:
            # what he is registered with is undone for him alone: the next row is still asked
            with transaction.atomic():
                rows.append(BatchRow(applicant_of(row), row.values))
        except Refusal as refusal:
            wrong.append((place, refusal.sentence))
        wrong += [(place, said) for said in application_form.problems(version, row.values, today=today).values()]
    if wrong:
        raise BatchRowsWrong(wrong)
    return rows


def applicant_of(row: TypedRow) -> Applicant:
    """Whoever a line names: a document alone if he is known, else with name and phone.

    Errors: those of `register_applicant`; SignUnprintable.
    """
    fitting = [kinds for kinds in KINDS if check(kinds[0], row.id_number).valid]
    id_kind, kind = fitting[0] if fitting else KINDS[0]
    if fitting and not row.name:
        _verdict, known = find_by_document(id_kind, row.id_number)
        if known is not None:
            return known
    require_printable(row.name)
    return register_applicant(
        kind=kind, name=row.name, id_kind=id_kind, id_number=row.id_number, phone=row.phone or None
    )
