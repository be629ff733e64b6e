"""Under test: the control plane as boto3 sees it, and what is left of it after kill -9."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

pytestmark = pytest.mark.xdist_group("control plane")

_WAREHOUSE_PORT = 5999
_TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
_MANAGED_POLICY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


class _Server:
    """The control plane as a process, and clients of it."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "sparkify_assets.local.aws", "--state", str(self._state)]
        command += ["--warehouse-port", str(_WAREHOUSE_PORT)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._address = "http://" + self._process.stdout.readline().split()[-1]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def client(self, service: str) -> Any:
        return _client(service, self._address)


@functools.cache
def _client(service: str, address: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=address,
        region_name="us-west-2",
        aws_access_key_id="AKIATESTTESTTESTTEST",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Server]:
    running = _Server(tmp_path_factory.mktemp("aws"))
    yield running
    running.kill()


def _launch(server: _Server) -> None:
    """A little of all that the platform's infrastructure is made of; each call's answer promises that it lasts."""
    network = server.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = server.client("ec2").describe_subnets()["Subnets"]
    group = server.client("ec2").create_security_group(GroupName="sparkify", Description="sparkify", VpcId=network)
    iam = server.client("iam")
    iam.create_role(RoleName="sparkify", AssumeRolePolicyDocument=_TRUST)
    iam.attach_role_policy(RoleName="sparkify", PolicyArn=_MANAGED_POLICY)
    iam.create_user(UserName="deployer")
    server.client("kms").create_key(Description="sparkify")
    server.client("secretsmanager").create_secret(Name="sparkify", SecretString="shared")
    redshift = server.client("redshift")
    redshift.create_cluster_subnet_group(
        ClusterSubnetGroupName="sparkify", Description="sparkify", SubnetIds=[subnet["SubnetId"] for subnet in subnets]
    )
    redshift.create_cluster(
        ClusterIdentifier="sparkify",
        NodeType="ra3.large",
        MasterUsername="owner",
        MasterUserPassword="Secret123",
        VpcSecurityGroupIds=[group["GroupId"]],
        ClusterSubnetGroupName="sparkify",
        Tags=[{"Key": "project", "Value": "sparkify"}],
    )


_LOOKS: dict[str, Callable[[_Server], Any]] = {
    "cluster": lambda server: server.client("redshift").describe_clusters()["Clusters"],
    "subnet groups": lambda server: server.client("redshift").describe_cluster_subnet_groups()["ClusterSubnetGroups"],
    "networks": lambda server: server.client("ec2").describe_vpcs()["Vpcs"],
    "security groups": lambda server: server.client("ec2").describe_security_groups()["SecurityGroups"],
    "roles": lambda server: server.client("iam").list_roles()["Roles"],
    "role's policies": lambda server: server.client("iam").list_attached_role_policies(RoleName="sparkify")[
        "AttachedPolicies"
    ],
    "managed policy": lambda server: server.client("iam").get_policy(PolicyArn=_MANAGED_POLICY)["Policy"],
    "users": lambda server: server.client("iam").list_users()["Users"],
    "keys": lambda server: server.client("kms").list_keys()["Keys"],
    "secret": lambda server: server.client("secretsmanager").get_secret_value(SecretId="sparkify")["SecretString"],
}


@pytest.fixture(scope="module")
def before(server: _Server) -> dict[str, Any]:
    """What was to be seen after the launch; the server was killed and started since."""
    _launch(server)
    seen = {name: look(server) for name, look in _LOOKS.items()}
    server.kill()
    server.start()
    return seen


def test_what_was_launched_outlives_kill_9(server: _Server, before: dict[str, Any]) -> None:
    """After kill -9 and a restart every resource is there as it was: ids, times, tags and references."""
    assert {name: look(server) for name, look in _LOOKS.items()} == before
    assert before["managed policy"]["AttachmentCount"] == 1


@pytest.mark.usefixtures("before")
def test_what_came_back_still_hangs_together(server: _Server) -> None:
    """After a restart the cluster's security group is the one that EC2 knows: deleting and changing still work."""
    ec2, redshift = server.client("ec2"), server.client("redshift")
    used = redshift.describe_clusters(ClusterIdentifier="sparkify")["Clusters"][0]["VpcSecurityGroups"][0][
        "VpcSecurityGroupId"
    ]
    ec2.create_tags(Resources=[used], Tags=[{"Key": "project", "Value": "sparkify"}])
    assert ec2.describe_security_groups(GroupIds=[used])["SecurityGroups"][0]["Tags"]
    server.client("iam").detach_role_policy(RoleName="sparkify", PolicyArn=_MANAGED_POLICY)
    redshift.delete_cluster(ClusterIdentifier="sparkify", SkipFinalClusterSnapshot=True)
    server.kill()
    server.start()
    assert server.client("redshift").describe_clusters()["Clusters"] == []
    assert server.client("iam").get_policy(PolicyArn=_MANAGED_POLICY)["Policy"]["AttachmentCount"] == 0


@pytest.fixture
def _cluster(server: _Server) -> Iterator[None]:
    client = server.client("redshift")
    client.create_cluster(
        ClusterIdentifier="found",
        NodeType="ra3.large",
        MasterUsername="owner",
        MasterUserPassword="Secret123",
        Port=5439,
    )
    yield
    client.delete_cluster(ClusterIdentifier="found", SkipFinalClusterSnapshot=True)


@pytest.mark.usefixtures("_cluster")
def test_a_clusters_endpoint_is_the_warehouse(server: _Server) -> None:
    """Whoever asks for a cluster's address gets the local warehouse's, whatever port was asked for."""
    found = server.client("redshift").describe_clusters(ClusterIdentifier="found")["Clusters"][0]
    assert found["ClusterStatus"] == "available"
    assert found["Endpoint"] == {"Address": "127.0.0.1", "Port": _WAREHOUSE_PORT}


def test_networks_seen_by_a_read_alone_are_kept(tmp_path: Path) -> None:
    """The default network is made when it is first looked at; its id is the same after a crash."""
    server = _Server(tmp_path)
    try:
        before = server.client("ec2").describe_vpcs()["Vpcs"]
        server.kill()
        server.start()
        assert server.client("ec2").describe_vpcs()["Vpcs"] == before
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("redshift", "reboot_cluster", {"ClusterIdentifier": "sparkify"}),
        ("redshift", "describe_events", {}),
        ("redshift-serverless", "list_namespaces", {}),
        ("s3", "list_buckets", {}),
        ("ec2", "describe_trunk_interface_associations", {}),
    ],
)
def test_what_moto_lacks_is_said(server: _Server, service: str, operation: str, arguments: dict[str, Any]) -> None:
    """A call that moto does not know is an error that boto3 can read, in every protocol; S3 is not served here."""
    with pytest.raises(ClientError) as caught:
        getattr(server.client(service), operation)(**arguments)
    error: Any = caught.value.response
    assert error["Error"]["Code"] == "NotImplemented"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_state_of_another_version_stops_the_start(tmp_path: Path) -> None:
    """The process ends with one sentence instead of a stack."""
    (tmp_path / "state.pickle").write_bytes(b"noise")
    command = [sys.executable, "-m", "sparkify_assets.local.aws", "--state", str(tmp_path)]
    ended = subprocess.run(command, env=os.environ, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "state.pickle cannot be read" in ended.stderr
