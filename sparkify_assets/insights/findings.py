"""What an answer says, as one sentence over its picture.

Here: one function a question, from a DataFrame with at least one row to text. Not here: the rows (`questions`), the
pictures (`charts`).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from sparkify_assets.insights.charts import WEEKDAYS


def plays_per_day(rows: pl.DataFrame) -> str:
    """The busiest day, and whose plays they mostly are."""
    days = rows.group_by("played_on").agg(pl.col("plays").sum()).sort("plays", "played_on", descending=[True, False])
    busiest, most = days.row(0)
    paid = _total(rows.filter(pl.col("level") == "paid"), "plays") / _total(rows, "plays")
    return f"{_day(busiest)} was the busiest day, with {most:,} plays; {paid:.0%} of all plays are by paying users."


def active_users(rows: pl.DataFrame) -> str:
    """Users on an average day, and the share of them who listen."""
    active, listeners = _total(rows, "active_users"), _total(rows, "listeners")
    return f"{active / len(rows):,.0f} users on an average day; {listeners / active:.0%} of them play a song."


def hours(rows: pl.DataFrame) -> str:
    """The busiest hour of the week."""
    best = rows.sort("plays", "weekday", "hour", descending=[True, False, False]).row(0, named=True)
    share = best["plays"] / _total(rows, "plays")
    return f"{WEEKDAYS[best['weekday']]}s from {best['hour']}:00 UTC, with {best['plays']:,} plays, {share:.1%} of all."


def songs(rows: pl.DataFrame) -> str:
    """The first of the songs."""
    first = rows.row(0, named=True)
    return f"{first['song_title']} by {first['artist_name']}: {_count(first['plays'], 'play')}."


def artists(rows: pl.DataFrame) -> str:
    """The first of the artists."""
    first = rows.row(0, named=True)
    plays, songs_, listeners = (_count(first[f"{noun}s"], noun) for noun in ("play", "song", "listener"))
    return f"{first['artist_name']}: {plays} of {songs_} by {listeners}."


def users(rows: pl.DataFrame) -> str:
    """The first of the users."""
    first = rows.row(0, named=True)
    return f"{first['name']} leads, with {_count(first['plays'], 'play')} on {_count(first['days'], 'day')}."


def locations(rows: pl.DataFrame) -> str:
    """The first of the locations."""
    first = rows.row(0, named=True)
    where = first["location"] or "An unknown place"
    return f"{where}: {_count(first['plays'], 'play')} by {_count(first['listeners'], 'listener')}."


def funnel(rows: pl.DataFrame) -> str:
    """How many of the free level upgraded, and how many of the paid level left it."""
    step: dict[str, int] = dict(rows.select("step", "users").iter_rows())
    return (
        f"{step.get('Upgraded', 0):,} of {_count(step.get('Used the free level', 0), 'free user')} upgraded; of "
        f"{step.get('Used the paid level', 0):,} paying ones {step.get('Downgraded', 0):,} downgraded and "
        f"{step.get('Cancelled', 0):,} cancelled."
    )


def changes(rows: pl.DataFrame) -> str:
    """What happened in the newest week."""
    week, free, up, down, gone = rows.row(-1)
    return f"Week of {_day(week)}: {up:,} of {free:,} free users upgraded, {down:,} downgraded, {gone:,} cancelled."


def retention(rows: pl.DataFrame) -> str:
    """The share of all cohorts that was there in the week after its first."""
    after = rows.filter(pl.col("weeks_later") == 1)
    if after.is_empty():
        return "No cohort has a second week yet."
    return f"{_total(after, 'active_users') / _total(after, 'users'):.0%} are back in the week after their first."


def match_rate(rows: pl.DataFrame) -> str:
    """The share over all days shown."""
    matched, plays = _total(rows, "catalogue_plays"), _total(rows, "plays")
    return f"{matched:,} of {plays:,} plays, {matched / plays:.1%}, have a song of the catalogue."


def _total(rows: pl.DataFrame, column: str) -> int:
    return int(rows[column].sum())


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
