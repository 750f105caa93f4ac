"""Rules as data, the cards they issue, what the sweep remembers, patterns and evidence."""

from ethics_monitor.models.cards import Card
from ethics_monitor.models.evidence import Evidence, HandOver
from ethics_monitor.models.patterns import Clue, Handled, LateEntry, Pattern, PatternRule
from ethics_monitor.models.rules import Colour, Role, Rule
from ethics_monitor.models.sweeps import SweepRun, Watch

__all__ = [
    "Card",
    "Clue",
    "Colour",
    "Evidence",
    "HandOver",
    "Handled",
    "LateEntry",
    "Pattern",
    "PatternRule",
    "Role",
    "Rule",
    "SweepRun",
    "Watch",
]
