"""What a running cluster costs per hour, and has cost this month by its uptime.

Here: arithmetic over the cluster's description and the two tags that keep its pauses. Not here: prices (`nodes`), or
pausing (`provisioned`). Storage, snapshots and data transfer are not in it; AWS's bill has the last word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sparkify_assets.infrastructure.aws import tag_values
from sparkify_assets.infrastructure.nodes import NODES

# AWS keeps no history of pauses that an API tells, so they are kept on the cluster itself.
PAUSED_SINCE = "sparkify:paused-since"
PAUSED_HOURS = "sparkify:paused-hours"


@dataclass(frozen=True)
class Cost:
    """US dollars of the nodes. `per_hour` is what they cost now: nothing while paused. None without a known price."""

    per_hour: float | None
    this_month: float | None
    hours_this_month: float


def of_cluster(cluster: Mapping[str, Any], now: datetime) -> Cost:
    """The cost of a cluster as AWS describes it; pauses made elsewhere than by us count as running."""
    hours = uptime(cluster, now)
    node = NODES.get(cluster["NodeType"])
    if node is None:
        return Cost(None, None, hours)
    per_hour = node.price * cluster["NumberOfNodes"]
    running = cluster["ClusterStatus"] != "paused"
    return Cost(per_hour if running else 0.0, per_hour * hours, hours)


def uptime(cluster: Mapping[str, Any], now: datetime) -> float:
    """Hours that the cluster has run since the month began or it was created."""
    created = cluster.get("ClusterCreateTime") or now
    start = max(_month(now), created)
    kept = tag_values(cluster)
    paused = _paused_hours(kept, now)
    if PAUSED_SINCE in kept and cluster["ClusterStatus"] in ("paused", "pausing", "resuming"):
        paused += _hours(max(start, datetime.fromisoformat(kept[PAUSED_SINCE])), now)
    return max(0.0, _hours(start, now) - paused)


def paused_tags(now: datetime) -> list[dict[str, str]]:
    """What is kept on the cluster when it is paused."""
    return [{"Key": PAUSED_SINCE, "Value": now.isoformat(timespec="seconds")}]


def resumed_tags(cluster: Mapping[str, Any], now: datetime) -> list[dict[str, str]]:
    """What is kept when it is resumed: this month's hours of pause, the one that ends included."""
    kept = tag_values(cluster)
    if PAUSED_SINCE not in kept:
        return []
    since = max(_month(now), datetime.fromisoformat(kept[PAUSED_SINCE]))
    hours = _paused_hours(kept, now) + _hours(since, now)
    return [{"Key": PAUSED_HOURS, "Value": f"{now:%Y-%m} {hours:.3f}"}]


def _paused_hours(kept: Mapping[str, str], now: datetime) -> float:
    month, _, hours = kept.get(PAUSED_HOURS, "").partition(" ")
    return float(hours) if month == f"{now:%Y-%m}" else 0.0


def _month(now: datetime) -> datetime:
    return datetime(now.year, now.month, 1, tzinfo=UTC)


def _hours(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 3600)
