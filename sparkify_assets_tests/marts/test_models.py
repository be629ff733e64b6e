"""The models as functions of the star: what a day's run leaves is what a full refresh would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.table import Window
from sparkify_assets_tests.marts.conftest import Build
from sparkify_assets_tests.platform import Platform

DAYS = ("2018-11-01", "2018-11-02", "2018-11-03")
TABLES = ("listening_days", "song_days", "session_days", "song_popularity", "artist_popularity", "new_songs_weekly")

# What happened: user, session, level, page, song, and when: on the log date or around it.
happenings = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", None]),
        st.integers(1, 4),
        st.sampled_from(["free", "paid", None]),
        st.sampled_from(["NextSong", "Home", "Upgrade", "Submit Upgrade", "Cancellation Confirmation"]),
        st.sampled_from(["Boil", "Steam", None]),
        st.integers(-2, 2),
    ),
    max_size=6,
)
deliveries = st.lists(
    st.tuples(st.sampled_from(DAYS), happenings, st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=1, max_size=3
)


# Each example is some runs of dbt, so there are few, and a failing one is not made smaller.
@settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(first=st.tuples(happenings, happenings, happenings), later=deliveries)
def test_days_delivered_again_leave_what_a_full_refresh_gives(
    star: Platform, build: Build, first: tuple[Any, ...], later: list[tuple[Any, ...]]
) -> None:
    """After any days delivered again, emptied or loaded with others, the tables equal a full refresh."""
    for day, events in zip(DAYS, first, strict=True):
        deliver(star, day, events)
    build("--full-refresh", *models())
    for day, events, one, other in later:
        deliver(star, day, events)
        start, end = min(day, one, other), max(day, one, other)
        window = Window.of(start, end)
        build(*models(), start=window.start, end=window.end)
    left = {table: rows(star, table) for table in TABLES}
    build("--full-refresh", *models())
    assert left == {table: rows(star, table) for table in TABLES}


def test_three_questions_are_answered_by_a_select_each(star: Platform, build: Build) -> None:
    """The most played song, the most popular artist and the most active users, songs outside the catalogue included."""
    deliver(
        star,
        DAYS[0],
        [
            ("1", 1, "free", "NextSong", "Boil", 0),
            ("2", 2, "paid", "NextSong", "Boil", 0),
            ("2", 2, "paid", "NextSong", "Steam", 1),
        ],
    )
    build(*models("song_popularity", "artist_popularity", "user_popularity"))
    assert answer(star, "select song_title, plays from marts.song_popularity where place = 1") == [("Boil", 2)]
    assert answer(star, "select artist_name, plays from marts.artist_popularity where place = 1") == [
        ("The Kettles", 3)
    ]
    active = "select user_id, plays from marts.user_popularity where place <= 10 order by place"
    assert answer(star, active) == [("2", 2), ("1", 1)]


def test_a_session_over_midnight_is_one(star: Platform, build: Build) -> None:
    """Its parts lie in two log dates; the session is one row, from the first page view to the last."""
    deliver(star, DAYS[0], [("1", 7, "free", "Home", None, 1)])
    deliver(star, DAYS[1], [("1", 7, "paid", "NextSong", "Boil", -1)])
    build(*models("sessions"))
    found = answer(star, "select session_id, user_id, level, events, plays, seconds from marts.sessions")
    assert found == [(7, "1", "free", 2, 1, 1)]


def test_a_cohort_that_stays_away_for_a_week_has_a_row_that_says_so(star: Platform, build: Build) -> None:
    """Retention has a row for every week since the cohort's first, with 0 where nobody came."""
    deliver(star, "2018-11-05", [("1", 1, "free", "Home", None, 0)])
    deliver(star, "2018-11-12", [("2", 2, "free", "Home", None, 0)])
    deliver(star, "2018-11-19", [("1", 3, "free", "Home", None, 0)])
    build(*models("retention_weekly"))
    found = answer(
        star, "select weeks_later, active_users from marts.retention_weekly order by cohort_week, weeks_later"
    )
    assert found == [(0, 1), (1, 0), (2, 1), (0, 1), (1, 0)]


def models(*names: str) -> list[str]:
    """dbt's options for some models and what they are made from, without tests; for all tables if none."""
    return ["--resource-type", "model", "--select", *([f"+{name}" for name in names] or ["days", "songs"])]


def answer(star: Platform, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return star.warehouse.query(query).rows()


def rows(star: Platform, table: str) -> list[str]:
    """All rows of a mart, in order."""
    return sorted(map(repr, answer(star, f"select * from marts.{table}")))


def deliver(star: Platform, day: str, events: Sequence[tuple[Any, ...]]) -> None:
    """Replace a day of staging and of the star, as a load of it would."""
    staged = [_event(day, number, *event) for number, event in enumerate(events)]
    plays = [event for event in staged if event["page"] == "'NextSong'" and event["user_id"]]
    star.warehouse.execute(
        *(f"delete from {table} where log_date = '{day}'" for table in ("staging.stg_events", "star.songplays")),
        *(_insert("staging.stg_events", event) for event in staged),
        *(_insert("star.songplays", _play(event)) for event in plays),
        "delete from star.time",
        "insert into star.time (start_time, hour, weekday, log_date) select start_time, extract(hour from start_time), "
        "extract(dow from start_time), max(log_date) from star.songplays group by start_time",
        "delete from star.users",
        "insert into star.users (user_id, level, log_date) select user_id, max(level), max(log_date) "
        "from staging.stg_events where user_id is not null group by user_id",
    )


def _event(
    day: str, number: int, user: str | None, session: int, level: str | None, page: str, song: str | None, when: int
) -> dict[str, Any]:
    # A log may hold what happened on the days beside it.
    seconds = {-2: -3600, -1: 0, 0: 43_200, 1: 86_399, 2: 90_000}[when]
    return {
        "log_date": text(day),
        "ts": f"dateadd(second, {seconds}, timestamp '{day} 00:00:00')",
        "user_id": text(user) if user else None,
        "session_id": session,
        "item_in_session": number,
        "level": text(level) if level else None,
        "page": text(page),
        "song": text(song) if song else None,
        "length": 200.12345 + number,
    }


def _play(event: dict[str, Any]) -> dict[str, Any]:
    identity = f"{event['log_date']}{event['item_in_session']}".replace("'", "")
    return {
        "songplay_id": text(identity),
        "start_time": event["ts"],
        "user_id": event["user_id"],
        "level": event["level"],
        "session_id": event["session_id"],
        "item_in_session": event["item_in_session"],
        "song_title": event["song"],
        "artist_name": text("The Kettles"),
        "length": event["length"],
        "log_date": event["log_date"],
    }


def _insert(table: str, row: dict[str, Any]) -> str:
    filled = {name: value for name, value in row.items() if value is not None}
    return f"insert into {table} ({', '.join(filled)}) values ({', '.join(map(str, filled.values()))})"
