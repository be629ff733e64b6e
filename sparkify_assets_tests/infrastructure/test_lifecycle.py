"""The warehouse's life against the local control plane: planned, launched, changed, broken off, taken up, deleted."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from re import Pattern
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from sparkify_assets.infrastructure import lifecycle, network, provisioned, role
from sparkify_assets.infrastructure.aws import OWNER_TAG, Aws, InfrastructureError
from sparkify_assets.infrastructure.declared import Declared, Kind
from sparkify_assets_tests.infrastructure.conftest import REGION

OTHERS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}],
}
NOTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def ignore(line: str) -> None:
    """A `tell` that nobody listens to."""


def words(aws: Aws, declared: Declared) -> list[str]:
    return [change.what for change in lifecycle.plan(aws, declared)]


def ours(aws: Aws, name: str) -> list[str]:
    """Everything in the account that bears the warehouse's tag, snapshots aside."""

    def tagged(resources: list[dict[str, Any]], key: str) -> list[str]:
        tag = {"Key": OWNER_TAG, "Value": name}
        return [resource[key] for resource in resources if tag in resource.get("Tags", ())]

    names = [each["RoleName"] for each in aws.iam.list_roles()["Roles"] if each["RoleName"].startswith(name)]
    roles = [aws.iam.get_role(RoleName=each)["Role"] for each in names]
    return [
        *tagged(roles, "RoleName"),
        *tagged(aws.ec2.describe_security_groups()["SecurityGroups"], "GroupId"),
        *tagged(aws.redshift.describe_cluster_subnet_groups()["ClusterSubnetGroups"], "ClusterSubnetGroupName"),
        *tagged(aws.redshift.describe_cluster_parameter_groups()["ParameterGroups"], "ParameterGroupName"),
        *tagged(aws.redshift.describe_clusters()["Clusters"], "ClusterIdentifier"),
    ]


def portrait(aws: Aws, name: str) -> str:
    """What AWS says of a warehouse and all around it, without the names and ids that differ from one to the next."""
    cluster = aws.redshift.describe_clusters(ClusterIdentifier=name)["Clusters"][0]
    parameters = aws.redshift.describe_cluster_parameters(ParameterGroupName=f"{name}-redshift")["Parameters"]
    subnets = aws.redshift.describe_cluster_subnet_groups(ClusterSubnetGroupName=f"{name}-redshift")
    named = [{"Name": "group-name", "Values": [f"{name}-redshift"]}]
    found = {
        "role": aws.iam.get_role(RoleName=f"{name}-redshift-copy")["Role"]["AssumeRolePolicyDocument"],
        "policy": aws.iam.get_role_policy(RoleName=f"{name}-redshift-copy", PolicyName=role.POLICY_NAME),
        "rules": [each["IpPermissions"] for each in aws.ec2.describe_security_groups(Filters=named)["SecurityGroups"]],
        "subnets": [each["SubnetIdentifier"] for each in subnets["ClusterSubnetGroups"][0]["Subnets"]],
        "tls": [each["ParameterValue"] for each in parameters if each["ParameterName"] == "require_ssl"],
        "cluster": {key: value for key, value in cluster.items() if key not in _OF_THE_MOMENT},
    }
    found["policy"].pop("ResponseMetadata")
    return re.sub(r"sg-\w+", "sg", json.dumps(found, sort_keys=True, default=str).replace(name, "NAME"))


_OF_THE_MOMENT = {"ClusterCreateTime", "ClusterNodes", "Endpoint", "MasterPasswordSecretArn"}


def test_a_plan_changes_nothing(aws: Aws, declared: Declared) -> None:
    """A plan names everything that is missing, and makes none of it."""
    planned = words(aws, declared)
    assert [what.split(" ")[0] for what in planned] == [
        "create",
        "let",
        "create",
        "create",
        "create",
        "refuse",
        "create",
    ]
    assert words(aws, declared) == planned
    assert ours(aws, declared.name) == []


