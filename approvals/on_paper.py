"""What an act that goes on paper is asked before it is written down: afterwards no word of it could be changed."""

from kernel.cases.models import Case
from kernel.documents.letters.data import IssuingOrgan, require_remedies
from kernel.documents.letters.printing import require_printable


def require_refusable(case: Case, *words: str) -> None:
    """Whether a letter that refuses can be made of these words, in the name of the case's organ.

    Errors: SignUnprintable; RemediesMissing where the organ's master data do not say where one can turn (38 ¶2).
    """
    require_printable(*words)
    require_remedies(IssuingOrgan.of(case.organization), case.item_version.regime.remedy)
