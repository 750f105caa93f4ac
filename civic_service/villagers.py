"""Who gives the mandate, as a packet names him, and how he is reached from then on."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.accounts.actions import kept_contact, register_applicant
from kernel.accounts.models import Applicant
from kernel.accounts.people import normal_phone
from kernel.accounts.queries import find_by_document
from kernel.accounts.refusals import PhoneInvalid

CONTACT: Final = ("phone", "contact_name", "contact_phone")


def villager(data: Mapping[str, Any]) -> Applicant:
    """The person of a packet, found by document or registered, reached from now on as he said to the agent; who has an
    account of his own says it there. Errors: those of `register_applicant`.
    """
    guardian = _registered(data["guardian"]) if data.get("guardian") else None
    return _registered({name: value for name, value in data.items() if name != "guardian"}, guardian=guardian)


def _registered(data: Mapping[str, Any], *, guardian: Applicant | None = None) -> Applicant:
    facts = {name: value for name, value in data.items() if value}
    known = _known(data)
    # who is reached as before is left alone: a write would hold his row, and be no news
    if known is not None and _differs(known, data) and not _says_it_himself(known):
        facts = _kept(known, data) | facts | {"refresh_contact": True}
    return register_applicant(kind="natural", guardian=guardian, **facts)


def _known(data: Mapping[str, Any]) -> Applicant | None:
    return find_by_document(data["id_kind"], data["id_number"])[1]


def _contact(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: data[name] for name in CONTACT if data.get(name)}


def _says_it_himself(person: Applicant) -> bool:
    """Whether he, or the guardian for him, has an account: what stands there an agent does not change."""
    return person.user_id is not None or (person.guardian is not None and person.guardian.user_id is not None)


def _kept(known: Applicant, data: Mapping[str, Any]) -> dict[str, str | None]:
    """What stays of how he is reached: never an old number before the one that was given, nor half a contact."""
    kept = kept_contact(known)
    given = _contact(data)
    gone = {"phone"} if "phone" not in given else set()
    if given.keys() - {"phone"}:
        gone |= {"contact_name", "contact_phone"}
    return {name: value for name, value in kept.items() if name not in gone}


def _differs(known: Applicant, data: Mapping[str, Any]) -> bool:
    kept = kept_contact(known)
    return any(kept[name] != _plain(name, said) for name, said in _contact(data).items())


def _plain(name: str, said: str) -> str:
    """As it would be kept; what is no number is none that stands there."""
    try:
        return normal_phone(said) if "phone" in name else said
    except PhoneInvalid:
        return said


def unchanged_contact(data: Mapping[str, Any]) -> str:
    """What the agent must know after filing: a number that was typed is not the one of his account. Else nothing."""
    for person in filter(None, (data, data.get("guardian"))):
        known = _known(person)
        if known is None or not _says_it_himself(known):
            continue
        if _differs(known, person):
            return _("村民自己有账号，仍按账号里的手机联系他；这次填的没有改进去。要改，请他本人登录后改。")
    return ""
