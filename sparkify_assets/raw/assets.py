"""The raw files: the app's log, the song catalogue, and the JSONPaths file that describes an event.

Here: one spec an asset. Not here: their content's meaning, which the staging tables declare.
"""

from __future__ import annotations

import dagster as dg

from sparkify_assets.conventions import OWNERS
from sparkify_assets.partitions import log_date

log_data = dg.AssetSpec(
    "log_data",
    description=(
        "The app's event log, one JSON object a line, as it lies in the bucket under `log_data/YYYY/MM/`. The "
        "partition is the date that the object's name begins with; a day may have several objects, plain or gzipped."
    ),
    group_name="raw",
    kinds={"s3", "json"},
    owners=OWNERS,
    partitions_def=log_date,
)

song_data = dg.AssetSpec(
    "song_data",
    description="The song catalogue: one small JSON object a song, in the bucket under `song_data/`.",
    group_name="raw",
    kinds={"s3", "json"},
    owners=OWNERS,
)

log_json_path = dg.AssetSpec(
    "log_json_path",
    description=(
        "The app team's JSONPaths file, `log_json_path.json`: the keys an event has. A check holds it against the "
        "columns that staging loads."
    ),
    group_name="raw",
    kinds={"s3", "json"},
    owners=OWNERS,
)
