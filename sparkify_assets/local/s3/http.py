"""Requests and responses of the S3 API, between ASGI's messages and the operations.

Here: which bucket, key and sub-resource a request means, its body as plain bytes, who signed it, byte ranges and
conditions. Not here: what the operations do.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

from sparkify_assets.local.s3.chunked import ChunkedDecoder
from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.index import Headers
from sparkify_assets.local.s3.store import Object

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


_STORED_HEADERS = {
    "content-type", "content-encoding", "content-disposition", "content-language", "cache-control", "expires",
}  # fmt: skip
# Any other name in a query asks for a part of the bucket or object, such as its `tagging`.
_PARAMETERS = {
    "list-type", "prefix", "delimiter", "marker", "max-keys", "start-after", "continuation-token", "encoding-type",
    "fetch-owner", "partNumber", "AWSAccessKeyId", "Signature", "Expires", "x-id",
}  # fmt: skip
_SIGNATURE = ("X-Amz-", "x-amz-", "response-")
# What a PUT may ask for and isn't kept, with the values that mean what holds anyway.
_NOT_KEPT = {
    "x-amz-tagging": (), "x-amz-grant-": (), "x-amz-object-lock-": (), "x-amz-website-": (),
    "x-amz-acl": ("private", "bucket-owner-full-control"), "x-amz-server-side-encryption": ("AES256",),
    "x-amz-storage-class": ("STANDARD",),
}  # fmt: skip


class Disconnected(Exception):
    """The client went away in the middle of its request."""


@dataclass
class Request:
    """Header names are lower case. `bucket` and `key` are empty where the request names none."""

    method: str
    bucket: str
    key: str
    query: dict[str, str]
    headers: dict[str, str]
    receive: Any
    is_read: bool = False

    @classmethod
    def from_scope(cls, scope: dict[str, Any], receive: Any) -> Request:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        path = scope["path"].removeprefix("/")
        host = headers.get("host", "").split(":")[0]
        if host.endswith(".localhost"):  # virtual-host style: BUCKET.localhost
            path = host.removesuffix(".localhost") + "/" + path
        bucket, _, key = path.partition("/")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return cls(scope["method"], bucket, key, query, headers, receive)

    @property
    def access_key(self) -> str | None:
        """The access key id that signed the request: in a header or, presigned (SigV4 or SigV2), in the address."""
        signed = _CREDENTIAL.search(self.headers.get("authorization", ""))
        presigned = self.query.get("X-Amz-Credential", "").split("/")[0] or self.query.get("AWSAccessKeyId")
        return signed[1] if signed else presigned or None

    @property
    def subresource(self) -> str:
        """What of the bucket or object is meant, such as its `uploads`; empty for itself."""
        names = (name for name in self.query if name not in _PARAMETERS and not name.startswith(_SIGNATURE))
        return next(names, "")

    def refuse_extras(self) -> None:
        """S3Error for a header that asks for what isn't kept here."""
        for name, value in self.headers.items():
            for start, harmless in _NOT_KEPT.items():
                if name.startswith(start) and value not in harmless:
                    raise S3Error("NotImplemented", f"The header {name}: {value} is not implemented here.")

    def stored_headers(self) -> Headers:
        """The headers that a PUT leaves with its object, for each GET to give back."""
        kept = {
            name: value
            for name, value in self.headers.items()
            if name in _STORED_HEADERS or name.startswith("x-amz-meta-")
        }
        encodings = [each.strip() for each in kept.pop("content-encoding", "").split(",")]
        lasting = ", ".join(each for each in encodings if each not in ("", "aws-chunked"))
        return kept | ({"content-encoding": lasting} if lasting else {})

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body's payload, piece by piece, out of its aws-chunked encoding if it has one."""
        is_chunked = self.headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
        decoder = ChunkedDecoder() if is_chunked else None
        size = 0
        while not self.is_read:
            data = await self._receive()
            piece = decoder.feed(data) if decoder else data
            size += len(piece)
            yield piece
        if decoder and (not decoder.done or size != int(self.headers.get("x-amz-decoded-content-length", size))):
            raise S3Error("IncompleteBody", "The body is shorter than the size that its headers announce.")

    async def body(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    async def drain(self) -> None:
        """Reads what is left of the body: a client that waits with it (Expect: 100-continue) needs its connection."""
        while not self.is_read:
            await self._receive()

    async def _receive(self) -> bytes:
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self.is_read = not message.get("more_body", False)
        data: bytes = message.get("body", b"")
        return data


@dataclass
class Response:
    """`body` may be a stream; then `length` is its size in bytes."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | AsyncIterator[bytes] = b""
    length: int = 0

    async def send(self, send: Any) -> None:
        length = len(self.body) if isinstance(self.body, bytes) else self.length
        headers = {"content-type": "application/xml", "content-length": str(length)} | self.headers
        lines = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": lines})
        if not isinstance(self.body, bytes):
            async for chunk in self.body:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": self.body if isinstance(self.body, bytes) else b""})


def http_date(nanoseconds: int) -> str:
    return formatdate(nanoseconds // 10**9, usegmt=True)


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and length that a Range header asks for; None for the whole object, as for several ranges."""
    match = _RANGE.fullmatch(header or "")
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= end:
        raise S3Error("InvalidRange", f"The object has {size} bytes; the range {header} holds none of them.")
    return start, end - start


def check_read(headers: dict[str, str], found: Object) -> None:
    """Refuses a GET or HEAD whose condition the object does not meet (304 or 412)."""
    if "if-match" in headers:
        _require(_names_etag(headers["if-match"], found))
    elif "if-unmodified-since" in headers:
        _require(not _changed_since(headers["if-unmodified-since"], found))
    if "if-none-match" in headers:
        is_stale = not _names_etag(headers["if-none-match"], found)
    else:
        is_stale = "if-modified-since" not in headers or _changed_since(headers["if-modified-since"], found)
    if not is_stale:
        raise S3Error("NotModified", "Not modified.")


def check_write(headers: dict[str, str], found: Object | None) -> None:
    """Refuses a PUT whose condition the object that is there now, if any, does not meet (412)."""
    if "if-none-match" in headers:
        _require(found is None or not _names_etag(headers["if-none-match"], found))
    if "if-match" in headers:
        _require(found is not None and _names_etag(headers["if-match"], found))


def _require(condition: bool) -> None:
    if not condition:
        raise S3Error("PreconditionFailed", "At least one of the conditions in the request's headers does not hold.")


def _names_etag(header: str, found: Object) -> bool:
    return header.strip() == "*" or found.entry.etag in [etag.strip().strip('"') for etag in header.split(",")]


def _changed_since(date: str, found: Object) -> bool:
    return found.changed // 10**9 > parsedate_to_datetime(date).timestamp()
