"""Redshift Serverless: a namespace, which holds the data, and a workgroup, which does the work; TLS only, not public.

Here: the difference to what is declared, and removal. Not here: pausing and resizing; a workgroup costs nothing while
nobody asks it anything, and scales by itself.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sparkify_assets.infrastructure import network, role
from sparkify_assets.infrastructure.aws import (
    OWNER_TAG,
    Aws,
    Change,
    InfrastructureError,
    Tell,
    create,
    delete,
    find,
    require_ours,
)
from sparkify_assets.infrastructure.declared import ADMIN, Declared

POLL_SECONDS = 10.0
PATIENCE_SECONDS = 1800.0
KEEP_FINAL_SNAPSHOT_DAYS = -1  # for ever; it is listed as what remains
_TLS = {"parameterKey": "require_ssl", "parameterValue": "true"}


def describe(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    """The workgroup as AWS describes it, or None."""
    found = find(aws.serverless.get_workgroup, workgroupName=declared.name)
    return found["workgroup"] if found else None


def changes(aws: Aws, declared: Declared, tell: Tell) -> Iterator[Change]:
    """What brings namespace and workgroup to their declaration."""
    namespace = _namespace(aws, declared)
    if namespace is None:
        yield Change(f"create the namespace {declared.name}", partial(_create_namespace, aws, declared))
    else:
        _require_ours(aws, declared, namespace["namespaceArn"], "namespace")
        arn = role.arn(aws, declared)
        if arn and not any(arn in each for each in namespace.get("iamRoles", ())):
            yield Change(f"give the namespace the role {arn}", partial(_give_role, aws, declared, arn))
    workgroup = describe(aws, declared)
    if workgroup is None:
        yield Change(
            f"create the workgroup {declared.name} of {declared.base_rpus} RPUs",
            partial(_create_workgroup, aws, declared, tell),
        )
        return
    _require_ours(aws, declared, workgroup["workgroupArn"], "workgroup")
    for what, parameters in _differences(aws, declared, workgroup):
        yield Change(what, partial(_update, aws, declared, tell, parameters))


def removals(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool) -> Iterator[Change]:
    """What removes workgroup and namespace, if they are ours."""
    workgroup, namespace = describe(aws, declared), _namespace(aws, declared)
    if workgroup and _is_ours(aws, declared, workgroup["workgroupArn"]):
        yield Change(f"delete the workgroup {declared.name}", partial(_delete_workgroup, aws, declared, tell))
    if namespace and _is_ours(aws, declared, namespace["namespaceArn"]):
        saved = " after a final snapshot" if take_snapshot else " WITHOUT a snapshot: its data is gone"
        yield Change(
            f"delete the namespace {declared.name}{saved}",
            partial(_delete_namespace, aws, declared, tell, take_snapshot),
        )


def snapshots(aws: Aws, declared: Declared) -> list[dict[str, Any]]:
    """The snapshots of our namespace."""
    pages = aws.serverless.get_paginator("list_snapshots").paginate(namespaceName=declared.name)
    return [each for page in pages for each in page["snapshots"]]


def exposures(workgroup: dict[str, Any]) -> list[str]:
    """A sentence for each way in which a workgroup, ours or not, is less safe than it should be."""
    return [
        *(["It has a public address."] if workgroup["publiclyAccessible"] else []),
        *(["It takes connections without TLS (require_ssl)."] if not _requires_tls(workgroup) else []),
    ]


def wait_until_available(aws: Aws, declared: Declared, tell: Tell) -> dict[str, Any]:
    """The workgroup once it is available. Raises InfrastructureError when that takes too long."""
    tell(f"Waiting until the workgroup {declared.name} is available.")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        workgroup = describe(aws, declared)
        if workgroup and workgroup["status"] == "AVAILABLE":
            return workgroup
        time.sleep(POLL_SECONDS)
    raise InfrastructureError(
        f"The workgroup {declared.name} is not available after {PATIENCE_SECONDS / 60:.0f} minutes: look at it in the "
        "AWS console, and run this again."
    )


def _wait_until_gone(aws: Aws, declared: Declared) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while describe(aws, declared) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _namespace(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    found = find(aws.serverless.get_namespace, namespaceName=declared.name)
    return found["namespace"] if found else None


def _differences(aws: Aws, declared: Declared, workgroup: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    name, group_id = declared.name, network.security_group_id(aws, declared)
    if workgroup["publiclyAccessible"]:
        yield f"take the workgroup {name} off the internet", {"publiclyAccessible": False}
    if group_id and workgroup["securityGroupIds"] != [group_id]:
        yield f"put the workgroup {name} behind {declared.security_group}", {"securityGroupIds": [group_id]}
    if not _requires_tls(workgroup):
        yield f"refuse connections without TLS to {name}", {"configParameters": [_TLS]}
    if workgroup["baseCapacity"] != declared.base_rpus:
        yield f"set the capacity of {name} to {declared.base_rpus} RPUs", {"baseCapacity": declared.base_rpus}


def _requires_tls(workgroup: dict[str, Any]) -> bool:
    return _TLS in workgroup.get("configParameters", ())


def _create_namespace(aws: Aws, declared: Declared) -> None:
    role_arn = role.arn(aws, declared)
    create(
        aws.serverless.create_namespace,
        namespaceName=declared.name,
        dbName=declared.database,
        adminUsername=ADMIN,
        manageAdminPassword=True,
        iamRoles=[role_arn],
        defaultIamRoleArn=role_arn,
        tags=_tags(declared),
    )


def _create_workgroup(aws: Aws, declared: Declared, tell: Tell) -> None:
    create(
        aws.serverless.create_workgroup,
        workgroupName=declared.name,
        namespaceName=declared.name,
        baseCapacity=declared.base_rpus,
        subnetIds=[subnet["SubnetId"] for subnet in network.find_subnets(aws, declared)],
        securityGroupIds=[network.security_group_id(aws, declared)],
        publiclyAccessible=False,
        configParameters=[_TLS],
        tags=_tags(declared),
    )
    wait_until_available(aws, declared, tell)


def _give_role(aws: Aws, declared: Declared, role_arn: str) -> None:
    aws.serverless.update_namespace(namespaceName=declared.name, iamRoles=[role_arn], defaultIamRoleArn=role_arn)


def _update(aws: Aws, declared: Declared, tell: Tell, parameters: dict[str, Any]) -> None:
    aws.serverless.update_workgroup(workgroupName=declared.name, **parameters)
    wait_until_available(aws, declared, tell)


def _delete_workgroup(aws: Aws, declared: Declared, tell: Tell) -> None:
    delete(aws.serverless.delete_workgroup, workgroupName=declared.name)
    tell(f"Waiting until the workgroup {declared.name} is gone.")
    _wait_until_gone(aws, declared)


def _delete_namespace(aws: Aws, declared: Declared, tell: Tell, take_snapshot: bool) -> None:
    name = f"{declared.name}-final-{datetime.now(UTC):%Y-%m-%d-%H-%M-%S}"
    final = {"finalSnapshotName": name, "finalSnapshotRetentionPeriod": KEEP_FINAL_SNAPSHOT_DAYS}
    if take_snapshot:
        tell(f"The final snapshot is {name}.")
    delete(aws.serverless.delete_namespace, namespaceName=declared.name, **(final if take_snapshot else {}))


def _tags(declared: Declared) -> list[dict[str, str]]:
    return [{"key": OWNER_TAG, "value": declared.name}]


def _is_ours(aws: Aws, declared: Declared, arn: str) -> bool:
    found = aws.serverless.list_tags_for_resource(resourceArn=arn)["tags"]
    return {"key": OWNER_TAG, "value": declared.name} in found


def _require_ours(aws: Aws, declared: Declared, arn: str, what: str) -> None:
    found = aws.serverless.list_tags_for_resource(resourceArn=arn)["tags"]
    seen = {"Tags": [{"Key": each["key"], "Value": each["value"]} for each in found]}
    require_ours(seen, declared.name, f"The {what} {declared.name}")
