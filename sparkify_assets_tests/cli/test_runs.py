"""`sparkify_assets.cli.runs`: one run in this process, and what its report says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from sparkify_assets.cli import runs
from sparkify_assets.conventions import date_range

days = dg.DailyPartitionsDefinition("2018-11-01", end_date="2018-12-01")
keys = dg.AssetCheckSpec("keys", asset="plays")
usual = dg.AssetCheckSpec("usual", asset="plays")


@dg.multi_asset(
    specs=[dg.AssetSpec("plays")],
    check_specs=[keys, usual],
    can_subset=True,
    partitions_def=days,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def plays(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Fails on the 13th; its key check fails on the 14th; its other check always warns."""
    if "2018-11-13" in context.partition_keys:
        raise dg.Failure("events.json, line 3: not a number [/].")
    passed = "2018-11-14" not in context.partition_keys
    yield dg.AssetCheckResult(asset_key="plays", check_name="keys", passed=passed, description="2 rows.")
    yield dg.AssetCheckResult(
        asset_key="plays", check_name="usual", passed=False, severity=dg.AssetCheckSeverity.WARN, description="Few."
    )
    yield dg.MaterializeResult(asset_key="plays", metadata={"dagster/row_count": 60})


@dg.asset(deps=["plays"])
def report() -> None:
    """An asset without partitions, below one that has them."""


@dg.asset
def broken() -> None:
    """Fails with an exception that has a cause."""
    try:
        raise KeyError("inner")
    except KeyError as error:
        raise ValueError("the outer reason") from error


job = dg.Definitions(assets=[plays, report, broken]).resolve_implicit_global_asset_job_def()


def run(first: str, last: str, *assets: str) -> runs.Report:
    return runs.run(job, "Testing", assets or ("plays", "report"), date_range(first, last))


def test_a_range_of_dates_is_one_run(instance: Path) -> None:
    """Partitioned and other assets are made together; rows, seconds and checks are told of each."""
    done = run("2018-11-01", "2018-11-03")
    assert done.ok
    assert done.assets["plays"].rows == 60
    assert done.assets["plays"].seconds is not None
    assert [check.check_name for check in done.assets["plays"].checks] == ["keys", "usual"]
    assert done.assets["report"].done
    with dg.DagsterInstance.get() as stored:
        assert len(stored.get_runs()) == 1
        assert sorted(stored.get_materialized_partitions(dg.AssetKey("plays"))) == [
            "2018-11-01",
            "2018-11-02",
            "2018-11-03",
        ]


def test_a_failed_step_is_told_in_its_own_words(instance: Path) -> None:
    """The report has the failure's description; what depends on it was not made."""
    done = run("2018-11-12", "2018-11-13")
    assert not done.ok
    assert done.errors == {"plays": "events.json, line 3: not a number [/]."}
    assert not done.assets["report"].done
    assert list(runs.complaints(done)) == [r"[red]plays[/]: events.json, line 3: not a number \[/]."]


def test_a_failed_check_is_a_failure_and_a_warning_is_none(instance: Path) -> None:
    """An error-level check that fails makes the report not ok, although the run succeeds."""
    done = run("2018-11-14", "2018-11-14")
    assert not done.errors
    assert not done.ok
    assert list(runs.complaints(done)) == [
        "plays: check keys [red]failed[/]: 2 rows.",
        "plays: check usual [yellow]warns[/]: Few.",
    ]


def test_an_exception_is_told_by_its_message(instance: Path) -> None:
    """Without a description, the step's own exception speaks, not Dagster's wrapper and not its cause."""
    assert run("2018-11-01", "2018-11-01", "broken").errors == {"broken": "the outer reason"}


def test_the_display_is_all_that_is_printed(instance: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither Dagster's log nor a stack reaches the terminal."""
    run("2018-11-13", "2018-11-13")
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert "STEP_FAILURE" not in printed.err
