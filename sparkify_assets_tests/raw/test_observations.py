"""What an observation of the raw files says."""

from __future__ import annotations

import dagster as dg

from sparkify_assets.definitions import defs
from sparkify_assets.raw.observations import observe_all
from sparkify_assets_tests.platform import Platform, dagster_instance, event, song


def test_objects_bytes_and_version_of_each_raw_asset(platform: Platform) -> None:
    """One observation a log date, one of the catalogue, one of the JSONPaths file; the version follows the content."""
    platform.put_log("2018-11-01", [event()])
    platform.put_log("2018-11-01", [event(itemInSession=1)], name="late.json.gz")
    platform.put_songs([song()])
    before = {(seen.asset_key.to_user_string(), seen.partition): seen for seen in observe_all(platform.lake)}
    assert set(before) == {("log_data", "2018-11-01"), ("song_data", None), ("log_json_path", None)}
    assert before["log_data", "2018-11-01"].metadata["objects"].value == 2
    platform.put_log("2018-11-01", [event(level="paid")])
    after = {(seen.asset_key.to_user_string(), seen.partition): seen for seen in observe_all(platform.lake)}
    changed = {key for key in before if before[key].tags != after[key].tags}
    assert changed == {("log_data", "2018-11-01")}


def test_the_job_records_the_observations(platform: Platform) -> None:
    """After it ran, the instance knows the version of each partition of the log."""
    platform.put_log("2018-11-01", [event()])
    with dagster_instance() as instance:
        assert defs.resolve_job_def("observe_raw").execute_in_process(instance=instance).success
        records = instance.fetch_observations(dg.AssetKey("log_data"), limit=5).records
        assert [record.partition_key for record in records] == ["2018-11-01"]
