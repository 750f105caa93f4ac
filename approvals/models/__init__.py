"""What a licence matter has beside its Case."""

from approvals.models.consultation import Consultation
from approvals.models.intake import (
    Application,
    MaterialTick,
    SpotLine,
    SpotNotice,
    SupplementLine,
    SupplementNotice,
    Tolerance,
)
from approvals.models.outcome import Decision, Delay, DeliveryRecord, Ending, StepRecord
from approvals.models.pushed import PushedDecision

__all__ = [
    "Application",
    "Consultation",
    "Decision",
    "Delay",
    "DeliveryRecord",
    "Ending",
    "MaterialTick",
    "PushedDecision",
    "SpotLine",
    "SpotNotice",
    "StepRecord",
    "SupplementLine",
    "SupplementNotice",
    "Tolerance",
]
