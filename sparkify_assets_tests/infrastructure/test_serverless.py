"""Serverless against AWS's own description of its calls: botocore checks every parameter. No server answers here."""

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from sparkify_assets.infrastructure import lifecycle, serverless
from sparkify_assets.infrastructure.aws import OWNER_TAG, Aws, InfrastructureError
from sparkify_assets.infrastructure.declared import Declared, Kind
from sparkify_assets.local.aws import redshift

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deploy.md").read_text().partition("## Not exercised on AWS")[2]

NAMESPACE_ARN = "arn:aws:redshift-serverless:us-west-2:123456789012:namespace/1"
WORKGROUP_ARN = "arn:aws:redshift-serverless:us-west-2:123456789012:workgroup/1"


@pytest.fixture
def workgroup(declared: Declared, monkeypatch: pytest.MonkeyPatch) -> Declared:
    """A Serverless warehouse, declared beside a role and a network that are there."""
    monkeypatch.setattr(serverless, "POLL_SECONDS", 0.0)
    return replace(declared, kind=Kind.SERVERLESS)


@pytest.fixture
def surroundings(aws: Aws, workgroup: Declared) -> dict[str, Any]:
    """Role, security group and subnets, made on the local control plane; gives them as Serverless is told them."""
    for part in ("role", "network"):
        lifecycle.apply(lifecycle.parts(aws, workgroup)[part](), ignore)
    role = aws.iam.get_role(RoleName=workgroup.role_name)["Role"]["Arn"]
    return {"role": role, "group": serverless.network.security_group_id(aws, workgroup)}


@pytest.fixture
def stub(aws: Aws) -> Iterator[Stubber]:
    with Stubber(aws.serverless) as stub:
        yield stub
        stub.assert_no_pending_responses()


def ignore(line: str) -> None:
    """A `tell` that nobody listens to."""


def described(declared: Declared, **differing: Any) -> dict[str, Any]:
    return {
        "workgroupName": declared.name,
        "workgroupArn": WORKGROUP_ARN,
        "status": "AVAILABLE",
        "baseCapacity": 8,
        "publiclyAccessible": False,
        "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
        "creationDate": datetime(2026, 1, 1, tzinfo=UTC),
        **differing,
    }


def found(stub: Stubber, declared: Declared, role: str, name: str, **workgroup: Any) -> None:
    """The answers of a namespace and a workgroup that are ours."""
    ours = {"tags": [{"key": OWNER_TAG, "value": declared.name}]}
    namespace = {"namespaceName": declared.name, "namespaceArn": NAMESPACE_ARN, "iamRoles": [role]}
    stub.add_response("get_namespace", {"namespace": namespace}, {"namespaceName": name})
    stub.add_response("list_tags_for_resource", ours, {"resourceArn": NAMESPACE_ARN})
    stub.add_response("get_workgroup", {"workgroup": described(declared, **workgroup)}, {"workgroupName": name})
    stub.add_response("list_tags_for_resource", ours, {"resourceArn": WORKGROUP_ARN})


def test_a_launch_makes_namespace_and_workgroup(
    aws: Aws, workgroup: Declared, surroundings: dict[str, Any], stub: Stubber
) -> None:
    """Password managed, TLS required, not public, tagged as ours; then it waits until it is available."""
    name, tags = workgroup.name, [{"key": OWNER_TAG, "value": workgroup.name}]
    stub.add_client_error("get_namespace", "ResourceNotFoundException")
    stub.add_response(
        "create_namespace",
        {},
        {
            "namespaceName": name,
            "dbName": "sparkify",
            "adminUsername": "sparkify_admin",
            "manageAdminPassword": True,
            "iamRoles": [surroundings["role"]],
            "defaultIamRoleArn": surroundings["role"],
            "tags": tags,
        },
    )
    stub.add_client_error("get_workgroup", "ResourceNotFoundException")
    stub.add_response(
        "create_workgroup",
        {},
        {
            "workgroupName": name,
            "namespaceName": name,
            "baseCapacity": 8,
            "subnetIds": ANY,
            "securityGroupIds": [surroundings["group"]],
            "publiclyAccessible": False,
            "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}],
            "tags": tags,
        },
    )
    for status in ("CREATING", "AVAILABLE", "AVAILABLE"):
        stub.add_response("get_workgroup", {"workgroup": described(workgroup, status=status)}, {"workgroupName": name})
    done = lifecycle.launch(aws, workgroup, ignore)
    assert done == [f"create the namespace {name}", f"create the workgroup {name} of 8 RPUs"]


def test_nothing_differs_from_what_was_launched(
    aws: Aws, workgroup: Declared, surroundings: dict[str, Any], stub: Stubber
) -> None:
    """A warehouse as declared has no changes."""
    found(stub, workgroup, surroundings["role"], workgroup.name, securityGroupIds=[surroundings["group"]])
    assert lifecycle.plan(aws, workgroup) == []


