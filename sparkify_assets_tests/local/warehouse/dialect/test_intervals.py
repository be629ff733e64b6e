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
    ("literal", "shown"),
    [
        ("interval '1 day 02:03:04'", "1 day 02:03:04"),
        ("interval '02:03'", "02:03:00"),
        ("interval '3' day", "3 days"),
        ("interval '2 weeks 1 hour'", "14 days 01:00:00"),
        ("interval '1 day ago'", "-1 day"),
    ],
)
def test_all_of_a_literal_counts(session: Direct, literal: str, shown: str) -> None:
    """Not its first quantity alone, whatever stands behind it."""
    assert session.value(f"{literal}::varchar") == shown


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("select interval '1 fortnight'", "22023"),
        ("select interval 1 day", "42601"),
    ],
)
def test_what_is_no_interval(session: Direct, sql: str, sqlstate: str) -> None:
    """An unknown word, and what stands without quotes."""
    assert session.refused(sql) == sqlstate
