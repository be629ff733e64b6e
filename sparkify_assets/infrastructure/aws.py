"""The AWS clients of the infrastructure, and what AWS refuses in words for the person who has to act on it.

Here: clients, tags that say what is ours, changes as values, errors. Not here: which resources there are (`role`,
`network`, `provisioned`, `serverless`).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from sparkify_assets.redshift.errors import WarehouseError

OWNER_TAG = "sparkify:warehouse"
"""On everything that launch makes; its value is the warehouse's name. Nothing without it is ever changed or removed."""

Tell = Callable[[str], None]
"""Takes one line about what is being done."""


class InfrastructureError(WarehouseError):
    """AWS could not do what was asked; the message says what was tried and what to do."""


@dataclass(frozen=True)
class Change:
    """One difference between what is declared and what is there: `what` in words, `make` takes it away.

    A `disruptive` change interrupts queries for minutes; only a person asks for it.
    """

    what: str
    make: Callable[[], object]
    disruptive: bool = False


@dataclass(frozen=True)
class Aws:
    """Clients for one region, made when first used. `attempts` is how often a call is tried when AWS is busy."""

    region: str
    attempts: int = 6

    @cached_property
    def iam(self) -> Any:
        return self._client("iam")

    @cached_property
    def ec2(self) -> Any:
        return self._client("ec2")

    @cached_property
    def redshift(self) -> Any:
        return self._client("redshift")

    @cached_property
    def serverless(self) -> Any:
        return self._client("redshift-serverless")

    @cached_property
    def account(self) -> str:
        """The account's number."""
        number: str = self._client("sts").get_caller_identity()["Account"]
        return number

    @cached_property
    def partition(self) -> str:
        """`aws`, or `aws-cn` and the like: the second field of every ARN."""
        return self._session.get_partition_for_region(self.region)

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session(region_name=self.region)

    def _client(self, service: str) -> Any:
        retries: Any = {"mode": "standard", "total_max_attempts": self.attempts}
        config = Config(retries=retries, connect_timeout=10, read_timeout=60)
        with explained(f"connecting to {service}"):
            return self._session.client(service, config=config)  # type: ignore[call-overload]


def connect(region: str) -> Aws:
    """The clients for a region, kept as long as the environment's AWS_ variables stay: making them costs 0.4 s."""
    variables = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    return _connect(region, variables)


@lru_cache(maxsize=4)
def _connect(region: str, variables: tuple[tuple[str, str], ...]) -> Aws:
    return Aws(region)


# ---- what is ours


def tags(name: str) -> list[dict[str, str]]:
    """The tags of everything that belongs to the warehouse `name`."""
    return [{"Key": OWNER_TAG, "Value": name}]


def tag_values(resource: Mapping[str, Any]) -> dict[str, str]:
    """A resource's tags as a dict."""
    return {tag["Key"]: tag["Value"] for tag in resource.get("Tags", ())}


def is_ours(resource: Mapping[str, Any], name: str) -> bool:
    return tag_values(resource).get(OWNER_TAG) == name


def require_ours(resource: Mapping[str, Any], name: str, what: str) -> None:
    """Raises InfrastructureError when a resource of our name was made by somebody else."""
    if not is_ours(resource, name):
        raise InfrastructureError(
            f"{what} is there already and not ours (it has no tag {OWNER_TAG}={name}), so nothing was changed: choose "
            "another name in REDSHIFT_CLUSTER_IDENTIFIER or REDSHIFT_WORKGROUP, or set REDSHIFT_ATTACH=true to use a "
            "warehouse as it is."
        )


# ---- calls that may find things done, or gone

_THERE_ALREADY = {
    "ClusterAlreadyExists",
    "ClusterParameterGroupAlreadyExists",
    "ClusterSubnetGroupAlreadyExists",
    "ConflictException",
    "EntityAlreadyExists",
    "InvalidGroup.Duplicate",
    "InvalidPermission.Duplicate",
}
_NOT_THERE = {
    "ClusterNotFound",
    "ClusterParameterGroupNotFound",
    "ClusterSnapshotNotFound",
    "ClusterSubnetGroupNotFoundFault",
    "InvalidGroup.NotFound",
    "InvalidPermission.NotFound",
    "NoSuchEntity",
    "ResourceNotFoundException",
}


