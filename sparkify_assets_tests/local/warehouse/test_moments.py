"""Dates and times in text, of `moments`."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse import moments


@pytest.mark.parametrize(
    ("text", "kind", "moment"),
    [
        ("January 8, 1999", "date", "1999-01-08"),
        ("Jan-08-70", "date", "1970-01-08"),
        ("8 jan 69", "date", "2069-01-08"),
        ("12345-01-02", "date", "12345-01-02"),
        ("2000.366", "date", "2000-12-31"),
        ("J2451187", "date", "1999-01-08"),
        ("31.12.1999", "date", "1999-12-31"),
        ("12.31.1999", "date", "1999-12-31"),
        ("  1999-01-08   4:05 pm ", "timestamp", "1999-01-08 16:05:00"),
        ("19990108 040506.5", "timestamp", "1999-01-08 04:05:06.5"),
        ("1999-01-08T04:05:06Z", "timestamp", "1999-01-08 04:05:06"),
        ("17 Dec 07:37:16 1997 PST", "timestamptz", "1997-12-17 07:37:16-08:00"),
        ("1999-01-08 04:05 -0330", "timestamptz", "1999-01-08 04:05:00-03:30"),
        ("1999-01-08 America/New_York", "timestamptz", "1999-01-08 00:00:00 america/new_york"),
        ("12:00 AM", "time", "00:00:00"),
        ("2008-01-01 10:11", "time", "10:11:00"),
        ("040506", "time", "04:05:06"),
        ("10:00 EST", "timetz", "10:00:00-05:00"),
    ],
)
def test_a_moment_is_read(text: str, kind: str, moment: str) -> None:
    """Whatever its form, it becomes the one that DuckDB reads."""
    assert moments.read(text, kind) == moment


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "date"),
        ("0000-01-01", "date"),
        ("-0044-03-15", "date"),
        ("1999.366", "date"),
        ("1999-01/08", "timestamp"),
        ("31.12", "date"),
        ("J1", "date"),
        ("04:05", "timestamp"),
        ("1999-01-08", "time"),
        ("13:05 pm", "time"),
        ("10:00 XYZ", "timetz"),
        ("infinity", "timestamp"),
    ],
)
def test_what_is_no_moment(text: str, kind: str) -> None:
    """None, for the caller to complain."""
    assert moments.read(text, kind) is None