def test_a_launch_ends_in_the_declared_state(aws: Aws, declared: Declared) -> None:
    """After a launch nothing differs: the cluster is private, encrypted, and takes TLS alone."""
    told: list[str] = []
    lifecycle.launch(aws, declared, told.append)
    cluster = provisioned.describe(aws, declared)
    assert cluster
    assert (cluster["ClusterStatus"], cluster["Encrypted"], cluster["PubliclyAccessible"]) == ("available", True, False)
    assert (cluster["NodeType"], cluster["NumberOfNodes"]) == ("ra3.large", 1)
    assert provisioned.exposures(aws, cluster) == []
    assert words(aws, declared) == []
    assert f"Create the cluster {declared.name} of 1 × ra3.large." in told


def test_a_second_launch_changes_nothing(aws: Aws, declared: Declared) -> None:
    """Launching again makes nothing twice and says so."""
    lifecycle.launch(aws, declared, ignore)
    before = ours(aws, declared.name)
    assert lifecycle.launch(aws, declared, ignore) == []
    assert ours(aws, declared.name) == before


def test_a_launch_mends_what_was_changed_by_hand(aws: Aws, declared: Declared) -> None:
    """What somebody changed in the console is put back, and each difference is told."""
    lifecycle.launch(aws, declared, ignore)
    group_id = network.security_group_id(aws, declared)
    anyone = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    aws.ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[anyone])
    aws.redshift.modify_cluster(ClusterIdentifier=declared.name, PubliclyAccessible=True)
    aws.redshift.modify_cluster(ClusterIdentifier=declared.name, ClusterParameterGroupName="default.redshift-1.0")
    role_arn = role.arn(aws, declared)
    aws.redshift.modify_cluster_iam_roles(ClusterIdentifier=declared.name, RemoveIamRoles=[role_arn])
    aws.iam.update_assume_role_policy(RoleName=declared.role_name, PolicyDocument=json.dumps(OTHERS))
    aws.iam.put_role_policy(
        RoleName=declared.role_name, PolicyName=role.POLICY_NAME, PolicyDocument=json.dumps(NOTHING)
    )
    done = lifecycle.launch(aws, declared, ignore)
    assert done == [
        f"let Redshift alone assume the role {declared.role_name}",
        f"let the role {declared.role_name} read log_data/, song_data/, log_json_path.json, _load/ and write unload/ "
        "of s3://the-bucket, and nothing else",
        "no longer let 0.0.0.0/0 in on port 22",
        f"take the cluster {declared.name} off the internet",
        f"give the cluster {declared.name} the parameter group {declared.parameter_group}",
        f"give the cluster the role {role_arn}",
    ]
    assert words(aws, declared) == []


def test_ingress_follows_the_declaration(aws: Aws, declared: Declared) -> None:
    """Sources that are declared are let in, and those that no longer are, are not."""
    other = network.find_subnets(aws, declared)[0]["VpcId"]
    friend = aws.ec2.create_security_group(GroupName=f"friend-{declared.name}", Description="x", VpcId=other)["GroupId"]
    lifecycle.launch(aws, replace(declared, ingress=("10.0.0.0/16", "2600:1f14::/35", friend)), ignore)
    group = [network.security_group_id(aws, declared) or ""]
    assert network.let_in(aws, declared, group) == {"10.0.0.0/16", "2600:1f14::/35", friend}
    lifecycle.launch(aws, replace(declared, ingress=("10.1.0.0/16",)), ignore)
    assert network.let_in(aws, declared, group) == {"10.1.0.0/16"}


def test_a_subnet_group_follows_the_declaration(aws: Aws, declared: Declared) -> None:
    """Declaring other subnets of the VPC changes the group that is there."""
    lifecycle.launch(aws, declared, ignore)
    subnets = [subnet["SubnetId"] for subnet in network.find_subnets(aws, declared)]
    fewer = replace(declared, subnets=tuple(subnets[:2]))
    assert words(aws, fewer) == [f"set the subnets of {declared.subnet_group} to {', '.join(sorted(subnets[:2]))}"]
    lifecycle.launch(aws, fewer, ignore)
    assert words(aws, fewer) == []


