"""Writes as values: the statements they give, and what they never contain."""

from __future__ import annotations

import pytest

from sparkify_assets.redshift.s3 import S3Object
from sparkify_assets.redshift.table import Table, Window, column
from sparkify_assets.redshift.writes import CopyJson, ReplaceKeys, ReplacePartition, ReplaceTable, Write

TABLE = Table(
    "star",
    "plays",
    "",
    (column("id", "integer", "", primary_key=True), column("log_date", "date", "", source="day")),
    partitioned=True,
)
DAY = Window.of("2018-11-03", "2018-11-03")
OBJECTS = [
    S3Object("lake", f"log_data/2018/11/{name}", "etag", 10)
    for name in ("2018-11-04-b.json", "2018-11-03-b.json.gz", "2018-11-03-a.json", "2018-11-03-c.json")
]
WRITES: list[Write] = [
    ReplaceTable(select="select 1"),
    ReplacePartition(select="select 1"),
    ReplaceKeys(by="id", keys="select 1 as id", select="select 1"),
    CopyJson(OBJECTS),
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: type(write).__name__)
def test_no_write_commits_in_the_middle(write: Write) -> None:
    """TRUNCATE and VACUUM commit in Redshift, so a load never uses them."""
    text = " ".join([*write.fill(TABLE, DAY), *write.publish(TABLE, DAY)])
    assert not {"truncate", "vacuum", "commit"} & set(text.split())


def test_a_partition_is_filtered_by_the_predicate_of_its_delete() -> None:
    """No row of the SELECT can leak across the edge of the window."""
    write = ReplacePartition(select="select * from somewhere")
    predicate = "log_date >= '2018-11-03' and log_date < '2018-11-04'"
    assert write.fill(TABLE, DAY)[-1].endswith(f"as source where {predicate}")
    assert write.publish(TABLE, DAY)[0] == f"delete from star.plays where {predicate}"


def test_touched_keys_are_those_of_the_new_content_and_of_the_old() -> None:
    """A key that vanished from the day is touched through the row that was made from it."""
    touched = ReplaceKeys(by="id", keys="select id from day", select="select 1").fill(TABLE, DAY)[0]
    assert "select id from day" in touched
    assert "select id from star.plays where log_date >= '2018-11-03'" in touched


def test_one_copy_for_each_date_and_compression() -> None:
    """GZIP is said of a whole COPY, and a COPY's rows get one log date."""
    copies = CopyJson(OBJECTS).copies(TABLE)
    assert [(copy.log_date, len(copy.objects), copy.objects[0].gzipped) for copy in copies] == [
        ("2018-11-03", 2, False),
        ("2018-11-03", 1, True),
        ("2018-11-04", 1, False),
    ]
