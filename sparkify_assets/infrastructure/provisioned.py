"""The provisioned cluster and its parameter group: RA3 nodes, encrypted, not public, TLS only.

Here: the difference to what is declared, creation, removal, and pause, resume and resize. Not here: the same for
Serverless (`serverless`), what the cluster costs (`cost`).
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sparkify_assets.infrastructure import cost, network, role
from sparkify_assets.infrastructure.aws import (
    Aws,
    Change,
    InfrastructureError,
    Tell,
    create,
    delete,
    explained,
    find,
    is_ours,
    require_ours,
    tags,
)
from sparkify_assets.infrastructure.declared import ADMIN, Declared

POLL_SECONDS = 15.0
PATIENCE_SECONDS = 3600.0
# States in which a cluster stays until somebody does something; all others pass.
_SETTLED = {"available", "paused", "incompatible-hsm", "incompatible-network", "incompatible-restore", "storage-full"}
TELL_SECONDS = 60.0
"""How often somebody who waits is told that it goes on."""


def describe(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    """The cluster as AWS describes it, or None."""
    found = find(aws.redshift.describe_clusters, ClusterIdentifier=declared.name)
    return found["Clusters"][0] if found else None


def changes(aws: Aws, declared: Declared, tell: Tell, snapshot: str | None = None) -> Iterator[Change]:
    """What brings parameter group and cluster to their declaration; a missing cluster comes from `snapshot`, if any."""
    yield from _parameter_group_changes(aws, declared)
    cluster = describe(aws, declared)
    if cluster is None:
        source = f"from the snapshot {snapshot}" if snapshot else f"of {declared.nodes} × {declared.node_type}"
        make = partial(_restore, aws, declared, snapshot) if snapshot else partial(_create, aws, declared)
        yield Change(f"create the cluster {declared.name} {source}", make)
        return
    require_ours(cluster, declared.name, f"The cluster {declared.name}")
    if cluster["ClusterStatus"] in ("paused", "pausing"):
        yield Change(f"resume the cluster {declared.name}", partial(resume, aws, declared, tell))
    for what, parameters in _differences(aws, declared, cluster):
        yield Change(what, partial(_modify, aws, declared, tell, parameters))
    role_arn = role.arn(aws, declared)
    if role_arn and role_arn not in (each["IamRoleArn"] for each in cluster.get("IamRoles", ())):
        yield Change(f"give the cluster the role {role_arn}", partial(_give_role, aws, declared, tell, role_arn))
    if not _has_size(cluster, declared):
        what = f"resize the cluster from {_size(cluster)} to {declared.nodes} × {declared.node_type}"
        yield Change(f"{what} ({_duration(cluster, declared)})", partial(resize, aws, declared, tell), disruptive=True)


def removals(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool) -> Iterator[Change]:
    """What removes cluster and parameter group, if they are ours."""
    cluster = describe(aws, declared)
    if cluster and is_ours(cluster, declared.name):
        saved = " after a final snapshot" if take_snapshot else " WITHOUT a snapshot: its data is gone"
        yield Change(f"delete the cluster {declared.name}{saved}", partial(_delete, aws, declared, tell, take_snapshot))
    group = _parameter_group(aws, declared)
    if group and is_ours(group, declared.name):
        name = declared.parameter_group
        yield Change(
            f"delete the parameter group {name}",
            partial(delete, aws.redshift.delete_cluster_parameter_group, ParameterGroupName=name),
        )


def snapshots(aws: Aws, declared: Declared) -> list[dict[str, Any]]:
    """The manual snapshots of our cluster, final ones included, oldest first."""
    pages = aws.redshift.get_paginator("describe_cluster_snapshots").paginate(SnapshotType="manual")
    found = [each for page in pages for each in page["Snapshots"] if each["ClusterIdentifier"] == declared.name]
    return sorted(found, key=lambda each: each["SnapshotCreateTime"])


def require_snapshot(aws: Aws, declared: Declared, name: str) -> None:
    """Raises InfrastructureError, with the names of those that there are, when there is no such snapshot."""
    if not find(aws.redshift.describe_cluster_snapshots, SnapshotIdentifier=name):
        there = ", ".join(each["SnapshotIdentifier"] for each in snapshots(aws, declared))
        raise InfrastructureError(
            f"There is no snapshot {name} in {declared.region}: "
            + (f"of {declared.name} there are {there}." if there else f"none is kept of {declared.name}.")
        )


def exposures(aws: Aws, cluster: dict[str, Any]) -> list[str]:
    """A sentence for each way in which a cluster, ours or not, is less safe than it should be."""
    groups = [each["ParameterGroupName"] for each in cluster["ClusterParameterGroups"]]
    return [
        *(["It is not encrypted."] if not cluster["Encrypted"] else []),
        *(["It has a public address."] if cluster["PubliclyAccessible"] else []),
        *(
            f"It takes connections without TLS (require_ssl in {each})."
            for each in groups
            if not requires_tls(aws, each)
        ),
    ]


# ---- life


def wait_until_settled(aws: Aws, declared: Declared, tell: Tell) -> dict[str, Any] | None:
    """The cluster once nothing is under way any more, or None once it is gone; tells each state, and every minute."""
    start = told_at = time.monotonic()
    state = ""
    while (now := time.monotonic()) < start + PATIENCE_SECONDS:
        cluster = describe(aws, declared)
        if cluster is None or cluster["ClusterStatus"] in _SETTLED:
            return cluster
        if cluster["ClusterStatus"] != state:
            state, told_at = cluster["ClusterStatus"], now
            tell(f"The cluster {declared.name} is {state}; waiting.")
        elif now >= told_at + TELL_SECONDS:
            told_at = now
            tell(f"Still {state} after {(now - start) / 60:.0f} minutes.")
        time.sleep(POLL_SECONDS)
    raise InfrastructureError(
        f"The cluster {declared.name} is still {state} after {PATIENCE_SECONDS / 60:.0f} minutes: look at its events "
        "in the AWS console, and run this again."
    )


def wait_until_available(aws: Aws, declared: Declared, tell: Tell) -> dict[str, Any]:
    """The available cluster. Raises InfrastructureError when it settles in another state."""
    cluster = wait_until_settled(aws, declared, tell)
    if cluster is None or cluster["ClusterStatus"] != "available":
        state = cluster["ClusterStatus"] if cluster else "gone"
        raise InfrastructureError(
            f"The cluster {declared.name} is {state} instead of available: `sparkify cluster resume` wakes a paused "
            "one, the AWS console says more of the other states."
        )
    return cluster


def pause(aws: Aws, declared: Declared, tell: Tell) -> None:
    """Pauses the cluster and waits for it; nodes then cost nothing, storage still does."""
    with explained(f"pausing {declared.name}"):
        if _present(aws, declared)["ClusterStatus"] != "paused":
            cluster = wait_until_available(aws, declared, tell)
            aws.redshift.pause_cluster(ClusterIdentifier=declared.name)
            if is_ours(cluster, declared.name):
                aws.redshift.create_tags(ResourceName=arn(aws, declared), Tags=cost.paused_tags(datetime.now(UTC)))
            wait_until_settled(aws, declared, tell)
        tell(f"The cluster {declared.name} is paused.")


def resume(aws: Aws, declared: Declared, tell: Tell) -> None:
    """Resumes the cluster and waits until it is available."""
    with explained(f"resuming {declared.name}"):
        cluster = wait_until_settled(aws, declared, tell) or _present(aws, declared)
        if cluster["ClusterStatus"] == "paused":
            aws.redshift.resume_cluster(ClusterIdentifier=declared.name)
            resumed = cost.resumed_tags(cluster, datetime.now(UTC))
            if resumed:
                aws.redshift.create_tags(ResourceName=arn(aws, declared), Tags=resumed)
        wait_until_available(aws, declared, tell)
        tell(f"The cluster {declared.name} is available.")


def resize(aws: Aws, declared: Declared, tell: Tell) -> None:
    """Resizes to the declared nodes and waits for it; says first how long that may take. The data stays."""
    with explained(f"resizing {declared.name} to {declared.nodes} × {declared.node_type}"):
        cluster = _present(aws, declared)
        require_ours(cluster, declared.name, f"The cluster {declared.name}")
        if _has_size(cluster, declared):
            tell(f"The cluster {declared.name} has {_size(cluster)} already.")
            return
        wait_until_available(aws, declared, tell)
        sizes = f"from {_size(cluster)} to {declared.nodes} × {declared.node_type}"
        tell(f"Resizing {sizes}: {_duration(cluster, declared)}.")
        aws.redshift.resize_cluster(
            ClusterIdentifier=declared.name,
            ClusterType=_cluster_type(declared),
            NodeType=declared.node_type,
            NumberOfNodes=declared.nodes,
            Classic=_is_classic(cluster, declared),
        )
        wait_until_available(aws, declared, tell)
        tell(f"The cluster {declared.name} has {declared.nodes} × {declared.node_type}.")


def arn(aws: Aws, declared: Declared) -> str:
    """The cluster's ARN, which its tags are put on."""
    return f"arn:{aws.partition}:redshift:{aws.region}:{aws.account}:cluster:{declared.name}"