def test_a_resize_is_planned_and_done(aws: Aws, declared: Declared) -> None:
    """More nodes than there are is a difference, which a launch takes away with the data in place."""
    lifecycle.launch(aws, declared, ignore)
    bigger = replace(declared, nodes=3)
    assert [change.disruptive for change in lifecycle.plan(aws, bigger)] == [True]
    lifecycle.launch(aws, bigger, ignore)
    cluster = provisioned.describe(aws, declared)
    assert cluster
    assert cluster["NumberOfNodes"] == 3


def test_a_resize_says_how_long_it_may_take(aws: Aws, declared: Declared) -> None:
    """Hours are possible from or to one node, minutes between several; what has the size already is left alone."""
    lifecycle.launch(aws, declared, ignore)
    told: list[str] = []
    for nodes in (1, 2, 4):
        lifecycle.resize(aws, declared, told.append, nodes=nodes)
    name = declared.name
    assert told == [
        f"The cluster {name} has 1 × ra3.large already.",
        "Resizing from 1 × ra3.large to 2 × ra3.large: from or to a single node: some 15 minutes while there is little "
        "data, else hours; the data stays.",
        f"The cluster {name} has 2 × ra3.large.",
        "Resizing from 2 × ra3.large to 4 × ra3.large: about 10 to 15 minutes; the data stays, and queries wait at the "
        "end.",
        f"The cluster {name} has 4 × ra3.large.",
    ]


def test_a_snapshot_that_is_not_there_makes_nothing(aws: Aws, declared: Declared) -> None:
    """A mistyped name is found before anything is made, and the sentence names those that there are."""
    with pytest.raises(InfrastructureError, match="none is kept"):
        lifecycle.restore(aws, declared, ignore, "nosuch")
    assert ours(aws, declared.name) == []
    lifecycle.launch(aws, declared, ignore)
    lifecycle.delete(aws, declared, ignore)
    with pytest.raises(InfrastructureError, match=rf"there are {declared.name}-final-"):
        lifecycle.restore(aws, declared, ignore, "nosuch")


def test_a_resize_only_when_asked(aws: Aws, declared: Declared) -> None:
    """What interrupts queries is left to a person by everything that runs on its own."""
    lifecycle.launch(aws, declared, ignore)
    told: list[str] = []
    parts = lifecycle.parts(aws, replace(declared, nodes=2))
    assert lifecycle.apply(parts["warehouse"](), told.append, disruptive=False) == []
    assert told[0].startswith("Left for you: resize the cluster from 1 × ra3.large to 2 × ra3.large")


def test_pause_and_resume(aws: Aws, declared: Declared) -> None:
    """A paused cluster is paused once, and waiting for it to be available resumes it."""
    lifecycle.launch(aws, declared, ignore)
    for _ in range(2):
        lifecycle.pause(aws, declared, ignore)
        cluster = provisioned.describe(aws, declared)
        assert cluster
        assert cluster["ClusterStatus"] == "paused"
    assert words(aws, declared) == [f"resume the cluster {declared.name}"]
    found = lifecycle.wait_until_available(aws, declared, ignore)
    assert found
    assert found["ClusterStatus"] == "available"


def test_delete_takes_a_snapshot_and_restore_brings_it_back(aws: Aws, declared: Declared) -> None:
    """A delete leaves a final snapshot and the bucket, and says so; restore makes the cluster of it, ours again."""
    lifecycle.launch(aws, replace(declared, nodes=2), ignore)
    lifecycle.pause(aws, declared, ignore)
    lifecycle.delete(aws, declared, ignore)
    assert ours(aws, declared.name) == []
    snapshot = provisioned.snapshots(aws, declared)[-1]["SnapshotIdentifier"]
    assert snapshot.startswith(f"{declared.name}-final-")
    left = lifecycle.remaining(aws, declared)
    assert left[0].startswith(f"the snapshot {snapshot}")
    assert "the bucket the-bucket" in left[-1]
    lifecycle.restore(aws, declared, ignore, snapshot)
    cluster = provisioned.describe(aws, declared)
    assert cluster
    assert cluster["NumberOfNodes"] == 2, "as it was, not as declared"
    assert [change.disruptive for change in lifecycle.plan(aws, declared)] == [True]


