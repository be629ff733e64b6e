"""The song dimension. Grain: one row per song of the catalogue. Not here: songs that were played but aren't in it."""

from __future__ import annotations

from sparkify_assets.layers import star
from sparkify_assets.redshift.table import Table, column
from sparkify_assets.redshift.writes import ReplaceTable


@star(
    column("song_id", "varchar(64)", "The song.", primary_key=True),
    column("title", "varchar(1024)", "Its title."),
    column("artist_id", "varchar(64)", "Its artist.", references="artists.artist_id", nullable=False),
    column("year", "integer", "Year of release; NULL when unknown."),
    column("duration", "double precision", "Seconds."),
    distkey="song_id",
    sortkey=("song_id",),
)
def songs(stg_songs: Table) -> ReplaceTable:
    """One row per song of the catalogue. Of a song that is delivered twice, always the same record is chosen."""
    return ReplaceTable(
        select=f"""
            select song_id, title, artist_id, nullif(year, 0) as year, duration
            from (
                select song_id, title, artist_id, year, duration,
                    row_number() over (
                        partition by song_id order by artist_id, title, year desc, duration, artist_name
                    ) as choice
                from {stg_songs}
            ) as records
            where choice = 1
        """
    )
