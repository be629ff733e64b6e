"""What AWS says of the warehouse, and what it costs, as people read it: in an asset's metadata and on the command line.

Here: choosing and naming the facts. Not here: asking AWS (`provisioned`, `serverless`), the arithmetic (`cost`).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from sparkify_assets.infrastructure import cost
from sparkify_assets.infrastructure.declared import Declared, Kind
from sparkify_assets.infrastructure.nodes import PRICES_OF, RPU_HOUR


def facts(declared: Declared, found: dict[str, Any] | None) -> dict[str, Any]:
    """What AWS says of the warehouse and what it costs; of an address nothing more is known."""
    if declared.kind is Kind.CLUSTER and found:
        return _cluster_facts(found)
    if declared.kind is Kind.SERVERLESS and found:
        return _serverless_facts(found)
    return {"endpoint": f"{declared.name}:{os.environ.get('REDSHIFT_PORT') or '5439'}"}


def _cluster_facts(found: dict[str, Any]) -> dict[str, Any]:
    spent, endpoint = cost.of_cluster(found, datetime.now(UTC)), found.get("Endpoint", {})
    prices = {
        "dollars_per_hour": spent.per_hour,
        "dollars_this_month": spent.this_month and round(spent.this_month, 2),
        "hours_this_month": round(spent.hours_this_month, 1),
    }
    return {
        "cluster": found["ClusterIdentifier"],
        "state": found["ClusterStatus"],
        "endpoint": f"{endpoint.get('Address')}:{endpoint.get('Port')}",
        "version": f"{found.get('ClusterVersion', '')} {found.get('ClusterRevisionNumber', '')}".strip(),
        "node_type": found["NodeType"],
        "nodes": found["NumberOfNodes"],
        "storage_quota_gb": round(found.get("TotalStorageCapacityInMegaBytes", 0) / 1024) or "not told",
        **{name: value for name, value in prices.items() if value is not None},
        "prices_of": PRICES_OF,
    }


def _serverless_facts(found: dict[str, Any]) -> dict[str, Any]:
    endpoint = found.get("endpoint", {})
    return {
        "workgroup": found["workgroupName"],
        "state": found["status"],
        "endpoint": f"{endpoint.get('address')}:{endpoint.get('port')}",
        "version": found.get("workgroupVersion", ""),
        "base_rpus": found["baseCapacity"],
        "dollars_per_working_hour": found["baseCapacity"] * RPU_HOUR,
        "prices_of": PRICES_OF,
    }
