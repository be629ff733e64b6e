"""Permissions and errors: the deployer's policy is enough, no statement too many; a refusal is one sentence."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, NoCredentialsError, NoRegionError

from sparkify_assets.infrastructure import lifecycle, network, provisioned, role
from sparkify_assets.infrastructure.aws import Aws, InfrastructureError, connect, explain, explained
from sparkify_assets.infrastructure.declared import Declared
from sparkify_assets_tests.infrastructure.conftest import REGION

DEPLOY = Path(__file__).parents[2] / "deploy"
POLICY = json.loads((DEPLOY / "deployer-policy.json").read_text())
PLATFORM = json.loads((DEPLOY / "platform-policy.json").read_text())["Statement"]
# S3 is served elsewhere, and asks nobody for permission on one machine; Serverless is not there at all.
PLATFORM_ASKED = [each["Sid"] for each in PLATFORM if not re.search("s3:|serverless:", str(each["Action"]))]

# Asked by AWS inside another call, or of calls that the local control plane has not: no test here can miss them.
NOT_ASKED = {
    "TagTheSecurityGroup": "asked by CreateSecurityGroup with tags",
    "GiveTheCopyRoleToRedshift": "asked by CreateCluster and ModifyClusterIamRoles",
    "HaveThePasswordKept": "asked by CreateCluster with a managed password",
    "LetRedshiftJoinTheNetwork": "asked by the first CreateCluster of an account",
    "MakeServerless": "the local control plane has no Serverless",
}
NOT_ASKED_ACTIONS = {"iam:TagRole", "redshift:CreateClusterSnapshot"}


def test_the_deployers_policy_is_enough(declared: Declared, enforced: None) -> None:
    """A user with that policy alone launches, mends, resizes, pauses, deletes and restores; and does nothing else."""
    with user_with(POLICY["Statement"]) as aws:
        called = record(aws)
        live(aws, declared)
        with pytest.raises(ClientError, match="AccessDenied"):
            aws.iam.list_users()
    allowed = {
        action
        for statement in POLICY["Statement"]
        if statement["Sid"] not in NOT_ASKED
        for action in listed(statement["Action"])
    }
    assert called - {"sts:GetCallerIdentity", "iam:ListUsers"} == allowed - NOT_ASKED_ACTIONS


@pytest.mark.parametrize("sid", [each["Sid"] for each in POLICY["Statement"] if each["Sid"] not in NOT_ASKED])
def test_no_statement_can_be_left_out(declared: Declared, enforced: None, sid: str) -> None:
    """Without any one of the statements the life breaks off, with a sentence that says what to attach."""
    rest = [statement for statement in POLICY["Statement"] if statement["Sid"] != sid]
    with user_with(rest) as aws, pytest.raises((InfrastructureError, ClientError), match=r"AccessDenied|Unauthorized"):
        live(aws, declared)


def test_the_platforms_policy_is_enough_for_a_day(aws: Aws, declared: Declared, paused: None, enforced: None) -> None:
    """With it the daily run sees that nothing differs, resumes the paused cluster and logs in; the jobs work too."""
    with user_with(PLATFORM) as platform:
        called = record(platform)
        a_day(platform, declared)
    asked = [each for each in PLATFORM if each["Sid"] in PLATFORM_ASKED]
    assert called == {action for statement in asked for action in listed(statement["Action"])}


@pytest.mark.parametrize("sid", PLATFORM_ASKED)
def test_no_statement_of_the_platforms_can_be_left_out(
    declared: Declared, paused: None, enforced: None, sid: str
) -> None:
    """Without any one of them the day breaks off."""
    rest = [statement for statement in PLATFORM if statement["Sid"] != sid]
    with user_with(rest) as platform, pytest.raises((InfrastructureError, ClientError), match=r"AccessDenied|Unauthor"):
        a_day(platform, declared)


@pytest.fixture
def paused(aws: Aws, declared: Declared) -> None:
    """The cluster is launched and paused, before anybody is asked for permission."""
    lifecycle.launch(aws, declared, ignore)
    lifecycle.pause(aws, declared, ignore)


def a_day(aws: Aws, declared: Declared) -> None:
    """What the daily run and the cluster's jobs ask of AWS, S3 aside."""
    lifecycle.launch(aws, declared, ignore)
    lifecycle.pause(aws, declared, ignore)
    lifecycle.resume(aws, declared, ignore)
    lifecycle.resize(aws, declared, ignore, nodes=2)
    aws.redshift.get_cluster_credentials(ClusterIdentifier=declared.name, DbUser="sparkify_owner", AutoCreate=False)


def ignore(line: str) -> None:
    """A `tell` that nobody listens to."""


def test_resources_of_the_policy_are_those_we_make(declared: Declared) -> None:
    """The control plane asks about actions alone, so here the names that launch gives are held against the policy."""
    made = {
        "MakeTheCopyRole": f"arn:aws:iam::123456789012:role/{declared.role_name}",
        "GiveTheCopyRoleToRedshift": f"arn:aws:iam::123456789012:role/{declared.role_name}",
        "MakeTheGroups": f"arn:aws:redshift:{REGION}:123456789012:subnetgroup:{declared.subnet_group}",
        "MakeTheCluster": f"arn:aws:redshift:{REGION}:123456789012:cluster:{declared.name}",
    }
    statements = {statement["Sid"]: statement for statement in POLICY["Statement"]}
    for sid, arn in made.items():
        patterns = [each.replace("*", ".*") for each in listed(statements[sid]["Resource"])]
        assert any(re.fullmatch(pattern, arn) for pattern in patterns), sid


