"""What a door needs to be tried: its address, the stage its subject must be in, and a body that is lawful there.

A new door comes in by its registration. Only where its address has a new part, or its verb needs words or another
stage than the usual one, a line is added here; the tests say which.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from approvals import actions
from approvals.registered.verbs import VERBS as REGISTERED_VERBS
from approvals.verbs import VERBS as CASE_VERBS
from civic_service.packets import token_of
from civic_service.verbs import BAG_VERBS, ERRAND_VERBS
from county_portal.routing import websocket_urlpatterns
from ethics_monitor.verbs import VERBS as CARD_VERBS
from kernel.accounts import opening
from kernel.accounts.models import Applicant, Mandate
from kernel.doors.routes import Door, all_doors
from kernel.ledger.locking import database_now
from kernel.organizations.models import Absence, Post
from kernel.workdays.zone import local_date
from tests.documents.samples import PDF
from tests.matrix.bodies import BODIES, DRAFT_WORDS, FORMS, PERSON, SENDS_A_FILE, STAGES, USUAL_STAGE
from tests.matrix.countryside import PHOTO
from tests.matrix.keys import subject_key
from tests.matrix.people import CLERKS, OWN, Viewer
from tests.matrix.world import Unit, World

# the resident number of 王䶮, who has an account
AGENT = "990101199503160033"
A_PASSWORD = "a long enough word 8"
# doors whose `verb` runs over a table of verbs
VERBS_OF: Mapping[str, Mapping[str, Any]] = {
    "approvals:verb": CASE_VERBS, "ethics_monitor:verb": CARD_VERBS, "civic_service:errand_verb": ERRAND_VERBS,
    "civic_service:bag_verb": BAG_VERBS, "approvals:registered_verb": REGISTERED_VERBS,
}  # fmt: skip

# subjects whose part of the address is not called number (or code, of an item)
OWN_NAME: Mapping[str, str] = {
    "notice": "notice",
    "absence": "absence",
    "call": "call",
    "message": "message",
    "edition": "code",
}


@dataclass(frozen=True)
class Way:
    """One thing to try at a door: the door itself, or one verb of it. `roles` are those that may ever pass."""

    door: Door
    verb: str = ""
    roles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.door.name} {self.verb}".strip()

    @property
    def word(self) -> str:
        """What stage and body go by: the verb, or the last part of the door's name."""
        return self.verb or self.door.name.rpartition(":")[2]

    @property
    def api(self) -> bool:
        return "_api:" in self.door.name or self.door.name.startswith("api_")

    @property
    def socket(self) -> bool:
        return self.door.name.startswith("ws_")

    @property
    def reads(self) -> bool:
        return "GET" in self.door.methods

    @property
    def subject(self) -> str:
        return "draft" if self.word in DRAFT_WORDS else self.door.subject

    @property
    def namespace(self) -> str:
        """The app whose door it is, page or API."""
        return self.door.name.partition(":")[0].removesuffix("_api")

    @property
    def stage(self) -> str:
        usual = USUAL_STAGE.get(self.door.subject, "")
        return STAGES.get(f"{self.namespace}:{self.word}", STAGES.get(self.word, usual))

    def lets_in(self, viewer: Viewer) -> bool:
        """Whether the register lets this kind of person pass at all."""
        audience = self.door.audience
        if audience == "public":
            return True
        if viewer.user is None:
            return False
        if audience == "signed_in":
            return True
        return viewer.citizen if audience == "citizen" else viewer.role in self.roles

    def control(self, world: World, *, of: str = OWN) -> Viewer | None:
        """Somebody who may pass here, for tests that need the door to open."""
        for viewer in world.viewers:
            fitting = self.lets_in(viewer) and (self.door.audience == "public" or viewer.user is not None)
            if fitting and (not self.subject or viewer.sees(self.subject, of)):
                return viewer
        return None


def ways() -> list[Way]:
    """Every door of the register, those with a table of verbs once for each."""
    found = []
    for door in all_doors():
        verbs = VERBS_OF.get(door.name)
        if verbs is None:
            found.append(Way(door, roles=tuple(door.roles)))
        else:
            found += [Way(door, code, tuple(role for role in verb.roles)) for code, verb in verbs.items()]
    return found


