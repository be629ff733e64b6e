"""The cluster's jobs, and the schedules that pause it at night: off until somebody turns them on.

Here: what is asked of the cluster, and when. Not here: how it is done (`infrastructure.lifecycle`), or loading.
"""

import dagster as dg

from sparkify_assets.infrastructure import lifecycle
from sparkify_assets.infrastructure.aws import connect
from sparkify_assets.infrastructure.cluster import RedshiftCluster
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.settings import SCHEDULE_HOUR

PAUSE_HOUR = 20
"""Hour of the day, UTC, at which the schedule pauses the cluster, once somebody has turned it on."""


class Nodes(dg.Config):
    """The nodes to resize to; what is left out is as declared."""

    node_type: str | None = None
    nodes: int | None = None


@dg.op
def pause(context: dg.OpExecutionContext, cluster: RedshiftCluster) -> None:
    """Pause the cluster and wait for it: nodes cost nothing then, storage still does."""
    try:
        declared = cluster.declared()
        lifecycle.pause(connect(declared.region), declared, context.log.info)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__


@dg.op
def resume(context: dg.OpExecutionContext, cluster: RedshiftCluster) -> None:
    """Resume the cluster and wait until it is available."""
    try:
        declared = cluster.declared()
        lifecycle.resume(connect(declared.region), declared, context.log.info)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__


@dg.op
def resize(context: dg.OpExecutionContext, cluster: RedshiftCluster, config: Nodes) -> None:
    """Resize the cluster and wait for it: 10 to 15 minutes, the data stays, queries wait at the end."""
    try:
        declared = cluster.declared()
        lifecycle.resize(connect(declared.region), declared, context.log.info, config.node_type, config.nodes)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__


@dg.job(description="Pause the cluster. The next daily run resumes it.")
def pause_cluster() -> None:
    pause()


@dg.job(description="Resume the cluster.")
def resume_cluster() -> None:
    resume()


@dg.job(description="Resize the cluster to the declared nodes, or to those in the run's config.")
def resize_cluster() -> None:
    resize()


cluster_jobs = [pause_cluster, resume_cluster, resize_cluster]

cluster_schedules = [
    dg.ScheduleDefinition(
        name="pause_at_night",
        job=pause_cluster,
        cron_schedule=f"0 {PAUSE_HOUR} * * *",
        description=f"Pause the cluster at {PAUSE_HOUR:02d}:00 UTC. Off until you turn it on.",
    ),
    dg.ScheduleDefinition(
        name="resume_in_the_morning",
        job=resume_cluster,
        cron_schedule=f"30 {(SCHEDULE_HOUR - 1) % 24} * * *",
        description="Resume the cluster half an hour before the daily load. Off until you turn it on.",
    ),
]
