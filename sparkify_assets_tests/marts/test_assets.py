"""The marts in Dagster: names, partitions and lineage, and one step that tells what dbt did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dagster as dg
import pytest

from sparkify_assets.conventions import LOAD_POOL
from sparkify_assets.layers import DAILY
from sparkify_assets.marts.assets import ANSWERS, marts
from sparkify_assets.partitions import log_date
from sparkify_assets.staging.stg_events import stg_events
from sparkify_assets_tests.marts.test_models import DAYS, deliver
from sparkify_assets_tests.platform import Platform, dagster_instance

TABLES = {"listening_days", "song_days", "session_days"}


def run(
    *assets: str, star: Platform, day: str | None = DAYS[0], checks: bool = True, upstream: Sequence[Any] = ()
) -> dg.ExecuteInProcessResult:
    """A run of some marts in this process, of all if none is named; `upstream` assets are known beside them."""
    selection = dg.AssetSelection.assets(*assets) if assets else dg.AssetSelection.groups("marts")
    job = dg.define_asset_job("test", selection if checks else selection.without_checks())
    defs = dg.Definitions(
        assets=[marts, *upstream], jobs=[job], resources={"warehouse": star.warehouse, "lake": star.lake}
    )
    tags = {"dagster/asset_partition_range_start": day, "dagster/asset_partition_range_end": day} if day else {}
    with dagster_instance() as instance:
        test = defs.resolve_job_def("test")
        return test.execute_in_process(instance=instance, tags=tags, raise_on_error=False)


def materialized(result: dg.ExecuteInProcessResult) -> dict[tuple[str, str | None], dict[str, Any]]:
    """Asset and partition -> the metadata of its materialization."""
    events = [event.materialization for event in result.get_asset_materialization_events()]
    return {
        (event.asset_key.path[-1], event.partition): {name: item.value for name, item in event.metadata.items()}
        for event in events
    }


def test_every_model_is_an_asset_of_the_group() -> None:
    """Names are bare, the group is the layer, and runs that write the tables take their turn."""
    specs = {spec.key.path[-1]: spec for spec in marts.specs}
    assert set(specs) > TABLES
    assert {key.path[-1] for key in ANSWERS} == set(specs) - TABLES
    assert {spec.group_name for spec in specs.values()} == {"marts"}
    assert {spec.freshness_policy for spec in specs.values()} == {DAILY}
    assert marts.op.pool == LOAD_POOL


def test_the_tables_have_log_dates_and_the_views_have_none() -> None:
    """A table is written day by day; a view is of no day."""
    assert {spec.key.path[-1] for spec in marts.specs if spec.partitions_def == log_date} == TABLES


def test_lineage_joins_the_star() -> None:
    """The graph goes on from the star's own assets."""
    upstream = {spec.key.path[-1]: {dep.asset_key.path[-1] for dep in spec.deps} for spec in marts.specs}
    assert upstream["listening_days"] == {"songplays", "time"}
    assert upstream["session_days"] == {"stg_events"}
    assert upstream["song_popularity"] == {"song_days"}
    assert upstream["user_popularity"] == {"listening_days", "users"}


def test_a_run_tells_rows_and_lineage_of_each_model_and_runs_the_tests(star: Platform) -> None:
    """Every mart is materialized with its rows, each log date with its own, every dbt test is a check."""
    deliver(star, DAYS[0], [("1", 1, "free", "NextSong", "Boil", 0), ("1", 1, "free", "NextSong", "Steam", 1)])
    deliver(star, DAYS[1], [("2", 2, "paid", "NextSong", "Boil", 0)])
    result = run(star=star)
    assert result.success
    found = materialized(result)
    assert found["song_days", DAYS[0]]["dagster/partition_row_count"] == 2
    assert found["song_days", DAYS[0]]["dagster/row_count"] == 3
    assert found["song_popularity", None]["dagster/row_count"] == 2
    lineage = found["song_popularity", None]["dagster/column_lineage"].deps_by_column
    assert [(dep.asset_key.path[-1], dep.column_name) for dep in lineage["plays"]] == [("song_days", "plays")]
    checks = result.get_asset_check_evaluations()
    assert len(checks) == len(list(marts.check_specs))
    assert all(check.passed for check in checks)


def test_a_test_that_fails_shows_its_rows_and_stops_what_is_downstream(star: Platform) -> None:
    """A play counted twice is found; the views over the table are not made, and the run says which test failed."""
    deliver(star, DAYS[0], [("1", 1, "free", "NextSong", "Boil", 0)])
    star.warehouse.execute("insert into star.time select * from star.time")
    result = run("listening_days", "listening_by_hour", star=star)
    assert not result.success
    (failed,) = (check for check in result.get_asset_check_evaluations() if not check.passed)
    assert failed.check_name == "listening_days_has_every_play"
    offending: Any = failed.metadata["first_offending_rows"]
    assert [dict(record.data) for record in offending.records] == [{"log_date": DAYS[0], "here": "2", "there": "1"}]
    assert ("listening_by_hour", None) not in materialized(result)
    assert "listening_days_has_every_play" in str(result.filter_events(lambda event: event.is_step_failure))


def test_a_load_that_fails_stops_the_marts(star: Platform) -> None:
    """In the run in which staging can't be loaded no mart is touched."""
    result = run("stg_events", "session_days", star=star, upstream=[stg_events])
    assert not result.success
    assert materialized(result) == {}


def test_a_selection_runs_exactly_what_was_selected(star: Platform) -> None:
    """One view and its tests: no other model is made, and no partition is needed."""
    deliver(star, DAYS[0], [("1", 1, "free", "NextSong", "Boil", 0)])
    assert run("listening_days", star=star, checks=False).success
    result = run("listening_by_hour", star=star, day=None)
    assert result.success
    assert set(materialized(result)) == {("listening_by_hour", None)}
    assert {check.asset_key.path[-1] for check in result.get_asset_check_evaluations()} == {"listening_by_hour"}


def test_a_warehouse_that_does_not_answer_is_named(star: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """When dbt can't connect, the step fails with dbt's own reason."""
    monkeypatch.setenv("REDSHIFT_PORT", "1")
    result = run(star=star)
    assert not result.success
    (event,) = result.filter_events(lambda event: event.is_step_failure)
    assert "dbt could not build all marts" in str(event.step_failure_data.user_failure_data)
