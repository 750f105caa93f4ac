"""代办登记 on a telephone: the item, then villager, papers and mandate on one page that loses nothing."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from unicodedata import normalize
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from civic_service import actions, inputs
from civic_service.models import Mandate, Photo
from civic_service.pages.rooms import rooms_here
from civic_service.pages.telephone import CORNERS, telephone
from civic_service.permissions import AGENT, agent_post, rooms_of
from civic_service.queries import usual_items
from civic_service.verbs import file_as
from civic_service.villagers import unchanged_contact
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force, search
from kernel.documents.limits import MAX_FILE_BYTES
from kernel.doors.entering import desk_user
from kernel.doors.verbs import go
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.queries import held
from kernel.workdays.zone import local_date

USUAL_DAYS: Final = 90
MOST_ITEMS: Final = 40
# a winter's matters are those of the winter before
USUALLY: Final = timedelta(days=365)
MOST_USUAL: Final = 6
LONGEST_WORDS: Final = 60
PERSON: Final = ("name", "id_kind", "id_number", "phone", "contact_name", "contact_phone")
GUARDIAN: Final = ("name", "id_kind", "id_number", "phone")
OF_PERSONS: Final = (Applicant.IdKind.RESIDENT_ID, Applicant.IdKind.PASSPORT, Applicant.IdKind.HMT_RESIDENCE)
COUNTS: Final = ("originals", "copies")
MANDATE: Final = ("mode", "sign", "first_witness", "second_witness", "until", "signature", "room")


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which item, by name or initials; what her rooms are asked for oftenest comes first. Errors: NotYourPost."""
    user, now = desk_user(request), database_now()
    held(user, role=AGENT, at=now)
    typed = request.GET.get("q", "").strip()[:LONGEST_WORDS]
    near = list(search(typed)[: MOST_ITEMS * 2])
    found = [version for version in near if actions.for_agents(version)]
    himself = [version for version in near if version.needs_person] if typed else []
    often = [] if typed else usual_items(rooms_of(user, at=now), since=now - USUALLY, most=MOST_USUAL)
    facts = telephone(user) | {
        "text": typed,
        "usual": [version for version in often if actions.for_agents(version)],
        "items": found[:MOST_ITEMS],
        "himself": himself[:MOST_ITEMS],
    }
    return render(request, "civic_service/choose.html", facts)


