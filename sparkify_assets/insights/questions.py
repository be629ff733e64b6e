"""The questions that the page answers, each with its one SELECT from the marts and its picture.

Here: titles, SQL, and which chart draws which answer. Not here: how a chart is drawn (`charts`), or the page (`page`).

What grows with the history is cut to its newest part. The newest day is asked for first and put into the SELECTs as a
literal, `{newest}`: so the warehouse filters what it reads, and not what it has added up of all history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import altair as alt
import polars as pl

from sparkify_assets.insights import charts, findings
from sparkify_assets.redshift.resource import Session

DAYS, WEEKS, PLACES = 60, 12, 10
"""How many of the newest days and weeks, and of the first places, are shown."""


@dataclass(frozen=True)
class Question:
    """A question with the SELECT that answers it, what draws the answer and what says it, and the columns' names.

    `wide` pictures take the page's whole width.
    """

    name: str
    title: str
    note: str
    select: str
    draw: Callable[[pl.DataFrame], alt.TopLevelMixin]
    say: Callable[[pl.DataFrame], str]
    headings: Mapping[str, str]
    wide: bool = False


@dataclass(frozen=True)
class Answer:
    """What the marts said to a question."""

    question: Question
    rows: pl.DataFrame


def ask(session: Session) -> list[Answer]:
    """The answers to all questions, in the order of the page."""
    newest = _literal(session.fetch("select max(active_on) from marts.session_days")[0][0])
    return [Answer(question, readable(session.frame(question.select.format(newest=newest)))) for question in QUESTIONS]


def key_figures(session: Session) -> dict[str, object]:
    """The numbers at the head of the page: one row, a column each."""
    return session.frame(KEY_FIGURES).row(0, named=True)


def _literal(day: date | None) -> str:
    return f"date '{day}'" if day else "cast(null as date)"


def readable(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with all text as it was meant: the app's log has what is beyond ASCII encoded twice too often."""
    return rows.with_columns(pl.col(pl.String).map_elements(_meant, return_dtype=pl.String))


def _meant(text: str) -> str:
    for _ in range(2):
        try:
            text = text.encode("latin-1").decode()
        except UnicodeError:
            break
    return text


KEY_FIGURES = """
    select
        (select sum(plays) from marts.listening_by_day) as plays,
        (select count(*) from marts.user_popularity) as listeners,
        (select sum(seconds) / 3600 from marts.listening_by_day) as hours,
        (select count(*) from marts.sessions) as sessions,
        (select count(*) from marts.song_popularity) as songs,
        (select cast(sum(catalogue_plays) as double precision) / nullif(sum(plays), 0) from marts.listening_by_day)
            as match_rate,
        (select active_users from marts.active_users_monthly order by month desc limit 1) as monthly_users,
        (select min(played_on) from marts.listening_by_day) as first_day,
        (select max(played_on) from marts.listening_by_day) as last_day
"""


def _newest_days(column: str) -> str:
    return f"{column} > dateadd(day, -{DAYS}, {{newest}})"


def _newest_weeks(column: str) -> str:
    return f"{column} > dateadd(week, -{WEEKS}, date_trunc('week', {{newest}}))"


