"""The one row that every matter has, its turns, what is asked on it, and who may follow it."""

from kernel.cases.models.cases import FOLLOW, SUPPLEMENT, Case, CaseQuerySet, Turn, TurnQuerySet
from kernel.cases.models.questions import Question, QuestionQuerySet
from kernel.cases.models.sharing import Grant, Share

__all__ = [
    "FOLLOW",
    "SUPPLEMENT",
    "Case",
    "CaseQuerySet",
    "Grant",
    "Question",
    "QuestionQuerySet",
    "Share",
    "Turn",
    "TurnQuerySet",
]