@cache
def routes() -> dict[str, tuple[str, ...]]:
    """Every route there is: its name with namespaces → the parts of its address. A nameless one is an error."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(patterns: list[Any], namespace: str, path: str, parts: tuple[str, ...]) -> None:
        for each in patterns:
            here = f"{path}{each.pattern}"
            keys = (*parts, *each.pattern.converters)
            if isinstance(each, URLResolver):
                inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                walk(each.url_patterns, inner, here, keys)
                continue
            assert isinstance(each, URLPattern) and each.name, f"/{here} has no name"
            # an argument that the route gives itself is no part of the address
            found[f"{namespace}{each.name}"] = tuple(key for key in keys if key not in each.default_args)

    walk(get_resolver().url_patterns, "", "", ())
    for socket in websocket_urlpatterns:
        assert socket.name, f"/{socket.pattern} has no name"
        found[socket.name] = tuple(socket.pattern.converters)
    return found


def address(way: Way, world: World, viewer: Viewer, variant: str) -> str:
    """Where this way lies for this person and this subject; a socket's path as well."""
    arguments = {part: _part(way, world, viewer, variant, part) for part in routes()[way.door.name]}
    if way.socket:
        pattern = next(each for each in websocket_urlpatterns if each.name == way.door.name)
        return "/" + "".join(
            str(arguments[piece[1:-1].split(":")[-1]]) if piece.startswith("<") else piece
            for piece in _pieces(str(pattern.pattern))
        )
    return reverse(way.door.name, kwargs=arguments)


def _pieces(pattern: str) -> list[str]:
    pieces, rest = [], pattern
    while "<" in rest:
        before, _, rest = rest.partition("<")
        inside, _, rest = rest.partition(">")
        pieces += [before, f"<{inside}>"]
    return [*pieces, rest]


def _part(way: Way, world: World, viewer: Viewer, variant: str, part: str) -> Any:
    if way.subject and part == ("code" if way.subject == "item" else OWN_NAME.get(way.subject, "number")):
        return subject_key(world, viewer, way.subject, variant, way.stage)
    unit = world.units[variant if variant in world.units else OWN]
    if part == "verb":
        return way.verb
    if part == "code":
        return unit.item.item.code
    if part == "document" and way.word == "track_remove":
        assert unit.sent_by_code is not None
        return unit.sent_by_code.number
    if part == "document":
        assert unit.draft_document is not None
        return unit.draft_document.number
    known = {"pk": 1, "paper": "m1", "status": 404, "leg": "to_town", "position": 1, "shape": "csv", "part": "terms"}
    assert part in known, f"{way.name}: say in tests/matrix/table.py what stands for {part!r} in its address"
    return known[part]


def body(way: Way, world: World, viewer: Viewer, *, key: str) -> dict[str, Any]:
    """Keyword arguments for the test client: a body that would do, and the idempotency key where one is due."""
    facts = dict(BODIES.get(way.word, {})) | _acts_that_begin(way, world, viewer)
    headers = {"Idempotency-Key": key} if key else {}
    if way.door.name in SENDS_A_FILE:
        file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
        keyed = {"idempotency_key": key} if key and not way.api else {}
        asked = "m1" if way.word == "track_upload" else "m2"
        return {"data": {**facts, **keyed, "material": asked, "file": file}, "headers": headers}
    if way.word == "bring_file":
        return {"data": _brought(world.units[viewer.unit], api=False), "headers": headers}
    if way.word == "piece":
        return {"data": {"offset": 0, "piece": SimpleUploadedFile("a.jpg", PHOTO, "image/jpeg")}, "headers": headers}
    if way.api:
        if way.word == "upload":
            file = SimpleUploadedFile("申请表.pdf", PDF, content_type="application/pdf")
            return {"data": {"material": "m1", "file": file}, "headers": headers}
        return {"data": json.dumps(facts), "content_type": "application/json", "headers": headers}
    facts = dict(FORMS.get(way.word, facts))
    return {"data": facts | ({"idempotency_key": key} if key else {})}


