"""Counts that must agree: S3 and staging, staging and the fact."""

from __future__ import annotations

import pytest

from sparkify_assets.layers import DECLARED
from sparkify_assets_tests.platform import Platform, event, song

DAY = "2018-11-01"


def broken(platform: Platform, table: str) -> dict[str, tuple[tuple[object, ...], ...]]:
    """The rules of a table that do not hold, with their first offending rows."""
    declared = DECLARED[table]
    found = platform.warehouse.audit(declared.table, declared.rules, "test")
    return {finding.audit.name: finding.sample for finding in found if finding.offending}


@pytest.fixture
def loaded(platform: Platform) -> Platform:
    """A day of two objects and a catalogue of one song, all loaded."""
    platform.put_songs([song()])
    platform.put_log(DAY, [event(itemInSession=0), event(itemInSession=1, page="Home")])
    platform.put_log(DAY, [event(itemInSession=2)], name="late.json.gz")
    platform.load_catalogue()
    platform.load_days(DAY)
    return platform


def test_what_was_loaded_is_accounted_for(loaded: Platform) -> None:
    """The ledger has a line for each object, and every rule holds."""
    ledger = (
        "select object, records_scanned, records_rejected from staging.loaded_objects where table_name = 'stg_events'"
    )
    assert [row[1:] for row in sorted(loaded.warehouse.query(ledger).rows())] == [(2, 0), (1, 0)]
    assert {table: broken(loaded, table) for table in DECLARED} == {table: {} for table in DECLARED}


def test_a_row_that_vanished_from_staging_is_missed(loaded: Platform) -> None:
    """Records in S3 = rows staged + rows set aside, or the date is shown with its numbers."""
    loaded.warehouse.execute("delete from staging.stg_events where item_in_session = 1")
    ((_, objects, in_s3, rejected, staged),) = broken(loaded, "stg_events")["records_accounted"]
    assert (objects, in_s3, rejected, staged) == (2, 3, 0, 2)


def test_a_play_that_vanished_from_the_fact_is_missed(loaded: Platform) -> None:
    """Every NextSong event is a play."""
    loaded.warehouse.execute("delete from star.songplays where item_in_session = 2")
    ((_, events, plays),) = broken(loaded, "songplays")["plays_match_events"]
    assert (events, plays) == (2, 1)


def test_a_song_in_two_objects_warns_and_is_one_song(platform: Platform) -> None:
    """One of the two records is chosen, the same whatever their order."""
    chosen = []
    for songs in ([song(title="Boil"), song(title="Steam")], [song(title="Steam"), song(title="Boil")]):
        platform.put_songs(songs)
        platform.load_catalogue()
        chosen.append(platform.rows("songs"))
    assert len(chosen[0]) == 1
    assert chosen[0] == chosen[1]
    assert broken(platform, "stg_songs")["one_object_a_song"] == (("SO1", 2, "Boil"),)