def test_each_difference_is_one_update(
    aws: Aws, workgroup: Declared, surroundings: dict[str, Any], stub: Stubber
) -> None:
    """Public, behind another group, without TLS, too small: four updates, and the role for the namespace."""
    name = workgroup.name
    found(
        stub,
        workgroup,
        "arn:aws:iam::123456789012:role/another",
        name,
        securityGroupIds=["sg-1"],
        publiclyAccessible=True,
        configParameters=[],
    )
    changes = lifecycle.plan(aws, replace(workgroup, base_rpus=16))
    stub.add_response(
        "update_namespace",
        {"namespace": {}},
        {"namespaceName": name, "iamRoles": [surroundings["role"]], "defaultIamRoleArn": surroundings["role"]},
    )
    for parameters in (
        {"publiclyAccessible": False},
        {"securityGroupIds": [surroundings["group"]]},
        {"configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}]},
        {"baseCapacity": 16},
    ):
        stub.add_response(
            "update_workgroup", {"workgroup": described(workgroup)}, {"workgroupName": name, **parameters}
        )
        stub.add_response("get_workgroup", {"workgroup": described(workgroup)}, {"workgroupName": name})
    assert len(lifecycle.apply(iter(changes), ignore)) == 5


def test_a_delete_takes_a_snapshot_and_leaves_nothing_else(aws: Aws, workgroup: Declared, stub: Stubber) -> None:
    """Workgroup, then namespace with its final snapshot; both only because their tags say that they are ours."""
    name, ours = workgroup.name, {"tags": [{"key": OWNER_TAG, "value": workgroup.name}]}
    stub.add_response("get_workgroup", {"workgroup": described(workgroup)}, {"workgroupName": name})
    namespace = {"namespaceName": name, "namespaceArn": NAMESPACE_ARN}
    stub.add_response("get_namespace", {"namespace": namespace}, {"namespaceName": name})
    stub.add_response("list_tags_for_resource", ours, {"resourceArn": WORKGROUP_ARN})
    stub.add_response("delete_workgroup", {"workgroup": described(workgroup)}, {"workgroupName": name})
    stub.add_client_error("get_workgroup", "ResourceNotFoundException")
    stub.add_response("list_tags_for_resource", ours, {"resourceArn": NAMESPACE_ARN})
    final = {"namespaceName": name, "finalSnapshotName": ANY, "finalSnapshotRetentionPeriod": -1}
    stub.add_response("delete_namespace", {"namespace": namespace}, final)
    assert lifecycle.delete(aws, workgroup, ignore)[:2] == [
        f"delete the workgroup {name}",
        f"delete the namespace {name} after a final snapshot",
    ]


def test_a_namespace_that_is_not_ours_is_left_alone(
    aws: Aws, workgroup: Declared, surroundings: dict[str, Any], stub: Stubber
) -> None:
    """Without our tag nothing is changed, and the sentence says what to do."""
    namespace = {"namespaceName": workgroup.name, "namespaceArn": NAMESPACE_ARN}
    stub.add_response("get_namespace", {"namespace": namespace}, {"namespaceName": workgroup.name})
    stub.add_response("list_tags_for_resource", {"tags": []}, {"resourceArn": NAMESPACE_ARN})
    with pytest.raises(InfrastructureError, match="not ours"):
        lifecycle.plan(aws, workgroup)


def test_a_warehouse_without_tls_is_told(workgroup: Declared) -> None:
    """The check on a workgroup, ours or not, names what is wrong with it."""
    sentences = serverless.exposures(described(workgroup, publiclyAccessible=True, configParameters=[]))
    assert len(sentences) == 2


def test_snapshots_are_listed(aws: Aws, workgroup: Declared, stub: Stubber) -> None:
    """What remains after a delete names the snapshots."""
    stub.add_response("list_snapshots", {"snapshots": [{"snapshotName": "s"}]}, {"namespaceName": workgroup.name})
    assert serverless.snapshots(aws, workgroup) == [{"snapshotName": "s"}]


# ---- what was never sent to AWS is listed


def actions(names: set[str]) -> set[str]:
    """The names of calls as AWS writes them: `get_workgroup` is GetWorkgroup."""
    return {name.title().replace("_", "") for name in names}


def called() -> set[str]:
    """The Serverless calls that the code makes, pages of them included."""
    found = re.findall(r'aws\.serverless\.(?:get_paginator\("(\w+)"\)|(\w+))', inspect.getsource(serverless))
    return {page or name for page, name in found}


def test_every_call_is_checked_against_its_description() -> None:
    """Each Serverless call of the code is made under the Stubber in a test of this file."""
    stubbed = re.findall(r'stub\.add_(?:response|client_error)\(\s*"(\w+)"', Path(__file__).read_text())
    assert called() == set(stubbed)


def test_the_page_lists_the_calls_that_were_never_made() -> None:
    """All of Serverless, and what the local control plane answers only because this project taught it."""
    listed = set(re.findall(r"`([A-Z]\w+)`", PAGE))
    taught = set(re.findall(r"^def ([a-z]\w+)\(self", inspect.getsource(redshift), re.MULTILINE))
    assert len(taught) == 5
    assert (
        actions(called()) | actions(taught) | {"ManageMasterPassword", "DefaultIamRoleArn", "CreateCluster"} == listed
    )


def test_the_deployer_may_make_just_these_calls() -> None:
    """The policy's statement for Serverless names them, and the tagging that AWS asks for on creation."""
    policy = json.loads((ROOT / "deploy" / "deployer-policy.json").read_text())
    statement = next(each for each in policy["Statement"] if each["Sid"] == "MakeServerless")
    allowed = {action.removeprefix("redshift-serverless:") for action in statement["Action"]}
    assert allowed == actions(called()) | {"TagResource"}
