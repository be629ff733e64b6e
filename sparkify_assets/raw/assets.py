"""The raw files: the app's log, the song catalogue, and the JSONPaths file that describes an event.

Here: one spec an asset, and the "Observe" of those without partitions. Not here: their content's meaning, which the
staging tables declare.
"""

import warnings
from collections.abc import Iterator
from typing import Any

import dagster as dg

from sparkify_assets.conventions import OWNERS
from sparkify_assets.partitions import log_date
from sparkify_assets.raw.observations import observe_undated
from sparkify_assets.redshift.s3 import Lake

_RAW: dict[str, Any] = {"group_name": "raw", "kinds": {"s3", "json"}, "owners": OWNERS}

log_data = dg.AssetSpec(
    "log_data",
    description=(
        "The app's event log, one JSON object a line, as it lies in the bucket under log_data/YYYY/MM/. The "
        "partition is the date that the object's name begins with; a day may have several objects, plain or gzipped."
    ),
    partitions_def=log_date,
    **_RAW,
)

_UNDATED = [
    dg.AssetSpec(
        "song_data",
        description="The song catalogue: one small JSON object a song, in the bucket under song_data/.",
        **_RAW,
    ),
    dg.AssetSpec(
        "log_json_path",
        description=(
            "The app team's JSONPaths file, log_json_path.json: the keys an event has. A check holds it against the "
            "columns that staging loads."
        ),
        **_RAW,
    ),
]

with warnings.catch_warnings():
    # Dagster looks at the observations of an external asset without partitions only when it is made with this
    # decorator, which it still calls beta; with a plain spec, staging would be stale for ever.
    warnings.simplefilter("ignore", dg.BetaWarning)

    @dg.multi_observable_source_asset(specs=_UNDATED, can_subset=True)
    def undated_files(context: dg.AssetExecutionContext, lake: Lake) -> Iterator[dg.ObserveResult]:
        """Look at what lies in S3 now."""
        for seen in observe_undated(lake):
            if seen.asset_key in context.selected_asset_keys:
                version = dg.DataVersion(seen.tags["dagster/data_version"])
                yield dg.ObserveResult(asset_key=seen.asset_key, metadata=seen.metadata, data_version=version)
