"""The platform in a test's hands: put input into the bucket, load tables, read them back.

Here: the shortest way from records to rows over the real local servers, without Dagster around it. Not here: fixtures
(`conftest`), or expectations.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import yaml
from dagster_aws.s3 import S3Resource

import sparkify_assets.cli
import sparkify_assets.definitions
from sparkify_assets.layers import DECLARED
from sparkify_assets.redshift.resource import Publication, RedshiftResource
from sparkify_assets.redshift.s3 import Lake
from sparkify_assets.redshift.table import Window
from sparkify_assets.redshift.writes import EVERYTHING

Record = Mapping[str, Any]

EVENT: dict[str, Any] = {
    "artist": None,
    "auth": "Logged In",
    "firstName": "Ada",
    "gender": "F",
    "itemInSession": 0,
    "lastName": "Moss",
    "length": None,
    "level": "free",
    "location": "Portland, OR",
    "method": "PUT",
    "page": "NextSong",
    "registration": 1540919166796.0,
    "sessionId": 1,
    "song": None,
    "status": 200,
    "ts": 1541105830796,
    "userAgent": "Mozilla/5.0",
    "userId": "1",
}
"""A play outside the catalogue, as the app logs it."""

SONG: dict[str, Any] = {
    "num_songs": 1,
    "artist_id": "AR1",
    "artist_latitude": None,
    "artist_longitude": None,
    "artist_location": "",
    "artist_name": "The Kettles",
    "song_id": "SO1",
    "title": "Boil",
    "duration": 200.5,
    "year": 0,
}
"""A song of the catalogue."""


def event(**changes: Any) -> dict[str, Any]:
    """A play with some of its keys changed."""
    return EVENT | changes


def song(**changes: Any) -> dict[str, Any]:
    """A song with some of its keys changed."""
    return SONG | changes


def dagster_instance() -> AbstractContextManager[dg.DagsterInstance]:
    """A Dagster instance of its own, configured as the one of one machine."""
    config = Path(sparkify_assets.cli.__file__).with_name("dagster.yaml")
    return dg.instance_for_test(overrides=yaml.safe_load(config.read_text()))


class Platform:
    """The resources over a test's own bucket and database."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self.warehouse = RedshiftResource()
        self.lake = Lake(s3=S3Resource())
        self.client = boto3.client("s3")

    def put(self, key: str, content: str | bytes) -> str:
        """Write one object and give its URI."""
        self.client.put_object(
            Bucket=self.bucket, Key=key, Body=content if isinstance(content, bytes) else content.encode()
        )
        return f"s3://{self.bucket}/{key}"

    def put_log(self, day: str, records: Iterable[Record | str], name: str = "events.json") -> str:
        """Write one log object of a day; a record that is text stands in it as it is."""
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        content = "\n".join(lines).encode()
        key = f"log_data/{day[:4]}/{day[5:7]}/{day}-{name}"
        return self.put(key, gzip.compress(content) if name.endswith(".gz") else content)

    def put_songs(self, songs: Sequence[Record]) -> None:
        """Write one object a song."""
        for number, record in enumerate(songs):
            self.put(f"song_data/A/A/A/TR{number:05}.json", json.dumps(record))

    def remove(self, prefix: str) -> None:
        """Delete every object under a prefix."""
        for item in self.lake.objects(prefix):
            self.client.delete_object(Bucket=self.bucket, Key=item.key)

    def load(self, table: str, first: str | None = None, last: str | None = None) -> Publication:
        """Write one table, for a range of log dates or whole, with its audits."""
        declared = DECLARED[table]
        window = Window.of(first, last or first) if first else EVERYTHING
        write = declared.write(self.lake, window)
        return self.warehouse.publish(declared.table, write, declared.rules, window, self.lake)

    def load_days(self, first: str, last: str | None = None) -> None:
        """What a daily run writes, in its order."""
        for table in ("stg_events", "users", "time", "songplays"):
            self.load(table, first, last)

    def load_catalogue(self) -> None:
        """What the catalogue's run writes, but for the plays."""
        for table in ("stg_songs", "artists", "songs"):
            self.load(table)

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Every row of a table, in order."""
        found = self.warehouse.query(f"select * from {DECLARED[table].table}").rows()
        return sorted(found, key=lambda row: tuple((value is not None, value) for value in row))

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return {table: self.rows(table) for table in DECLARED}
