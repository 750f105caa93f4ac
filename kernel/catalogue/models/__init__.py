"""Items and their versions, the regimes of their clocks, and the words by which people find them."""

from kernel.catalogue.models.finding import EverydayWord, Reading, Situation
from kernel.catalogue.models.items import ChainStep, FeeItem, Item, ItemVersion, Material
from kernel.catalogue.models.regimes import Regime, RegimePause, Silence, StartEvent, Unit

__all__ = [
    "ChainStep",
    "EverydayWord",
    "FeeItem",
    "Item",
    "ItemVersion",
    "Material",
    "Reading",
    "Regime",
    "RegimePause",
    "Silence",
    "Situation",
    "StartEvent",
    "Unit",
]