def create(call: Callable[..., Any], **parameters: Any) -> None:
    """A create whose answer got lost has been done, and is done no second time."""
    _unless(_THERE_ALREADY, call, parameters)


def delete(call: Callable[..., Any], **parameters: Any) -> None:
    """A delete whose answer got lost has been done."""
    _unless(_NOT_THERE, call, parameters)


def find(call: Callable[..., Any], **parameters: Any) -> Any:
    """What the call describes, or None when there is no such thing."""
    return _unless(_NOT_THERE, call, parameters)


def _unless(codes: Iterable[str], call: Callable[..., Any], parameters: dict[str, Any]) -> Any:
    try:
        return call(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] in codes:
            return None
        raise


# ---- errors

_REMEDIES = {
    "AccessDenied": "the credentials don't allow it: attach deploy/deployer-policy.json to them",
    "UnauthorizedOperation": "the credentials don't allow it: attach deploy/deployer-policy.json to them",
    "ExpiredToken": "the credentials have expired: sign in again",
    "RequestExpired": "the credentials have expired, or this machine's clock is wrong: sign in again",
    "InvalidClientTokenId": "the access key is unknown: check AWS_ACCESS_KEY_ID, or run `aws configure`",
    "UnrecognizedClient": "the access key is unknown: check AWS_ACCESS_KEY_ID, or run `aws configure`",
    "AuthFailure": "the access key or the region is not enabled: check AWS_ACCESS_KEY_ID and AWS_REGION",
    "SignatureDoesNotMatch": "the secret key is wrong: check AWS_SECRET_ACCESS_KEY",
    "ClusterQuotaExceeded": "delete a cluster, or ask for more in AWS Service Quotas",
    "NumberOfNodes": "declare fewer nodes in REDSHIFT_NODES, or ask for more in AWS Service Quotas",
    "LimitExceeded": "remove some, or ask for more in AWS Service Quotas",
    "ServiceQuotaExceeded": "remove some, or ask for more in AWS Service Quotas",
    "InsufficientClusterCapacity": "AWS has no such nodes free here: try later, another node type or another region",
    "InsufficientCapacity": "AWS has no such capacity free here: try later or another region",
    "InvalidSubnet": "name subnets of this account and region in REDSHIFT_SUBNETS",
    "InvalidGroup": "name security groups of this account and region in REDSHIFT_INGRESS",
    "OptInRequired": "enable the region, or Redshift, for this account in the AWS console",
    "InvalidClusterState": "the cluster is busy: look at `sparkify cluster status` and try again when it is available",
    "Throttling": "AWS is busy: try again in a minute; what was done so far is found again",
    "RequestLimitExceeded": "AWS is busy: try again in a minute; what was done so far is found again",
    "NotImplemented": "this endpoint (AWS_ENDPOINT_URL) does not know the call",
}


@contextmanager
def explained(doing: str) -> Iterator[None]:
    """Whatever boto3 raises inside becomes one sentence with the remedy."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise InfrastructureError(explain(error, doing)) from error


def explain(error: ClientError | BotoCoreError, doing: str) -> str:
    """One sentence: what was tried, what AWS said, what to do."""
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        code, said = details.get("Code", ""), details.get("Message", "").strip().rstrip(".")
        remedy = next((text for start, text in _REMEDIES.items() if code.startswith(start)), "mend that and try again")
        return f"AWS refused ({doing}): {said or 'no reason given'} ({code}): {remedy}."
    if isinstance(error, (NoCredentialsError, PartialCredentialsError, ProfileNotFound)):
        return f"There are no AWS credentials for {doing}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in."
    if isinstance(error, NoRegionError):
        return f"No region is chosen for {doing}: set AWS_REGION."
    return (
        f"AWS did not answer ({doing}): {error}. Check the network, AWS_REGION and AWS_ENDPOINT_URL, and try again; "
        "what was done so far is found again."
    )
