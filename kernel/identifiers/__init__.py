"""Numbers of persons, organisations, places and matters: checking, making and masking them. Pure, no tables."""

from kernel.identifiers.documents import KINDS, Verdict, check

__all__ = ["KINDS", "Verdict", "check"]
