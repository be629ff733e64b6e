"""Objects to shards: where each record came from, and an end that does not wait for S3."""

from __future__ import annotations

import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse.copy import options, records
from sparkify_assets.local.warehouse.copy.shards import Batch, Fetch, Lines, Shard
from sparkify_assets.local.warehouse.copy.sources import Source
from sparkify_assets.local.warehouse.errors import QUERY_CANCELED, SqlError

COMMAND = options.parse("copy t from 's3://b/k' iam_role default json 'auto'")
OBJECTS = st.lists(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=5), min_size=1)
)


@given(st.lists(OBJECTS.filter(bool), min_size=1, max_size=4))
def test_every_row_leads_back_to_its_object_and_line(shards: list[list[list[str]]]) -> None:
    """Over objects in a shard and shards in a batch, whether or not the last line of an object ends in a newline."""
    batch_of, expected = [], []
    for number, objects in enumerate(shards):
        shard = Shard()
        for index, lines in enumerate(objects):
            uri = f"s3://b/{number}/{index}"
            written = [line + "\n" for line in lines[:-1]] + [lines[-1] + "\n" * (index % 2)]
            shard.add(uri, Lines.of(written, range(1, len(lines) + 1)))
            expected += [(uri, line, text) for line, text in enumerate(lines, 1)]
        batch_of.append(shard.close())
    batch = Batch(iter(batch_of))
    for _ in ("while they come in", "again"):
        read = [row for part in batch.read() for row in part.to_pylist()]
        assert [(*batch.origin(row["row"]), row["line"].removesuffix("\n")) for row in read] == expected
        assert batch.rows == len(expected)


def test_a_fetch_ends_while_s3_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads that wait for an object are left behind."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    given_up = time.monotonic() + 0.5

    def still_wanted() -> None:
        if time.monotonic() > given_up:
            raise SqlError(QUERY_CANCELED, "canceling statement due to user request")

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{silent.getsockname()[1]}")
        fetch = Fetch(COMMAND, [Source("s3://silent/x")], records.encode, still_wanted)
        with pytest.raises(SqlError, match="canceling statement"):
            list(fetch.shards())
    assert time.monotonic() < given_up + 5
