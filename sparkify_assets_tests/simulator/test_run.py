"""`sparkify_assets.simulator.run`: a whole simulation, in a folder and in a bucket."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import obstore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator.audience import BLOCK
from sparkify_assets.simulator.run import open_store, session_numbers, simulate

START = date(2018, 11, 1)


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def events(folder: Path) -> list[dict[str, Any]]:
    """All events of a folder, in the order of time, with the date of their file as `file`."""
    return [
        {**json.loads(line), "file": path.name[:10]}
        for path in sorted((folder / "log_data").rglob("*.json"))
        for line in path.read_text().split("\n")
    ]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twice the same, and something else with another seed."""
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        simulate(3, START, 50, 40, seed, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "same")
    assert contents(tmp_path / "one").keys() != contents(tmp_path / "other").keys()


def test_processes_change_nothing(tmp_path: Path) -> None:
    """One process or two, several blocks of listeners: the same bytes."""
    for processes in (1, 2):
        simulate(2, START, BLOCK + 50, 1500, 1, tmp_path / str(processes), processes=processes)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_more_days_change_no_day(tmp_path: Path) -> None:
    """The files of the first days are the same, however many days are asked for."""
    for days in (2, 5):
        simulate(days, START, BLOCK - 5, 40, 1, tmp_path / str(days), processes=1)
    long = contents(tmp_path / "5")
    assert contents(tmp_path / "2").items() <= long.items()
    assert len([path for path in long if path.startswith("log_data")]) == 5


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**63),
    users=st.integers(1, 300),
    days=st.integers(1, 12),
    songs=st.integers(1, 60),
    start=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_what_always_holds(seed: int, users: int, days: int, songs: int, start: date) -> None:
    """Keys are unique, dates are right, levels change by submitting, and who has cancelled is gone."""
    with tempfile.TemporaryDirectory() as folder:
        summary = simulate(days, start, users, songs, seed, folder)
        log = events(Path(folder))
        assert len(list(Path(folder, "song_data").rglob("*.json"))) == songs
        assert summary.bytes == sum(len(content) for content in contents(Path(folder)).values())
    assert summary.events == len(log)
    assert summary.plays == sum(event["page"] == "NextSong" for event in log)
    assert len({(event["sessionId"], event["itemInSession"]) for event in log}) == len(log)
    for event in log:
        assert datetime.fromtimestamp(event["ts"] / 1000, UTC).date().isoformat() == event["file"]
        assert event["registration"] is None or event["registration"] <= event["ts"]
    for session in grouped(log, "sessionId").values():
        session.sort(key=lambda event: event["itemInSession"])
        assert [event["itemInSession"] for event in session] == list(range(len(session)))
        assert len({event["userId"] for event in session} - {""}) <= 1
    for own in grouped([event for event in log if event["userId"]], "userId").values():
        check_life(own)


def grouped(log: list[dict[str, Any]], key: str) -> dict[Any, list[dict[str, Any]]]:
    """The events by the value of a key."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for event in log:
        groups.setdefault(event[key], []).append(event)
    return groups


def check_life(own: list[dict[str, Any]]) -> None:
    """Holds what must be true of one user's events."""
    own.sort(key=lambda event: (event["ts"], event["sessionId"], event["itemInSession"]))
    for before, after in pairwise(own):
        submitted = {"Submit Upgrade": "paid", "Submit Downgrade": "free"}.get(before["page"], before["level"])
        assert after["level"] == submitted
        assert before["page"] != "Cancellation Confirmation"
    for key in ("firstName", "lastName", "gender", "location", "userAgent", "registration"):
        assert len({event[key] for event in own}) == 1


def test_everything_happens(fortnight: Path) -> None:
    """Two weeks of 400 listeners show every page, upgrades, people who are not logged in, and new people."""
    log = events(fortnight)
    assert {event["page"] for event in log} >= {
        "NextSong", "Home", "Login", "Logout", "Settings", "Save Settings", "Upgrade", "Submit Upgrade", "Downgrade",
        "Help", "About", "Error",
    }  # fmt: skip
    first = datetime(2018, 11, 1, tzinfo=UTC).timestamp() * 1000
    assert any(event["registration"] and event["registration"] > first for event in log)
    changed = [own for own in grouped(log, "userId").values() if len({event["level"] for event in own}) == 2]
    assert changed


def test_gz_packs_the_logs(tmp_path: Path) -> None:
    """The logs are packed, the songs are not."""
    import gzip

    for name, gz in (("plain", False), ("packed", True)):
        simulate(1, START, 100, 5, 1, tmp_path / name, gz=gz)
    plain, packed = contents(tmp_path / "plain"), contents(tmp_path / "packed")
    name = "log_data/2018/11/2018-11-01-events.json"
    assert gzip.decompress(packed.pop(name + ".gz")) == plain.pop(name)
    assert plain == packed


def test_a_bucket_gets_the_same_objects(bucket: str, tmp_path: Path) -> None:
    """Keys below the prefix, bytes as in a folder."""
    simulate(2, START, 60, 20, 1, tmp_path / "folder")
    simulate(2, START, 60, 20, 1, f"s3://{bucket}/some/prefix")
    store = open_store(f"s3://{bucket}/some/prefix")
    found = {
        item["path"]: bytes(obstore.get(store, item["path"]).bytes()) for page in obstore.list(store) for item in page
    }
    assert found == contents(tmp_path / "folder")


def test_progress_ends_with_everything(tmp_path: Path) -> None:
    """The pieces of work are counted one by one, up to their number."""
    told: list[tuple[int, int]] = []
    simulate(4, START, 20, 2500, 1, tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 8) for done in range(1, 9)]


def test_leftovers_are_refused(tmp_path: Path) -> None:
    """Old files would mix with the new ones: nothing is written."""
    simulate(1, START, 20, 5, 1, tmp_path)
    before = contents(tmp_path)
    with pytest.raises(FileExistsError, match=r"holds log_data/2018/11/2018-11-01-events\.json already"):
        simulate(2, START, 20, 5, 2, tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": 0}, "cannot simulate 0 days: days must be at least 1"),
        ({"users": -3}, "users must be at least 1"),
        ({"songs": 0}, "songs must be at least 1"),
        ({"seed": -1}, "cannot simulate with the seed -1"),
        ({"songs": 10**9}, "songs must be below"),
        ({"growth": -0.1}, "cannot simulate a growth of -0.1 a day"),
        ({"users": 1000, "days": 100, "growth": 1.0}, "cannot simulate 1000 users who grow for 100 days"),
    ],
)
def test_impossible_numbers_are_refused(wrong: dict[str, Any], words: str, tmp_path: Path) -> None:
    """The sentence says which number, and what it may be."""
    numbers: dict[str, Any] = {"days": 1, "start": START, "users": 1, "songs": 1, "seed": 1, "to": tmp_path}
    with pytest.raises(ValueError, match=words):
        simulate(**numbers | wrong)


def test_sessions_are_numbered_day_by_day() -> None:
    """From 1; the sessions of a day follow those of the day before; within it those of a block follow those before."""
    begun = np.array([[2, 1], [3, 0], [0, 2]])
    numbers = [session_numbers(begun, block, np.arange(begun[block].sum())).tolist() for block in range(3)]
    assert numbers == [[1, 2, 6], [3, 4, 5], [7, 8]]
