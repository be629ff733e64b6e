"""The Redshift calls that moto lacks and a cluster's life needs, on moto's own objects.

Here: parameters of a parameter group, subnets of a subnet group, a cluster's roles, resize. Not here: all other calls,
which are moto's.
"""

from __future__ import annotations

from moto.core.responses import ActionResult
from moto.redshift.models import Cluster, ParameterGroup
from moto.redshift.responses import RedshiftResponse


def complete() -> None:
    """Gives moto the calls; to be called once, before it serves."""
    calls = (
        describe_cluster_parameters,
        modify_cluster_parameter_group,
        modify_cluster_subnet_group,
        modify_cluster_iam_roles,
        resize_cluster,
    )
    for call in calls:
        setattr(RedshiftResponse, call.__name__, call)


def describe_cluster_parameters(self: RedshiftResponse) -> ActionResult:
    """The defaults, and over them what was set in this group."""
    set_here = _set_in(_parameter_group(self))
    parameters = self.redshift_backend.describe_default_cluster_parameters()
    for parameter in parameters:
        if parameter["ParameterName"] in set_here:
            parameter |= {"ParameterValue": set_here[parameter["ParameterName"]], "Source": "user"}
    return ActionResult({"Parameters": parameters})


def modify_cluster_parameter_group(self: RedshiftResponse) -> ActionResult:
    group = _parameter_group(self)
    new = {each["ParameterName"]: each["ParameterValue"] for each in self._get_param("Parameters", [])}
    group.set_here = _set_in(group) | new  # type: ignore[attr-defined]
    return ActionResult({"ParameterGroupName": group.name, "ParameterGroupStatus": "Your parameter group was updated."})


def modify_cluster_subnet_group(self: RedshiftResponse) -> ActionResult:
    group = self.redshift_backend.describe_cluster_subnet_groups(self._get_param("ClusterSubnetGroupName"))[0]
    group.subnet_ids = self._get_param("SubnetIds", [])
    return ActionResult({"ClusterSubnetGroup": group})


def modify_cluster_iam_roles(self: RedshiftResponse) -> ActionResult:
    cluster = _cluster(self)
    removed = self._get_param("RemoveIamRoles", [])
    roles = [*cluster.iam_roles_arn, *self._get_param("AddIamRoles", [])]
    cluster.iam_roles_arn = [role for role in dict.fromkeys(roles) if role not in removed]
    return ActionResult({"Cluster": cluster})


def resize_cluster(self: RedshiftResponse) -> ActionResult:
    cluster = _cluster(self)
    cluster.node_type = self._get_param("NodeType") or cluster.node_type
    cluster.number_of_nodes = self._get_int_param("NumberOfNodes") or cluster.number_of_nodes
    return ActionResult({"Cluster": cluster})


def _cluster(self: RedshiftResponse) -> Cluster:
    return self.redshift_backend.describe_clusters(self._get_param("ClusterIdentifier"))[0]


def _parameter_group(self: RedshiftResponse) -> ParameterGroup:
    return self.redshift_backend.describe_cluster_parameter_groups(self._get_param("ParameterGroupName"))[0]


def _set_in(group: ParameterGroup) -> dict[str, str]:
    return getattr(group, "set_here", {})
