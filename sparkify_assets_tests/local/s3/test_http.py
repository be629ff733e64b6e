"""Under test: what a request means, byte ranges, conditions: no server, no socket."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.http import Disconnected, Request, byte_range, check_read, check_write, http_date
from sparkify_assets.local.s3.index import Entry
from sparkify_assets.local.s3.store import Object

_FOUND = Object("key", 10, 1_541_000_000_500_000_000, Entry("abc"))
_EARLIER, _SAME, _LATER = (http_date(_FOUND.changed + days * 86_400 * 10**9) for days in (-1, 0, 1))


def _request(
    path: str = "/",
    headers: dict[str, str] | None = None,
    query: str = "",
    messages: list[dict[str, Any]] | None = None,
) -> Request:
    waiting = iter(messages or [])

    async def receive() -> dict[str, Any]:
        return next(waiting)

    lines = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"method": "GET", "path": path, "query_string": query.encode(), "headers": lines}
    return Request.from_scope(scope, receive)


def _status(check: Any, *arguments: Any) -> int:
    try:
        check(*arguments)
    except S3Error as refusal:
        return refusal.status
    return 200


@pytest.mark.parametrize(
    ("path", "host", "meant"),
    [
        ("/", "127.0.0.1:80", ("", "")),
        ("/songs", "127.0.0.1:80", ("songs", "")),
        ("/songs/", "127.0.0.1:80", ("songs", "")),
        ("/songs/a/b c", "127.0.0.1:80", ("songs", "a/b c")),
        ("/a/b", "songs.localhost:80", ("songs", "a/b")),
        ("/", "songs.localhost", ("songs", "")),
        ("/songs/a", "localhost:80", ("songs", "a")),
    ],
)
def test_bucket_and_key_come_from_path_or_host(path: str, host: str, meant: tuple[str, str]) -> None:
    """Both of S3's ways to name a bucket are understood."""
    request = _request(path, {"host": host})
    assert (request.bucket, request.key) == meant


def test_the_signer_is_found_in_header_or_address() -> None:
    """The access key id is read from SigV4's header and from a presigned address; without either there is none."""
    signed = "AWS4-HMAC-SHA256 Credential=AKIA1/20181101/us-west-2/s3/aws4_request, SignedHeaders=host, Signature=00"
    assert _request(headers={"authorization": signed}).access_key == "AKIA1"
    assert _request(query="X-Amz-Credential=AKIA2%2F20181101%2Fus-west-2%2Fs3%2Faws4_request").access_key == "AKIA2"
    assert _request(query="AWSAccessKeyId=AKIA3&Signature=00").access_key == "AKIA3"
    assert _request().access_key is None


def test_a_body_arrives_in_pieces() -> None:
    """The body is put together from ASGI's messages."""
    pieces: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.request", "body": b"b"},
    ]
    assert asyncio.run(_request(messages=pieces).body()) == b"ab"


def test_a_client_that_goes_away_ends_the_body() -> None:
    """Half a body never looks like a whole one."""
    pieces: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"a", "more_body": True},
        {"type": "http.disconnect"},
    ]
    with pytest.raises(Disconnected):
        asyncio.run(_request(messages=pieces).body())


@pytest.mark.parametrize("length", ["4", "6"])
def test_a_chunked_body_of_another_size_is_refused(length: str) -> None:
    """The size that the headers announce is the size that must arrive."""
    headers = {"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-decoded-content-length": length}
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"
    request = _request(headers=headers, messages=[{"type": "http.request", "body": body}])
    with pytest.raises(S3Error) as caught:
        asyncio.run(request.body())
    assert caught.value.code == "IncompleteBody"


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20))
def test_a_range_is_the_slice_it_names(first: int, last: int, size: int) -> None:
    """First and last byte are both included; what lies behind the end is left off; nothing at all is 416."""
    data = bytes(range(size))
    expected = data[first : last + 1]
    if expected:
        start, length = byte_range(f"bytes={first}-{last}", size) or (0, 0)
        assert data[start : start + length] == expected
    else:
        assert _status(byte_range, f"bytes={first}-{last}", size) == 416


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        (None, None),
        ("bytes=4-", (4, 6)),
        ("bytes=-3", (7, 3)),
        ("bytes=-30", (0, 10)),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
    ],
)
def test_open_and_unreadable_ranges(header: str | None, meant: tuple[int, int] | None) -> None:
    """An open end, the last n bytes; and the whole object for what cannot be read."""
    assert byte_range(header, 10) == meant


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-match": '"abc"'}, 200),
        ({"if-match": '"xyz"'}, 412),
        ({"if-none-match": '"abc"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"xyz", "uvw"'}, 200),
        ({"if-modified-since": _SAME}, 304),
        ({"if-modified-since": _EARLIER}, 200),
        ({"if-unmodified-since": _SAME}, 200),
        ({"if-unmodified-since": _EARLIER}, 412),
        ({"if-match": '"abc"', "if-unmodified-since": _EARLIER}, 200),
        ({"if-none-match": '"xyz"', "if-modified-since": _LATER}, 200),
    ],
)
def test_conditions_of_a_read(headers: dict[str, str], status: int) -> None:
    """A condition on the ETag outranks the one on time, as the manual of GetObject has it."""
    assert _status(check_read, headers, _FOUND) == status


@pytest.mark.parametrize(
    ("headers", "found", "status"),
    [
        ({"if-none-match": "*"}, _FOUND, 412),
        ({"if-none-match": "*"}, None, 200),
        ({"if-match": '"abc"'}, _FOUND, 200),
        ({"if-match": '"xyz"'}, _FOUND, 412),
        ({"if-match": '"abc"'}, None, 412),
    ],
)
def test_conditions_of_a_write(headers: dict[str, str], found: Object | None, status: int) -> None:
    """Create only what is not there; replace only what was read."""
    assert _status(check_write, headers, found) == status
