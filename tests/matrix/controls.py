"""Listed roles that get through no cell of this world, each with its reason; everybody else listed must get through."""

from collections.abc import Mapping
from typing import Final

from kernel.organizations.models import Role

TOWN: Final = frozenset({Role.TOWN_CLERK, Role.VILLAGE_AGENT})
AT_COUNTER: Final = frozenset({Role.WINDOW_CLERK, Role.WINDOW_HEAD})
DISCIPLINE: Final = frozenset({Role.DISCIPLINE_INSPECTION})
DECIDERS: Final = frozenset({
    Role.REVIEWER, Role.SITE_INSPECTOR, Role.APPROVER, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER,
    Role.DEPARTMENT_HEAD,
})  # fmt: skip

TO_A_TOWN = "the bag of this world goes to the town: its clerk signs for it"
IN_A_TOWN = "the lost bag of this world turned up in the town: its clerk gives back what was in it"
FROM_A_ROOM = "the bag of this world begins in the room: its agent closes it"
IN_THE_CLERKS_HANDS = "what waits at the window of this world waits for the clerk: she hands it over"
NO_CASE = "no case of a town lies in this world"
ANOTHERS_TURN = "the step of this world's chain is another post's; whoever holds the step's post gets through"
ANOTHERS_CARD = "the card names the reviewer's post; whoever is named gets through"
NOT_TAKEN_OVER = "only what the discipline inspection has taken over, which none of these cards is"
SILENT_CASE = "only the post before which the case lies"

THE_UNITS_SEAL = "the letter of this world is a unit's, and so is its seal; the office stamps its own sheets"

ANOTHERS_STAMP = "the clerk recorded this stamp: he takes it back, or a head of the unit whose letter it is"

# by verb or last part of the door's name, as Way.word has it
WHY_NOT: Final[Mapping[str, tuple[frozenset[Role], str]]] = {
    "bag": (AT_COUNTER, TO_A_TOWN),
    "bag_letters": (AT_COUNTER, TO_A_TOWN),
    "civic_service:receive": (AT_COUNTER | {Role.VILLAGE_AGENT}, TO_A_TOWN),
    "lose": (AT_COUNTER, TO_A_TOWN),
    "find": (AT_COUNTER, TO_A_TOWN),
    "give-found": (AT_COUNTER | {Role.VILLAGE_AGENT}, IN_A_TOWN),
    "send": (AT_COUNTER | {Role.TOWN_CLERK}, FROM_A_ROOM),
    "card": (TOWN, NO_CASE),
    "card_letters": (TOWN, NO_CASE),
    "case": (TOWN, NO_CASE),
    "slip": (TOWN, NO_CASE),
    "label": (TOWN, NO_CASE),
    "registered_case": (TOWN, NO_CASE),
    "reveal": (TOWN, NO_CASE),
    "outbox_message": (TOWN, NO_CASE),
    "outbox_open": (TOWN, NO_CASE),
    "outbox_again": (TOWN, NO_CASE),
    "call_dial": (TOWN, NO_CASE),
    "call_note": (TOWN, NO_CASE),
    "call_give_up": (TOWN, NO_CASE),
    "acknowledge": (
        TOWN | AT_COUNTER | {Role.SITE_INSPECTOR, Role.APPROVER, Role.PARTICIPANT_HANDLER}, ANOTHERS_CARD
    ),
    "report": (TOWN | AT_COUNTER | {Role.SITE_INSPECTOR, Role.APPROVER, Role.PARTICIPANT_HANDLER}, ANOTHERS_CARD),
    "shift_over": (frozenset({Role.WINDOW_HEAD}), IN_THE_CLERKS_HANDS),
    "complete-step": (DECIDERS - {Role.REVIEWER}, ANOTHERS_TURN),
    "return-step": (DECIDERS - {Role.APPROVER}, ANOTHERS_TURN),
    "explain-delay": (DECIDERS - {Role.REVIEWER}, ANOTHERS_TURN),
    "enquire": (DECIDERS - {Role.REVIEWER}, ANOTHERS_TURN),
    "grant": (DECIDERS - {Role.APPROVER}, ANOTHERS_TURN),
    "deny": (DECIDERS - {Role.APPROVER}, ANOTHERS_TURN),
    "terminate": (DECIDERS, SILENT_CASE),
    "letter_stamp": (frozenset({Role.SUPERVISION_OFFICE}), THE_UNITS_SEAL),
    "letter_unstamp": (
        frozenset({
            Role.REVIEWER, Role.SITE_INSPECTOR, Role.APPROVER, Role.SUPERVISION_OFFICE, Role.CENTER_DIRECTOR,
            Role.DEPUTY_DIRECTOR,
        }),
        ANOTHERS_STAMP,
    ),
    "confirm": (DISCIPLINE, NOT_TAKEN_OVER),
    "dismiss": (DISCIPLINE, NOT_TAKEN_OVER),
    "ethics_monitor:close": (DISCIPLINE, NOT_TAKEN_OVER),
    "return": (DISCIPLINE, NOT_TAKEN_OVER),
    "propose-revocation": (DISCIPLINE, NOT_TAKEN_OVER),
    "confirm-revocation": (DISCIPLINE, NOT_TAKEN_OVER),
    "decline-revocation": (DISCIPLINE, NOT_TAKEN_OVER),
}  # fmt: skip


def why_not(namespace: str, word: str, role: str) -> str:
    """The reason why this role gets through no cell of this way; empty when it must."""
    roles, reason = WHY_NOT.get(f"{namespace}:{word}", WHY_NOT.get(word, (frozenset(), "")))
    return reason if role in roles else ""
