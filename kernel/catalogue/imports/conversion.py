"""A promise in days of the calendar or months, as the working days that never end later."""

from django.utils.translation import gettext as _

from kernel.catalogue.comparison import NotComparable, longest_safe_promise
from kernel.catalogue.imports.rows import ItemRow
from kernel.catalogue.models import Unit
from kernel.workdays.working_calendar import WorkCalendar


def convert_promise(row: ItemRow, calendar: WorkCalendar) -> None:
    """Put the working days into the row, with a remark; without them where no number of them is safe.

    Thirty days hold sixteen working days in the week of a long holiday: more would be later than what was promised.
    """
    if row.promise is None:
        return
    length, unit = row.promise
    said = {"length": length, "unit": Unit(unit).label}
    try:
        days = longest_safe_promise(calendar, length=length, unit=unit)
    except NotComparable:
        days = 0
    if length and not days:
        sentence = _("承诺期限 {length} {unit}不能折算成工作日，没有采用，请写明几个工作日。")
        row.remarks.append(sentence.format(**said))
        return
    row.known["promised_length"] = days if length else 0
    sentence = _("承诺期限 {length} {unit}折算为 {days} 个工作日，哪一天起算都不晚于它，请核对。")
    row.remarks.append(sentence.format(**said, days=row.known["promised_length"]))
