"""The song catalogue as it was delivered. Grain: one row per record. Not here: which of two records counts."""

from __future__ import annotations

from sparkify_assets.checks.counts import nothing_set_aside, one_object_a_song, records_accounted
from sparkify_assets.layers import staging
from sparkify_assets.redshift.s3 import Objects
from sparkify_assets.redshift.table import column
from sparkify_assets.redshift.writes import CopyJson


@staging(
    column("artist_id", "varchar(64)", "The artist.", source="artist_id", nullable=False),
    column("artist_latitude", "double precision", "Degrees north.", source="artist_latitude"),
    column("artist_location", "varchar(1024)", "Where the artist is from, as text.", source="artist_location"),
    column("artist_longitude", "double precision", "Degrees east.", source="artist_longitude"),
    column("artist_name", "varchar(1024)", "The artist's name on this song.", source="artist_name", nullable=False),
    column("duration", "double precision", "Seconds.", source="duration"),
    column("num_songs", "integer", "Always 1: each object holds one song.", source="num_songs"),
    column("song_id", "varchar(64)", "The song.", source="song_id", nullable=False),
    column("title", "varchar(1024)", "The song's title.", source="title", nullable=False),
    column("year", "integer", "Year of release; 0 means unknown.", source="year"),
    distkey="song_id",
    sortkey=("song_id",),
    audits=lambda table: [records_accounted(table), nothing_set_aside(table), one_object_a_song(table)],
)
def stg_songs(song_data: Objects) -> CopyJson:
    """One row per record of the song catalogue, loaded whole from all objects under `song_data/`."""
    return CopyJson(song_data)
