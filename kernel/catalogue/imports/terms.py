"""The periods of a row: law and promise, each in its own unit, which stands in a column of its own or in the cell."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.comparison import HOURS_A_DAY
from kernel.catalogue.drafts import LONGEST_PROMISE, LONGEST_STATUTORY
from kernel.catalogue.imports import cells, words
from kernel.catalogue.models import Unit

_TERM: Final = re.compile(r"([0-9]{1,9}(?:\.0+)?)(\D+?)(?:[以之]?内)?")


@dataclass
class Terms:
    """What the periods of a row are as columns of ItemVersion, and what is to be said of them.

    `promise` is a promise in another unit than working days: its length and its unit.
    """

    known: dict[str, Any] = field(default_factory=dict)
    promise: tuple[int, str] | None = None
    remarks: list[str] = field(default_factory=list)


def terms_of(line: Mapping[str, str]) -> Terms:
    """Law and promise; a promise whose unit the list does not say is read as working days."""
    found = Terms()
    statutory, unit = _law(found, line)
    known = {
        "statutory_length": statutory,
        "promised_length": _promise(found, line),
        "statutory_unit": unit if statutory is not None else None,
        "start_event": cells.word(line.get("start_event", ""), words.STARTS),
    }
    found.known = {column: value for column, value in known.items() if value is not None}
    return found


def _law(found: Terms, line: Mapping[str, str]) -> tuple[int | None, str | None]:
    cell, said = line.get("statutory_days", ""), line.get("day_unit", "")
    length, behind = _term(found, cell, _("法定期限"), LONGEST_STATUTORY)
    unit = _unit(said)
    if said and unit is None:
        found.remarks.append(_("期限单位“{unit}”不认识。").format(unit=cells.shown(said)))
    if _contradicts(behind, unit):
        sentence = _("法定期限“{cell}”和期限单位“{unit}”互相矛盾，单位没有采用，请核对。")
        found.remarks.append(sentence.format(cell=cells.shown(cell), unit=cells.shown(said)))
        return length, None
    if behind in words.PLAIN_DAYS and not said:
        sentence = _("法定期限“{cell}”没有写明是不是工作日，按日读入，请核对。")
        found.remarks.append(sentence.format(cell=cells.shown(cell)))
    return length, unit if said else _unit(behind)


def _term(found: Terms, cell: str, column: str, most: int) -> tuple[int | None, str]:
    """The number, and the unit behind it if there is one."""
    plain = "".join(unicodedata.normalize("NFKC", cell).split())
    if plain in words.NO_TERM:
        return None, ""
    term = _TERM.fullmatch(plain)
    if term is None or _unit(term[2]) is None:
        return cells.number_or_remark(cell, column=column, most=most, remarks=found.remarks), ""
    return cells.number_or_remark(term[1], column=column, most=most, remarks=found.remarks), term[2]


def _promise(found: Terms, line: Mapping[str, str]) -> int | None:
    """The working days of a promise; where nothing is said of its unit, the unit of the law may be meant for both."""
    cell, said = line.get("promised_days", ""), line.get("promise_unit", "")
    promised, behind = _term(found, cell, _("承诺期限"), LONGEST_PROMISE)
    if _contradicts(behind, _unit(said)):
        sentence = _("承诺期限“{cell}”和承诺期限单位“{unit}”互相矛盾，没有采用，请写明几个工作日。")
        found.remarks.append(sentence.format(cell=cells.shown(cell), unit=cells.shown(said)))
        return None
    if promised and _unit(line.get("day_unit", "")) != Unit.WORKING_DAY and not (said or behind):
        found.remarks.append(_("承诺期限没有写单位，按工作日读入，请核对。"))
    return _working_days(found, promised, said or behind)


def _contradicts(behind: str, column_unit: str | None) -> bool:
    """Whether the cell's own unit is another than its column's; a plain 日 may be a working day where that is said."""
    if not behind or column_unit is None:
        return False
    days = (Unit.WORKING_DAY, Unit.NATURAL_DAY)
    return _unit(behind) != column_unit and not (behind in words.PLAIN_DAYS and column_unit in days)


def _unit(said: str) -> str | None:
    """The unit that a word means; a plain 日 may have an explanation in brackets behind it."""
    return cells.word(said, words.UNITS) or (Unit.NATURAL_DAY if said.startswith(("日（", "日(")) else None)


def _working_days(found: Terms, promised: int | None, said: str) -> int | None:
    """The promise where it counts working days; in another unit it waits for the calendar, in an unknown one it is
    left out and remarked on."""
    unit = _unit(said) if said else Unit.WORKING_DAY
    if promised is None or unit == Unit.WORKING_DAY:
        return promised
    if unit == Unit.WORKING_HOUR and promised % HOURS_A_DAY == 0:
        return promised // HOURS_A_DAY
    if unit in (Unit.NATURAL_DAY, Unit.MONTH):
        found.promise = (promised, unit)
    else:
        sentence = _("承诺期限 {length} {unit}不能折算成工作日，没有采用，请写明几个工作日。")
        found.remarks.append(sentence.format(length=promised, unit=cells.shown(said)))
    return None
