"""The fact. Grain: one row per song played. Not here: page views that play nothing; staging keeps those."""

from __future__ import annotations

from sparkify_assets.checks.counts import plays_match_events
from sparkify_assets.checks.rates import match_rate
from sparkify_assets.layers import star
from sparkify_assets.redshift.table import Partition, Table, column
from sparkify_assets.redshift.writes import ReplacePartition
from sparkify_assets.settings import MATCH_RATE


@star(
    column(
        "songplay_id",
        "char(32)",
        "The same play always gets the same id: a hash of its session, position and time.",
        primary_key=True,
    ),
    column("start_time", "timestamp", "When the song began, UTC.", references="time.start_time", nullable=False),
    column("user_id", "varchar(64)", "Who listened.", references="users.user_id", nullable=False),
    column("level", "varchar(16)", "free or paid, at the time."),
    column("song_id", "varchar(64)", "The song of the catalogue; NULL when none matches.", references="songs.song_id"),
    column(
        "artist_id", "varchar(64)", "The artist of that song; NULL when none matches.", references="artists.artist_id"
    ),
    column("session_id", "bigint", "The session.", nullable=False),
    column("item_in_session", "integer", "Position of the event in its session, from 0.", nullable=False),
    column("location", "varchar(1024)", "Metropolitan area of the user, at the time."),
    column("user_agent", "varchar(1024)", "The browser."),
    column("song_title", "varchar(1024)", "The song's title as logged, catalogue or not."),
    column("artist_name", "varchar(1024)", "The artist's name as logged, catalogue or not."),
    column("length", "double precision", "Duration of the song in seconds, as logged."),
    column("log_date", "date", "The log it came from: the partition.", nullable=False),
    daily=True,
    distkey="song_id",
    sortkey=("start_time", "session_id"),
    audits=lambda table: [plays_match_events(table), match_rate(MATCH_RATE)],
)
def songplays(stg_events: Partition, stg_songs: Table) -> ReplacePartition:
    """One row per song played: the fact that every question about listening starts from.

    A play is a NextSong event. Its song has the same title and artist name in the catalogue; the closest duration
    decides between several, then song_id. A play that matches none is kept, with title, artist and length as logged.
    """
    return ReplacePartition(
        select=f"""
            with plays as (
                select md5(cast(session_id as varchar) || '/' || cast(item_in_session as varchar) || '/'
                        || to_char(ts, 'YYYYMMDDHH24MISSMS')) as songplay_id,
                    ts as start_time, user_id, level, session_id, item_in_session, location, user_agent,
                    song as song_title, artist as artist_name, length, log_date
                from {stg_events} as events
                where page = 'NextSong'
            ),
            matches as (
                select plays.songplay_id, songs.song_id, songs.artist_id,
                    row_number() over (
                        partition by plays.songplay_id
                        order by abs(songs.duration - plays.length), songs.song_id, songs.artist_id
                    ) as choice
                from plays
                join {stg_songs} as songs on songs.title = plays.song_title and songs.artist_name = plays.artist_name
            )
            select plays.songplay_id, plays.start_time, plays.user_id, plays.level, matches.song_id, matches.artist_id,
                plays.session_id, plays.item_in_session, plays.location, plays.user_agent, plays.song_title,
                plays.artist_name, plays.length, plays.log_date
            from plays
            left join matches on matches.songplay_id = plays.songplay_id and matches.choice = 1
        """
    )
