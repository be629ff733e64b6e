"""What shapes the definitions themselves: the dates of the log, the hour of the schedule, the thresholds of the
warnings.

Here: the few variables that Dagster needs while it loads the code location. Not here: how to reach the warehouse or the
bucket; the resources read that when a run uses them, so that definitions load anywhere.
"""

from __future__ import annotations

import os
from datetime import date


def _date(variable: str, default: str | None = None) -> date | None:
    text = os.environ.get(variable) or default
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(f"{variable}={text!r} is not a date: write it as YYYY-MM-DD.") from error


def _number(variable: str, default: float, least: float, most: float) -> float:
    text = os.environ.get(variable) or str(default)
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(f"{variable}={text!r} is not a number.") from error
    if not least <= number <= most:
        raise ValueError(f"{variable}={text} is out of range: it must lie between {least:g} and {most:g}.")
    return number


START_DATE: date = _date("SPARKIFY_START_DATE", "2018-11-01") or date(2018, 11, 1)
"""First log date, inclusive."""

END_DATE: date | None = _date("SPARKIFY_END_DATE")
"""Last log date, inclusive; None leaves the log open."""

SCHEDULE_HOUR: int = int(_number("SPARKIFY_SCHEDULE_HOUR", default=5, least=0, most=23))
"""Hour of the day, UTC, at which yesterday's partition is loaded."""

MATCH_RATE: float = _number("SPARKIFY_MATCH_RATE", default=0.02, least=0, most=1)
"""Share of plays with a catalogue song below which a check warns."""
