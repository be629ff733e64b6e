"""The warehouse as it should be: one frozen value, read from the environment and checked before AWS is asked anything.

Here: what can be declared, and the sentences for what can't. Not here: what is there (`role`, `network`, `provisioned`,
`serverless`), or how the two are brought together (`lifecycle`).
"""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

import boto3

from sparkify_assets.conventions import PREFIXES
from sparkify_assets.infrastructure.aws import InfrastructureError
from sparkify_assets.infrastructure.nodes import NODES, REPLACEMENTS

ADMIN = "sparkify_admin"
"""The cluster's administrator. Its password is made and kept by Secrets Manager; nobody sees it."""

OPEN_FLAG = "REDSHIFT_ALLOW_INGRESS_FROM_THE_WHOLE_INTERNET"


class Kind(Enum):
    """What the warehouse is to AWS. An ADDRESS is known by host and port alone: there is nothing to launch."""

    CLUSTER = "cluster"
    SERVERLESS = "serverless"
    ADDRESS = "address"


@dataclass(frozen=True)
class Declared:
    """The warehouse as declared. `ingress` holds CIDRs and security group ids; no `subnets` means the default VPC's.

    With `attach` the warehouse belongs to somebody else: it is looked at and resumed, and nothing of it is changed.
    """

    name: str
    kind: Kind
    region: str
    bucket: str
    database: str = "sparkify"
    node_type: str = "ra3.large"
    nodes: int = 1
    base_rpus: int = 8
    subnets: tuple[str, ...] = ()
    ingress: tuple[str, ...] = ()
    copy_role: str = "default"
    unload_prefix: str = "unload/"
    attach: bool = False
    open_to_the_internet: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Declared":
        """Reads and checks the declaration. Raises InfrastructureError with the remedy for what can't be."""
        name, kind = _name_and_kind(environment)
        ingress = _list(environment, "REDSHIFT_INGRESS")
        is_open = _flag(environment, OPEN_FLAG)
        if not is_open:
            refuse_the_internet(ingress)
        declared = cls(
            name=name,
            kind=kind,
            region=_region(environment) if kind is not Kind.ADDRESS else "",
            bucket=environment.get("SPARKIFY_BUCKET", ""),
            database=environment.get("REDSHIFT_DATABASE") or "sparkify",
            node_type=environment.get("REDSHIFT_NODE_TYPE") or "ra3.large",
            nodes=_number(environment, "REDSHIFT_NODES", 1),
            base_rpus=_rpus(environment),
            subnets=_list(environment, "REDSHIFT_SUBNETS"),
            ingress=tuple(_ingress(source) for source in ingress),
            copy_role=environment.get("REDSHIFT_COPY_ROLE") or "default",
            unload_prefix=(environment.get("REDSHIFT_UNLOAD_PREFIX") or "unload/").strip("/") + "/",
            attach=_flag(environment, "REDSHIFT_ATTACH"),
            open_to_the_internet=is_open,
        )
        if declared.is_ours_to_make:
            declared.check_nodes()
        return declared

    @property
    def is_ours_to_make(self) -> bool:
        return self.kind is not Kind.ADDRESS and not self.attach

    @property
    def makes_role(self) -> bool:
        """Whether COPY's role is ours; an ARN in REDSHIFT_COPY_ROLE is somebody else's, used as it is."""
        return self.copy_role == "default"

    @property
    def read_prefixes(self) -> tuple[str, ...]:
        """Where COPY may read in the bucket: the input, and the manifests that the platform writes."""
        return (*(f"{prefix}/" for prefix in PREFIXES.values()), "log_json_path.json", "_load/")

    @property
    def role_name(self) -> str:
        return f"{self.name}-redshift-copy"

    @property
    def security_group(self) -> str:
        return f"{self.name}-redshift"

    @property
    def subnet_group(self) -> str:
        return f"{self.name}-redshift"

    @property
    def parameter_group(self) -> str:
        return f"{self.name}-redshift"

    def require_bucket(self) -> str:
        """The bucket's name. Raises InfrastructureError when none is set, for the role must name it."""
        if not self.bucket:
            raise InfrastructureError(
                "No bucket is named, and COPY's role may read just that one: set SPARKIFY_BUCKET."
            )
        return self.bucket

    def check_nodes(self) -> None:
        """Raises InfrastructureError, with the remedy, for nodes that can't be rented."""
        if self.node_type in REPLACEMENTS:
            raise InfrastructureError(
                f"REDSHIFT_NODE_TYPE={self.node_type} can no longer be created by AWS: declare "
                f"{REPLACEMENTS[self.node_type]}, its replacement."
            )
        if self.node_type not in NODES:
            raise InfrastructureError(
                f"REDSHIFT_NODE_TYPE={self.node_type} is no node type: choose from {', '.join(NODES)}."
            )
        least, most = NODES[self.node_type].least, NODES[self.node_type].most
        if not least <= self.nodes <= most:
            raise InfrastructureError(
                f"REDSHIFT_NODES={self.nodes} can't be: {self.node_type} comes in {least} to {most} nodes."
            )


