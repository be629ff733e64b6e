"""Network access where the account is not as expected: no default VPC, subnets of two."""

import uuid
from dataclasses import replace

import pytest

from sparkify_assets.infrastructure import network
from sparkify_assets.infrastructure.aws import Aws, InfrastructureError
from sparkify_assets.infrastructure.declared import Declared


def test_a_region_without_a_default_vpc(aws: Aws, declared: Declared, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable in which subnets are named."""
    monkeypatch.setattr(aws.ec2, "describe_subnets", lambda **_: {"Subnets": []})
    with pytest.raises(InfrastructureError, match="REDSHIFT_SUBNETS"):
        network.find_subnets(aws, declared)


def test_subnets_of_two_vpcs(aws: Aws, declared: Declared) -> None:
    """A cluster lies in one VPC."""
    other = aws.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    theirs = aws.ec2.create_subnet(VpcId=other, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    mine = network.find_subnets(aws, declared)[0]["SubnetId"]
    with pytest.raises(InfrastructureError, match="several VPCs"):
        network.find_subnets(aws, replace(declared, subnets=(mine, theirs)))


def test_rules_tell_protocol_ports_and_source() -> None:
    """Every source of every rule, a security group among them, counts by itself."""
    group = {
        "IpPermissions": [
            {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}], "UserIdGroupPairs": [{"GroupId": "sg-1"}]},
            {"IpProtocol": "tcp", "FromPort": 5439, "ToPort": 5439, "Ipv6Ranges": [{"CidrIpv6": "2600::/32"}]},
        ]
    }
    assert network.rules(group) == {
        ("-1", -1, -1, "10.0.0.0/8"),
        ("-1", -1, -1, "sg-1"),
        ("tcp", 5439, 5439, "2600::/32"),
    }


def test_a_security_group_of_that_name_that_is_not_ours(aws: Aws, declared: Declared) -> None:
    """It is neither opened nor closed, and the sentence says what to do."""
    mine = replace(declared, name=f"x-{uuid.uuid4().hex[:8]}")
    vpc = network.find_subnets(aws, mine)[0]["VpcId"]
    aws.ec2.create_security_group(GroupName=mine.security_group, Description="x", VpcId=vpc)
    with pytest.raises(InfrastructureError, match="not ours"):
        list(network.changes(aws, mine))
    assert list(network.removals(aws, mine)) == []
