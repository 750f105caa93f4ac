"""The verbs of a card at its doors: what each needs, and the one action it calls.

Page and API are made from this table, so a verb cannot exist at one door with other rights than at the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ethics_monitor import actions
from ethics_monitor.queries.pages import visible_card
from kernel.accounts.models import User
from kernel.doors.verbs import Empty
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role
from kernel.organizations.queries.scopes import SEES_ALL, SEES_NO_CASE

TEXT_MAX: Final = 2_000
REASON_OF_PROPOSAL_MAX: Final = 200

SUPERVISORS: Final = tuple(role for role in Role if role in SEES_ALL)
VERIFIERS: Final = (Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION)
READERS: Final = tuple(role for role in Role if role not in SEES_NO_CASE)
UNITS: Final = tuple(role for role in READERS if role not in SEES_ALL)


@extend_schema_serializer(component_name="CardReason")
class Reason(serializers.Serializer[Any]):
    """Why, in words that stay with the card."""

    reason = serializers.CharField(max_length=TEXT_MAX, allow_blank=True, trim_whitespace=True)


class ShortReason(serializers.Serializer[Any]):
    """Why, in a sentence or two."""

    reason = serializers.CharField(max_length=REASON_OF_PROPOSAL_MAX, allow_blank=True, trim_whitespace=True)


class Report(serializers.Serializer[Any]):
    """What was put right."""

    text = serializers.CharField(max_length=TEXT_MAX, allow_blank=True, trim_whitespace=True)


@dataclass(frozen=True)
class Verb:
    """One verb: its code in paths, its word, what it needs, the action, the posts that may ever do it, what it does."""

    code: str
    label: str | Promise
    input: type[serializers.Serializer[Any]]
    act: Callable[..., Any]
    roles: tuple[str, ...]
    does: str | Promise


VERBS: Final[Mapping[str, Verb]] = {
    verb.code: verb
    for verb in (
        Verb("acknowledge", _("签收"), Empty, actions.acknowledge, UNITS, _("责任岗位、其窗口负责人或单位领导签收。")),
        Verb(
            "report",
            _("报整改结果"),
            Report,
            actions.report_rectification,
            UNITS,
            _("签收之后，单位写明整改了什么、怎么防止；期限随之停止，逾期照记。"),
        ),
        Verb("confirm", _("核实成立"), Empty, actions.confirm, VERIFIERS, _("提请核实的牌成立，即时计入。")),
        Verb("dismiss", _("核实不成立"), Reason, actions.dismiss, VERIFIERS, _("提请核实的牌不成立，理由永久保留。")),
        Verb("close", _("核验销号"), Empty, actions.verify_and_close, VERIFIERS, _("整改属实，销号。")),
        Verb(
            "return", _("退回整改"), Reason, actions.return_report, VERIFIERS, _("整改不够，退回重做，期限重新起算。")
        ),
        Verb(
            "take-over",
            _("提级"),
            Reason,
            actions.take_over,
            (Role.DISCIPLINE_INSPECTION,),
            _("纪检监察机关写明理由提级，此后由其核验。"),
        ),
        Verb(
            "propose-revocation",
            _("提请撤销"),
            ShortReason,
            actions.propose_revocation,
            VERIFIERS,
            _("提请撤销，由另一人决定。"),
        ),
        Verb(
            "confirm-revocation",
            _("同意撤销"),
            Empty,
            actions.confirm_revocation,
            VERIFIERS,
            _("另一人同意撤销，恢复分值，原牌永久保留。"),
        ),
        Verb(
            "decline-revocation",
            _("不同意撤销"),
            Reason,
            actions.decline_revocation,
            VERIFIERS,
            _("另一人不同意撤销，牌不变。"),
        ),
    )
}


def perform(verb: Verb, *, number: str, by: User, data: Mapping[str, Any]) -> None:
    """Call the verb's one action on a card that the asker may see.

    Errors: NotFound, the same for an absent card and for another's; whatever the action refuses.
    """
    visible_card(by, number, at=database_now())
    verb.act(number=number, by=by, **data)