def refuse_the_internet(ingress: tuple[str, ...]) -> None:
    """Raises InfrastructureError when the sources, taken together, hold a large part of the internet."""
    wide = widest(ingress)
    if wide:
        raise InfrastructureError(
            f"REDSHIFT_INGRESS would open the warehouse to {', '.join(wide)}, that is to the internet at large: name "
            f"the CIDRs or security groups that need it (if you truly must: {OPEN_FLAG}=true; its check stays red)."
        )


def widest(sources: tuple[str, ...]) -> list[str]:
    """The networks wider than /8 (IPv6: /16) that the sources make, joined first: two halves are a whole."""
    networks = [_network(source) for source in sources if not source.startswith("sg-")]
    fours = ipaddress.collapse_addresses(each for each in networks if isinstance(each, ipaddress.IPv4Network))
    sixes = ipaddress.collapse_addresses(each for each in networks if isinstance(each, ipaddress.IPv6Network))
    return [str(each) for each in fours if each.prefixlen < 8] + [str(each) for each in sixes if each.prefixlen < 16]


def _name_and_kind(environment: Mapping[str, str]) -> tuple[str, Kind]:
    for variable, kind in (("REDSHIFT_WORKGROUP", Kind.SERVERLESS), ("REDSHIFT_CLUSTER_IDENTIFIER", Kind.CLUSTER)):
        name = environment.get(variable)
        if name:
            if not re.fullmatch(r"[a-z](?!.*--)[a-z0-9-]{1,46}[a-z0-9]", name):
                raise InfrastructureError(
                    f"{variable}={name!r} can't be a warehouse's name: use 3 to 48 lower-case letters, digits and "
                    "single hyphens, beginning with a letter."
                )
            return name, kind
    if environment.get("REDSHIFT_HOST"):
        return environment["REDSHIFT_HOST"], Kind.ADDRESS
    raise InfrastructureError(
        "No warehouse is named: set REDSHIFT_CLUSTER_IDENTIFIER for a provisioned cluster, REDSHIFT_WORKGROUP for "
        "Serverless, or REDSHIFT_HOST for one that is only to be connected to."
    )


def _region(environment: Mapping[str, str]) -> str:
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if not region:
        raise InfrastructureError("No region is chosen: set AWS_REGION, to us-west-2 for example.")
    if region not in _regions():
        near = difflib.get_close_matches(region, _regions(), n=1) or ["us-west-2"]
        raise InfrastructureError(f"AWS_REGION={region} has no Redshift: did you mean {near[0]}?")
    return region


@cache
def _regions() -> list[str]:
    """Where there is Redshift, as far as this version of boto3 knows."""
    session = boto3.Session()
    parts = session.get_available_partitions()
    return [name for part in parts for name in session.get_available_regions("redshift", part)]


def _rpus(environment: Mapping[str, str]) -> int:
    rpus = _number(environment, "REDSHIFT_BASE_RPUS", 8)
    if rpus not in (4, *range(8, 513, 8), *range(544, 1025, 32)):
        raise InfrastructureError(f"REDSHIFT_BASE_RPUS={rpus} can't be: choose 4, or 8 to 512 in steps of 8.")
    return rpus


def _ingress(source: str) -> str:
    return source if source.startswith("sg-") else str(_network(source))


def _network(source: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(source)
    except ValueError as error:
        raise InfrastructureError(
            f"REDSHIFT_INGRESS names {source!r}, which is neither a CIDR such as 10.0.0.0/16 nor a security group such "
            f"as sg-0123456789abcdef0 ({error})."
        ) from error


def _list(environment: Mapping[str, str], variable: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in environment.get(variable, "").split(",") if part.strip())


def _flag(environment: Mapping[str, str], variable: str) -> bool:
    text = environment.get(variable, "").lower()
    if text not in ("", "true", "false"):
        raise InfrastructureError(f"{variable}={text!r} can't be: set it to true or false.")
    return text == "true"


def _number(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable) or str(default)
    if not text.isdecimal():
        raise InfrastructureError(f"{variable}={text!r} is not a whole number.")
    return int(text)