def test_delete_without_a_snapshot(aws: Aws, declared: Declared) -> None:
    """Told not to, a delete takes no snapshot, and warns of it in the plan."""
    lifecycle.launch(aws, declared, ignore)
    done = lifecycle.delete(aws, declared, ignore, take_snapshot=False)
    assert done[0] == f"delete the cluster {declared.name} WITHOUT a snapshot: its data is gone"
    assert provisioned.snapshots(aws, declared) == []


def test_what_is_not_ours_is_left_alone(aws: Aws, declared: Declared) -> None:
    """A cluster of our name that somebody else made is neither changed nor deleted, and the error says what to do."""
    aws.redshift.create_cluster(
        ClusterIdentifier=declared.name, NodeType="ra3.large", MasterUsername="someone", ManageMasterPassword=True
    )
    with pytest.raises(InfrastructureError, match=r"not ours .*REDSHIFT_ATTACH=true"):
        lifecycle.launch(aws, declared, ignore)
    lifecycle.delete(aws, declared, ignore, take_snapshot=False)
    assert provisioned.describe(aws, declared)


def test_an_attached_cluster_is_not_changed(aws: Aws, declared: Declared) -> None:
    """REDSHIFT_ATTACH finds and resumes what somebody else made, plans nothing and deletes nothing."""
    aws.redshift.create_cluster(
        ClusterIdentifier=declared.name, NodeType="ra3.large", MasterUsername="someone", ManageMasterPassword=True
    )
    aws.redshift.pause_cluster(ClusterIdentifier=declared.name)
    attached = replace(declared, attach=True)
    assert words(aws, attached) == []
    assert lifecycle.launch(aws, attached, ignore) == []
    found = provisioned.describe(aws, attached)
    assert found
    assert found["ClusterStatus"] == "available"
    with pytest.raises(InfrastructureError, match="was not launched from here"):
        lifecycle.delete(aws, attached, ignore)


def test_verbs_for_a_cluster_alone(aws: Aws, declared: Declared) -> None:
    """Pausing what can't be paused says why; a cluster that isn't there says how to make it."""
    with pytest.raises(InfrastructureError, match="no provisioned cluster"):
        lifecycle.pause(aws, replace(declared, kind=Kind.SERVERLESS), ignore)
    with pytest.raises(InfrastructureError, match=r"There is no cluster .*cluster launch"):
        lifecycle.resume(aws, declared, ignore)
    with pytest.raises(InfrastructureError, match="comes in 1 to 16 nodes"):
        lifecycle.resize(aws, declared, ignore, nodes=0)


# ---- faults

_ERROR = "<{0}><Errors><Error><Code>{1}</Code><Message>{1}</Message></Error></Errors></{0}>"
_QUERY_ERROR = "<ErrorResponse><Error><Code>{0}</Code><Message>{0}</Message></Error></ErrorResponse>"


class _Body:
    def __init__(self, content: str) -> None:
        self.content = content.encode()

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.content


def _answer(request: AWSPreparedRequest, code: str, status: int) -> AWSResponse:
    is_ec2 = b"/ec2/" in request.headers["Authorization"]
    text = _ERROR.format("Response", code) if is_ec2 else _QUERY_ERROR.format(code)
    return AWSResponse(request.url, status, HeadersDict(), _Body(text))  # type: ignore[arg-type]


def _throttled(request: AWSPreparedRequest) -> AWSResponse:
    return _answer(request, "Throttling", 400)


def _denied(request: AWSPreparedRequest) -> AWSResponse:
    return _answer(request, "AccessDenied", 403)


def _timed_out(request: AWSPreparedRequest) -> AWSResponse:
    raise ReadTimeoutError(endpoint_url=request.url)


def _dropped(request: AWSPreparedRequest) -> AWSResponse:
    """The call is made, and its answer is lost."""
    URLLib3Session().send(request)
    raise ConnectionClosedError(endpoint_url=request.url, request=request)


Fault = Callable[[AWSPreparedRequest], AWSResponse]

EVERY = re.compile(".*")
CHANGES = re.compile("(?!Describe|Get|List).*")


