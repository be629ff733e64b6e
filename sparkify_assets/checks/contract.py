"""The contract with the app: the keys its records have, against the columns that staging loads.

Here: checks that read a little of the raw files, because what COPY does not load no SQL can see. They look at the
newest objects' first megabyte; a new key comes with a release of the app and is in every object from then on. All warn.
"""

import io
import json
from collections.abc import Iterable

import dagster as dg
import polars as pl

from sparkify_assets.conventions import PREFIXES
from sparkify_assets.layers import DECLARED
from sparkify_assets.redshift.s3 import Lake, Objects, S3Object
from sparkify_assets.redshift.table import Window

NEWEST = 100
"""Objects looked at, at most."""


def _check(asset: str, raw: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=asset,
        name="known_keys",
        description=f"Every key in the newest objects of {raw} is loaded into a column of {asset}.",
    )
    def known_keys(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
        objects = _looked_at(context, raw, lake)
        known = {column.source for column in DECLARED[asset].table.columns}
        unknown = {key: item.uri for item in objects for key in _keys(lake, item) if key not in known}
        return dg.AssetCheckResult(
            passed=not unknown,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"Not loaded: {', '.join(sorted(unknown))}." if unknown else None,
            metadata={
                "objects_looked_at": len(objects),
                "unknown_keys": {key: unknown[key] for key in sorted(unknown)},
            },
        )

    return known_keys


def _looked_at(context: dg.AssetCheckExecutionContext, raw: str, lake: Lake) -> Objects:
    tags = context.run.tags
    start = tags.get("dagster/asset_partition_range_start") or tags.get("dagster/partition")
    end = tags.get("dagster/asset_partition_range_end") or start
    if start and end and raw == "log_data":
        objects: Iterable[S3Object] = lake.dated_objects(PREFIXES[raw], Window.of(start, end))
    else:
        objects = lake.objects(f"{PREFIXES[raw]}/")
    return Objects(list(objects)[-NEWEST:])


def _keys(lake: Lake, item: S3Object) -> set[str]:
    """The keys of an object's records. polars infers them in one pass; what is no JSON is COPY's to report."""
    content = lake.head(item)
    whole = content[: content.rfind(b"\n")] if len(content) == 1 << 20 else content
    try:
        return set(pl.read_ndjson(io.BytesIO(whole), infer_schema_length=None, ignore_errors=True).columns)
    except pl.exceptions.PolarsError:
        return set()


@dg.asset_check(
    asset="stg_events",
    name="agrees_with_log_json_path",
    description="The app's JSONPaths file names exactly the keys that staging loads.",
)
def agrees_with_log_json_path(lake: Lake) -> dg.AssetCheckResult:
    declared = {f"$['{column.source}']" for column in DECLARED["stg_events"].table.columns if column.source}
    found = lake.objects("log_json_path.json")
    paths = set(json.loads(lake.head(found[0]))["jsonpaths"]) if found else set()
    return dg.AssetCheckResult(
        passed=paths == declared,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"only_in_the_file": sorted(paths - declared), "only_in_staging": sorted(declared - paths)},
    )


contract_checks = [_check("stg_events", "log_data"), _check("stg_songs", "song_data"), agrees_with_log_json_path]
