"""The verbs that a page offers: lawful in this state and this person's. The action decides again, after the lock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ethics_monitor import permissions
from ethics_monitor.models import Card, Colour
from ethics_monitor.pages.access import Viewer
from ethics_monitor.refusals import TakenOver
from ethics_monitor.verbs import REASON_OF_PROPOSAL_MAX, TEXT_MAX
from ethics_monitor.workflow import REVOCABLE
from kernel.accounts.models import User
from kernel.organizations.refusals import NotYourPost


@dataclass(frozen=True)
class Offer:
    """A verb as it stands on the page: button, key, the question of its dialog, the text it asks for."""

    code: str
    button: str | Promise
    question: str | Promise
    confirm: str | Promise
    key: str
    kind: str = "line"
    field: str = ""
    field_label: str | Promise = ""
    max_length: int = TEXT_MAX
    hint: str | Promise = ""

    @property
    def dialog(self) -> str:
        """The id of its dialog."""
        return f"d-{self.code}"

    @property
    def grave(self) -> bool:
        return self.kind == "grave"


_KEPT: Final = _("理由随牌永久保留。")

OFFERS: Final[Mapping[str, Offer]] = {
    offer.code: offer
    for offer in (
        Offer("acknowledge", _("签收"), _("签收这张牌？"), _("签收"), "A", hint=_("签收只表示收到，不等于认可。")),
        Offer(
            "report",
            _("报整改结果…"),
            _("报整改结果？"),
            _("报送"),
            "R",
            field="text",
            field_label=_("整改了什么，以后怎么防止"),
            hint=_("至少 10 个字，标点不算。报送后等核验，逾期报送照样记为逾期。"),
        ),
        Offer(
            "confirm", _("核实成立"), _("核实成立？"), _("核实成立"), "Y", hint=_("立即计入，单位要在期限内报整改。")
        ),
        Offer(
            "dismiss",
            _("不成立…"),
            _("核实不成立？"),
            _("不成立"),
            "N",
            field="reason",
            field_label=_("不成立的理由"),
            hint=_KEPT,
        ),
        Offer("close", _("核验销号"), _("核验通过，销号？"), _("销号"), "Y", hint=_("整改属实才销号。")),
        Offer(
            "return",
            _("退回整改…"),
            _("退回整改？"),
            _("退回"),
            "B",
            field="reason",
            field_label=_("退回的理由"),
            hint=_("单位重新整改，期限重新起算。"),
        ),
        Offer(
            "take-over",
            _("提级…"),
            _("提级这张牌？"),
            _("提级"),
            "T",
            field="reason",
            field_label=_("提级的理由"),
            hint=_("提级后由纪检监察机关核验，督查科不再办。理由记入台账，看得到这张牌的人都看得到。"),
        ),
        Offer(
            "confirm-revocation",
            _("同意撤销…"),
            _("同意撤销？"),
            _("同意撤销"),
            "Y",
            kind="grave",
            hint=_("撤销后恢复分值；原牌和理由永久保留。"),
        ),
        Offer(
            "decline-revocation",
            _("不同意撤销…"),
            _("不同意撤销？"),
            _("不同意"),
            "N",
            field="reason",
            field_label=_("不同意的理由"),
        ),
        Offer(
            "propose-revocation",
            _("提请撤销…"),
            _("提请撤销这张牌？"),
            _("提请撤销"),
            "X",
            kind="grave",
            field="reason",
            field_label=_("撤销的理由"),
            max_length=REASON_OF_PROPOSAL_MAX,
            hint=_("由另一名督查人员决定；原牌和理由永久保留。"),
        ),
    )
}


def offers_for(viewer: Viewer, card: Card) -> list[Offer]:
    """In the order of the pane; the first that is not grave is the primary one."""
    if card.colour == Colour.WARNING:
        return []
    codes = [
        *(_unit_verbs(card) if _passes(permissions.of_unit, viewer, card) else ()),
        *(_office_verbs(card, viewer.user) if _passes(permissions.verifier, viewer, card) else ()),
    ]
    if viewer.discipline and card.standing and card.taken_over_at is None:
        codes.append("take-over")
    return [OFFERS[code] for code in codes]


def _passes(asks: Callable[..., Any], viewer: Viewer, card: Card) -> bool:
    try:
        asks(viewer.user, card, at=viewer.at)
    except (NotYourPost, TakenOver):
        return False
    return True


def _unit_verbs(card: Card) -> list[str]:
    if not card.waits_for_unit:
        return []
    return ["acknowledge"] if card.state == "issued" else ["report"]


def _office_verbs(card: Card, user: User) -> list[str]:
    codes: list[str] = []
    if card.state == "to_verify":
        codes += ["confirm", "dismiss"]
    if card.state == "reported" and card.superseded_by_id is None:
        codes += ["close", "return"]
    if card.revocation_proposed_at is not None and (card.standing or card.state == "closed"):
        return (
            codes if card.revocation_proposed_by_id == user.pk else [*codes, "confirm-revocation", "decline-revocation"]
        )
    if card.standing and card.state in REVOCABLE:
        codes.append("propose-revocation")
    return codes


def remedies_for(viewer: Viewer, card: Card) -> list[Offer]:
    """What is no next step but a way out of an error: a closed card still counts, so one proved wrong can be revoked.

    The matter is over for everybody else; the page keeps it apart and folded.
    """
    open_to = card.colour != Colour.WARNING and card.state == "closed" and card.revocation_proposed_at is None
    return [OFFERS["propose-revocation"]] if open_to and _passes(permissions.verifier, viewer, card) else []


def whose_turn(card: Card) -> str | Promise:
    """Whose the next word is, for the head of the pane."""
    if card.colour == Colour.WARNING or not card.standing:
        return ""
    if card.superseded_by_id is not None:
        return _("在更高一级的牌上答复")
    office = _("督查科") if card.taken_over_at is None else _("纪检监察机关")
    words: Mapping[str, str | Promise] = {
        "to_verify": _("轮到：{who}核实"),
        "issued": _("轮到：{who}签收"),
        "acknowledged": _("轮到：{who}报整改"),
        "returned": _("轮到：{who}重新整改"),
        "reported": _("轮到：{who}核验"),
    }
    who = office if card.state in ("to_verify", "reported") else unit_name(card)
    return str(words[card.state]).format(who=who)


def unit_name(card: Card) -> str:
    """What the unit is called on a board; as it was called then where it is no more."""
    return card.organization.short_name or card.organization_name if card.organization else card.organization_name
