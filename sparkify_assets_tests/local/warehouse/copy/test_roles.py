"""roles: the cluster's roles, as the real local control plane knows them."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from sparkify_assets.local.stack import Stack
from sparkify_assets.local.warehouse.copy.grammar import Authorization
from sparkify_assets.local.warehouse.copy.roles import AssociatedRoles
from sparkify_assets.local.warehouse.errors import SqlError

OURS, OTHER = "arn:aws:iam::123456789012:role/loader", "arn:aws:iam::123456789012:role/stranger"


@pytest.fixture
def roles(idle_stack: Stack, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[AssociatedRoles]:
    """The check for a cluster that has one role."""
    for name, value in idle_stack.start("aws").items():
        monkeypatch.setenv(name, value)
    redshift = boto3.client("redshift")
    redshift.create_cluster(
        ClusterIdentifier="strict", NodeType="ra3.large", ClusterType="single-node", MasterUsername="owner",
        MasterUserPassword="Long-enough-1", IamRoles=[OURS],
    )  # fmt: skip
    yield AssociatedRoles("strict")
    redshift.delete_cluster(ClusterIdentifier="strict", SkipFinalClusterSnapshot=True)


def test_only_associated_roles_may_be_used(roles: AssociatedRoles) -> None:
    roles.require(Authorization((OURS,)))
    with pytest.raises(SqlError, match=f"Not authorized to get credentials of role {OTHER}") as raised:
        roles.require(Authorization((OTHER,)))
    assert OURS in str(raised.value.detail)


def test_a_role_counts_from_when_it_is_associated(roles: AssociatedRoles) -> None:
    boto3.client("redshift").modify_cluster_iam_roles(ClusterIdentifier="strict", AddIamRoles=[OTHER])
    roles.require(Authorization((OTHER,)))


def test_of_chained_roles_the_first_must_be_the_clusters(roles: AssociatedRoles) -> None:
    roles.require(Authorization((OURS, OTHER)))
    with pytest.raises(SqlError, match="Not authorized"):
        roles.require(Authorization((OTHER, OURS)))


def test_default_needs_a_default_role(roles: AssociatedRoles) -> None:
    with pytest.raises(SqlError, match="no default IAM role"):
        roles.require(Authorization(("default",)))


def test_keys_need_no_role(roles: AssociatedRoles) -> None:
    roles.require(Authorization(by_key=True))


def test_an_unknown_cluster_is_an_error(roles: AssociatedRoles) -> None:
    with pytest.raises(SqlError, match="the roles of cluster nowhere can't be known"):
        AssociatedRoles("nowhere").require(Authorization((OURS,)))
