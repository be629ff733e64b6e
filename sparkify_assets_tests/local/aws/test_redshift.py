"""The calls that moto lacks: what they set is there at the next look."""

from typing import Any

import pytest

from sparkify_assets.infrastructure.aws import Aws
from sparkify_assets_tests.infrastructure.conftest import account, aws, control_plane

__all__ = ["account", "aws", "control_plane"]  # fixtures


@pytest.fixture
def redshift(aws: Aws) -> Any:
    return aws.redshift


def test_a_parameter_of_a_group(redshift: Any, account: str) -> None:
    """A parameter set in one group is that group's alone; the others keep their defaults."""
    for name in (account, f"{account}-2"):
        redshift.create_cluster_parameter_group(
            ParameterGroupName=name, ParameterGroupFamily="redshift-1.0", Description="x"
        )
    tls = {"ParameterName": "require_ssl", "ParameterValue": "true"}
    redshift.modify_cluster_parameter_group(ParameterGroupName=account, Parameters=[tls])
    assert value(redshift, account, "require_ssl") == ("true", "user")
    assert value(redshift, f"{account}-2", "require_ssl") == ("false", "engine-default")


def value(redshift: Any, group: str, name: str) -> tuple[str, str]:
    parameters = redshift.describe_cluster_parameters(ParameterGroupName=group)["Parameters"]
    found = next(each for each in parameters if each["ParameterName"] == name)
    return found["ParameterValue"], found["Source"]


def test_subnets_of_a_group(aws: Aws, redshift: Any, account: str) -> None:
    """A subnet group's subnets are replaced."""
    subnets = [each["SubnetId"] for each in aws.ec2.describe_subnets()["Subnets"][:2]]
    group = {"ClusterSubnetGroupName": account}
    redshift.create_cluster_subnet_group(**group, Description="x", SubnetIds=subnets)
    redshift.modify_cluster_subnet_group(**group, SubnetIds=subnets[:1])
    found = redshift.describe_cluster_subnet_groups(**group)["ClusterSubnetGroups"][0]["Subnets"]
    assert [each["SubnetIdentifier"] for each in found] == subnets[:1]


def test_roles_and_size_of_a_cluster(redshift: Any, account: str) -> None:
    """Roles are given and taken; a resize changes nodes and their type."""
    cluster = {"ClusterIdentifier": account}
    redshift.create_cluster(**cluster, NodeType="ra3.large", MasterUsername="u", IamRoles=["arn:aws:iam::1:role/a"])
    redshift.modify_cluster_iam_roles(
        **cluster, AddIamRoles=["arn:aws:iam::1:role/b"], RemoveIamRoles=["arn:aws:iam::1:role/a"]
    )
    redshift.resize_cluster(**cluster, NodeType="ra3.xlplus", NumberOfNodes=3)
    found = redshift.describe_clusters(**cluster)["Clusters"][0]
    assert [each["IamRoleArn"] for each in found["IamRoles"]] == ["arn:aws:iam::1:role/b"]
    assert (found["NodeType"], found["NumberOfNodes"]) == ("ra3.xlplus", 3)
