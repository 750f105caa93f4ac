"""How `./portal test` calls pytest, and what its calls come to."""

import pytest

from county_portal.launcher.checks import FAST, _suites, _worst


def test_browsers_run_by_themselves_and_last() -> None:
    assert _suites(["-x"], fast=False) == [["-x", "-m", "not browser"], ["-x", "-m", "browser"]]


def test_a_quick_look_and_a_choice_of_ones_own_are_one_call() -> None:
    assert _suites(["-x"], fast=True) == [[*FAST, "-x"]]
    assert _suites(["-m", "kill"], fast=False) == [["-m", "kill"]]


@pytest.mark.parametrize(
    ("codes", "worst"), [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([0, 5], 0), ([5, 1], 1), ([5, 5], 5), ([2], 2)]
)
def test_the_worst_call_counts(codes: list[int], worst: int) -> None:
    assert _worst(codes) == worst
