"""Which IAM roles COPY and UNLOAD may use, where the server is told to be strict about it.

The cluster's own answer counts: the roles that the AWS API at AWS_ENDPOINT_URL reports as associated with it, asked
for each statement. Not here: how a statement names a role (`options`), S3's own permissions.

Source of the rules: management guide, "Associating IAM roles with clusters".
"""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from sparkify_assets.local.warehouse.copy.grammar import Authorization
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError


class AssociatedRoles:
    """The roles of one cluster."""

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster

    def require(self, authorization: Authorization) -> None:
        """SqlError XX000 for a role that the cluster doesn't have. Of chained roles the first has to be its own."""
        if not authorization.roles:
            return
        associated, default = self._roles()
        role = authorization.roles[0]
        if role == "default":
            if default is None:
                raise SqlError(
                    INTERNAL, "The cluster has no default IAM role",
                    hint=f"Make one of the roles of cluster {self._cluster} its default, or name a role.",
                )  # fmt: skip
            role = default
        if role not in associated:
            raise SqlError(
                INTERNAL, f"Not authorized to get credentials of role {role}",
                detail=f"Cluster {self._cluster} is associated with {', '.join(associated) or 'no role'}.",
                hint="Associate the role with the cluster.",
            )  # fmt: skip

    def _roles(self) -> tuple[list[str], str | None]:
        try:
            answer = boto3.client("redshift").describe_clusters(ClusterIdentifier=self._cluster)
        except (BotoCoreError, ClientError) as error:
            message = f"the roles of cluster {self._cluster} can't be known: {error}"
            raise SqlError(INTERNAL, message) from error
        cluster = answer["Clusters"][0]
        associated = [role["IamRoleArn"] for role in cluster.get("IamRoles", ())]
        return associated, cluster.get("DefaultIamRoleArn") or None