class Faulty:
    """Lets the call of one number fail, of all calls or only of those that change something; counts them."""

    def __init__(self, number: int, fault: Fault, of: Pattern[str] = CHANGES) -> None:
        self.number, self.fault, self.of, self.calls = number, fault, of, 0

    def __call__(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        if not self.of.fullmatch(event_name.split(".")[-1]):
            return None
        self.calls += 1
        return self.fault(request) if self.calls == self.number else None

    @contextmanager
    def on(self, aws: Aws) -> Iterator[Aws]:
        """The clients, with the fault while the context lasts."""
        events = [client.meta.events for client in (aws.iam, aws.ec2, aws.redshift)]
        for each in events:
            each.register("before-send", self)
        yield aws
        for each in events:
            each.unregister("before-send", self)


def outcome(action: Callable[[], object]) -> str:
    """The sentence with which an action failed; "" when it went through."""
    try:
        action()
    except InfrastructureError as error:
        return str(error)
    return ""


def breaks_off(aws: Aws, mine: Declared, faulty: Faulty) -> bool:
    """Launches with a fault, which must end in one sentence; False when the launch was over before the fault came."""
    with faulty.on(aws):
        said = outcome(lambda: lifecycle.launch(aws, mine, ignore))
    came = faulty.calls >= faulty.number
    assert not came or said.startswith("AWS ")
    assert "\n" not in said
    return came


@pytest.mark.parametrize("fault", [_denied, _throttled, _timed_out, _dropped])
def test_a_second_launch_mends_each_fault(aws: Aws, declared: Declared, fault: Fault) -> None:
    """Whichever change fails once: a second launch ends where an undisturbed one does, and makes nothing twice."""
    undisturbed = replace(declared, ingress=("10.0.0.0/16",))
    lifecycle.launch(aws, undisturbed, ignore)
    for number in range(1, 100):
        mine = replace(undisturbed, name=f"{declared.name}-{number}")
        if not breaks_off(aws, mine, Faulty(number, fault)):
            break
        lifecycle.launch(aws, mine, ignore)
        assert len(ours(aws, mine.name)) == 5
        assert portrait(aws, mine.name) == portrait(aws, undisturbed.name)
    assert number > 8, "the faults came to an end before the launch did"


@pytest.mark.parametrize(("fault", "of"), [(_denied, EVERY), (_dropped, CHANGES)])
def test_a_delete_clears_each_broken_off_launch(aws: Aws, declared: Declared, fault: Fault, of: Pattern[str]) -> None:
    """Whichever call fails once, looks included: a delete leaves an account with nothing of ours."""
    for number in range(1, 100):
        mine = replace(declared, name=f"{declared.name}-{number}", ingress=("10.0.0.0/16",))
        if not breaks_off(aws, mine, Faulty(number, fault, of)):
            break
        lifecycle.delete(aws, mine, ignore, take_snapshot=False)
        assert ours(aws, mine.name) == []
    assert number > (15 if of is EVERY else 8), "the faults came to an end before the launch did"


@pytest.mark.parametrize(("fault", "of"), [(_denied, EVERY), (_dropped, CHANGES)])
def test_a_delete_survives_each_fault(aws: Aws, declared: Declared, fault: Fault, of: Pattern[str]) -> None:
    """Whichever call of a delete fails once, a second delete leaves nothing of ours."""
    for number in range(1, 100):
        mine = replace(declared, name=f"{declared.name}-{number}")
        lifecycle.launch(aws, mine, ignore)
        faulty = Faulty(number, fault, of)
        with faulty.on(aws):
            said = outcome(lambda mine=mine: lifecycle.delete(aws, mine, ignore, False))  # type: ignore[misc]
        if said:
            lifecycle.delete(aws, mine, ignore, take_snapshot=False)
        assert ours(aws, mine.name) == []
        if faulty.calls < number:
            break
    assert number > 5, "the faults came to an end before the delete did"


@pytest.mark.parametrize("fault", [_throttled, _dropped])
def test_a_passing_fault_goes_unnoticed(declared: Declared, fault: Fault) -> None:
    """With the usual attempts a throttled call, or a lost answer, is tried again inside the same launch."""
    aws = Aws(REGION)
    for number in (1, 4, 7):
        mine = replace(declared, name=f"{declared.name}-{number}")
        with Faulty(number, fault).on(aws):
            lifecycle.launch(aws, mine, ignore)
        assert words(aws, mine) == []