def _acts_that_begin(way: Way, world: World, viewer: Viewer) -> dict[str, Any]:
    """Bodies that name this person's own window, item and applicant."""
    unit = world.units[viewer.unit]
    applicant = Applicant.objects.filter(user=viewer.user).first() if viewer.citizen else unit.applicant
    key = applicant.pk if applicant is not None else 0
    here: dict[str, Any] = {"window": unit.window.code, "item": unit.item.item.code}
    match way.word:
        case "track" | "track_ask":
            case = unit.cases["accepted"]
            return {"number": case.number, "code": case.query_code}
        case "track_reply":
            case = unit.cases["questioned"]
            return {"number": case.number, "code": case.query_code}
        case "track_papers" | "track_upload" | "track_remove" | "track_supplement":
            case = unit.cases["supplement"]
            assert unit.sent_by_code is not None
            named = {"document": unit.sent_by_code.number} if way.word == "track_remove" else {}
            return {"number": case.number, "code": case.query_code, **named}
        case "hand-in":
            return {"window": unit.country.counter.full_code if unit.country else ""}
        case "send":
            lying = unit.country.errands["lying"].case.number if unit.country else ""
            return {"leg": "to_town", "cases": [lying]} if way.api else {"case": [lying]}
        case "give-found":
            return {"case": unit.country.errands["found"].case.number if unit.country else "", "receiver": "本人"}
        case "consult":
            return here if way.api else here | {"item": ""}
        case "consult_undo":
            # five minutes are over before the matrix is: each clerk has just noted his own
            return {"window": here["window"], "number": _just_noted(unit, viewer)}
        case "second_factor_reset":
            # as if it had been registered before
            factor = {"user": unit.reviewer, "type": Authenticator.Type.TOTP}
            Authenticator.objects.get_or_create(**factor, defaults={"data": {"secret": ""}})
            return {"username": unit.reviewer.username, "reason": "钥匙丢了"}
        case "shift_over":
            case = unit.cases["received"].number
            several = {"numbers": [case]} if way.api else {"chosen": [case]}
            return {"window": here["window"], "to": _beside(unit, viewer), "note": "等补一张表", **several}
        case "shift_back":
            # an hour of the matrix is longer than a lunch: each has just handed over
            return {"hand_over": _handed_over(unit, viewer)}
        case "pushed_acknowledge":
            return {"numbers": [unit.pushed]} if way.api else {"chosen": [unit.pushed]}
        case "file":
            return _packet(unit, api=way.api)
        case "clue_clear" | "clue_propose":
            return {"pattern": unit.lead[0], "key": unit.lead[1], "reason": "核对过监控"}
        case "pattern_agent":
            return {"agent": unit.agent, "reason": "群众举报"}
        case "evidence_make":
            kind = "subject_kind" if way.api else "kind"
            return {kind: "case", "number": unit.cases["closed"].number, "reason": "群众举报"}
        case "bring":
            return _brought(unit, api=way.api)
        case "take_over":
            assert unit.country is not None
            case = unit.country.errands["lying"].case
            return {"number": case.number, "code": case.query_code}
        case "receive" if way.namespace == "approvals":
            return here | {"person": PERSON, "values": unit.form, "materials": ["m1", "m2", "m3"]}
        case "batch_receive":
            return here | _list_of_two(unit, api=way.api)
        case "batch_read":
            return here | {"list": SimpleUploadedFile("a.csv", "证件号码,姓名\n".encode())}
        case "register":
            code = unit.external.item.code if unit.external else ""
            return here | {"item": code, "foreign_number": str(uuid4()), "who": "周小宁", "do": "receive"}
        case "tell":
            return here | {"person": PERSON, "missing": ["m2"]}
        case "person" if way.api:
            return here | {"id_kind": PERSON["id_kind"], "id_number": PERSON["id_number"]}
        case "intake":
            fields = {f"field_{name}": value for name, value in unit.form.items()}
            return (
                here | dict(PERSON) | fields | {"material": ["m1", "m2", "m3"], "do": "receive", "delivery": "window"}
            )
        case "draft":
            return {"item": here["item"], "applicant": key, "values": unit.form}
        case "my_agents_grant" | "mandates_grant":
            return {"principal": key, "agent": "wangyan", "scope": "all", **_mandate_days()}
        case "my_agents_end" | "mandates_end":
            mandate = Mandate.objects.filter(granted_by=viewer.user).first() if viewer.citizen else None
            return {"number": mandate.number if mandate is not None else "WT00000000"}
        case "mandates_enter":
            person = f"{PERSON['id_number']} {PERSON['name']} {PERSON['phone']}"
            paper = {"window": here["window"], "agent": AGENT, "paper_date": "2026-09-01", **_mandate_days()}
            return paper | {"principals": [person] if way.api else person}
        case "accounts_open":
            seen = {"window": here["window"], "identity_seen": True, "seen": "on"}
            return seen | {name: value for name, value in PERSON.items() if name != "kind"}
        case "accounts_renew":
            person = {"id_kind": unit.applicant.id_kind, "id_number": unit.applicant.id_number}
            return person | {"window": here["window"], "identity_seen": True, "seen": "on"}
        case "my_info_change":
            return {"applicant": key, "address": "西河街道"}
        case "activate":
            slip = opening.renew_for(unit.applicant, by=unit.clerk, at=database_now())
            code = {"username": slip.slip.user.username, "code": slip.code}
            return code | ({"password": A_PASSWORD} if way.api else {"password1": A_PASSWORD, "password2": A_PASSWORD})
        case "absence_enter" | "absences":
            who = viewer.user.username if viewer.user is not None else ""
            begins = {"from_at": "2027-03-01T09:00:00+08:00", "until_at": "2027-03-02T09:00:00+08:00"}
            return {"user": who, "reason": Absence.Reason.values[0], **begins}
        case "hall_register_enter":
            return {"subject": "item", "code": here["item"], "reason": "专用设备不能搬", "review_on": "2099-06-01"}
        case "workshop_submit_several" | "workshop_publish_several":
            code = unit.editions["submitted" if way.word == "workshop_publish_several" else "drafted"]
            return {"drafts": [{"code": code, "revision": 1}]} if way.api else {"chosen": [f"1 {code}"]}
        case "workshop_new":
            return {"code": "BX0001", "name": "本县新事项", "organization": unit.organization.code}
        case "apply_save":
            return {"applicant": key, "keep": "1"}
    return {}


