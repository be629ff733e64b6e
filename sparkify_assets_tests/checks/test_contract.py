"""The contract with the app: keys that no column loads, and the JSONPaths file."""

from __future__ import annotations

import json

import dagster as dg

from sparkify_assets.definitions import defs
from sparkify_assets.layers import DECLARED
from sparkify_assets_tests.platform import Platform, event, song

RANGE = {"dagster/asset_partition_range_start": "2018-11-01", "dagster/asset_partition_range_end": "2018-11-02"}


def evaluate(asset: str, name: str, **tags: str) -> dg.AssetCheckEvaluation:
    """The result of one check, executed by Dagster."""
    key = dg.AssetCheckKey(dg.AssetKey(asset), name)
    job = defs.get_implicit_global_asset_job_def().get_subset(asset_selection=set(), asset_check_selection={key})
    (evaluation,) = job.execute_in_process(tags=tags).get_asset_check_evaluations()
    return evaluation


def test_an_unknown_key_warns_once_with_an_object_that_has_it(platform: Platform) -> None:
    """The records load; the check names the new key, not every record with it."""
    platform.put_log("2018-11-01", [event()])
    uri = platform.put_log(
        "2018-11-02", [event(mood="sunny"), event(mood="calm", itemInSession=1)], name="events.json.gz"
    )
    assert platform.load("stg_events", "2018-11-02").rows_written == {"2018-11-02": 2}
    check = evaluate("stg_events", "known_keys", **RANGE)
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["unknown_keys"].value == {"mood": uri}


def test_known_keys_pass_whatever_their_values(platform: Platform) -> None:
    """Numbers where text is expected and missing keys are no news."""
    platform.put_songs([song(title=311), song(artist_name=4.6), {"song_id": "SO2"}])
    assert evaluate("stg_songs", "known_keys").passed


def test_the_jsonpaths_file_is_held_against_the_columns(platform: Platform) -> None:
    """The same paths pass in any order; a further one is named."""
    paths = [f"$['{column.source}']" for column in DECLARED["stg_events"].table.columns if column.source]
    platform.put("log_json_path.json", json.dumps({"jsonpaths": paths[::-1]}))
    assert evaluate("stg_events", "agrees_with_log_json_path").passed
    platform.put("log_json_path.json", json.dumps({"jsonpaths": [*paths, "$['mood']"]}))
    check = evaluate("stg_events", "agrees_with_log_json_path")
    assert not check.passed
    assert check.metadata["only_in_the_file"].value == ["$['mood']"]
