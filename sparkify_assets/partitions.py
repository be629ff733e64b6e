"""One day of the log: the partition that staging, the fact and its daily dimensions share.

Here: the partitions definition and nothing else. Not here: what a partition's window means in SQL
(`redshift.table.Window`), or when a partition is asked for (`automation`).
"""

from __future__ import annotations

from datetime import timedelta

import dagster as dg

from sparkify_assets.settings import END_DATE, START_DATE

log_date = dg.DailyPartitionsDefinition(
    start_date=START_DATE.isoformat(),
    # Dagster's end is exclusive; SPARKIFY_END_DATE names the last day that has a log.
    end_date=(END_DATE + timedelta(days=1)).isoformat() if END_DATE else None,
)
