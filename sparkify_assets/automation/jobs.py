"""The jobs that schedules, sensors and people start. Not here: when they start (`schedules`, `sensors`)."""

import dagster as dg

from sparkify_assets.raw.observations import observe_all
from sparkify_assets.redshift.s3 import Lake

daily_load = dg.define_asset_job(
    "daily_load",
    selection=dg.AssetSelection.assets("stg_events").downstream(),
    description="Load log dates from S3 to the star, with their checks. A range of dates is one run.",
)

catalogue_load = dg.define_asset_job(
    "catalogue_load",
    selection=dg.AssetSelection.assets("stg_songs").downstream(),
    description=(
        "Load the song catalogue and match the plays of the given log dates with it again: a late-arriving dimension. "
        "Give it all the dates, as one run."
    ),
)

infrastructure = dg.define_asset_job(
    "infrastructure",
    selection=dg.AssetSelection.groups("infrastructure"),
    description="Ensure the cluster and the schemas.",
)


@dg.op
def look_at_the_bucket(context: dg.OpExecutionContext, lake: Lake) -> None:
    """Log one observation for each raw asset, and for each log date of the log."""
    for observation in observe_all(lake):
        context.log_event(observation)


@dg.job(description="Look at what lies in S3, so that the UI shows which partitions of staging are stale.")
def observe_raw() -> None:
    look_at_the_bucket()

