"""The jobs that schedules, sensors and people start. Not here: when they start (`schedules`, `sensors`)."""

import dagster as dg

from sparkify_assets.raw.observations import observe_all
from sparkify_assets.redshift.s3 import Lake

LOG = dg.AssetSelection.assets("stg_events").downstream()
ON_REQUEST = dg.AssetSelection.assets("distribution_advice")
"""Reads the whole star, so no job that runs every day makes it."""

daily_load = dg.define_asset_job(
    "daily_load",
    # The cluster comes first: a paused one is resumed.
    selection=(LOG | dg.AssetSelection.assets("redshift_cluster", "warehouse_schemas")) - ON_REQUEST,
    description="Load log dates from S3 to the marts, with their checks. A range of dates is one run.",
)

catalogue_load = dg.define_asset_job(
    "catalogue_load",
    selection=dg.AssetSelection.assets("stg_songs").downstream() - ON_REQUEST,
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
