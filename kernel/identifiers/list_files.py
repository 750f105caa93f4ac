"""A list that a person made, in whichever of the two shapes: XLSX, or CSV in UTF-8 or GB 18030."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.identifiers import csv_files, xlsx_files
from kernel.identifiers.csv_files import CsvFileUnreadable, CsvRow

_ZIP: Final = b"PK\x03\x04"
# the container of old .xls workbooks and of workbooks with a password
_OLE: Final = b"\xd0\xcf\x11\xe0"


def read_rows(
    path: Path, *, required: Iterable[str], any_of: Iterable[str] = (), names: Mapping[str, str] | None = None
) -> list[CsvRow]:
    """As `csv_files.read_rows`; the file's first bytes tell its shape, not its name. Errors: CsvFileUnreadable."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_OLE))
    except OSError as error:
        raise CsvFileUnreadable(str(_("打不开文件 {name}，请核对路径和权限。")).format(name=path)) from error
    if begins == _OLE:
        raise CsvFileUnreadable(
            str(_("文件 {name} 是旧版 XLS 或者加了密码，请另存为不加密的 XLSX。")).format(name=path.name)
        )
    read = xlsx_files.read_rows if begins == _ZIP else csv_files.read_rows
    return read(path, required=required, any_of=any_of, names=names)
