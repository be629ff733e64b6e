"""The warehouse's life as verbs: plan, launch, pause, resume, resize, delete, restore.

Here: the order of the parts, and one sentence for whatever goes wrong. Not here: what each part does (`role`,
`network`, `provisioned`, `serverless`), or how people ask for it (`cluster`, `cli`).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from sparkify_assets.infrastructure import network, provisioned, role, serverless
from sparkify_assets.infrastructure.aws import Aws, Change, InfrastructureError, Tell, explained
from sparkify_assets.infrastructure.declared import Declared, Kind
from sparkify_assets.infrastructure.nodes import SNAPSHOT_GB_MONTH

Part = Callable[[], Iterator[Change]]


def quietly(line: str) -> None:
    """A `tell` for callers that have nobody to tell."""


def parts(aws: Aws, declared: Declared, tell: Tell = quietly, snapshot: str | None = None) -> dict[str, Part]:
    """What a warehouse is made of, in the order in which it is made; each gives its changes when it is called."""
    if not declared.is_ours_to_make:
        return {}
    if declared.kind is Kind.CLUSTER:
        warehouse = partial(provisioned.changes, aws, declared, tell, snapshot)
    else:
        warehouse = partial(serverless.changes, aws, declared, tell)
    return {
        "role": partial(role.changes, aws, declared),
        "network": partial(network.changes, aws, declared),
        "warehouse": warehouse,
    }


def plan(aws: Aws, declared: Declared, snapshot: str | None = None) -> list[Change]:
    """Every difference between what is declared and what is there; changes nothing."""
    with explained(f"looking at {declared.name} in {declared.region}"):
        return [change for part in parts(aws, declared, snapshot=snapshot).values() for change in part()]


def apply(changes: Iterator[Change], tell: Tell, disruptive: bool = True) -> list[str]:
    """Makes the changes one after the other, disruptive ones only if asked for; tells each, returns what was done."""
    done = []
    with explained("looking at what is there"):
        for change in changes:
            if change.disruptive and not disruptive:
                tell(f"Left for you: {change.what}.")
                continue
            tell(f"{change.what[0].upper()}{change.what[1:]}.")
            with explained(change.what):
                change.make()
            done.append(change.what)
    return done


def launch(aws: Aws, declared: Declared, tell: Tell, snapshot: str | None = None) -> list[str]:
    """Brings everything to its declaration and waits until the warehouse is available; returns what was done."""
    done = [
        what
        for part in parts(aws, declared, tell, snapshot).values()
        for what in apply(part(), tell, disruptive=snapshot is None)
    ]
    wait_until_available(aws, declared, tell)
    return done


def wait_until_available(aws: Aws, declared: Declared, tell: Tell) -> dict[str, Any] | None:
    """The warehouse as AWS describes it, once it is available; a paused cluster is resumed. None for an address."""
    with explained(f"waiting for {declared.name}"):
        if declared.kind is Kind.SERVERLESS:
            workgroup = serverless.describe(aws, declared)
            if workgroup and workgroup["status"] == "AVAILABLE":
                return workgroup
            return serverless.wait_until_available(aws, declared, tell)
        if declared.kind is Kind.ADDRESS:
            return None
        cluster = provisioned.describe(aws, declared)
        if cluster and cluster["ClusterStatus"] == "available":
            return cluster
        provisioned.resume(aws, declared, tell)
        return provisioned.wait_until_available(aws, declared, tell)


def describe(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    """The warehouse as AWS describes it, in whatever state; None when it isn't there, or known by its address alone."""
    if declared.kind is Kind.ADDRESS:
        return None
    kind = provisioned if declared.kind is Kind.CLUSTER else serverless
    with explained(f"looking at {declared.name}"):
        return kind.describe(aws, declared)


def pause(aws: Aws, declared: Declared, tell: Tell) -> None:
    """Pauses the cluster; the next daily run resumes it."""
    provisioned.pause(aws, _cluster(declared, "paused"), tell)


def resume(aws: Aws, declared: Declared, tell: Tell) -> None:
    """Resumes the cluster and waits for it."""
    provisioned.resume(aws, _cluster(declared, "resumed"), tell)


def resize(aws: Aws, declared: Declared, tell: Tell, node_type: str | None = None, nodes: int | None = None) -> None:
    """Resizes the cluster to the given nodes, else to the declared ones; the data stays."""
    nodes = declared.nodes if nodes is None else nodes
    wanted = replace(_cluster(declared, "resized"), node_type=node_type or declared.node_type, nodes=nodes)
    wanted.check_nodes()
    provisioned.resize(aws, wanted, tell)


def restore(aws: Aws, declared: Declared, tell: Tell, snapshot: str) -> None:
    """Brings a deleted cluster back from a snapshot, with everything around it; nothing is made if it isn't there."""
    with explained(f"looking for the snapshot {snapshot}"):
        provisioned.require_snapshot(aws, _cluster(declared, "restored from here"), snapshot)
    launch(aws, declared, tell, snapshot)


def removals(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool) -> Iterator[Change]:
    """What a delete does, in its order; each part is looked up when the one before it is gone."""
    if not declared.is_ours_to_make:
        raise InfrastructureError(
            f"{declared.name} was not launched from here (REDSHIFT_ATTACH or only REDSHIFT_HOST is set), so nothing of "
            "it is deleted."
        )
    if declared.kind is Kind.CLUSTER:
        yield from provisioned.removals(aws, declared, tell, take_snapshot)
    else:
        yield from serverless.removals(aws, declared, tell, take_snapshot)
    yield from network.removals(aws, declared)
    yield from role.removals(aws, declared)


def delete(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool = True) -> list[str]:
    """Removes all that launch made, and nothing else; returns what was done."""
    return apply(removals(aws, declared, tell, take_snapshot), tell)


def remaining(aws: Aws, declared: Declared) -> list[str]:
    """What is left after a delete, with what it costs: things of ours, snapshots, the bucket."""
    with explained(f"looking for what remains of {declared.name}"):
        left = [change.what.removeprefix("delete ") for change in removals(aws, declared, quietly, False)]
        if declared.kind is Kind.CLUSTER:
            left += [_snapshot(each) for each in provisioned.snapshots(aws, declared)]
        else:
            left += [f"the snapshot {each['snapshotName']}" for each in serverless.snapshots(aws, declared)]
    if declared.bucket:
        left.append(f"the bucket {declared.bucket} with the input, which was never ours to delete")
    return left


def _snapshot(snapshot: dict[str, Any]) -> str:
    size = snapshot.get("TotalBackupSizeInMegaBytes", 0.0) / 1024
    cost = f", {size:.1f} GB, some ${size * SNAPSHOT_GB_MONTH:.2f} a month (price not verified)" if size else ""
    return f"the snapshot {snapshot['SnapshotIdentifier']}{cost}"


def _cluster(declared: Declared, verb: str) -> Declared:
    if declared.kind is not Kind.CLUSTER:
        raise InfrastructureError(
            f"{declared.name} is no provisioned cluster, so it can't be {verb}: Serverless does that by itself, and a "
            "warehouse known by its address alone (REDSHIFT_HOST) is managed where it was made."
        )
    return declared
