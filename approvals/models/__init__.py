"""What a licence matter, and one that is only registered, has beside its Case."""

from approvals.models.batch import Batch, BatchLine
from approvals.models.consultation import Consultation
from approvals.models.hand_over import HandedOver, HandOver
from approvals.models.intake import (
    Application,
    MaterialTick,
    SpotLine,
    SpotNotice,
    SupplementLine,
    SupplementNotice,
    Tolerance,
)
from approvals.models.joint import JointPart
from approvals.models.outcome import Decision, Delay, DeliveryRecord, Ending, StepRecord
from approvals.models.pushed import PushedDecision
from approvals.models.registered import Registration

__all__ = [
    "Application",
    "Batch",
    "BatchLine",
    "Consultation",
    "Decision",
    "Delay",
    "DeliveryRecord",
    "Ending",
    "HandOver",
    "HandedOver",
    "JointPart",
    "MaterialTick",
    "PushedDecision",
    "Registration",
    "SpotLine",
    "SpotNotice",
    "StepRecord",
    "SupplementLine",
    "SupplementNotice",
    "Tolerance",
]
