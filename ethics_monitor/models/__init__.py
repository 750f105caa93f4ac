"""Rules as data, the cards they issue, and what the sweep remembers."""

from ethics_monitor.models.cards import Card
from ethics_monitor.models.rules import Colour, Role, Rule
from ethics_monitor.models.sweeps import SweepRun, Watch

__all__ = ["Card", "Colour", "Role", "Rule", "SweepRun", "Watch"]
