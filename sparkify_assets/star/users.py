"""The user dimension. Grain: one row per user. Not here: what a user was at the time of a play; the fact says that."""

from __future__ import annotations

from sparkify_assets.layers import star
from sparkify_assets.redshift.table import Partition, column
from sparkify_assets.redshift.writes import TOUCHED, ReplaceKeys


@star(
    column("user_id", "varchar(64)", "The user.", primary_key=True),
    column("first_name", "varchar(512)", "First name, on the newest event."),
    column("last_name", "varchar(512)", "Last name, on the newest event."),
    column("gender", "varchar(16)", "F or M, on the newest event."),
    column("level", "varchar(16)", "free or paid, on the newest event."),
    column("registered_at", "timestamp", "When the user signed up, UTC."),
    column("log_date", "date", "Log date of the newest event: the day this row was made from.", nullable=False),
    daily=True,
    distkey="user_id",
    sortkey=("user_id",),
)
def users(stg_events: Partition) -> ReplaceKeys:
    """One row per user who appears in the log, with the attributes and the level of the user's newest event.

    Newest is newest in staging, not newest loaded: loading an old day again changes nobody's level, and correcting a
    day corrects it. A run touches the users of its days only, those of the days' former content included.
    """
    return ReplaceKeys(
        by="user_id",
        keys=f"select distinct user_id from {stg_events} as events where user_id is not null",
        select=f"""
            select user_id, first_name, last_name, gender, level,
                timestamp 'epoch' + registration / 1000 * interval '1 second' as registered_at, log_date
            from (
                select user_id, first_name, last_name, gender, level, registration, log_date,
                    row_number() over (
                        partition by user_id
                        order by ts desc, log_date desc, session_id desc, item_in_session desc, level, registration,
                            first_name, last_name, gender
                    ) as recency
                from {stg_events.table}
                where user_id in (select {TOUCHED}.user_id from {TOUCHED})
            ) as events
            where recency = 1
        """,
    )
