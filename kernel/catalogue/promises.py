"""Whether a version may promise what it promises: compared with the law as dates (practice.md 1.3)."""

from collections.abc import Iterable
from contextlib import suppress

from kernel.catalogue.comparison import NotComparable, counter_example, longest_safe_promise
from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.refusals import (
    PeriodNotComparable,
    PromiseBeyondCalendar,
    PromiseLaterThanLaw,
    PromiseMoreThanLaw,
)
from kernel.workdays.working_calendar import WorkCalendar


def require_lawful_promise(version: ItemVersion, calendar: WorkCalendar) -> None:
    """Refuse a promise that on some start day ends after the law, or that the known calendars cannot compare with it.

    Errors: PeriodNotComparable, PromiseLaterThanLaw, PromiseBeyondCalendar.
    """
    length, unit = version.statutory_length, version.statutory_unit
    try:
        later = counter_example(calendar, length=length, unit=unit, promised=version.promised_length)
        longest = longest_safe_promise(calendar, length=length, unit=unit)
    except NotComparable as error:
        raise PeriodNotComparable(name=version.name, length=length, unit=Unit(unit).label) from error
    if later is None:
        return
    if later.promised is None:
        raise PromiseBeyondCalendar(promised=version.promised_length, longest=longest)
    raise PromiseLaterThanLaw(
        promised=version.promised_length,
        start=later.start,
        promised_on=later.promised,
        statutory_on=later.statutory,
        longest=longest,
    )


def require_no_contradiction(version: ItemVersion, calendar: WorkCalendar) -> None:
    """Refuse a draft whose own promise is later than its own law; what is not known contradicts nothing.

    Days of the law whose unit is not stated are taken for working days, the longest they may be: a promise of more
    is late whatever they turn out to be. Errors: PromiseMoreThanLaw, PromiseLaterThanLaw, PromiseBeyondCalendar.
    """
    if version.statutory_length is None or version.promised_length is None:
        return
    more = version.promised_length > version.statutory_length
    if version.statutory_unit == Unit.UNSTATED and more:
        raise PromiseMoreThanLaw(promised=version.promised_length, statutory=version.statutory_length)
    if not more and version.statutory_unit in (Unit.UNSTATED, Unit.WORKING_DAY):
        return
    # a law beyond the calendars is a question for whoever publishes, not a contradiction
    with suppress(PeriodNotComparable):
        require_lawful_promise(version, calendar)


def learn_terms(terms: Iterable[tuple[int | None, str]], calendar: WorkCalendar) -> None:
    """Work out what the calendars leave of every one of these terms of the law, before anybody waits for a lock.

    Each length and unit takes some hundredths of a second the first time, and nothing after that.
    """
    for length, unit in set(terms):
        if length is not None and unit not in ("", Unit.UNSTATED, Unit.WORKING_DAY):
            with suppress(NotComparable):
                longest_safe_promise(calendar, length=length, unit=unit)
