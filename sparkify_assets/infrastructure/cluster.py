"""The warehouse's infrastructure as assets and checks: COPY's role, network access, the cluster itself.

Here: what Dagster shows and asks of it. Not here: what is done (`lifecycle`), users and schemas (`schemas`), jobs and
schedules (`automation`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from sparkify_assets.conventions import OWNERS
from sparkify_assets.infrastructure import lifecycle, network, provisioned, role, serverless
from sparkify_assets.infrastructure.aws import Aws, Change, Tell, connect, explained
from sparkify_assets.infrastructure.declared import Declared, Kind, widest
from sparkify_assets.infrastructure.facts import facts
from sparkify_assets.redshift.errors import WarehouseError


class RedshiftCluster(dg.ConfigurableResource):
    """The warehouse that the environment declares, read when a run uses it."""

    def declared(self) -> Declared:
        """Raises InfrastructureError for a declaration that can't be."""
        return Declared.from_environment(os.environ)

    def ensure(self, tell: Tell, *parts: str) -> tuple[Aws, Declared, list[str]]:
        """Brings parts, or all, to their declaration, except for what interrupts queries; returns what was done."""
        declared = self.declared()
        aws = connect(declared.region)
        makers = lifecycle.parts(aws, declared, tell)
        chosen = [make for name, make in makers.items() if name in (parts or makers)]
        return aws, declared, [what for make in chosen for what in lifecycle.apply(make(), tell, disruptive=False)]


@dg.asset(group_name="infrastructure", kinds={"aws", "iam"}, owners=OWNERS)
def copy_role(context: dg.AssetExecutionContext, cluster: RedshiftCluster) -> dg.MaterializeResult[None]:
    """The IAM role with which COPY reads the input and UNLOAD writes: those prefixes of the bucket, nothing else."""
    with _failing():
        aws, declared, done = cluster.ensure(context.log.info, "role")
        with explained("looking up COPY's role"):
            arn = role.arn(aws, declared) if declared.is_ours_to_make else declared.copy_role
    return dg.MaterializeResult(
        metadata={
            "role": arn or "",
            "reads": ", ".join(declared.read_prefixes),
            "writes": declared.unload_prefix,
            "changed": _listed(done),
        }
    )


@dg.asset(group_name="infrastructure", kinds={"aws"}, owners=OWNERS)
def network_access(context: dg.AssetExecutionContext, cluster: RedshiftCluster) -> dg.MaterializeResult[None]:
    """Subnets and security group of the warehouse: who can reach it, by name, and nobody else."""
    with _failing():
        _, declared, done = cluster.ensure(context.log.info, "network")
    return dg.MaterializeResult(metadata={"let_in": ", ".join(declared.ingress) or "nobody", "changed": _listed(done)})


@dg.asset(deps=[copy_role, network_access], group_name="infrastructure", kinds={"redshift", "aws"}, owners=OWNERS)
def redshift_cluster(context: dg.AssetExecutionContext, cluster: RedshiftCluster) -> dg.MaterializeResult[None]:
    """The warehouse everything stands on: created if it isn't there, resumed if it is paused, and waited for.

    A resize interrupts queries, so this asset only says that one is due (`sparkify cluster resize` does it).
    """
    with _failing():
        aws, declared, done = cluster.ensure(context.log.info)
        found = lifecycle.wait_until_available(aws, declared, context.log.info)
    return dg.MaterializeResult(metadata={**facts(declared, found), "changed": _listed(done)})


@dg.asset_check(asset=network_access, description="No large part of the internet can reach the warehouse.")
def closed_to_the_internet(cluster: RedshiftCluster) -> dg.AssetCheckResult:
    with _failing():
        declared = cluster.declared()
        let_in = _let_in(declared)
    wide = widest(tuple(let_in))
    return dg.AssetCheckResult(
        passed=not wide,
        description=f"Open to {', '.join(wide)}: name the CIDRs or security groups that need it." if wide else None,
        metadata={"let_in": ", ".join(sorted(let_in)) or "nobody"},
    )


@dg.asset_check(asset=redshift_cluster, description="The warehouse is encrypted, not public, and refuses plain text.")
def encrypted_and_private(cluster: RedshiftCluster) -> dg.AssetCheckResult:
    with _failing():
        problems = _exposures(cluster.declared())
    return dg.AssetCheckResult(passed=not problems, description=" ".join(problems) or None)


@dg.asset_check(asset=redshift_cluster, description="Nothing differs from what is declared, the size included.")
def as_declared(cluster: RedshiftCluster) -> dg.AssetCheckResult:
    with _failing():
        declared = cluster.declared()
        differences = lifecycle.plan(connect(declared.region), declared)
    return dg.AssetCheckResult(
        passed=not differences,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"To do: {_words(differences)}. `sparkify cluster launch` does it." if differences else None,
    )


infrastructure_checks = [closed_to_the_internet, encrypted_and_private, as_declared]


def _let_in(declared: Declared) -> set[str]:
    """What the warehouse's security groups let in, whoever made them."""
    if declared.kind is Kind.ADDRESS:
        return set()
    aws = connect(declared.region)
    with explained("looking up who may connect"):
        if declared.kind is Kind.SERVERLESS:
            workgroup = serverless.describe(aws, declared)
            groups = workgroup["securityGroupIds"] if workgroup else []
        else:
            found = provisioned.describe(aws, declared)
            groups = [each["VpcSecurityGroupId"] for each in found["VpcSecurityGroups"]] if found else []
        return network.let_in(aws, declared, groups)


def _exposures(declared: Declared) -> list[str]:
    """A sentence for each way in which the warehouse is less safe than it should be."""
    aws = connect(declared.region)
    with explained("looking at the warehouse's safety"):
        if declared.kind is Kind.SERVERLESS:
            workgroup = serverless.describe(aws, declared)
            return serverless.exposures(workgroup) if workgroup else []
        cluster = provisioned.describe(aws, declared) if declared.kind is Kind.CLUSTER else None
        return provisioned.exposures(aws, cluster) if cluster else []


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__


def _listed(done: list[str]) -> dg.MarkdownMetadataValue:
    return dg.MetadataValue.md("\n".join(f"- {what}" for what in done) or "nothing differed")


def _words(changes: list[Change]) -> str:
    return "; ".join(change.what for change in changes)