def live(aws: Aws, declared: Declared) -> None:
    """A whole life, in which every call is made that launch, mend, look and delete can make."""

    lifecycle.launch(aws, replace(declared, ingress=("10.0.0.0/16",)), ignore)
    subnets = tuple(subnet["SubnetId"] for subnet in network.find_subnets(aws, declared)[:2])
    aws.redshift.modify_cluster(ClusterIdentifier=declared.name, PubliclyAccessible=True)
    aws.redshift.modify_cluster_iam_roles(ClusterIdentifier=declared.name, RemoveIamRoles=[role.arn(aws, declared)])
    mended = json.dumps({**role.TRUST, "Id": "changed"})
    aws.iam.update_assume_role_policy(RoleName=declared.role_name, PolicyDocument=mended)
    lifecycle.launch(aws, replace(declared, subnets=subnets, nodes=2), ignore)
    aws.redshift.get_cluster_credentials(ClusterIdentifier=declared.name, DbUser="sparkify_admin", AutoCreate=False)
    lifecycle.pause(aws, declared, ignore)
    lifecycle.delete(aws, declared, ignore)
    snapshot = provisioned.snapshots(aws, declared)[-1]["SnapshotIdentifier"]
    lifecycle.launch(aws, declared, ignore, snapshot)
    lifecycle.delete(aws, declared, ignore, take_snapshot=False)


@contextmanager
def user_with(statements: list[dict[str, Any]]) -> Iterator[Aws]:
    """The clients of a new user whom the statements allow their actions, on whatever resource."""
    with pytest.MonkeyPatch.context() as patch:
        administrator = administrator_keys()
        for variable, value in administrator.items():
            patch.setenv(variable, value)
        iam: Any = boto3.Session().client("iam", region_name=REGION)
        name = f"deployer-{id(statements)}"
        iam.create_user(UserName=name)
        document = [{"Effect": "Allow", "Action": each["Action"], "Resource": "*"} for each in statements]
        iam.put_user_policy(
            UserName=name,
            PolicyName="deployer",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": document}),
        )
        key = iam.create_access_key(UserName=name)["AccessKey"]
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        yield Aws(REGION, attempts=1)
        for variable, value in administrator.items():
            patch.setenv(variable, value)
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="deployer")
        iam.delete_user(UserName=name)


_ADMINISTRATOR: dict[str, str] = {}


def administrator_keys() -> dict[str, str]:
    """The keys of a user who may do everything, made before anybody was asked."""
    return _ADMINISTRATOR


@pytest.fixture(autouse=True, scope="session")
def _administrator(control_plane: str) -> None:
    session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name=REGION)
    iam: Any = session.client("iam", endpoint_url=control_plane)
    iam.create_user(UserName="administrator")
    everything = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    document = json.dumps({"Version": "2012-10-17", "Statement": everything})
    iam.put_user_policy(UserName="administrator", PolicyName="all", PolicyDocument=document)
    key = iam.create_access_key(UserName="administrator")["AccessKey"]
    _ADMINISTRATOR["AWS_ACCESS_KEY_ID"] = key["AccessKeyId"]
    _ADMINISTRATOR["AWS_SECRET_ACCESS_KEY"] = key["SecretAccessKey"]


def record(aws: Aws) -> set[str]:
    """The actions that the clients call from now on, as policies name them."""
    called: set[str] = set()
    for service, client in {"iam": aws.iam, "ec2": aws.ec2, "redshift": aws.redshift}.items():

        def note(model: Any, service: str = service, **_: Any) -> None:
            called.add(f"{service}:{model.name}")

        client.meta.events.register("before-call", note)
    return called


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


# ---- errors


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("AccessDenied", "deployer-policy.json"),
        ("UnauthorizedOperation", "deployer-policy.json"),
        ("ExpiredTokenException", "sign in again"),
        ("InvalidClientTokenId", "AWS_ACCESS_KEY_ID"),
        ("ClusterQuotaExceeded", "Service Quotas"),
        ("NumberOfNodesQuotaExceeded", "REDSHIFT_NODES"),
        ("InsufficientClusterCapacity", "another node type"),
        ("Throttling", "try again in a minute"),
        ("SomethingNew", "mend that and try again"),
    ],
)
def test_a_refusal_is_one_sentence_with_its_remedy(code: str, remedy: str) -> None:
    """What AWS says stays, and what to do about it follows."""
    said = explain(ClientError({"Error": {"Code": code, "Message": "No."}}, "CreateCluster"), "create the cluster x")
    assert said.startswith("AWS refused (create the cluster x): No (")
    assert remedy in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (NoCredentialsError(), "AWS_ACCESS_KEY_ID"),
        (NoRegionError(), "AWS_REGION"),
        (ConnectTimeoutError(endpoint_url="https://x"), "AWS_ENDPOINT_URL"),
    ],
)
def test_what_never_reached_aws_is_said_too(error: Any, remedy: str) -> None:
    """Without credentials, region or network the sentence names the variable to set."""
    with pytest.raises(InfrastructureError, match=remedy), explained("looking"):
        raise error


def test_clients_are_kept_while_the_environment_stays(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same credentials get the same clients; others get others."""
    first = connect(REGION)
    assert connect(REGION) is first
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    assert connect(REGION) is not first


def test_no_secret_in_a_repr(aws: Aws) -> None:
    """What a traceback would show of the clients holds no key."""
    assert repr(aws) == "Aws(region='us-west-2', attempts=1)"