# ---- parameter group


def _parameter_group_changes(aws: Aws, declared: Declared) -> Iterator[Change]:
    name, group = declared.parameter_group, _parameter_group(aws, declared)
    if group is None:
        yield Change(f"create the parameter group {name}", partial(_create_parameter_group, aws, declared))
    else:
        require_ours(group, declared.name, f"The parameter group {name}")
    if group is None or not requires_tls(aws, name):
        tls = {"ParameterName": "require_ssl", "ParameterValue": "true", "ApplyType": "static"}
        yield Change(
            f"refuse connections without TLS (require_ssl in {name})",
            partial(aws.redshift.modify_cluster_parameter_group, ParameterGroupName=name, Parameters=[tls]),
        )


def requires_tls(aws: Aws, parameter_group: str) -> bool:
    """Whether a parameter group refuses connections without TLS."""
    pages = aws.redshift.get_paginator("describe_cluster_parameters").paginate(ParameterGroupName=parameter_group)
    values = {each["ParameterName"]: each.get("ParameterValue") for page in pages for each in page["Parameters"]}
    return values.get("require_ssl") == "true"


def _parameter_group(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    found = find(aws.redshift.describe_cluster_parameter_groups, ParameterGroupName=declared.parameter_group)
    return found["ParameterGroups"][0] if found else None


def _create_parameter_group(aws: Aws, declared: Declared) -> None:
    create(
        aws.redshift.create_cluster_parameter_group,
        ParameterGroupName=declared.parameter_group,
        ParameterGroupFamily="redshift-1.0",
        Description=f"The warehouse {declared.name}: TLS only",
        Tags=tags(declared.name),
    )


# ---- the cluster


def _differences(aws: Aws, declared: Declared, cluster: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    name, group_id = declared.name, network.security_group_id(aws, declared)
    if cluster["PubliclyAccessible"]:
        yield f"take the cluster {name} off the internet", {"PubliclyAccessible": False}
    if not cluster["Encrypted"]:
        yield f"encrypt the cluster {name}", {"Encrypted": True}
    if group_id and [each["VpcSecurityGroupId"] for each in cluster["VpcSecurityGroups"]] != [group_id]:
        yield f"put the cluster {name} behind {declared.security_group}", {"VpcSecurityGroupIds": [group_id]}
    groups = [each["ParameterGroupName"] for each in cluster["ClusterParameterGroups"]]
    if groups != [declared.parameter_group]:
        parameter_group = {"ClusterParameterGroupName": declared.parameter_group}
        yield f"give the cluster {name} the parameter group {declared.parameter_group}", parameter_group


def _create(aws: Aws, declared: Declared) -> None:
    create(
        aws.redshift.create_cluster,
        ClusterType=_cluster_type(declared),
        **({} if declared.nodes == 1 else {"NumberOfNodes": declared.nodes}),
        NodeType=declared.node_type,
        DBName=declared.database,
        MasterUsername=ADMIN,
        # Secrets Manager makes the password and keeps it (guide: redshift-secrets-manager-integration).
        ManageMasterPassword=True,
        Encrypted=True,
        Tags=tags(declared.name),
        **_surroundings(aws, declared),
    )


def _restore(aws: Aws, declared: Declared, snapshot: str) -> None:
    create(
        aws.redshift.restore_from_cluster_snapshot,
        SnapshotIdentifier=snapshot,
        Encrypted=True,
        ManageMasterPassword=True,
        **_surroundings(aws, declared),
    )
    cluster = describe(aws, declared)
    if cluster and not is_ours(cluster, declared.name):
        aws.redshift.create_tags(ResourceName=arn(aws, declared), Tags=tags(declared.name))


def _surroundings(aws: Aws, declared: Declared) -> dict[str, Any]:
    """What a new cluster and a restored one are given alike."""
    role_arn, group_id = role.arn(aws, declared), network.security_group_id(aws, declared)
    return {
        "ClusterIdentifier": declared.name,
        "ClusterSubnetGroupName": declared.subnet_group,
        "ClusterParameterGroupName": declared.parameter_group,
        "VpcSecurityGroupIds": [group_id],
        "IamRoles": [role_arn],
        "DefaultIamRoleArn": role_arn,
        "PubliclyAccessible": False,
    }


def _modify(aws: Aws, declared: Declared, tell: Tell, parameters: dict[str, Any]) -> None:
    # One at a time: AWS refuses some of these in one call (API reference: ModifyCluster).
    wait_until_available(aws, declared, tell)
    aws.redshift.modify_cluster(ClusterIdentifier=declared.name, **parameters)


def _give_role(aws: Aws, declared: Declared, tell: Tell, role_arn: str) -> None:
    wait_until_available(aws, declared, tell)
    aws.redshift.modify_cluster_iam_roles(
        ClusterIdentifier=declared.name, AddIamRoles=[role_arn], DefaultIamRoleArn=role_arn
    )


def _delete(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool) -> None:
    cluster = wait_until_settled(aws, declared, tell)
    if cluster and cluster["ClusterStatus"] == "paused" and take_snapshot:
        resume(aws, declared, tell)  # a final snapshot is taken of a running cluster
    name = f"{declared.name}-final-{datetime.now(UTC):%Y-%m-%d-%H-%M-%S}"
    final = {"FinalClusterSnapshotIdentifier": name, "SkipFinalClusterSnapshot": False}
    if take_snapshot:
        tell(f"The final snapshot is {name}; `sparkify cluster restore {name}` brings the cluster back.")
    delete(
        aws.redshift.delete_cluster,
        ClusterIdentifier=declared.name,
        **(final if take_snapshot else {"SkipFinalClusterSnapshot": True}),
    )
    wait_until_settled(aws, declared, tell)


def _present(aws: Aws, declared: Declared) -> dict[str, Any]:
    cluster = describe(aws, declared)
    if cluster is None:
        raise InfrastructureError(
            f"There is no cluster {declared.name} in {declared.region}: `sparkify cluster launch` makes it, or name "
            "another in REDSHIFT_CLUSTER_IDENTIFIER or AWS_REGION."
        )
    return cluster


def _size(cluster: dict[str, Any]) -> str:
    return f"{cluster['NumberOfNodes']} × {cluster['NodeType']}"


def _has_size(cluster: dict[str, Any], declared: Declared) -> bool:
    return (cluster["NodeType"], cluster["NumberOfNodes"]) == (declared.node_type, declared.nodes)


def _is_classic(cluster: dict[str, Any], declared: Declared) -> bool:
    """From one node or to one, AWS knows only the classic resize, which lays every row anew."""
    return 1 in (cluster["NumberOfNodes"], declared.nodes)


def _duration(cluster: dict[str, Any], declared: Declared) -> str:
    """The estimate. An elastic resize of RA3 moves no data, so it hardly depends on it (guide: resizing-cluster)."""
    if _is_classic(cluster, declared):
        return "from or to a single node: some 15 minutes while there is little data, else hours; the data stays"
    return "about 10 to 15 minutes; the data stays, and queries wait at the end"


def _cluster_type(declared: Declared) -> str:
    return "single-node" if declared.nodes == 1 else "multi-node"