@never_cache
@require_safe
def filing(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form of an item; its packet has a name from now on. Errors: NotYourPost, NotFound, NotForAgents."""
    user = desk_user(request)
    agent_post(user, at=database_now())
    version = _version(code)
    actions.require_for_agents(version)
    until = local_date(database_now()) + timedelta(days=USUAL_DAYS)
    here = rooms_here(request, user, at=database_now()).here
    typed = {"packet": str(uuid4()), "id_kind": "resident_id", "mode": "whole", "sign": "glass", "until": f"{until}"}
    typed["room"] = here.code if here is not None else ""
    return _form(request, user, version, typed | {"scope": ["submit", "receive"]}, [])


@require_POST
def file(request: HttpRequest, code: str) -> HttpResponse:
    """Make the matter, or show what is wrong with everything as it was typed. Sent twice, it is one matter.

    Errors: NotYourPost, NotFound.
    """
    user = desk_user(request)
    agent_post(user, at=database_now())
    version = _version(code)
    sheets = _sheets(request)
    shots = [{"code": Photo.MANDATE, "sha256": digest, "size": len(data)} for digest, data in sheets.items()]
    given = inputs.FileInput(data=_packet(request, version) | {"photos": shots})
    if not given.is_valid():
        wrong = _of_papers(version, given)
        lines = [f"{name}{_('：')}{line}" for name, said in wrong.items() for line in said]
        rest = _lines({field: said for field, said in given.errors.items() if not wrong or field != "papers"})
        return _form(request, user, version, _typed(request), lines + rest, wrong=wrong, status=422)
    try:
        filed = file_as(user, given.validated_data, sheets)
    except Refusal as refusal:
        return _form(request, user, version, _typed(request), [refusal.sentence], status=refusal.status)
    if told := unchanged_contact(given.validated_data["person"]):
        messages.warning(request, told)
    return go(request, reverse("civic_service:receipt", args=[filed.case.number]))


def _sheets(request: HttpRequest) -> dict[str, bytes]:
    """Pictures of the sheet with the thumb-print, by SHA-256: a telephone without script sends them in the form."""
    found = [file.read() for file in request.FILES.getlist("sheet") if file.size and file.size <= MAX_FILE_BYTES]
    return {sha256(data).hexdigest(): data for data in found}


def _version(code: str) -> ItemVersion:
    found = in_force(code)
    if found is None:
        raise NotFound
    return found


def _packet(request: HttpRequest, version: ItemVersion) -> dict[str, Any]:
    """The form as the packet that the API takes."""
    post = request.POST
    person: dict[str, Any] = {name: post.get(name, "") for name in PERSON}
    if post.get("guardian_name"):
        person["guardian"] = {name: post.get(f"guardian_{name}", "") for name in GUARDIAN}
    papers = [
        {"code": material.code, **{count: post.get(f"{count}_{material.code}", "") for count in COUNTS}}
        for material in version.materials.all()
        if _is_taken(post, material.code)
    ]
    return {
        "packet": post.get("packet", ""),
        "item": version.item.code,
        "person": person,
        "values": {field["name"]: post.get(f"field_{field['name']}", "") for field in version.form_schema},
        "papers": papers,
        "scope": post.getlist("scope"),
        **{name: post.get(name, "") for name in MANDATE},
    }


def _is_taken(typed: Mapping[str, Any], code: str) -> bool:
    """Ticked, or counted: who writes how many there are has taken them."""
    counted = [normalize("NFKC", typed.get(f"{count}_{code}", "")).strip() for count in COUNTS]
    return bool(typed.get(f"paper_{code}")) or any(count.strip("0") for count in counted)


def _of_papers(version: ItemVersion, given: inputs.FileInput) -> dict[str, list[str]]:
    """What is wrong with the counts of a paper, by the paper's name."""
    names = {material.code: material.name for material in version.materials.all()}
    said, papers = given.errors.get("papers"), given.initial_data["papers"]
    found = said.items() if isinstance(said, Mapping) else ()
    return {names[papers[index]["code"]]: _lines(errors) for index, errors in found if isinstance(index, int)}


def _typed(request: HttpRequest) -> dict[str, Any]:
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in request.POST}
    return typed | {"scope": request.POST.getlist("scope")}


def _lines(errors: Any) -> list[str]:
    """Every sentence of nested errors, once."""
    if isinstance(errors, Mapping):
        return list(dict.fromkeys(line for each in errors.values() for line in _lines(each)))
    if isinstance(errors, list):
        return list(dict.fromkeys(line for each in errors for line in _lines(each)))
    return [str(errors)]


def _form(
    request: HttpRequest,
    user: User,
    version: ItemVersion,
    typed: Mapping[str, Any],
    errors: list[str],
    *,
    wrong: Mapping[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    papers = [
        {
            "material": material,
            "taken": _is_taken(typed, material.code),
            **{count: typed.get(f"{count}_{material.code}", "") for count in COUNTS},
            "wrong": (wrong or {}).get(material.name, []),
        }
        for material in version.materials.all()
        if not material.shared
    ]
    keys = (*PERSON, *MANDATE, "packet", *(f"guardian_{name}" for name in GUARDIAN))
    facts = telephone(user) | {
        "version": version,
        "typed": {key: typed.get(key, "") for key in keys} | {"scope": typed.get("scope", [])},
        "errors": errors,
        "papers": papers,
        "fields": [_field(field, typed) for field in version.form_schema],
        "id_kinds": [(kind.value, kind.label) for kind in OF_PERSONS],
        "modes": Mandate.Mode.choices,
        "scopes": Mandate.Scope.choices,
        "signs": Mandate.Sign.choices,
        "corners": CORNERS,
        "rooms": rooms_of(user, at=database_now()),
    }
    return render(request, "civic_service/filing.html", facts, status=status)


def _field(field: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "required": False,
        "choices": [],
        "max": "",
        "error": "",
        **field,
        "value": typed.get(f"field_{field['name']}", ""),
    }
