"""What somebody is told of his own account: opened or renewed at a counter, or reached otherwise from now on.

It may not have been he who did it, so it goes to his telephone too, and of a change to the one he had until then.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.events import ACCOUNT_OPENED, SLIP_RENEWED
from kernel.accounts.events import CONTACT_CHANGED
from kernel.accounts.models import Applicant, FormerPhone
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, Told, name_groups, register
from kernel.notices.models import Channel
from kernel.notices.wording import Ask, Sentence, Words
from kernel.organizations.models import Organization

SENTENCES: Final[Mapping[str, Sentence]] = {
    ACCOUNT_OPENED.code: Sentence(
        _("窗口核对您的证件，给您开了网上账号。您没有去过窗口的话，请马上说。{ask}"),
        "窗口核对您的证件，给您开了网上账号。您没有去过窗口的话，请马上说。{ask}",
    ),
    SLIP_RENEWED.code: Sentence(
        _("窗口给您补打了登录凭条，原来的密码作废了。您没有去过窗口的话，请马上说。{ask}"),
        "窗口给您补打了登录凭条，原来的密码作废了。您没有去过窗口的话，请马上说。{ask}",
    ),
    CONTACT_CHANGED.code: Sentence(
        _("您在网上改了手机号，以后的通知不再发到原来的号码。不是您本人改的，请马上打 12345 或到窗口说。"),
        "您在网上改了手机号，以后的通知不再发到这个号码。不是您本人改的，请马上打12345或到窗口说。",
    ),
}


def holder(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whose account it is."""
    accounts = {entry.subject_id for entry in entries}
    people = Applicant.objects.filter(user__in=accounts, kind=Applicant.Kind.NATURAL).select_related("user")
    told = {person.user_id: Told(person.user, _("本人"), person.pk) for person in people}
    return {entry.pk: [told[entry.subject_id]] for entry in entries if entry.subject_id in told}


def former_phone(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever answers the telephone that was given up by this very act; the unit of the latest matter calls it."""
    rows = FormerPhone.objects.filter(applicant__in={entry.subject_id for entry in entries})
    given_up = {
        (row.applicant_id, row.until_at): row
        for row in rows.select_related("applicant__user", "applicant__guardian__user")
    }
    cases = Case.objects.filter(applicant__in={row.applicant_id for row in given_up.values()}, simulated=False)
    latest = cases.order_by("applicant", "-pk").distinct("applicant").values_list("applicant", "organization__code")
    units = dict(latest)
    found: dict[int, list[Told]] = {}
    for entry in entries:
        row = given_up.get((entry.subject_id, entry.at))
        if row is not None:
            person = row.applicant
            user = person.user or (person.guardian.user if person.guardian is not None else None)
            found[entry.pk] = [Told(user, _("本人"), person.pk, units.get(person.pk, ""), row.phone)]
    return found


def words_of(entries: Sequence[Entry]) -> dict[int, Words]:
    """What is told of entries of `SENTENCES`, by entry id."""
    units = Organization.objects.filter(code__in={entry.organization for entry in entries} - {""})
    asks = {unit.code: Ask(unit.name, unit.short_name, "", unit.phone) for unit in units}
    return {
        entry.pk: SENTENCES[entry.type].filled(partial(_places, asks.get(entry.organization, Ask(""))))
        for entry in entries
    }


def _places(ask: Ask, brief: bool) -> dict[str, str]:
    return {"ask": ask.in_short() if brief else ask.in_full()}


name_groups(
    [
        Group("account_holder", _("账号本人"), applicants=True),
        Group("former_phone", _("原来的手机号"), applicants=True),
    ]
)
for _event, _code, _title, _whom in (
    (ACCOUNT_OPENED, "account_holder", _("窗口给您开了账号"), holder),
    (SLIP_RENEWED, "account_holder", _("窗口给您补打了登录凭条"), holder),
    (CONTACT_CHANGED, "former_phone", _("您的手机号改了"), former_phone),
):
    register(
        Audience(
            event=_event.code,
            code=_code,
            title=_title,
            whom_of_many=_whom,
            words=words_of,
            link=lambda entry: reverse("my_info"),
            by=(Channel.SMS,),
            sms=SENTENCES[_event.code].sms,
        )
    )
