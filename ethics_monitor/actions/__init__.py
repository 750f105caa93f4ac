"""The verbs of supervision. Each locks its card or rule, checks the post, then the table, then writes.

No verb touches business data: a supervisor's only tools are cards, and the unit answers them.
"""

from ethics_monitor.actions.answer import acknowledge, report_rectification
from ethics_monitor.actions.clues import clear_clue, propose_card
from ethics_monitor.actions.evidence import hand_over_evidence, make_evidence, open_evidence
from ethics_monitor.actions.revoke import confirm_revocation, decline_revocation, propose_revocation
from ethics_monitor.actions.rules import activate_rule, install_rules, retire_rule, save_rule
from ethics_monitor.actions.unmasking import unmask_agent
from ethics_monitor.actions.verify import confirm, dismiss, return_report, take_over, verify_and_close

__all__ = [
    "acknowledge",
    "activate_rule",
    "clear_clue",
    "confirm",
    "confirm_revocation",
    "decline_revocation",
    "dismiss",
    "hand_over_evidence",
    "install_rules",
    "make_evidence",
    "open_evidence",
    "propose_card",
    "propose_revocation",
    "report_rectification",
    "retire_rule",
    "return_report",
    "save_rule",
    "take_over",
    "unmask_agent",
    "verify_and_close",
]
