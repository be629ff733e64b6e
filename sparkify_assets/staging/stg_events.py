"""The app's events as they were logged. Grain: one row per record of the log. Not here: what a play or a user is."""

from __future__ import annotations

from sparkify_assets.checks.counts import nothing_set_aside, records_accounted
from sparkify_assets.checks.rates import usual_volume
from sparkify_assets.layers import staging
from sparkify_assets.redshift.s3 import Objects
from sparkify_assets.redshift.table import column
from sparkify_assets.redshift.writes import CopyJson


@staging(
    column("artist", "varchar(1024)", "Artist of the song, as logged; only on NextSong.", source="artist"),
    column("auth", "varchar(64)", "Logged In, Logged Out, Cancelled or Guest.", source="auth"),
    column("first_name", "varchar(512)", "The user's first name.", source="firstName"),
    column("gender", "varchar(16)", "F or M.", source="gender", accepted=("F", "M")),
    column(
        "item_in_session",
        "integer",
        "Position of the event in its session, from 0.",
        source="itemInSession",
        nullable=False,
    ),
    column("last_name", "varchar(512)", "The user's last name.", source="lastName"),
    column("length", "double precision", "Duration of the song in seconds, as logged.", source="length"),
    column(
        "level", "varchar(16)", "free or paid: the subscription at the time.", source="level", accepted=("free", "paid")
    ),
    column("location", "varchar(1024)", "Metropolitan area of the user.", source="location"),
    column("method", "varchar(16)", "HTTP method of the page view.", source="method", accepted=("GET", "PUT")),
    column("page", "varchar(64)", "The page; NextSong is a play.", source="page", nullable=False),
    column(
        "registration",
        "double precision",
        "When the user signed up, milliseconds since 1970 UTC.",
        source="registration",
    ),
    column(
        "session_id",
        "bigint",
        "The session; with item_in_session it names the event.",
        source="sessionId",
        nullable=False,
    ),
    column("song", "varchar(1024)", "Title of the song, as logged; only on NextSong.", source="song"),
    column("status", "integer", "HTTP status of the page view.", source="status"),
    column("ts", "timestamp", "When it happened, UTC, to the millisecond.", source="ts", nullable=False),
    column("user_agent", "varchar(1024)", "The browser.", source="userAgent"),
    column("user_id", "varchar(64)", "The user; NULL when logged out.", source="userId"),
    column("log_date", "date", "The date in the object's name: the partition, whatever ts says.", nullable=False),
    daily=True,
    distkey="user_id",
    sortkey=("log_date", "ts"),
    audits=lambda table: [records_accounted(table), nothing_set_aside(table), usual_volume(table)],
    described_by=["log_json_path"],
)
def stg_events(log_data: Objects) -> CopyJson:
    """One row per record of the app's log, loaded by one COPY a log date from a manifest of exactly the objects seen.

    After every run it holds, for the run's dates, the records of the objects that lay in S3 then: no more and no fewer.
    """
    return CopyJson(log_data, time_format="epochmillisecs")
