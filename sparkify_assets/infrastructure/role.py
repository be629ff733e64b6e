"""The IAM role with which COPY reads the bucket and UNLOAD writes to it: just the prefixes that they need.

Here: its two documents, the difference to what is there, its removal. Not here: giving it to the warehouse
(`provisioned`, `serverless`).
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from sparkify_assets.infrastructure.aws import (
    OWNER_TAG,
    Aws,
    Change,
    create,
    delete,
    find,
    is_ours,
    require_ours,
    tags,
)
from sparkify_assets.infrastructure.declared import Declared

POLICY_NAME = "copy-and-unload"

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}


def policy(declared: Declared, partition: str = "aws") -> dict[str, Any]:
    """What the role may do: read the input and the manifests, write below the UNLOAD prefix (guide: copy-usage_notes-
    access-permissions, r_UNLOAD)."""
    bucket = f"arn:{partition}:s3:::{declared.require_bucket()}"
    listed = [f"{prefix}*" for prefix in (*declared.read_prefixes, declared.unload_prefix)]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ReadInput",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": [f"{bucket}/{_below(prefix)}" for prefix in declared.read_prefixes],
            },
            {
                "Sid": "ListWhatItReads",
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                "Condition": {"StringLike": {"s3:prefix": listed}},
            },
            {"Sid": "FindTheBucket", "Effect": "Allow", "Action": "s3:GetBucketLocation", "Resource": bucket},
            {
                "Sid": "WriteUnloads",
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": f"{bucket}/{_below(declared.unload_prefix)}",
            },
        ],
    }


def changes(aws: Aws, declared: Declared) -> Iterator[Change]:
    """What brings the role to its declaration."""
    if not declared.makes_role:
        return
    name, wanted = declared.role_name, policy(declared, aws.partition)
    role = _role(aws, name)
    if role is None:
        yield Change(f"create the role {name} for COPY and UNLOAD", partial(_create, aws, declared))
    else:
        require_ours(role, declared.name, f"The role {name}")
        if role["AssumeRolePolicyDocument"] != TRUST:
            yield Change(
                f"let Redshift alone assume the role {name}",
                partial(aws.iam.update_assume_role_policy, RoleName=name, PolicyDocument=json.dumps(TRUST)),
            )
    found = find(aws.iam.get_role_policy, RoleName=name, PolicyName=POLICY_NAME) if role else None
    if found is None or found["PolicyDocument"] != wanted:
        yield Change(
            f"let the role {name} read {', '.join(declared.read_prefixes)} and write {declared.unload_prefix} of "
            f"s3://{declared.bucket}, and nothing else",
            partial(aws.iam.put_role_policy, RoleName=name, PolicyName=POLICY_NAME, PolicyDocument=json.dumps(wanted)),
        )


def removals(aws: Aws, declared: Declared) -> Iterator[Change]:
    """What removes the role, if it is ours."""
    name = declared.role_name
    role = _role(aws, name)
    if role is None or not is_ours(role, declared.name):
        return
    yield Change(f"delete the role {name}", partial(_delete, aws, name))


def arn(aws: Aws, declared: Declared) -> str | None:
    """The ARN of COPY's role, or None while it isn't there."""
    if not declared.makes_role:
        return declared.copy_role
    role = _role(aws, declared.role_name)
    return role["Arn"] if role else None


def _role(aws: Aws, name: str) -> dict[str, Any] | None:
    found = find(aws.iam.get_role, RoleName=name)
    return found["Role"] if found else None


def _create(aws: Aws, declared: Declared) -> None:
    create(
        aws.iam.create_role,
        RoleName=declared.role_name,
        AssumeRolePolicyDocument=json.dumps(TRUST),
        Description=f"COPY and UNLOAD of the warehouse {declared.name} ({OWNER_TAG})",
        Tags=tags(declared.name),
    )
    aws.iam.get_waiter("role_exists").wait(RoleName=declared.role_name)


def _delete(aws: Aws, name: str) -> None:
    delete(aws.iam.delete_role_policy, RoleName=name, PolicyName=POLICY_NAME)
    delete(aws.iam.delete_role, RoleName=name)


def _below(prefix: str) -> str:
    """A prefix that ends in a slash stands for all below it, any other for the object of that name."""
    return f"{prefix}*" if prefix.endswith("/") else prefix
