"""The sensors on the bucket: what they ask for after each kind of delivery."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.automation.sensors import landed_log_dates, landed_songs, neighbours
from sparkify_assets_tests.platform import Platform, dagster_instance, event, song

Asked = list[tuple[str, str]]


def tick(
    sensor: dg.SensorDefinition, platform: Platform, instance: dg.DagsterInstance, cursor: str | None = None
) -> dg.SensorResult:
    """One evaluation, as the daemon makes it."""
    with dg.build_sensor_context(instance=instance, cursor=cursor, resources={"lake": platform.lake}) as context:
        result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def asked(result: dg.SensorResult) -> Asked:
    """First and last date of each run asked for."""
    tags = [request.tags for request in result.run_requests or ()]
    return [(each["dagster/asset_partition_range_start"], each["dagster/asset_partition_range_end"]) for each in tags]


def test_new_and_redelivered_dates_are_asked_for_once(platform: Platform) -> None:
    """Neighbouring dates are one run; an object written again under its old key is seen; else nothing is asked for."""
    with dagster_instance() as instance:
        for day in ("2018-11-01", "2018-11-02", "2018-11-05"):
            platform.put_log(day, [event()])
        first = tick(landed_log_dates, platform, instance)
        assert asked(first) == [("2018-11-01", "2018-11-02"), ("2018-11-05", "2018-11-05")]
        assert {seen.partition for seen in first.asset_events} == {"2018-11-01", "2018-11-02", "2018-11-05"}
        quiet = tick(landed_log_dates, platform, instance, first.cursor)
        assert asked(quiet) == []
        platform.put_log("2018-11-02", [event(level="paid")])
        platform.put_log("2018-11-02", [event(itemInSession=1)], name="late.json.gz")
        assert asked(tick(landed_log_dates, platform, instance, quiet.cursor)) == [("2018-11-02", "2018-11-02")]


def test_objects_before_the_first_log_date_are_not_asked_for(platform: Platform) -> None:
    """The sensor is bounded by the partitions that there are."""
    platform.put_log("2017-01-01", [event()])
    with dagster_instance() as instance:
        assert asked(tick(landed_log_dates, platform, instance)) == []


def test_a_changed_catalogue_is_matched_with_all_loaded_plays(platform: Platform) -> None:
    """One run over every loaded date; and no run while nothing is loaded."""
    platform.put_songs([song()])
    with dagster_instance() as instance:
        with dg.build_sensor_context(instance=instance, resources={"lake": platform.lake}) as context:
            assert isinstance(landed_songs(context), dg.SkipReason)
        for day in ("2018-11-01", "2018-11-04"):
            instance.report_runless_asset_event(dg.AssetMaterialization("songplays", partition=day))
        first = tick(landed_songs, platform, instance)
        assert asked(first) == [("2018-11-01", "2018-11-04")]
        assert asked(tick(landed_songs, platform, instance, first.cursor)) == []


def test_a_bucket_that_cannot_be_listed_skips_with_the_reason(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tick tells what is wrong instead of failing with a stack."""
    monkeypatch.setenv("SPARKIFY_BUCKET", "no-such-bucket")
    with (
        dagster_instance() as instance,
        dg.build_sensor_context(instance=instance, resources={"lake": platform.lake}) as context,
    ):
        skipped = landed_log_dates(context)
    assert isinstance(skipped, dg.SkipReason)
    assert "no-such-bucket" in str(skipped.skip_message)


@given(st.sets(st.integers(0, 60)))
def test_neighbours_are_the_fewest_runs_of_consecutive_dates(numbers: set[int]) -> None:
    """Every date is in exactly one run, no run has a gap, and no two runs could be one."""
    days = [(date(2018, 11, 1) + timedelta(days=number)).isoformat() for number in sorted(numbers)]
    groups = list(neighbours(days))
    assert [day for group in groups for day in group] == days
    edges = [(group[-1], after[0]) for group, after in pairwise(groups)]
    assert all(date.fromisoformat(after) - date.fromisoformat(before) > timedelta(days=1) for before, after in edges)
    assert all(
        date.fromisoformat(group[-1]) - date.fromisoformat(group[0]) == timedelta(days=len(group) - 1)
        for group in groups
    )
