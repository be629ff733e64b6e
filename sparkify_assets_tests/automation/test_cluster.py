"""The cluster's jobs and schedules: jobs do what they say, schedules are off until somebody turns them on."""

import dagster as dg

from sparkify_assets.automation.cluster import cluster_schedules, pause_cluster, resize_cluster, resume_cluster
from sparkify_assets.infrastructure import lifecycle, provisioned
from sparkify_assets.infrastructure.aws import Aws
from sparkify_assets.infrastructure.cluster import RedshiftCluster
from sparkify_assets.infrastructure.declared import Declared
from sparkify_assets_tests.infrastructure.conftest import account, aws, control_plane, declared

__all__ = ["account", "aws", "control_plane", "declared"]  # fixtures

RESOURCES = {"cluster": RedshiftCluster()}


def test_pause_resume_resize(aws: Aws, declared: Declared) -> None:
    """Each job leaves the cluster in the state that its name says."""
    lifecycle.launch(aws, declared, lambda line: None)
    for job, config, wanted in (
        (pause_cluster, {}, ("paused", 1)),
        (resume_cluster, {}, ("available", 1)),
        (resize_cluster, {"ops": {"resize": {"config": {"nodes": 2}}}}, ("available", 2)),
    ):
        assert job.execute_in_process(run_config=config, resources=RESOURCES).success
        found = provisioned.describe(aws, declared)
        assert found
        assert (found["ClusterStatus"], found["NumberOfNodes"]) == wanted


def test_a_cluster_that_is_not_there(account: str) -> None:
    """The job fails with the sentence that says how to make it."""
    result = pause_cluster.execute_in_process(resources=RESOURCES, raise_on_error=False)
    data = result.get_step_failure_events()[0].step_failure_data
    assert data.user_failure_data
    assert "cluster launch" in (data.user_failure_data.description or "")


def test_schedules_are_off() -> None:
    """Nobody's cluster is paused without being asked; the resume comes before the daily load."""
    assert {each.default_status for each in cluster_schedules} == {dg.DefaultScheduleStatus.STOPPED}
    assert [each.cron_schedule for each in cluster_schedules] == ["0 20 * * *", "30 4 * * *"]
