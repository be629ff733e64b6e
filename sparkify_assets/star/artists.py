"""The artist dimension. Grain: one row per artist of the catalogue. Not here: the spellings that were not chosen."""

from __future__ import annotations

from sparkify_assets.layers import star
from sparkify_assets.redshift.table import Table, column
from sparkify_assets.redshift.writes import ReplaceTable


@star(
    column("artist_id", "varchar(64)", "The artist.", primary_key=True),
    column("name", "varchar(1024)", "The name on most of the artist's songs.", nullable=False),
    column("location", "varchar(1024)", "Where the artist is from, as text."),
    column("latitude", "double precision", "Degrees north."),
    column("longitude", "double precision", "Degrees east."),
    distkey="artist_id",
    sortkey=("artist_id",),
)
def artists(stg_songs: Table) -> ReplaceTable:
    """One row per artist: the name on most of the artist's songs, then the shortest, then the first alphabetically.

    The place is that of the first song, by song_id, which has coordinates; failing that, which has a location.
    """
    return ReplaceTable(
        select=f"""
            select names.artist_id, names.artist_name as name, places.artist_location as location,
                places.artist_latitude as latitude, places.artist_longitude as longitude
            from (
                select artist_id, artist_name,
                    row_number() over (
                        partition by artist_id order by count(distinct song_id) desc, len(artist_name), artist_name
                    ) as choice
                from {stg_songs}
                group by artist_id, artist_name
            ) as names
            join (
                select artist_id, artist_location, artist_latitude, artist_longitude,
                    row_number() over (
                        partition by artist_id
                        order by
                            case when artist_latitude is not null then 0 when artist_location is not null then 1 else 2
                            end, song_id, artist_location, artist_latitude, artist_longitude
                    ) as choice
                from {stg_songs}
            ) as places on places.artist_id = names.artist_id
            where names.choice = 1 and places.choice = 1
        """
    )
