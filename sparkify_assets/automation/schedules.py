"""The daily schedule: yesterday's log, UTC. Not here: log dates that arrive late or again (`sensors`)."""

from datetime import timedelta

import dagster as dg

from sparkify_assets.automation.jobs import daily_load
from sparkify_assets.partitions import log_date
from sparkify_assets.settings import SCHEDULE_HOUR


@dg.schedule(
    job=daily_load,
    cron_schedule=f"0 {SCHEDULE_HOUR} * * *",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=f"Yesterday's log, every day at {SCHEDULE_HOUR:02d}:00 UTC. SPARKIFY_SCHEDULE_HOUR sets the hour.",
)
def daily(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for yesterday, if it is a log date. Dagster's own schedule would ask for the last one again and again."""
    yesterday = (context.scheduled_execution_time - timedelta(days=1)).date().isoformat()
    if not log_date.has_partition_key(yesterday):
        return dg.SkipReason(f"{yesterday} is not a log date: SPARKIFY_START_DATE and SPARKIFY_END_DATE bound them.")
    return dg.RunRequest(run_key=yesterday, partition_key=yesterday)


schedules = [daily]
