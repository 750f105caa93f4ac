"""The verbs of an errand and of a bag at their doors: what each needs, and the one action it calls.

Page and API are made from these tables, so a verb cannot exist at one door with other rights than at the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rest_framework import serializers

from civic_service import actions, inputs
from civic_service.models import Bag, Errand
from civic_service.packets import TOKEN_DAYS, Brought
from civic_service.permissions import AGENT, COUNTERS, TOWN, agent_post, town_post
from civic_service.queries import bag_seen_by, errand_seen_by
from civic_service.refusals import PacketNotYours, PacketUnreadable
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role

Act = Callable[[str, User, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Verb:
    """`roles`: whose posts may ever do it; the action asks which."""

    code: str
    label: str | Promise
    input: type[serializers.Serializer[Any]]
    roles: tuple[Role, ...]
    act: Act


def _counted(data: Mapping[str, Any]) -> dict[str, int]:
    """Originals by number of their matter."""
    return {each["case"]: each["originals"] for each in data["counted"]}


def _table(*verbs: Verb) -> Mapping[str, Verb]:
    return {verb.code: verb for verb in verbs}


ERRAND_VERBS: Final = _table(
    Verb(
        "recall",
        _("撤回委托"),
        inputs.ReasonInput,
        (AGENT, TOWN),
        lambda number, by, data: actions.recall(by=by, number=number, **data),
    ),
    Verb(
        "supplement",
        _("代为补正"),
        inputs.SupplementInput,
        (AGENT,),
        lambda number, by, data: actions.supplement(by=by, number=number, papers=inputs.papers(data)),
    ),
    Verb(
        "hand-in",
        _("在本乡镇直接收件"),
        inputs.HandInInput,
        (TOWN,),
        lambda number, by, data: actions.hand_in(by=by, number=number, **data),
    ),
    Verb(
        "give-back",
        _("交给村民"),
        inputs.GiveBackInput,
        (AGENT, TOWN),
        lambda number, by, data: actions.give_back(by=by, number=number, **data),
    ),
    Verb(
        "call-back",
        _("回访"),
        inputs.CallBackInput,
        (AGENT, TOWN),
        lambda number, by, data: actions.call_back(by=by, number=number, **data),
    ),
)
BAG_VERBS: Final = _table(
    Verb(
        "receive",
        pgettext_lazy("bag", "签收"),
        inputs.BagContents,
        (AGENT, TOWN, *COUNTERS),
        lambda number, by, data: actions.receive_bag(by=by, number=number, counted=_counted(data)),
    ),
    Verb(
        "lose",
        _("报失"),
        inputs.ReasonInput,
        (AGENT, TOWN, *COUNTERS),
        lambda number, by, data: actions.lose_bag(by=by, number=number, **data),
    ),
    Verb(
        "find",
        _("找到了"),
        inputs.BagContents,
        (AGENT, TOWN, *COUNTERS),
        lambda number, by, data: actions.find_bag(by=by, number=number, counted=_counted(data)),
    ),
    Verb(
        "give-found",
        _("退还找到的材料"),
        inputs.GiveFoundInput,
        (AGENT, TOWN, *COUNTERS),
        lambda number, by, data: actions.give_found(by=by, number=number, **data),
    ),
)


def send_as(user: User, leg: str, data: Mapping[str, Any]) -> Bag:
    """A bag, as `inputs.SendInput` reads it. Errors: those of `actions.send_bag`."""
    return actions.send_bag(
        by=user, leg=leg, numbers_of_cases=data["cases"], window=data["window"], counted=_counted(data)
    )


def do_errand(verb: Verb, *, number: str, by: User, data: Mapping[str, Any]) -> Errand:
    """Errors: NotFound for one he may not see, whatever the verb; those of the action."""
    errand_seen_by(by, number, at=database_now())
    verb.act(number, by, data)
    return Errand.objects.with_row().get(case__number=number)


def do_bag(verb: Verb, *, number: str, by: User, data: Mapping[str, Any]) -> Bag:
    """Errors: as `do_errand`."""
    bag_seen_by(by, number, at=database_now())
    verb.act(number, by, data)
    return bag_seen_by(by, number, at=database_now())


@transaction.atomic
def file_as(user: User, data: Mapping[str, Any], photos: Mapping[str, bytes] | None = None) -> Errand:
    """A packet, as `inputs.FileInput` reads it, with photographs (by SHA-256) that came in the same form.

    Whoever is no agent is refused before a document is looked up. Errors: those of `actions.file_packet`, of
    registering a person and of the photographs' files.
    """
    at = database_now()
    agent_post(user, at=at)
    errand = actions.file_packet(by=user, filing=inputs.filing(data))
    if photos:
        actions.bring_photos(by=user, errand=errand, photos=photos, at=at)
    return errand


@dataclass(frozen=True)
class BroughtIn:
    """The matter of a packet that was brought, and how many of its photographs are still on the telephone."""

    errand: Errand
    missing: int


def bring_in(user: User, brought: Brought) -> BroughtIn:
    """A packet from a file or from codes, as the agent whose telephone made it.

    Errors: NotYourPost, PacketNotYours, PacketUnreadable with what its contents lack, those of `actions.bring_packet`
    and of the photographs' files.
    """
    at = database_now()
    town_post(user, at=at)
    agent = User.objects.filter(pk=brought.agent).first()
    if agent is None:
        raise PacketNotYours(days=TOKEN_DAYS)
    given = inputs.FileInput(data=brought.packet)
    if not given.is_valid():
        raise PacketUnreadable(what="；".join(inputs.sentences(given.errors)))
    errand = actions.bring_packet(by=user, agent=agent, filing=inputs.filing(given.validated_data), at=at)
    return BroughtIn(errand, actions.bring_photos(by=user, errand=errand, photos=brought.photos, at=at))
