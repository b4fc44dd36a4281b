"""A telephone number is blackened however its digits are grouped (M-13, P-18)."""

from time import perf_counter

import pytest

from forum.core.blackening import BLACK, blackened, says

GROUPED = [
    "0531 470-1234",
    "0531/470 12 34",
    "0531 47 01 234",
    "(0531) 4701234",
    "05314701234",
    "+49 531 4701234",
    "+49 (0)531 470 1234",
    "0049 531 4701234",
    "0531 – 4701234",
]


@pytest.mark.parametrize("named", GROUPED)
@pytest.mark.parametrize("written", GROUPED)
def test_the_same_number_goes_in_each_grouping(named: str, written: str) -> None:
    """M-13: whoever names one spelling means the number."""
    assert blackened(f"Rufen Sie an: {written}, abends.", [named]) == f"Rufen Sie an: {BLACK}, abends."


@pytest.mark.parametrize(
    "other", ["0531 470123", "0531 470 1235", "0531 470 12345", "10531 4701234", "+43 531 4701234", "470 1234"]
)
def test_another_number_stays(other: str) -> None:
    """M-13: neither a longer nor a shorter one, nor one of another country."""
    assert not says(f"Die Nummer ist {other}.", "0531 4701234")


def test_what_is_no_number_to_call_is_found_as_it_stands() -> None:
    """M-13: years and amounts have no other grouping."""
    assert says("Im Jahr 2024 waren es 12 345 Euro.", "12 345")
    assert not says("Im Jahr 2024 waren es 12345 Euro.", "12 345")


def test_no_text_makes_it_slow() -> None:
    """E-33: many digits and signs that nearly fit."""
    begun = perf_counter()
    assert not says("0 " * 20_000 + "0531 - / - 47 " * 3_000, "0531 4701234")
    assert perf_counter() - begun < 2