def _beside(unit: Unit, viewer: Viewer) -> str:
    """Somebody else who serves the unit's window."""
    others = Post.objects.filter(window=unit.window, role__in=CLERKS).exclude(user=viewer.user)
    return str(others.values_list("user__username", flat=True).first() or "nobody")


def _handed_over(unit: Unit, viewer: Viewer) -> int:
    if viewer.user is None or viewer.role not in CLERKS or viewer.unit != unit.name:
        return 1
    given = {"numbers": [unit.cases["received"].number], "window": unit.window, "note": "等补一张表"}
    clerk = Viewer("", unit.clerk)
    to = _beside(unit, clerk) if viewer.user == unit.clerk else viewer.user.username
    return actions.hand_over(**given, to=to, by=unit.clerk).pk


def _list_of_two(unit: Unit, *, api: bool) -> dict[str, Any]:
    """An agency's list, as the API or the page's form takes it."""
    agency = {"id_number": "91990101MA0000001Y", "name": "示范县代办有限公司", "phone": "16100000077"}
    rows = [{name: PERSON[name] for name in ("id_number", "name", "phone")}, {"id_number": AGENT}]
    given = {"materials": ["m1", "m2", "m3"], "mandate_seen": True}
    if api:
        return given | {"agency": agency, "rows": [row | {"values": unit.form} for row in rows]}
    flat = {f"agency_{name}": value for name, value in agency.items()} | {"material": given["materials"]}
    for place, row in enumerate(rows, start=1):
        flat |= {f"{name}_{place}": value for name, value in row.items()}
        flat |= {f"field_{name}_{place}": value for name, value in unit.form.items()}
    return flat | {"mandate_seen": "on"}


def _just_noted(unit: Unit, viewer: Viewer) -> str:
    if viewer.user is None or viewer.role not in CLERKS:
        return "ZX00000000"
    return actions.consult(by=viewer.user, window=unit.window).number


def _brought(unit: Unit, *, api: bool) -> dict[str, Any]:
    """A packet of the unit's agent as its town takes it in."""
    assert unit.country is not None
    file = {"token": token_of(unit.country.agent), "packet": _packet(unit, api=True), "photos": []}
    if api:
        return {"file": file}
    return {"file": SimpleUploadedFile("a.json", json.dumps(file).encode(), "application/json")}


def _mandate_days() -> dict[str, str]:
    today = local_date(database_now())
    return {"from_date": f"{today}", "until_date": f"{today + timedelta(days=9)}"}


def _packet(unit: Unit, *, api: bool) -> dict[str, Any]:
    """A villager's filing, as the API or the page's form takes it."""
    mandate = {
        "packet": str(uuid4()), "mode": "whole", "sign": "glass", "scope": ["submit"],
        "until": f"{local_date(database_now())}", "signature": "1,2 3,4",
    }  # fmt: skip
    if api:
        return mandate | {"item": unit.item.item.code, "person": dict(PERSON), "values": unit.form, "papers": []}
    return mandate | dict(PERSON) | {f"field_{name}": value for name, value in unit.form.items()}
