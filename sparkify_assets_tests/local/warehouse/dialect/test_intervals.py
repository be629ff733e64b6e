"""Interval literals of `dialect.intervals`."""

from __future__ import annotations

import datetime

import pytest

from sparkify_assets.local.warehouse.dialect.intervals import spelled_out
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("words", "full"),
    [
        ("1w, 1h, 1m, 1s", "1 week 1 hour 1 minute 1 second"),
        ("3 hours, 35 minutes", "3 hour 35 minute"),
        ("0.5 days", "0.5 day"),
        ("-2 mon", "-2 month"),
        ("90", "90 second"),
        ("1 day 02:00:00", "1 day 02:00:00"),
    ],
)
def test_every_part_is_spelled_out(words: str, full: str) -> None:
    """Abbreviations are Redshift's, in which m is a minute."""
    assert spelled_out(words) == full


def test_an_interval_is_added(session: Direct) -> None:
    """A date and an interval are a timestamp."""
    assert session.value("date '2008-12-31' + interval '1w, 1h, 1m, 1s'") == datetime.datetime(2009, 1, 7, 1, 1, 1)


@pytest.mark.parametrize(
    ("literal", "length"),
    [
        ("interval '1 day 02:03:04'", datetime.timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("interval '02:03'", datetime.timedelta(hours=2, minutes=3)),
        ("interval '3' day", datetime.timedelta(days=3)),
        ("interval '2 weeks 1 hour'", datetime.timedelta(days=14, hours=1)),
        ("interval '1 day ago'", datetime.timedelta(days=-1)),
        ("interval '1 m, .5 s'", datetime.timedelta(minutes=1, seconds=0.5)),
    ],
)
def test_all_of_a_literal_counts(session: Direct, literal: str, length: datetime.timedelta) -> None:
    """Not its first quantity alone, whatever stands behind it."""
    assert session.value(literal) == length


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("select interval '1 fortnight'", "22023"),
        ("select interval 1 day", "42601"),
        ("select interval '3.7' day", "0A000"),
        ("select interval '1-2' year to month", "0A000"),
        ("select interval '1 day'::varchar", "0A000"),
    ],
)
def test_what_is_refused(session: Direct, sql: str, sqlstate: str) -> None:
    """An unknown word, what stands without quotes, and what a unit behind the quotes would cut off."""
    assert session.refused(sql) == sqlstate
