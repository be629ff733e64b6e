"""`sparkify_assets.simulator.writer`: the files, byte for byte."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sparkify_assets.simulator import writer
from sparkify_assets.simulator.audience import EVENT_COLUMNS, Block, Plan

PLAN = Plan(2, date(2018, 11, 3), 3000, 400, 1)


@pytest.fixture(scope="module")
def log() -> bytes:
    """The log of a Sunday."""
    events = list(Block(PLAN, 0).days())[1][0]
    return b"".join(writer.log_chunks(PLAN, events))


def canonical(line: str) -> str:
    """The line as a plain JSON writer with escaped slashes writes its content."""
    return json.dumps(json.loads(line), separators=(",", ":")).replace("/", r"\/")


def test_text_is_encoded_twice_too_often() -> None:
    """UTF-8 read as Latin-1, twice, and escaped; slashes and quotation marks are escaped as well."""
    assert writer.log_text("Björk") == r"Bj\u00c3\u0083\u00c2\u00b6rk"
    assert writer.log_text('A/C "D"') == r"A\/C \"D\""


def test_lines_are_written_as_the_real_ones(log: bytes) -> None:
    """Eighteen keys in their order, no space, ASCII, slashes escaped, no newline at the end."""
    lines = log.decode("ascii").split("\n")
    assert len(lines) > 500
    for line in lines:
        assert list(json.loads(line)) == list(writer.KEYS)
        assert line == canonical(line)


def test_types_are_the_real_ones(log: bytes) -> None:
    """`registration` is a float, ids of users are text, times share their milliseconds."""
    for line in log.decode().split("\n"):
        event = json.loads(line)
        assert isinstance(event["registration"], float | None)
        assert isinstance(event["userId"], str)
        assert event["ts"] % 1000 == 796
        assert (event["length"] is None) == (event["song"] is None) == (event["page"] != "NextSong")


def test_nobody_is_blank(log: bytes) -> None:
    """Who is not logged in has a blank userId and nulls, and is still `free` or `paid`."""
    blank = [event for event in map(json.loads, log.decode().split("\n")) if event["auth"] == "Logged Out"]
    assert len(blank) > 10
    for event in blank:
        assert event["userId"] == ""
        assert {event[key] for key in ("firstName", "gender", "lastName", "location", "registration", "userAgent")} == {
            None
        }
        assert event["level"] in ("free", "paid")


def test_a_log_is_in_the_order_of_time(log: bytes) -> None:
    """As the real files are."""
    times = [json.loads(line)["ts"] for line in log.split(b"\n")]
    assert times == sorted(times)


def test_chunks_are_joined_by_newlines(log: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes do not depend on how many lines are written at once."""
    monkeypatch.setattr(writer, "LINES_AT_ONCE", 100)
    events = list(Block(PLAN, 0).days())[1][0]
    assert b"".join(writer.log_chunks(PLAN, events)) == log


def test_gzip_holds_the_same_bytes(log: bytes) -> None:
    """No date and no name are in it, so the same log is the same file."""
    packed = b"".join(writer.compressed([log]))
    assert gzip.decompress(packed) == log
    assert packed[3:8] == bytes(5)


def test_a_day_without_events_has_no_file(tmp_path: Path) -> None:
    """An empty object would be an error to those who load it."""
    from sparkify_assets.simulator.run import open_store

    assert writer.write_day(open_store(tmp_path), PLAN, 0, pl.DataFrame(schema=EVENT_COLUMNS), gz=False) == 0
    assert not list(tmp_path.rglob("*.json"))


def test_paths_are_the_real_ones() -> None:
    """By year and month, the date in the name."""
    assert writer.day_path(date(2018, 11, 3), gz=False) == "log_data/2018/11/2018-11-03-events.json"
    assert writer.day_path(date(2018, 1, 9), gz=True) == "log_data/2018/01/2018-01-09-events.json.gz"


def test_the_real_month_is_written_in_this_way(month: Path) -> None:
    """What is held of the simulated lines holds for every real one, and the JSONPaths file is the same."""
    for path in (month / "log_data").rglob("*.json"):
        for line in path.read_text("ascii").split("\n"):
            assert list(json.loads(line)) == list(writer.KEYS)
            assert line == canonical(line)


def test_the_jsonpaths_file_is_the_real_one(month: Path, tmp_path: Path) -> None:
    """Byte for byte."""
    from sparkify_assets.simulator.run import open_store

    writer.write_jsonpaths(open_store(tmp_path))
    assert (tmp_path / "log_json_path.json").read_bytes() == (month / "log_json_path.json").read_bytes()
