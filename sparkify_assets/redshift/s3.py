"""The S3 side of COPY: the objects of a load, the manifest that names them, and the COPY statement that reads them.

Here: listing a prefix, the files that a COPY needs beside the data, and single records read back for an error. Not
here: what the objects mean (`raw`), or running COPY (`resource`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import dagster as dg
from botocore.exceptions import BotoCoreError, ClientError
from dagster_aws.s3 import S3Resource
from pydantic import PrivateAttr

from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.errors import MissingInput, WarehouseError
from sparkify_assets.redshift.table import Table, Window

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})[^/]*\.json(\.gz)?")


@dataclass(frozen=True)
class S3Object:
    """An object as the listing showed it. `size` is in bytes."""

    bucket: str
    key: str
    etag: str
    size: int

    @property
    def uri(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def gzipped(self) -> bool:
        return self.key.endswith(".gz")

    @property
    def log_date(self) -> str | None:
        """The date that the object's name begins with, ISO formatted; None for an object that isn't a log."""
        match = _DATED_NAME.fullmatch(posixpath.basename(self.key))
        return match.group(1) if match else None


class Objects(tuple[S3Object, ...]):
    """The objects of a raw asset that belong to the run's log dates, ordered by key: what a load reads."""

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(item.size for item in self)

    @property
    def version(self) -> str:
        """A data version: equal exactly when the same keys hold the same content."""
        lines = "\n".join(f"{item.key} {item.etag}" for item in self)
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def by_date(self) -> dict[str, Objects]:
        """The objects of each log date, in order of date; objects without a date in their name are left out."""
        dates: dict[str, list[S3Object]] = {}
        for item in self:
            if item.log_date:
                dates.setdefault(item.log_date, []).append(item)
        return {date: Objects(dates[date]) for date in sorted(dates)}


@dataclass(frozen=True)
class Copy:
    """One COPY: its statement and the two files it reads beside the data."""

    table: Table
    into: str
    objects: tuple[S3Object, ...]
    time_format: str

    @property
    def log_date(self) -> str | None:
        return self.objects[0].log_date if self.table.partitioned else None

    @cached_property
    def manifest(self) -> str:
        """Names exactly the objects seen; `mandatory` makes a vanished one an error.

        Guide: loading-data-files-using-manifest.
        """
        entries = [{"url": item.uri, "mandatory": True, "meta": {"content_length": item.size}} for item in self.objects]
        return json.dumps({"entries": entries})

    @cached_property
    def jsonpaths(self) -> str:
        """Maps the record's keys to the column list by position (guide: copy-usage_notes-copy-from-json)."""
        return json.dumps({"jsonpaths": [f"$['{column.source}']" for column in self.table.columns if column.source]})

    @property
    def files(self) -> dict[str, str]:
        """Key in the bucket and content of what must be uploaded first. The names come from the content."""
        return {
            self._key(self.manifest, "manifest"): self.manifest,
            self._key(self.jsonpaths, "jsonpaths"): self.jsonpaths,
        }

    def statement(self, role: str, max_errors: int) -> str:
        """The COPY itself; `role` is an ARN or `default`. Blank and empty text becomes NULL.

        A load fails when it has as many errors as MAXERROR says, so one more is said than `max_errors` to be set aside
        (guide: copy-parameters-data-load).
        """
        bucket = self.objects[0].bucket
        columns = ", ".join(column.name for column in self.table.columns if column.source)
        return (
            f"copy {self.into} ({columns}) from 's3://{bucket}/{self._key(self.manifest, 'manifest')}' "
            f"iam_role {role if role == 'default' else text(role)} "
            f"format as json 's3://{bucket}/{self._key(self.jsonpaths, 'jsonpaths')}' manifest "
            f"{'gzip ' if self.objects[0].gzipped else ''}timeformat {text(self.time_format)} blanksasnull emptyasnull "
            f"maxerror {max_errors + 1 if max_errors else 0} compupdate off statupdate off"
        )

    def _key(self, content: str, suffix: str) -> str:
        name = f"{self.log_date}-" if self.log_date and suffix == "manifest" else ""
        return f"_load/{self.table.name}/{name}{hashlib.sha256(content.encode()).hexdigest()[:16]}.{suffix}"


