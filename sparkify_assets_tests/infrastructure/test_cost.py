"""The cost by uptime: pauses are kept on the cluster and taken off this month's hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sparkify_assets.infrastructure import cost

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)


def cluster(created: datetime, status: str = "available", **tags: str) -> dict[str, Any]:
    return {
        "NodeType": "ra3.large",
        "NumberOfNodes": 2,
        "ClusterStatus": status,
        "ClusterCreateTime": created,
        "Tags": [{"Key": f"sparkify:{key.replace('_', '-')}", "Value": value} for key, value in tags.items()],
    }


def test_a_cluster_of_last_month_has_run_since_the_first() -> None:
    """Nine and a half days of two nodes."""
    spent = cost.of_cluster(cluster(datetime(2026, 1, 1, tzinfo=UTC)), NOON)
    assert spent.hours_this_month == 9 * 24 + 12
    assert spent.per_hour == pytest.approx(1.086)
    assert spent.this_month == pytest.approx(1.086 * 228)


def test_a_pause_costs_nothing_and_is_remembered() -> None:
    """Ten hours of pause are taken off while it lasts, and after it."""
    created = NOON - timedelta(hours=30)
    paused = cluster(created, "paused", paused_since=(NOON - timedelta(hours=10)).isoformat())
    assert cost.of_cluster(paused, NOON).per_hour == 0
    assert cost.uptime(paused, NOON) == pytest.approx(20)
    kept = {
        tag["Key"].removeprefix("sparkify:").replace("-", "_"): tag["Value"] for tag in cost.resumed_tags(paused, NOON)
    }
    assert cost.uptime(cluster(created, **kept), NOON + timedelta(hours=1)) == pytest.approx(21)


def test_pauses_add_up_within_a_month_and_begin_anew_with_the_next() -> None:
    """Hours of an earlier month's pauses are of no account."""
    first = cluster(
        datetime(2026, 1, 1, tzinfo=UTC), "paused", paused_hours="2026-05 3.000", paused_since=NOON.isoformat()
    )
    assert cost.resumed_tags(first, NOON + timedelta(hours=2))[0]["Value"] == "2026-05 5.000"
    june = datetime(2026, 6, 1, 1, tzinfo=UTC)
    assert cost.uptime(cluster(NOON, paused_hours="2026-05 3.000"), june) == pytest.approx(1)


def test_a_cluster_paused_elsewhere_counts_as_running() -> None:
    """Without our tag the estimate errs on the dear side."""
    assert cost.resumed_tags(cluster(NOON, "paused"), NOON) == []
    assert cost.uptime(cluster(NOON - timedelta(hours=5), "paused"), NOON) == pytest.approx(5)


def test_an_unknown_node_type_has_no_price() -> None:
    """What the table does not know is not guessed."""
    spent = cost.of_cluster({**cluster(NOON), "NodeType": "ra9.large"}, NOON)
    assert (spent.per_hour, spent.this_month) == (None, None)
