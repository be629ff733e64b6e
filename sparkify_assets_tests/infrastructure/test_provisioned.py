"""The cluster where the local control plane is too quick: waiting, against AWS's own description of its calls."""

from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from sparkify_assets.infrastructure import provisioned
from sparkify_assets.infrastructure.aws import Aws, InfrastructureError
from sparkify_assets.infrastructure.declared import Declared


def in_state(stub: Stubber, *states: str) -> None:
    for state in states:
        stub.add_response("describe_clusters", {"Clusters": [{"ClusterStatus": state}]}, {"ClusterIdentifier": ANY})


def test_waiting_tells_each_state_once(aws: Aws, declared: Declared) -> None:
    """Progress is one line a state, however often it is looked at."""
    told: list[str] = []
    with Stubber(aws.redshift) as stub:
        in_state(stub, "creating", "creating", "modifying", "available")
        assert provisioned.wait_until_available(aws, declared, told.append)["ClusterStatus"] == "available"
    assert [line.split(" is ")[1] for line in told] == ["creating; waiting.", "modifying; waiting."]


def test_waiting_long_is_told_every_minute(aws: Aws, declared: Declared, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a quarter of an hour sees that it goes on."""
    ticks = iter(range(0, 10**6, 30))
    monkeypatch.setattr(provisioned.time, "monotonic", lambda: float(next(ticks)))
    told: list[str] = []
    with Stubber(aws.redshift) as stub:
        in_state(stub, "creating", "creating", "creating", "creating", "creating", "available")
        provisioned.wait_until_available(aws, declared, told.append)
    assert told[1:] == ["Still creating after 2 minutes.", "Still creating after 2 minutes."]


def test_waiting_ends_at_a_state_that_stays(aws: Aws, declared: Declared) -> None:
    """A cluster that can't become available says so at once, and what to do."""
    with Stubber(aws.redshift) as stub:
        in_state(stub, "creating", "incompatible-network")
        with pytest.raises(InfrastructureError, match="is incompatible-network instead of available"):
            provisioned.wait_until_available(aws, declared, lambda line: None)


def test_waiting_comes_to_an_end(aws: Aws, declared: Declared, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an hour of the same it gives up, with a sentence."""
    ticks = iter(range(0, 10**6, 1800))
    monkeypatch.setattr(provisioned.time, "monotonic", lambda: float(next(ticks)))
    with Stubber(aws.redshift) as stub:
        in_state(stub, "resizing", "resizing")
        with pytest.raises(InfrastructureError, match="still resizing after 60 minutes"):
            provisioned.wait_until_settled(aws, declared, lambda line: None)


def test_a_new_cluster_is_declared_whole(aws: Aws, declared: Declared, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of AWS: a managed password that nobody sees, encryption, the role, no public address."""
    monkeypatch.setattr(provisioned.role, "arn", lambda *_: "arn:aws:iam::123456789012:role/x")
    monkeypatch.setattr(provisioned.network, "security_group_id", lambda *_: "sg-1")
    expected: dict[str, Any] = {
        "ClusterIdentifier": declared.name,
        "ClusterType": "single-node",
        "NodeType": "ra3.large",
        "DBName": "sparkify",
        "MasterUsername": "sparkify_admin",
        "ManageMasterPassword": True,
        "Encrypted": True,
        "PubliclyAccessible": False,
        "ClusterSubnetGroupName": declared.subnet_group,
        "ClusterParameterGroupName": declared.parameter_group,
        "VpcSecurityGroupIds": ["sg-1"],
        "IamRoles": ["arn:aws:iam::123456789012:role/x"],
        "DefaultIamRoleArn": "arn:aws:iam::123456789012:role/x",
        "Tags": [{"Key": "sparkify:warehouse", "Value": declared.name}],
    }
    with Stubber(aws.redshift) as stub:
        stub.add_response("create_cluster", {}, expected)
        provisioned._create(aws, declared)
