"""What each letter says: the facts of that moment, filled by the app whose act it is."""

from kernel.documents.letters.data.base import IssuingOrgan, LetterData, Paper, lacks_to_refuse, require_remedies
from kernel.documents.letters.data.decisions import Delivery, Deny, Grant, RefusedPart
from kernel.documents.letters.data.endings import PapersReturned, Termination, Withdrawal
from kernel.documents.letters.data.errands import (
    BagReceived,
    BagSheet,
    HandedHome,
    HeldReceipt,
    InTheBag,
    Mandate,
    PaperHeld,
    Recall,
)
from kernel.documents.letters.data.intake import (
    Acceptance,
    OnTheSpot,
    Receipt,
    RefusalToAccept,
    Supplement,
    SupplementReceipt,
    Tolerance,
)
from kernel.documents.letters.data.supervision import CardRevoked, CardSheet, RectifyAgain, RedCardSheet

__all__ = [
    "Acceptance",
    "BagReceived",
    "BagSheet",
    "CardRevoked",
    "CardSheet",
    "Delivery",
    "Deny",
    "Grant",
    "HandedHome",
    "HeldReceipt",
    "InTheBag",
    "IssuingOrgan",
    "LetterData",
    "Mandate",
    "OnTheSpot",
    "Paper",
    "PaperHeld",
    "PapersReturned",
    "Recall",
    "Receipt",
    "RectifyAgain",
    "RedCardSheet",
    "RefusalToAccept",
    "RefusedPart",
    "Supplement",
    "SupplementReceipt",
    "Termination",
    "Tolerance",
    "Withdrawal",
    "lacks_to_refuse",
    "require_remedies",
]
