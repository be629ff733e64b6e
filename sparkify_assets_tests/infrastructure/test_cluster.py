"""The infrastructure in Dagster: assets make what is declared, checks stay red while something is unsafe."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from sparkify_assets.infrastructure import cluster, lifecycle, network, provisioned
from sparkify_assets.infrastructure.aws import Aws
from sparkify_assets.infrastructure.declared import OPEN_FLAG, Declared
from sparkify_assets_tests.infrastructure.test_lifecycle import ignore

ASSETS = [cluster.copy_role, cluster.network_access, cluster.redshift_cluster]


def materialize(*selected: Any) -> dg.ExecuteInProcessResult:
    resources = {"cluster": cluster.RedshiftCluster()}
    return dg.materialize(
        [*(selected or ASSETS), *cluster.infrastructure_checks], resources=resources, raise_on_error=False
    )


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    found = result.asset_materializations_for_node(asset)[0].metadata
    return {name: entry.value for name, entry in found.items()}


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {each.check_name: each.passed for each in result.get_asset_check_evaluations()}


def failure(result: dg.ExecuteInProcessResult) -> str:
    data = result.get_step_failure_events()[0].step_failure_data
    return str(data.user_failure_data.description if data.user_failure_data else data.error)


def test_the_cluster_is_made_and_described(account: str) -> None:
    """State, endpoint, size, cost and what was done are on the asset; all checks pass."""
    result = materialize()
    assert result.success
    told = metadata(result, "redshift_cluster")
    assert (told["cluster"], told["state"], told["node_type"], told["nodes"]) == (account, "available", "ra3.large", 1)
    assert (told["dollars_per_hour"], told["prices_of"]) == (0.543, "March 2026")
    assert checks(result) == {"closed_to_the_internet": True, "encrypted_and_private": True, "as_declared": True}
    assert metadata(materialize(), "redshift_cluster")["changed"] == "nothing differed"


def test_the_cluster_alone_brings_its_surroundings(account: str) -> None:
    """Who materializes only the cluster gets the role and the network that it needs."""
    assert materialize(cluster.redshift_cluster).success


def test_a_paused_cluster_is_resumed(account: str, aws: Aws, declared: Declared) -> None:
    """So a daily run finds it available."""
    materialize()
    lifecycle.pause(aws, declared, ignore)
    assert metadata(materialize(), "redshift_cluster")["state"] == "available"


def test_a_resize_is_left_to_people(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another size is declared: the asset does not interrupt anybody, and a check says what is due."""
    materialize()
    monkeypatch.setenv("REDSHIFT_NODES", "2")
    result = materialize()
    assert metadata(result, "redshift_cluster")["nodes"] == 1
    due = next(each for each in result.get_asset_check_evaluations() if each.check_name == "as_declared")
    assert not due.passed
    assert "to 2 × ra3.large" in (due.description or "")


def test_open_to_the_internet_stays_red(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flag with the long name lets it through, and the check fails for as long as it is so."""
    monkeypatch.setenv("REDSHIFT_INGRESS", "0.0.0.0/0")
    refused = materialize()
    assert not refused.success
    assert OPEN_FLAG in failure(refused)
    monkeypatch.setenv(OPEN_FLAG, "true")
    assert checks(materialize())["closed_to_the_internet"] is False
    assert checks(materialize())["closed_to_the_internet"] is False


def test_an_attached_cluster_that_is_unsafe_is_told(account: str, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is changed, but its checks look at it: plain text, public, open."""
    monkeypatch.setenv("REDSHIFT_ATTACH", "true")
    subnet = aws.ec2.describe_subnets()["Subnets"][0]
    group = aws.ec2.create_security_group(GroupName=f"x-{account}", Description="x", VpcId=subnet["VpcId"])["GroupId"]
    anyone = network._permission(("tcp", 5439, 5439, "0.0.0.0/0"))
    aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[anyone])
    aws.redshift.create_cluster(
        ClusterIdentifier=account,
        NodeType="ra3.large",
        MasterUsername="someone",
        ManageMasterPassword=True,
        PubliclyAccessible=True,
        VpcSecurityGroupIds=[group],
    )
    result = materialize()
    assert result.success
    assert checks(result) == {"closed_to_the_internet": False, "encrypted_and_private": False, "as_declared": True}


def test_an_address_needs_no_aws(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With REDSHIFT_HOST alone there is nothing to launch, no AWS call is made, and the run goes on."""
    monkeypatch.setenv("REDSHIFT_HOST", "warehouse.example.com")
    result = materialize()
    assert result.success
    assert metadata(result, "redshift_cluster")["endpoint"] == "warehouse.example.com:5439"


def test_a_refusal_fails_with_one_sentence(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run's failure says what to do."""
    monkeypatch.setenv("REDSHIFT_NODE_TYPE", "dc2.large")
    assert "declare ra3.large" in failure(materialize())


def test_no_secret_in_anything_written(
    account: str, aws: Aws, declared: Declared, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A whole life with everything logged: no key, no password in a file, an event or on the terminal."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        resources = {"cluster": cluster.RedshiftCluster()}
        for _ in range(2):
            result = dg.materialize(ASSETS, resources=resources, instance=instance)
        events = json.dumps([str(event) for event in instance.all_logs(result.run_id)])
    told: list[str] = []
    for act in (lifecycle.pause, lifecycle.resume, lifecycle.delete):
        act(aws, declared, told.append)
    snapshot = provisioned.snapshots(aws, declared)[-1]["SnapshotIdentifier"]
    lifecycle.restore(aws, declared, told.append, snapshot)
    lifecycle.resize(aws, declared, told.append, nodes=2)
    told.append(repr([aws, declared, lifecycle.describe(aws, declared)]))
    written = "".join(path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file())
    everything = "".join([events, *told, written, *capfd.readouterr()])
    assert account in everything
    assert "a-secret-that-nobody-may-see" not in everything
    assert "AKIAIOSFODNN7EXAMPLE" not in everything
