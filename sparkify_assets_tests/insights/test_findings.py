"""The sentences over the pictures where they have little to say; what they say of a month is in `test_report`."""

from __future__ import annotations

from datetime import date

import polars as pl

from sparkify_assets.insights import findings


def test_one_is_not_many() -> None:
    """A single play is one play."""
    rows = pl.DataFrame({"artist_name": ["The Kettles"], "plays": [1], "songs": [1], "listeners": [1]})
    assert findings.artists(rows) == "The Kettles: 1 play of 1 song by 1 listener."


def test_thousands_are_set_apart() -> None:
    """Large numbers are readable."""
    rows = pl.DataFrame({"song_title": ["Boil"], "artist_name": ["The Kettles"], "plays": [12345]})
    assert findings.songs(rows) == "Boil by The Kettles: 12,345 plays."


def test_nobody_can_be_back_in_the_first_week() -> None:
    """With one week of history there is no share to tell."""
    rows = pl.DataFrame({"cohort_week": [date(2018, 11, 5)], "weeks_later": [0], "users": [3], "active_users": [3]})
    assert findings.retention(rows) == "No cohort has a second week yet."


def test_a_place_without_a_name_is_said_so() -> None:
    """Plays without a location are plays of an unknown place."""
    rows = pl.DataFrame({"location": [None], "plays": [2], "listeners": [1]})
    assert findings.locations(rows) == "An unknown place: 2 plays by 1 listener."
