"""The daily schedule: yesterday's partition, at the configured hour, UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from sparkify_assets.automation.schedules import daily
from sparkify_assets.definitions import defs
from sparkify_assets.settings import SCHEDULE_HOUR


def _tick(day: int) -> dg.ScheduleExecutionData:
    """What the schedule answers on a morning of November 2018."""
    schedule = defs.resolve_schedule_def(daily.name)
    assert schedule.cron_schedule == f"0 {SCHEDULE_HOUR} * * *"
    with dg.build_schedule_context(
        scheduled_execution_time=datetime(2018, 11, day, SCHEDULE_HOUR, tzinfo=UTC),
        repository_def=defs.get_repository_def(),
    ) as context:
        return schedule.evaluate_tick(context)


def test_the_schedule_asks_for_yesterday() -> None:
    """A tick on the third loads the log of the second."""
    assert [request.partition_key for request in _tick(3).run_requests or ()] == ["2018-11-02"]


def test_a_day_outside_the_log_is_skipped_with_the_reason() -> None:
    """The first log date is the first that is asked for, and the tick says why it asks for nothing."""
    tick = _tick(1)
    assert not tick.run_requests
    assert tick.skip_message is not None
    assert "2018-10-31 is not a log date" in tick.skip_message


def test_it_runs_without_being_switched_on() -> None:
    """Who starts the daemon gets the daily load."""
    assert defs.resolve_schedule_def(daily.name).default_status is dg.DefaultScheduleStatus.RUNNING
