"""Column lineage from the SELECT itself."""

from __future__ import annotations

from sparkify_assets.redshift.lineage import column_lineage
from sparkify_assets.redshift.table import Table, column

EVENTS = Table("staging", "events", "", (column("ts", "timestamp", ""), column("song", "varchar(9)", "")))
SONGS = Table("staging", "songs", "", (column("title", "varchar(9)", ""), column("song_id", "varchar(9)", "")))


def test_lineage_goes_through_ctes_windows_and_derived_tables() -> None:
    """Each column leads to the columns of the tables it is computed from."""
    select = f"""
        with plays as (select ts as start_time, song from (select * from {EVENTS}) as day),
        matches as (select song, song_id, row_number() over (partition by song order by song_id) as choice
            from plays join {SONGS} as songs on songs.title = plays.song)
        select plays.start_time, upper(matches.song_id) || plays.song as label
        from plays left join matches on matches.song = plays.song and matches.choice = 1
    """
    assert column_lineage(select, (EVENTS, SONGS)) == {
        "start_time": [("events", "ts")],
        "label": [("events", "song"), ("songs", "song_id")],
    }
