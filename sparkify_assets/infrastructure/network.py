"""Who can reach the warehouse: its subnets, and a security group that lets in the named sources and nobody else.

Here: VPC, subnets, subnet group, security group and its ingress. Not here: TLS (`provisioned`), or users (`access`).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from sparkify_assets.infrastructure.aws import (
    OWNER_TAG,
    Aws,
    Change,
    InfrastructureError,
    create,
    delete,
    find,
    is_ours,
    require_ours,
    tags,
)
from sparkify_assets.infrastructure.declared import Declared, Kind

PORT = 5439

Rule = tuple[str, int, int, str]
"""Protocol, first and last port (-1 for all), and the CIDR or security group that is let in."""


def changes(aws: Aws, declared: Declared) -> Iterator[Change]:
    """What brings security group, ingress and subnet group to their declaration."""
    subnets = find_subnets(aws, declared)
    yield from _security_group_changes(aws, declared, subnets[0]["VpcId"])
    if declared.kind is Kind.CLUSTER:
        yield from _subnet_group_changes(aws, declared, {subnet["SubnetId"] for subnet in subnets})


def removals(aws: Aws, declared: Declared) -> Iterator[Change]:
    """What removes subnet group and security group, if they are ours."""
    group = _subnet_group(aws, declared)
    if group and is_ours(group, declared.name):
        yield Change(
            f"delete the subnet group {declared.subnet_group}",
            partial(delete, aws.redshift.delete_cluster_subnet_group, ClusterSubnetGroupName=declared.subnet_group),
        )
    for found in _named(aws, declared):
        if is_ours(found, declared.name):
            yield Change(
                f"delete the security group {found['GroupName']} ({found['GroupId']})",
                partial(delete, aws.ec2.delete_security_group, GroupId=found["GroupId"]),
            )


def find_subnets(aws: Aws, declared: Declared) -> list[dict[str, Any]]:
    """The declared subnets, else those of the default VPC. Raises InfrastructureError when there are none."""
    if declared.subnets:
        subnets = aws.ec2.describe_subnets(SubnetIds=list(declared.subnets))["Subnets"]
        if len({subnet["VpcId"] for subnet in subnets}) != 1:
            raise InfrastructureError("REDSHIFT_SUBNETS names subnets of several VPCs: name those of one.")
        return list(subnets)
    default = [{"Name": "default-for-az", "Values": ["true"]}]
    found = aws.ec2.describe_subnets(Filters=default)["Subnets"]
    if not found:
        raise InfrastructureError(
            f"{declared.region} has no default VPC with subnets: name subnets of yours in REDSHIFT_SUBNETS."
        )
    return list(found)


def security_group_id(aws: Aws, declared: Declared) -> str | None:
    """The id of our security group, or None while it isn't there."""
    groups = _named(aws, declared)
    return groups[0]["GroupId"] if groups else None


def rules(group: dict[str, Any]) -> set[Rule]:
    """What a security group lets in, a rule for each source."""
    return {
        (rule["IpProtocol"], rule.get("FromPort", -1), rule.get("ToPort", -1), source)
        for rule in group.get("IpPermissions", ())
        for source in (
            *(each["CidrIp"] for each in rule.get("IpRanges", ())),
            *(each["CidrIpv6"] for each in rule.get("Ipv6Ranges", ())),
            *(each["GroupId"] for each in rule.get("UserIdGroupPairs", ())),
        )
    }


def let_in(aws: Aws, declared: Declared, group_ids: list[str]) -> set[str]:
    """Every source that the groups let in; without group ids, those of our own group."""
    if group_ids:
        groups = aws.ec2.describe_security_groups(GroupIds=group_ids)["SecurityGroups"]
    else:
        groups = _named(aws, declared)
    return {source for group in groups for *_, source in rules(group)}


# ---- security group


