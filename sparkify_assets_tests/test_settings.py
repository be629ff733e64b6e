"""The variables that shape the definitions."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def load(**variables: str) -> subprocess.CompletedProcess[str]:
    """What a new process says of its log dates with these variables set."""
    script = "from sparkify_assets.partitions import log_date; print(*log_date.get_partition_keys())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SPARKIFY_")} | variables
    return subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)


def test_first_and_last_log_date_are_both_inside() -> None:
    """SPARKIFY_END_DATE names the last day that has a log."""
    result = load(SPARKIFY_START_DATE="2018-11-02", SPARKIFY_END_DATE="2018-11-04")
    assert result.stdout.split() == ["2018-11-02", "2018-11-03", "2018-11-04"]


def test_the_log_is_open_by_default() -> None:
    """Without an end, yesterday is the last log date."""
    assert load().stdout.split()[0] == "2018-11-01"
    assert len(load().stdout.split()) > 2000


@pytest.mark.parametrize(
    ("variable", "value"),
    [("SPARKIFY_START_DATE", "1/11/2018"), ("SPARKIFY_SCHEDULE_HOUR", "25"), ("SPARKIFY_MATCH_RATE", "many")],
)
def test_a_value_that_cannot_be_used_names_its_variable(variable: str, value: str) -> None:
    """The last line of the error is a sentence for people."""
    script = "import sparkify_assets.settings"
    result = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {variable: value}, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert variable in result.stderr.splitlines()[-1]
