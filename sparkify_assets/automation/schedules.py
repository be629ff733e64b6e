"""The daily schedule: yesterday's log, UTC. Not here: log dates that arrive late or again (`sensors`)."""

from __future__ import annotations

import dagster as dg

from sparkify_assets.automation.jobs import daily_load
from sparkify_assets.settings import SCHEDULE_HOUR

daily = dg.build_schedule_from_partitioned_job(
    daily_load,
    name="daily",
    hour_of_day=SCHEDULE_HOUR,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=f"Yesterday's log, every day at {SCHEDULE_HOUR:02d}:00 UTC. SPARKIFY_SCHEDULE_HOUR sets the hour.",
)

schedules = [daily]
