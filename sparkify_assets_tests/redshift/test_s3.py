"""The S3 side of COPY: objects and their dates, manifests, and listings of the local S3."""

from __future__ import annotations

import gzip
import json

import pytest
from dagster_aws.s3 import S3Resource
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.redshift.errors import MissingInput, WarehouseError
from sparkify_assets.redshift.s3 import Copy, Lake, Objects, S3Object, require
from sparkify_assets.redshift.table import Table, Window, column
from sparkify_assets_tests.platform import Platform

TABLE = Table(
    "staging",
    "events",
    "",
    (column("user_id", "varchar(9)", "", source="userId"), column("log_date", "date", "")),
    partitioned=True,
)


def an_object(key: str, etag: str = "e", size: int = 1) -> S3Object:
    return S3Object("lake", key, etag, size)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018-11-03-events.json", "2018-11-03"),
        ("2018-11-03.json.gz", "2018-11-03"),
        ("events-2018-11-03.json", None),
        ("TRAAAAW128F429D538.json", None),
    ],
)
def test_the_log_date_is_the_one_that_the_name_begins_with(name: str, day: str | None) -> None:
    """Whatever the records say: the partition is in the object's name."""
    assert an_object(f"log_data/2018/11/{name}").log_date == day


def test_the_manifest_names_exactly_the_objects_and_makes_them_mandatory() -> None:
    """An object that vanishes before COPY reads it is an error, not a smaller load."""
    copy = Copy(TABLE, "new_rows", (an_object("log_data/2018-11-03-a.json", size=12),), "auto")
    assert json.loads(copy.manifest) == {
        "entries": [{"url": "s3://lake/log_data/2018-11-03-a.json", "mandatory": True, "meta": {"content_length": 12}}]
    }


def test_jsonpaths_follow_the_column_list() -> None:
    """COPY matches paths to columns by position; columns that no record fills are in neither."""
    copy = Copy(TABLE, "new_rows", (an_object("log_data/2018-11-03-a.json"),), "auto")
    assert json.loads(copy.jsonpaths) == {"jsonpaths": ["$['userId']"]}
    assert copy.statement("default", 0).startswith("copy new_rows (user_id) from 's3://lake/_load/events/2018-11-03-")


@given(st.lists(st.tuples(st.text("ab", min_size=1), st.text("01", min_size=1)), max_size=4, unique=True))
def test_the_version_changes_exactly_with_keys_and_content(pairs: list[tuple[str, str]]) -> None:
    """Equal listings have equal versions; one changed ETag changes the version."""
    objects = Objects(an_object(key, etag) for key, etag in pairs)
    assert objects.version == Objects(objects).version
    if objects:
        changed = Objects([*objects[:-1], an_object(objects[-1].key, objects[-1].etag + "2")])
        assert changed.version != objects.version


def test_a_missing_date_is_named() -> None:
    """A date with no object is an error that names the date, even between dates that have some."""
    with pytest.raises(MissingInput, match="2018-11-04"):
        require(Objects([an_object("2018-11-03-a.json")]), "s3://lake/log_data/", ["2018-11-03", "2018-11-04"])


def test_an_empty_object_is_named() -> None:
    """An object of no bytes is a broken delivery, not a quiet day."""
    with pytest.raises(MissingInput, match=r"s3://lake/2018-11-03-a\.json"):
        require(Objects([an_object("2018-11-03-a.json", size=0)]), "s3://lake/log_data/")


def test_a_listing_of_dates_takes_no_neighbour(platform: Platform) -> None:
    """A window over a month's end finds its own days, plain and gzipped, and nothing else."""
    for day in ("2018-10-31", "2018-11-01", "2018-11-02", "2018-11-10"):
        platform.put_log(day, ["{}"])
    platform.put_log("2018-11-01", ["{}"], name="late.json.gz")
    found = platform.lake.dated_objects("log_data", Window.of("2018-10-31", "2018-11-01"))
    assert [item.key.rsplit("/", 1)[-1] for item in found] == [
        "2018-10-31-events.json",
        "2018-11-01-events.json",
        "2018-11-01-late.json.gz",
    ]


def test_a_record_is_read_back_by_its_line(platform: Platform) -> None:
    """Plain or gzipped, the line that an error speaks of can be shown."""
    platform.put("a/plain.json", "one\ntwo\nthree")
    platform.put("a/packed.json.gz", gzip.compress(b"one\ntwo\nthree"))
    assert [platform.lake.record(item, 2) for item in platform.lake.objects("a/")] == ["two", "two"]


def test_a_bucket_that_is_not_there_is_one_sentence(environment: dict[str, str]) -> None:
    """The error names the bucket and what to check."""
    with pytest.raises(WarehouseError, match="s3://no-such-bucket/log_data/ can't be listed"):
        Lake(s3=S3Resource(), bucket="no-such-bucket").objects("log_data/")
