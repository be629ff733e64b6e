"""The sensor on the bucket: new and re-delivered log objects ask for their own partitions, and only those.

Here: comparing the bucket with what was seen before. Not here: loading (`staging`), the schedule (`schedules`).

`dagster_aws`'s key sensors remember the newest key, and so miss an object that is written again under its old key; the
cursor here is the data version of each log date, made of keys and ETags.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import dagster as dg

from sparkify_assets.automation.jobs import catalogue_load, daily_load
from sparkify_assets.conventions import PREFIXES, date_range
from sparkify_assets.raw.observations import landed_logs, observe_log, observe_songs
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.s3 import Lake


@dg.sensor(
    job=daily_load,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for the log dates whose objects in the bucket are new or were delivered again.",
)
def landed_log_dates(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SensorResult | dg.SkipReason:
    """Asks for the log dates whose objects are new or were delivered again, neighbouring dates as one run."""
    try:
        landed = landed_logs(lake)
    except WarehouseError as error:
        return dg.SkipReason(str(error))
    versions = {day: objects.version for day, objects in landed.items()}
    seen = json.loads(context.cursor) if context.cursor else _already_loaded(context, versions)
    touched = [day for day, version in versions.items() if seen.get(day) != version]
    return dg.SensorResult(
        asset_events=[observe_log(day, landed[day]) for day in touched],
        run_requests=[_load(days, versions) for days in neighbours(touched)],
        cursor=json.dumps(versions),
        skip_reason=None if touched else "Nothing new in the bucket.",
    )


@dg.sensor(
    job=catalogue_load,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks for the catalogue when it has changed, and for all loaded plays to be matched with it again.",
)
def landed_songs(context: dg.SensorEvaluationContext, lake: Lake) -> dg.SensorResult | dg.SkipReason:
    """Asks for the catalogue when it has grown or was corrected, and for all loaded plays to be matched again."""
    try:
        objects = lake.objects(f"{PREFIXES['song_data']}/")
    except WarehouseError as error:
        return dg.SkipReason(str(error))
    loaded = sorted(context.instance.get_materialized_partitions(dg.AssetKey("songplays")))
    if not objects or not loaded:
        return dg.SkipReason("No catalogue in the bucket yet, or no play to match with it.")
    known = context.cursor or (objects.version if _is_materialized(context, "stg_songs") else "")
    if known == objects.version:
        return dg.SensorResult(cursor=objects.version, skip_reason="The catalogue has not changed.")
    return dg.SensorResult(
        asset_events=[observe_songs(objects)],
        run_requests=[dg.RunRequest(run_key=objects.version, tags=date_range(loaded[0], loaded[-1]))],
        cursor=objects.version,
    )


def neighbours(days: Iterable[str]) -> Iterator[list[str]]:
    """Group sorted log dates into runs of consecutive partitions."""
    group: list[str] = []
    for day in days:
        if group and date.fromisoformat(day) - date.fromisoformat(group[-1]) > timedelta(days=1):
            yield group
            group = []
        group.append(day)
    if group:
        yield group


def _load(days: list[str], versions: dict[str, str]) -> dg.RunRequest:
    run_key = f"{days[0]} {days[-1]} {_hash_of(versions[day] for day in days)}"
    return dg.RunRequest(run_key=run_key, tags=date_range(days[0], days[-1]))


def _hash_of(versions: Iterable[str]) -> str:
    """One short version for several."""
    return hashlib.sha256(" ".join(versions).encode()).hexdigest()[:16]


def _already_loaded(context: dg.SensorEvaluationContext, versions: dict[str, str]) -> dict[str, str]:
    """At the first tick, dates that are materialized count as seen as they are; they were just loaded by hand."""
    loaded = context.instance.get_materialized_partitions(dg.AssetKey("stg_events"))
    return {day: version for day, version in versions.items() if day in loaded}


def _is_materialized(context: dg.SensorEvaluationContext, asset: str) -> bool:
    return context.instance.get_latest_materialization_event(dg.AssetKey(asset)) is not None


sensors = [landed_log_dates, landed_songs]
