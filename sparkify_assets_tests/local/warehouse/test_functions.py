"""The functions in Python: `functions`."""

from __future__ import annotations

from datetime import datetime

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
        ("-12", "999PR", " <12>"),
        ("12", "999PR", "  12 "),
        ("12", "FMPL999", "+12"),
        ("-12", "999pl", " -12 "),
        ("22", "999th", "  22nd"),
        ("113", "9,999TH", "   113TH"),
        ("-1", "9th", "-1"),
        ("1", "9.9th", " 1.0"),
        ("1944", "RN", "        MCMXLIV"),
        ("12345", "9,999TH", " #,###"),
        ("4", "FMrn", "iv"),
        ("4000", "FMRN", "#" * 15),
    ],
)
def test_numbers_by_pattern(value: str, pattern: str, shown: str) -> None:
    """The places of the pattern are filled from the right."""
    assert functions.number_to_char(value, pattern) == shown


@given(st.integers(-999_999, 999_999))
def test_a_wide_enough_pattern_shows_the_number(number: int) -> None:
    """Read back, the text is the number."""
    assert int(functions.number_to_char(str(number), "999999")) == number


@pytest.mark.parametrize(
    ("value", "pattern", "moment"),
    [
        ("20010631", "%Y%m%d", datetime(2001, 7, 1)),
        ("2019-02-30 24:10:05", "%Y-%m-%d %H:%M:%S", datetime(2019, 3, 3, 0, 10, 5)),
        ("2021-04-05 19:27:53.28", "%Y-%m-%d %H:%M:%S", datetime(2021, 4, 5, 19, 27, 53)),
        ("20011301", "%Y%m%d", None),
        ("2019-02-32", "%Y-%m-%d", None),
        ("2019-02-01 25:00", "%Y-%m-%d %H:%M", None),
        ("05", "%d", None),
        ("Feb", "%b", None),
        ("31 Jun 2001", "%d %b %Y", datetime(2001, 7, 1)),
        ("30 FEBRUARY 2019", "%d %B %Y", datetime(2019, 3, 2)),
        ("31 Moon 2001", "%d %B %Y", None),
        (None, "%Y", None),
    ],
)
def test_moments_that_count_on(value: str | None, pattern: str, moment: datetime | None) -> None:
    """A day too many or 24 o'clock goes on into the next; nothing else is guessed at."""
    assert functions.lenient_time(value, pattern) == moment


def test_digests() -> None:
    """SHA2 by bits; an unknown length gives nothing."""
    assert len(functions.sha2("a", 384)) == 96
    assert functions.sha2("a", 100) == ""


def test_matches_know_their_places() -> None:
    """Counted from one, in the whole string."""
    assert functions.matches("éa ba", "A", 3, "i") == [{"part": "a", "first": 5, "next": 6}]
    assert functions.matches("k=v", "k=(.)", 1, "e") == [{"part": "v", "first": 3, "next": 4}]
    assert functions.matches("ab", "x*", 3, "") == []


@given(st.text(), st.integers(-5, 50))
def test_what_is_replaced_by_itself_stays(value: str, position: int) -> None:
    """Wherever the search begins."""
    assert functions.regexp_replace(value, "(.)", "$1", position, "") == value
