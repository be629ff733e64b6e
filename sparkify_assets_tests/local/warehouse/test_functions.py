"""The functions in Python: `functions`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse import functions


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        ("12", "999", "  12"),
        ("-12", "999", " -12"),
        ("12", "099", " 012"),
        ("1234.5", "9,999.99", " 1,234.50"),
        ("1234.5", "FM9,999.99", "1,234.5"),
        ("0.5", "9.9", "  .5"),
        ("0.5", "0.9", " 0.5"),
        ("-5", "9MI", "5-"),
        ("5", "S9", "+5"),
        ("12345", "999", " ###"),
        ("100.5", "999", " 101"),
        ("-5", "SG999", "-  5"),
        ("-5", "MI999", "-  5"),
        ("5.5", "L99.9", "$  5.5"),
        ("0", "FM99.99", "0."),
    ],
)
def test_numbers_by_pattern(value: str, pattern: str, shown: str) -> None:
    """The places of the pattern are filled from the right."""
    assert functions.number_to_char(value, pattern) == shown


@given(st.integers(-999_999, 999_999))
def test_a_wide_enough_pattern_shows_the_number(number: int) -> None:
    """Read back, the text is the number."""
    assert int(functions.number_to_char(str(number), "999999")) == number


def test_digests() -> None:
    """SHA2 by bits; an unknown length gives nothing."""
    assert len(functions.sha2("a", 384)) == 96
    assert functions.sha2("a", 100) == ""
