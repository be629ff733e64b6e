"""The daily schedule: yesterday's partition, at the configured hour, UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from sparkify_assets.automation.schedules import daily
from sparkify_assets.definitions import defs
from sparkify_assets.settings import SCHEDULE_HOUR


def test_the_schedule_asks_for_yesterday() -> None:
    """A tick on the third loads the log of the second."""
    schedule = defs.get_schedule_def(daily.name)
    assert schedule.cron_schedule == f"0 {SCHEDULE_HOUR} * * *"
    with dg.build_schedule_context(
        scheduled_execution_time=datetime(2018, 11, 3, SCHEDULE_HOUR, tzinfo=UTC),
        repository_def=defs.get_repository_def(),
    ) as context:
        requests = schedule.evaluate_tick(context).run_requests
    assert [request.partition_key for request in requests or ()] == ["2018-11-02"]


def test_it_runs_without_being_switched_on() -> None:
    """Who starts the daemon gets the daily load."""
    assert defs.get_schedule_def(daily.name).default_status is dg.DefaultScheduleStatus.RUNNING
