"""Names that several layers share: who owns the assets, where the raw files lie, what daily loads wait for.

Here: constants, and the tags of a run over several log dates. Not here: anything that reads the environment
(`settings`), so that every part can import this.
"""

from __future__ import annotations

OWNERS = ["team:data-platform"]

LOAD_POOL = "warehouse_loads"
"""Runs that write daily tables share this pool; the instance lets one in at a time, so partitions never overlap."""

PREFIXES = {"log_data": "log_data", "song_data": "song_data"}
"""Raw asset -> the prefix under which its objects lie in the bucket."""


def date_range(first: str, last: str) -> dict[str, str]:
    """Dagster's tags of a run over the log dates from `first` to `last`, inclusive: its assets see all of them."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