QUESTIONS = [
    Question(
        "plays_per_day",
        "How much is listened to?",
        f"Songs played a day, by level. The newest {DAYS} days.",
        f"""
        select played_on, level, plays, listeners from marts.listening_by_day
        where {_newest_days("played_on")} order by played_on, level
        """,
        charts.plays_per_day,
        findings.plays_per_day,
        {"played_on": "Day", "level": "Level", "plays": "Plays", "listeners": "Listeners"},
        wide=True,
    ),
    Question(
        "active_users",
        "How many come?",
        f"Users with a page view, and those of them who played a song. The newest {DAYS} days.",
        f"""
        select active_on, active_users, listeners, sessions from marts.active_users_daily
        where {_newest_days("active_on")} order by active_on
        """,
        charts.active_users,
        findings.active_users,
        {"active_on": "Day", "active_users": "Active users", "listeners": "Listeners", "sessions": "Sessions"},
        wide=True,
    ),
    Question(
        "hours",
        "When do people listen?",
        "Songs played by weekday and hour, UTC, over all time.",
        "select weekday, hour, plays from marts.listening_by_hour order by weekday, hour",
        charts.hours,
        findings.hours,
        {"weekday": "Weekday, 0 is Sunday", "hour": "Hour", "plays": "Plays"},
        wide=True,
    ),
    Question(
        "songs",
        "What is the most played song?",
        "All plays count, those without a song of the catalogue too.",
        f"""
        select place, song_title, artist_name, plays, listeners from marts.song_popularity
        where place <= {PLACES} order by place
        """,
        charts.songs,
        findings.songs,
        {
            "place": "Place",
            "song_title": "Song",
            "artist_name": "Artist",
            "plays": "Plays",
            "listeners": "Listeners",
        },
    ),
    Question(
        "artists",
        "Who is the most popular artist?",
        "By plays, those without a song of the catalogue included.",
        f"""
        select place, artist_name, plays, listeners, songs from marts.artist_popularity
        where place <= {PLACES} order by place
        """,
        charts.artists,
        findings.artists,
        {"place": "Place", "artist_name": "Artist", "plays": "Plays", "listeners": "Listeners", "songs": "Songs"},
    ),
    Question(
        "users",
        "Who are the ten most active users?",
        "By plays; with the level they have now.",
        f"""
        select place, first_name || ' ' || last_name as name, user_id, level, plays, days from marts.user_popularity
        where place <= {PLACES} order by place
        """,
        charts.users,
        findings.users,
        {"place": "Place", "name": "User", "user_id": "Id", "level": "Level", "plays": "Plays", "days": "Days"},
    ),
    Question(
        "locations",
        "Where do they listen?",
        f"The {PLACES} metropolitan areas with the most plays.",
        f"""
        select location, plays, listeners from marts.listening_by_location
        order by plays desc, location limit {PLACES}
        """,
        charts.locations,
        findings.locations,
        {"location": "Metropolitan area", "plays": "Plays", "listeners": "Listeners"},
    ),
    Question(
        "new_songs",
        "What is new this week?",
        "Songs first played in the newest week, by plays.",
        f"""
        select place, song_title, artist_name, plays, week from marts.new_songs_weekly
        where week = (select max(week) from marts.new_songs_weekly) and place <= {PLACES} order by place
        """,
        charts.songs,
        findings.songs,
        {"place": "Place", "song_title": "Song", "artist_name": "Artist", "plays": "Plays", "week": "Week of"},
    ),
    Question(
        "conversion",
        "Who upgrades, who leaves?",
        "Users who ever took the step.",
        "select path, step, users, share, position from marts.conversion_funnel order by position",
        charts.funnel,
        findings.funnel,
        {"path": "Path", "step": "Step", "users": "Users", "share": "Share of the first step", "position": "Order"},
    ),
    Question(
        "changes",
        "How does that change?",
        f"Users a week who upgraded, downgraded or cancelled. The newest {WEEKS} weeks.",
        f"""
        select week, free_users, upgraded_users, downgraded_users, cancelled_users from marts.conversion_weekly
        where {_newest_weeks("week")} order by week
        """,
        charts.changes,
        findings.changes,
        {
            "week": "Week of",
            "free_users": "Free users",
            "upgraded_users": "Upgraded",
            "downgraded_users": "Downgraded",
            "cancelled_users": "Cancelled",
        },
    ),
    Question(
        "retention",
        "Who comes back?",
        f"Share of the users first seen in a week who were active in the weeks after. The newest {WEEKS} weeks.",
        f"""
        select cohort_week, users, weeks_later, active_users, retention from marts.retention_weekly
        where {_newest_weeks("cohort_week")} order by cohort_week, weeks_later
        """,
        charts.retention,
        findings.retention,
        {
            "cohort_week": "First seen in the week of",
            "users": "Users",
            "weeks_later": "Weeks later",
            "active_users": "Active",
            "retention": "Share",
        },
    ),
    Question(
        "match_rate",
        "How much of it is in the catalogue?",
        f"Share of the plays that have a song of the catalogue. The newest {DAYS} days.",
        f"""
        select played_on, plays, catalogue_plays, cast(catalogue_plays as double precision) / plays as match_rate
        from (
            select played_on, cast(sum(plays) as bigint) as plays,
                cast(sum(catalogue_plays) as bigint) as catalogue_plays
            from marts.listening_by_day
            where {_newest_days("played_on")}
            group by played_on
        ) as days
        order by played_on
        """,
        charts.match_rate,
        findings.match_rate,
        {
            "played_on": "Day",
            "plays": "Plays",
            "catalogue_plays": "With a song of the catalogue",
            "match_rate": "Share",
        },
        wide=True,
    ),
]