class Lake(dg.ConfigurableResource):
    """The bucket with the raw files. `bucket` defaults to SPARKIFY_BUCKET; endpoints and credentials are boto3's."""

    s3: S3Resource
    bucket: str | None = None
    _client: Any = PrivateAttr(default=None)

    @property
    def name(self) -> str:
        """The bucket's name. Raises WarehouseError when none is set."""
        bucket = self.bucket or os.environ.get("SPARKIFY_BUCKET")
        if not bucket:
            raise WarehouseError(
                "No bucket is named: set SPARKIFY_BUCKET to the bucket that holds log_data/ and song_data/."
            )
        return bucket

    @property
    def client(self) -> S3Client:
        if self._client is None:  # making one costs more than a hundred requests
            self._client = self.s3.get_client()
        return self._client

    def objects(self, prefix: str) -> Objects:
        """All JSON objects under a prefix, ordered by key. Raises WarehouseError when the bucket can't be listed."""
        try:
            return Objects(self._list(prefix))
        except (BotoCoreError, ClientError) as error:
            raise WarehouseError(
                f"s3://{self.name}/{prefix} can't be listed: {error}. Check SPARKIFY_BUCKET, credentials and region."
            ) from error

    def dated_objects(self, prefix: str, window: Window) -> Objects:
        """The objects of a window of log dates, stored as PREFIX/YYYY/MM/YYYY-MM-DD-*.json[.gz].

        One listing of what the window's dates have in common: a day lists its own objects, a month the month's.
        """
        days = window.days
        common = os.path.commonprefix([f"{day[:4]}/{day[5:7]}/{day}" for day in (days[0], days[-1])])  # noqa: RUF071 (keys have no components)
        listed = self.objects(f"{prefix}/{common}")
        return Objects(item for item in listed if item.log_date and window.start <= item.log_date < window.end)

    def put(self, files: dict[str, str]) -> None:
        for key, content in files.items():
            self.client.put_object(Bucket=self.name, Key=key, Body=content.encode())

    def head(self, item: S3Object, limit: int = 1 << 20) -> bytes:
        """The first `limit` bytes of an object, unpacked when it is gzipped."""
        body = self.client.get_object(Bucket=item.bucket, Key=item.key)["Body"]
        if not item.gzipped:
            return body.read(limit)
        with gzip.GzipFile(fileobj=body) as unpacked:
            return unpacked.read(limit)

    def record(self, item: S3Object, line: int) -> str:
        """One line of an object, counted from 1: the record that an error speaks of."""
        body = self.client.get_object(Bucket=item.bucket, Key=item.key)["Body"]
        lines: Iterator[bytes] = iter(gzip.GzipFile(fileobj=body)) if item.gzipped else body.iter_lines()
        for number, content in enumerate(lines, start=1):
            if number == line:
                return content.decode(errors="replace").rstrip("\r\n")
        return ""

    def _list(self, prefix: str) -> Iterator[S3Object]:
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
            for item in page.get("Contents", ()):
                if item["Key"].endswith((".json", ".json.gz")):
                    yield S3Object(self.name, item["Key"], item["ETag"].strip('"'), item["Size"])


def require(objects: Objects, place: str, dates: Sequence[str] = ()) -> None:
    """Raises MissingInput that names every date without an object, and every object without content."""
    missing = sorted(set(dates) - set(objects.by_date())) if dates else []
    empty = [item.uri for item in objects if item.size == 0]
    if missing:
        named = ", ".join(missing[:10]) + (f" and {len(missing) - 10:,} more dates" if len(missing) > 10 else "")
        raise MissingInput(f"{place} has no object for {named}: nothing was changed. Land the log, or leave it out.")
    if not objects:
        raise MissingInput(
            f"{place} holds no JSON object: nothing was changed. Land the input first (sparkify land DIR)."
        )
    if empty:
        raise MissingInput(f"Empty: {', '.join(empty)}. Nothing was changed. Land the object again, whole.")
