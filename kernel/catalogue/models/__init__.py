"""Items and their versions, the regimes of their clocks, and the words by which people find them."""

from kernel.catalogue.models.details import ChainStep, FeeItem, JointItem, LocalOverride, Material
from kernel.catalogue.models.finding import EverydayWord, Reading, Situation
from kernel.catalogue.models.items import ERRAND, Item, ItemVersion
from kernel.catalogue.models.regimes import Regime, RegimePause, Silence, StartEvent, Unit

__all__ = [
    "ERRAND",
    "ChainStep",
    "EverydayWord",
    "FeeItem",
    "Item",
    "ItemVersion",
    "JointItem",
    "LocalOverride",
    "Material",
    "Reading",
    "Regime",
    "RegimePause",
    "Silence",
    "Situation",
    "StartEvent",
    "Unit",
]
