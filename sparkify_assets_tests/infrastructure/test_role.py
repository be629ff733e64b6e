"""COPY's role: it may read the input and the manifests, write unloads, and do nothing else anywhere."""

import fnmatch
from dataclasses import replace

import pytest

from sparkify_assets.infrastructure import role
from sparkify_assets.infrastructure.aws import Aws, InfrastructureError
from sparkify_assets.infrastructure.declared import Declared, Kind

DECLARED = Declared("sparkify", Kind.CLUSTER, "us-west-2", "lake")


def allowed(action: str, arn: str) -> bool:
    """Whether the role's policy lets it do something to an object."""
    return any(
        action == statement["Action"] and any(fnmatch.fnmatchcase(arn, each) for each in resources)
        for statement in role.policy(DECLARED)["Statement"]
        for resources in [[statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]]
    )


@pytest.mark.parametrize(
    "key",
    ["log_data/2018/11/2018-11-01-events.json", "song_data/A/A/x.json", "log_json_path.json", "_load/stg_songs/1"],
)
def test_it_reads_the_input_and_the_manifests(key: str) -> None:
    """What COPY needs it may read, and write none of it."""
    assert allowed("s3:GetObject", f"arn:aws:s3:::lake/{key}")
    assert not allowed("s3:PutObject", f"arn:aws:s3:::lake/{key}")


@pytest.mark.parametrize(
    "key", ["secret.txt", "log_data", "log_data_of_others/x.json", "unload/x", "log_json_path.json.bak"]
)
def test_it_reads_nothing_else(key: str) -> None:
    """A neighbour whose name begins alike is not the input."""
    assert not allowed("s3:GetObject", f"arn:aws:s3:::lake/{key}")
    assert not allowed("s3:GetObject", f"arn:aws:s3:::lake-of-others/{key}")


def test_it_writes_below_the_unload_prefix_alone() -> None:
    """UNLOAD writes there and nowhere else."""
    assert allowed("s3:PutObject", "arn:aws:s3:::lake/unload/month/0000.parquet")
    assert not allowed("s3:PutObject", "arn:aws:s3:::lake/unloaded")


def test_it_lists_what_it_reads() -> None:
    """Listing the bucket is bound to the same prefixes."""
    listing = next(each for each in role.policy(DECLARED)["Statement"] if each["Action"] == "s3:ListBucket")
    assert listing["Condition"]["StringLike"]["s3:prefix"] == [
        "log_data/*",
        "song_data/*",
        "log_json_path.json*",
        "_load/*",
        "unload/*",
    ]


def test_without_a_bucket_there_is_no_role() -> None:
    """A role for any bucket is never made."""
    with pytest.raises(InfrastructureError, match="SPARKIFY_BUCKET"):
        role.policy(replace(DECLARED, bucket=""))


def test_somebody_elses_role_is_used_as_it_is(aws: Aws, declared: Declared) -> None:
    """An ARN in REDSHIFT_COPY_ROLE makes no role of ours."""
    given = replace(declared, copy_role="arn:aws:iam::123456789012:role/copy")
    assert list(role.changes(aws, given)) == []
    assert role.arn(aws, given) == "arn:aws:iam::123456789012:role/copy"
