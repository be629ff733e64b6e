"""The declaration: what the environment may say, and the one sentence for what can't be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.infrastructure.aws import InfrastructureError
from sparkify_assets.infrastructure.declared import OPEN_FLAG, Declared, Kind, widest

BASE = {"REDSHIFT_CLUSTER_IDENTIFIER": "sparkify", "AWS_REGION": "us-west-2", "SPARKIFY_BUCKET": "b"}


def test_the_defaults_are_the_cheapest_cluster() -> None:
    """With only a name and a region: one small RA3 node, into which nobody is let."""
    declared = Declared.from_environment(BASE)
    assert (declared.kind, declared.node_type, declared.nodes) == (Kind.CLUSTER, "ra3.large", 1)
    assert (declared.ingress, declared.attach, declared.copy_role) == ((), False, "default")


def test_an_attached_cluster_may_be_of_any_kind() -> None:
    """Nodes that can no longer be rented may still run."""
    assert Declared.from_environment({**BASE, "REDSHIFT_NODE_TYPE": "dc2.large", "REDSHIFT_ATTACH": "true"}).attach


def test_a_workgroup_goes_before_a_cluster() -> None:
    """REDSHIFT_WORKGROUP declares Serverless, as it does for logging in."""
    declared = Declared.from_environment({**BASE, "REDSHIFT_WORKGROUP": "analytics"})
    assert (declared.kind, declared.name) == (Kind.SERVERLESS, "analytics")


def test_an_address_alone_launches_nothing() -> None:
    """A warehouse known by its host is connected to, and never made by accident."""
    declared = Declared.from_environment({"REDSHIFT_HOST": "warehouse.example.com"})
    assert (declared.kind, declared.is_ours_to_make) == (Kind.ADDRESS, False)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"AWS_REGION": "us-wst-2"}, "AWS_REGION=us-wst-2 has no Redshift: did you mean us-west-2"),
        ({"AWS_REGION": ""}, "No region is chosen: set AWS_REGION"),
        ({"REDSHIFT_NODES": "0"}, "REDSHIFT_NODES=0 can't be: ra3.large comes in 1 to 16 nodes"),
        ({"REDSHIFT_NODES": "many"}, "REDSHIFT_NODES='many' is not a whole number"),
        ({"REDSHIFT_NODE_TYPE": "dc2.large"}, "can no longer be created by AWS: declare ra3.large"),
        ({"REDSHIFT_NODE_TYPE": "ra3.huge"}, "is no node type: choose from ra3.large"),
        ({"REDSHIFT_NODE_TYPE": "ra3.4xlarge"}, "comes in 2 to 32 nodes"),
        ({"REDSHIFT_BASE_RPUS": "9"}, "REDSHIFT_BASE_RPUS=9 can't be"),
        ({"REDSHIFT_CLUSTER_IDENTIFIER": "My_Cluster"}, "can't be a warehouse's name"),
        ({"REDSHIFT_CLUSTER_IDENTIFIER": ""}, "No warehouse is named"),
        ({"REDSHIFT_INGRESS": "the office"}, "neither a CIDR such as 10.0.0.0/16 nor a security group"),
        ({"REDSHIFT_INGRESS": "10.0.0.1/16"}, "has host bits set"),
        ({"REDSHIFT_ATTACH": "perhaps"}, "REDSHIFT_ATTACH='perhaps' can't be"),
    ],
)
def test_what_cant_be_declared_gets_one_sentence(variables: dict[str, str], sentence: str) -> None:
    """Every bad value is refused before AWS is asked, with the variable and the remedy."""
    with pytest.raises(InfrastructureError) as refused:
        Declared.from_environment({**BASE, **variables})
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "sources", ["0.0.0.0/0", "::/0", "0.0.0.0/1,128.0.0.0/1", "10.0.0.0/8,2000::/3", "0.0.0.0/0,sg-0123456789abcdef0"]
)
def test_the_internet_is_not_let_in(sources: str) -> None:
    """Neither as a whole nor in halves, and only under a flag that nobody types by accident."""
    with pytest.raises(InfrastructureError, match=OPEN_FLAG):
        Declared.from_environment({**BASE, "REDSHIFT_INGRESS": sources})
    assert Declared.from_environment({**BASE, "REDSHIFT_INGRESS": sources, OPEN_FLAG: "true"}).open_to_the_internet


@given(st.integers(min_value=1, max_value=6))
def test_any_split_of_the_internet_is_the_internet(depth: int) -> None:
    """However finely the whole is cut, its pieces are recognized together."""
    size = 2 ** (32 - depth)
    pieces = tuple(
        f"{'.'.join(str(piece * size >> shift & 255) for shift in (24, 16, 8, 0))}/{depth}" for piece in range(2**depth)
    )
    assert widest(pieces) == ["0.0.0.0/0"]


def test_the_names_of_an_office_are_let_in() -> None:
    """CIDRs and security groups are taken as they are, spaces aside."""
    declared = Declared.from_environment(
        {**BASE, "REDSHIFT_INGRESS": "10.0.0.0/16, 203.0.113.7/32 ,sg-0123456789abcdef0"}
    )
    assert declared.ingress == ("10.0.0.0/16", "203.0.113.7/32", "sg-0123456789abcdef0")
