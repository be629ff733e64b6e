"""What an observation of the raw files says: objects, bytes, and a data version made of their ETags.

With these the UI shows which partitions of staging are stale. Not here: when to observe (`automation`).
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from sparkify_assets.conventions import PREFIXES
from sparkify_assets.partitions import log_date
from sparkify_assets.redshift.s3 import Lake, Objects
from sparkify_assets.redshift.table import Window


def landed_logs(lake: Lake) -> dict[str, Objects]:
    """The log's objects by log date, for the dates that are partitions."""
    known = log_date.get_partition_keys()
    if not known:
        return {}
    window = Window.of(known[0], known[-1])
    listed = lake.objects(f"{PREFIXES['log_data']}/")
    return {day: objects for day, objects in listed.by_date().items() if window.start <= day < window.end}


def observe_log(day: str, objects: Objects) -> dg.AssetObservation:
    """One partition of the log as it lies in the bucket."""
    return _observation("log_data", objects, day)


def observe_songs(objects: Objects) -> dg.AssetObservation:
    """The catalogue as it lies in the bucket."""
    return _observation("song_data", objects)


def observe_all(lake: Lake) -> Iterator[dg.AssetObservation]:
    """Every partition of the log, the catalogue and the JSONPaths file."""
    for day, objects in landed_logs(lake).items():
        yield observe_log(day, objects)
    yield from observe_undated(lake)


def observe_undated(lake: Lake) -> Iterator[dg.AssetObservation]:
    """The catalogue and the JSONPaths file."""
    yield observe_songs(lake.objects(f"{PREFIXES['song_data']}/"))
    yield _observation("log_json_path", lake.objects("log_json_path.json"))


def _observation(asset: str, objects: Objects, partition: str | None = None) -> dg.AssetObservation:
    return dg.AssetObservation(
        asset_key=asset,
        partition=partition,
        metadata={"objects": len(objects), "bytes": objects.size},
        tags={"dagster/data_version": objects.version},
    )
