"""The star as a function of staging: random logs, catalogues and orders of runs against a rebuild in plain Python.

Under test: staging and star together, on the local warehouse. The rebuild below shares no code with the platform.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparkify_assets_tests.platform import Platform, Record, event, song

DAYS = ("2018-11-01", "2018-11-02", "2018-11-03")
NOON = 1541073600000  # 2018-11-01T12:00:00Z
EXAMPLES = int(os.environ.get("SPARKIFY_TEST_EXAMPLES", "8"))
TITLES, NAMES = ("Boil", "Steam", "311"), ("The Kettles", "Kettles", "4.6")


@st.composite
def logs(draw: st.DrawFn) -> list[list[Record]]:
    """The objects of one day: their events name songs in and out of the catalogue, and now and then no user."""
    objects = draw(st.lists(st.lists(st.integers(0, 2**31), min_size=1, max_size=4), min_size=1, max_size=2))
    return [[_event(draw, session) for session in sessions] for sessions in objects]


def _event(draw: st.DrawFn, session: int) -> Record:
    user = draw(st.sampled_from(["", "1", "2", "3"]))
    plays = bool(user) and draw(st.booleans())
    return event(
        userId=user,
        page="NextSong" if plays else "Home",
        firstName=draw(st.sampled_from(["Ada", "Bo"])) if user else None,
        level=draw(st.sampled_from(["free", "paid"])),
        song=draw(st.sampled_from(TITLES)) if plays else None,
        artist=draw(st.sampled_from(NAMES)) if plays else None,
        length=draw(st.sampled_from([199.0, 200.0, 201.5])) if plays else None,
        ts=NOON + draw(st.integers(-3, 3)) * 86_400_000 // 2,
        sessionId=session,
        itemInSession=draw(st.integers(0, 5)),
    )


catalogues = st.lists(
    st.builds(
        song,
        song_id=st.sampled_from(["SO1", "SO2", "SO3", "SO4"]),
        title=st.sampled_from(TITLES),
        artist_id=st.sampled_from(["AR1", "AR2"]),
        artist_name=st.sampled_from(NAMES),
        artist_location=st.sampled_from(["", "Leeds"]),
        duration=st.sampled_from([199.5, 200.5, 201.0]),
        year=st.sampled_from([0, 1999]),
    ),
    min_size=1,
    max_size=5,
)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("deliver"), st.sampled_from(DAYS), logs()),
        st.tuples(st.just("load"), st.sampled_from(DAYS), st.sampled_from(DAYS)),
        st.tuples(st.just("stage"), st.sampled_from(DAYS), st.none()),
        st.tuples(st.just("catalogue"), catalogues, st.none()),
    ),
    min_size=3,
    max_size=7,
)


@pytest.mark.usefixtures("database")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.tuples(logs(), logs(), logs()), songs=catalogues, sequence=steps)
def test_any_order_of_runs_equals_a_rebuild(
    platform: Platform, first: tuple[Any, ...], songs: list[Record], sequence: list[tuple[str, Any, Any]]
) -> None:
    """After any deliveries, repeats and overlaps, once every day is loaded the star is what a rebuild would give."""
    platform.remove("")
    landed = dict(zip(DAYS, (_unique(day) for day in first), strict=True))
    for day in DAYS:
        _deliver(platform, day, landed[day])
    platform.put_songs(songs)
    platform.load_catalogue()
    platform.load_days(DAYS[0], DAYS[-1])
    for step, what, more in sequence:
        if step == "deliver":
            landed[what] = _unique(more)
            _deliver(platform, what, landed[what])
        elif step == "load":
            platform.load_days(min(what, more), max(what, more))
        elif step == "stage":
            platform.load("stg_events", what)
        else:
            songs = what
            platform.remove("song_data/")
            platform.put_songs(songs)
            platform.load_catalogue()
    for day in reversed(DAYS):
        platform.load_days(day)
    assert platform.rows("songplays") == _sorted(_plays(landed, songs))
    assert platform.rows("users") == _sorted(_users(landed))
    assert [(row[0], row[-1]) for row in platform.rows("time")] == sorted(_times(landed).items())
    assert [row[:2] for row in platform.rows("artists")] == sorted(_artists(songs).items())
    before = platform.snapshot()
    platform.load_days(DAYS[1])
    assert platform.snapshot() == before, "a second load changed something"


def _deliver(platform: Platform, day: str, objects: list[list[Record]]) -> None:
    platform.remove(f"log_data/2018/11/{day}")
    for number, records in enumerate(objects):
        platform.put_log(day, records, name=f"events-{number}.json{'.gz' if number else ''}")


# ---- the rebuild


_seen = iter(range(10**9))


def _unique(objects: list[list[Record]]) -> list[list[Record]]:
    """No two events of the real log share a session and position, so none here does."""
    return [[{**record, "sessionId": next(_seen)} for record in records] for records in objects]


def _events(landed: dict[str, list[list[Record]]]) -> list[tuple[str, Record]]:
    return [(day, record) for day, objects in landed.items() for records in objects for record in records]


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)


def _date(day: str) -> Any:
    return datetime.fromisoformat(day).date()


def _plays(landed: dict[str, list[list[Record]]], songs: list[Record]) -> list[tuple[Any, ...]]:
    plays = []
    for day, record in _events(landed):
        if record["page"] != "NextSong":
            continue
        same = [one for one in songs if (one["title"], one["artist_name"]) == (record["song"], record["artist"])]
        best = min(
            same,
            key=lambda one: (abs(one["duration"] - record["length"]), one["song_id"], one["artist_id"]),
            default={},
        )
        start = _moment(record["ts"])
        stamp = f"{start:%Y%m%d%H%M%S}{start.microsecond // 1000:03}"
        identity = f"{record['sessionId']}/{record['itemInSession']}/{stamp}"
        plays.append(
            (
                hashlib.md5(identity.encode()).hexdigest(),
                start,
                record["userId"],
                record["level"],
                best.get("song_id"),
                best.get("artist_id"),
                record["sessionId"],
                record["itemInSession"],
                record["location"],
                record["userAgent"],
                record["song"],
                record["artist"],
                record["length"],
                _date(day),
            )
        )
    return plays


def _users(landed: dict[str, list[list[Record]]]) -> list[tuple[Any, ...]]:
    newest: dict[str, tuple[str, Record]] = {}
    for day, record in sorted(_events(landed), key=lambda pair: (pair[1]["ts"], pair[0], pair[1]["sessionId"])):
        if record["userId"]:
            newest[record["userId"]] = (day, record)
    return [
        (
            user,
            record["firstName"],
            record["lastName"],
            record["gender"],
            record["level"],
            _moment(record["registration"]),
            _date(day),
        )
        for user, (day, record) in newest.items()
    ]


def _times(landed: dict[str, list[list[Record]]]) -> dict[datetime, Any]:
    newest: dict[datetime, Any] = {}
    for day, record in sorted(_events(landed), key=lambda pair: pair[0]):
        if record["page"] == "NextSong":
            newest[_moment(record["ts"])] = _date(day)
    return newest


def _artists(songs: list[Record]) -> dict[str, str]:
    names: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in songs:
        names[record["artist_id"]][record["artist_name"]].add(record["song_id"])
    counts = {artist: Counter({name: len(ids) for name, ids in found.items()}) for artist, found in names.items()}
    return {artist: min(found, key=lambda name: (-found[name], len(name), name)) for artist, found in counts.items()}


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: tuple((value is not None, value) for value in row))
