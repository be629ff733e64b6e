"""The time dimension. Grain: one row per moment at which a song began. Not here: days without a play."""

from __future__ import annotations

from sparkify_assets.layers import star
from sparkify_assets.redshift.table import Partition, column
from sparkify_assets.redshift.writes import TOUCHED, ReplaceKeys


@star(
    column("start_time", "timestamp", "When a song began, UTC, to the millisecond.", primary_key=True),
    column("hour", "integer", "Hour of the day, 0 to 23."),
    column("day", "integer", "Day of the month, 1 to 31."),
    column("week", "integer", "ISO week of the year, 1 to 53."),
    column("month", "integer", "Month, 1 to 12."),
    column("year", "integer", "Year."),
    column("weekday", "integer", "Day of the week, 0 for Sunday to 6."),
    column(
        "log_date", "date", "Newest log date with a play at this time: the day this row was made from.", nullable=False
    ),
    daily=True,
    diststyle="all",
    sortkey=("start_time",),
)
def time(stg_events: Partition) -> ReplaceKeys:
    """One row per distinct start time of a play, taken apart into the units that questions group by."""
    return ReplaceKeys(
        by="start_time",
        keys=f"select distinct ts as start_time from {stg_events} as events where page = 'NextSong'",
        select=f"""
            select ts as start_time, extract(hour from ts) as hour, extract(day from ts) as day,
                extract(week from ts) as week, extract(month from ts) as month, extract(year from ts) as year,
                extract(dow from ts) as weekday, max(log_date) as log_date
            from {stg_events.table}
            where page = 'NextSong' and ts in (select {TOUCHED}.start_time from {TOUCHED})
            group by ts
        """,
    )
