"""The table of contents: every asset, check, job, schedule, sensor and resource of the code location.

Here: names gathered from where they are defined. Not here: a definition.
"""

from __future__ import annotations

import dagster as dg
from dagster_aws.s3 import S3Resource

from sparkify_assets.automation.cluster import cluster_jobs, cluster_schedules
from sparkify_assets.automation.jobs import catalogue_load, daily_load, infrastructure, observe_raw
from sparkify_assets.automation.schedules import schedules
from sparkify_assets.automation.sensors import sensors
from sparkify_assets.checks.contract import contract_checks
from sparkify_assets.infrastructure.cluster import (
    RedshiftCluster,
    copy_role,
    infrastructure_checks,
    network_access,
    redshift_cluster,
)
from sparkify_assets.infrastructure.schemas import warehouse_schemas
from sparkify_assets.insights.distribution import distribution_advice
from sparkify_assets.insights.report import listening_report
from sparkify_assets.marts.assets import marts
from sparkify_assets.raw.assets import log_data, undated_files
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.s3 import Lake
from sparkify_assets.staging.stg_events import stg_events
from sparkify_assets.staging.stg_songs import stg_songs
from sparkify_assets.star.artists import artists
from sparkify_assets.star.songplays import songplays
from sparkify_assets.star.songs import songs
from sparkify_assets.star.time import time
from sparkify_assets.star.users import users

defs = dg.Definitions(
    assets=[
        *(log_data, undated_files),
        *(copy_role, network_access, redshift_cluster, warehouse_schemas),
        *(stg_events, stg_songs),
        *(users, time, songs, artists, songplays),
        *(marts, listening_report, distribution_advice),
    ],
    asset_checks=[*contract_checks, *infrastructure_checks],
    jobs=[daily_load, catalogue_load, infrastructure, observe_raw, *cluster_jobs],
    schedules=[*schedules, *cluster_schedules],
    sensors=sensors,
    resources={"warehouse": RedshiftResource(), "lake": Lake(s3=S3Resource()), "cluster": RedshiftCluster()},
    # Steps wait for the warehouse, not for Python: one process runs them at 0.06 s each, where a process a step costs
    # seconds.
    executor=dg.in_process_executor,
)