def _security_group_changes(aws: Aws, declared: Declared, vpc: str) -> Iterator[Change]:
    groups = _named(aws, declared, vpc)
    if groups:
        require_ours(groups[0], declared.name, f"The security group {declared.security_group}")
    else:
        yield Change(f"create the security group {declared.security_group}", partial(_create_group, aws, declared, vpc))
    current = rules(groups[0]) if groups else set()
    wanted = {("tcp", PORT, PORT, source) for source in declared.ingress}
    for rule in sorted(wanted - current):
        yield Change(f"let {rule[-1]} in on port {PORT}", partial(_authorize, aws, declared, vpc, rule))
    for rule in sorted(current - wanted):
        yield Change(f"no longer let {rule[-1]} in on {_ports(rule)}", partial(_revoke, aws, groups[0], rule))


def _named(aws: Aws, declared: Declared, vpc: str = "") -> list[dict[str, Any]]:
    filters = [{"Name": "group-name", "Values": [declared.security_group]}]
    if vpc:
        filters.append({"Name": "vpc-id", "Values": [vpc]})
    return list(aws.ec2.describe_security_groups(Filters=filters)["SecurityGroups"])


def _create_group(aws: Aws, declared: Declared, vpc: str) -> None:
    create(
        aws.ec2.create_security_group,
        GroupName=declared.security_group,
        Description=f"Who may connect to the warehouse {declared.name} ({OWNER_TAG})",
        VpcId=vpc,
        TagSpecifications=[{"ResourceType": "security-group", "Tags": tags(declared.name)}],
    )


def _authorize(aws: Aws, declared: Declared, vpc: str, rule: Rule) -> None:
    group = _named(aws, declared, vpc)[0]
    create(aws.ec2.authorize_security_group_ingress, GroupId=group["GroupId"], IpPermissions=[_permission(rule)])


def _revoke(aws: Aws, group: dict[str, Any], rule: Rule) -> None:
    delete(aws.ec2.revoke_security_group_ingress, GroupId=group["GroupId"], IpPermissions=[_permission(rule)])


def _permission(rule: Rule) -> dict[str, Any]:
    protocol, first, last, source = rule
    ports: dict[str, Any] = {} if protocol == "-1" else {"FromPort": first, "ToPort": last}
    ports["IpProtocol"] = protocol
    if source.startswith("sg-"):
        return {**ports, "UserIdGroupPairs": [{"GroupId": source}]}
    if ":" in source:
        return {**ports, "Ipv6Ranges": [{"CidrIpv6": source}]}
    return {**ports, "IpRanges": [{"CidrIp": source}]}


def _ports(rule: Rule) -> str:
    _, first, last, _ = rule
    return "any port" if first == -1 else f"port {first}" if first == last else f"ports {first} to {last}"


# ---- subnet group


def _subnet_group_changes(aws: Aws, declared: Declared, subnets: set[str]) -> Iterator[Change]:
    name, group = declared.subnet_group, _subnet_group(aws, declared)
    if group is None:
        yield Change(f"create the subnet group {name}", partial(_create_subnet_group, aws, declared, sorted(subnets)))
        return
    require_ours(group, declared.name, f"The subnet group {name}")
    if {subnet["SubnetIdentifier"] for subnet in group["Subnets"]} != subnets:
        yield Change(
            f"set the subnets of {name} to {', '.join(sorted(subnets))}",
            partial(aws.redshift.modify_cluster_subnet_group, ClusterSubnetGroupName=name, SubnetIds=sorted(subnets)),
        )


def _subnet_group(aws: Aws, declared: Declared) -> dict[str, Any] | None:
    found = find(aws.redshift.describe_cluster_subnet_groups, ClusterSubnetGroupName=declared.subnet_group)
    return found["ClusterSubnetGroups"][0] if found else None


def _create_subnet_group(aws: Aws, declared: Declared, subnets: list[str]) -> None:
    create(
        aws.redshift.create_cluster_subnet_group,
        ClusterSubnetGroupName=declared.subnet_group,
        Description=f"Where the warehouse {declared.name} lies",
        SubnetIds=subnets,
        Tags=tags(declared.name),
    )
