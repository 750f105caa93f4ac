"""What proxy service has beside the Case: the mandate, the errand, the bag and its lines."""

from civic_service.models.errands import Bag, BagLine, Errand, Photo
from civic_service.models.mandates import Mandate, PaperHanded

__all__ = ["Bag", "BagLine", "Errand", "Mandate", "PaperHanded", "Photo"]
