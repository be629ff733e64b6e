"""Objects in S3, as COPY and UNLOAD name them.

Here: from a prefix or a manifest to objects, and their bytes, by obstore. Not here: what the bytes mean.

Source of the rules: developer guide, `copy-parameters-data-source-s3.md` and `loading-data-files-using-manifest.md`.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from sparkify_assets.local.warehouse.copy.faults import Scanned
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError

# Small enough for memory to be used again: page faults cost more than all else that is done to larger pieces.
_CHUNK = 2 * 1024 * 1024
_NO_SUCH_KEY = "The specified key does not exist.,Status 404,Error NoSuchKey"
_MANIFEST = '{"entries": [{"url": "s3://bucket/key", "mandatory": true}]}'


@dataclass(frozen=True)
class Source:
    """One object to load. A missing one that isn't mandatory is passed over."""

    uri: str
    mandatory: bool = True
    size: int | None = None  # as its manifest says


@dataclass(frozen=True)
class Opened:
    """An object that was found: what S3 says about it, and its bytes, in pieces if it is large."""

    uri: str
    size: int
    etag: str
    last_modified: datetime
    started: datetime
    chunks: Iterator[bytes]

    def scanned(self, lines: int) -> Scanned:
        """What there is to note down once it has been read."""
        return Scanned(self.uri, self.size, lines, self.etag, self.last_modified, self.started, datetime.now(UTC))


def find(command: CopyCommand) -> list[Source]:
    """The objects that COPY loads: those whose key begins with its source, or those that the manifest there lists."""
    return _listed_in(command.source) if command.has("manifest") else _with_prefix(command.source)


def open_source(source: Source) -> Opened | None:
    """The object, or None if it is missing and need not be there."""
    started, (bucket, key) = datetime.now(UTC), parts(source.uri)
    with asking_s3("reading", source.uri):
        try:
            result = obstore.get(store(bucket), key)
        except FileNotFoundError:
            if not source.mandatory:
                return None
            raise SqlError(
                INTERNAL, f"S3ServiceException:{_NO_SUCH_KEY}: {source.uri}",
                detail=f"The manifest names {source.uri} as mandatory, or it vanished after it was listed.",
                hint="Land the object again, or load without it.",
            ) from None  # fmt: skip
    meta = result.meta
    etag = (meta["e_tag"] or "").strip('"')
    return Opened(source.uri, meta["size"], etag, meta["last_modified"], started, _chunks(result))


def _chunks(result: obstore.GetResult) -> Iterator[bytes]:
    with asking_s3("reading", result.meta["path"]):
        if result.meta["size"] <= _CHUNK:
            yield result.bytes().to_bytes()
        else:
            yield from (bytes(part) for part in result.stream(min_chunk_size=_CHUNK))


def read(uri: str, what: str) -> bytes:
    """A small object as a whole; `what` names its role in the error."""
    bucket, key = parts(uri)
    with asking_s3(f"reading {what}", uri):
        try:
            return bytes(obstore.get(store(bucket), key).bytes())
        except FileNotFoundError:
            raise SqlError(
                INTERNAL, f"Problem reading {what} - S3ServiceException:{_NO_SUCH_KEY}: {uri}",
                hint="Check the name, or write the object first.",
            ) from None  # fmt: skip


def store(bucket: str) -> S3Store:
    """The store of one bucket, where the environment says that S3 is."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if endpoint is None:
        raise SqlError(INTERNAL, "the local warehouse was started without AWS_ENDPOINT_URL_S3: it knows no S3")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return _store(bucket, endpoint, region, os.environ.get("AWS_ACCESS_KEY_ID"))


@functools.lru_cache(maxsize=64)
def _store(bucket: str, endpoint: str, region: str, access_key: str | None) -> S3Store:
    """Kept, because making one costs milliseconds. obstore itself reads the keys from the environment."""
    return S3Store(
        bucket,
        region=region,
        endpoint=endpoint,
        # A large object takes its time; an S3 that says nothing at all for this long has gone away.
        client_options={"allow_http": True, "timeout": "10m", "read_timeout": "30s"},
        retry_config={"max_retries": 3},
    )


def _with_prefix(uri: str) -> list[Source]:
    bucket, prefix = parts(uri)
    found = keys(uri)
    if not found:
        raise SqlError(INTERNAL, f"The specified S3 prefix '{prefix}' does not exist", detail=f"bucket: {bucket}",
                       hint="Check the bucket and the prefix, or land the objects first.")  # fmt: skip
    return [Source(f"s3://{bucket}/{key}") for key in found]


def keys(uri: str) -> list[str]:
    """The keys that begin with the one in `uri`, in order."""
    bucket, prefix = parts(uri)
    # obstore's prefixes are whole path segments, Redshift's are plain strings.
    folder = posixpath.dirname(prefix)
    with asking_s3("listing", uri):
        pages = obstore.list(store(bucket), prefix=folder or None, chunk_size=1000)
        return sorted(entry["path"] for page in pages for entry in page if entry["path"].startswith(prefix))


def _listed_in(uri: str) -> list[Source]:
    try:
        entries = json.loads(read(uri, "manifest file"))["entries"]
        sources = [_listed(**entry) for entry in entries]
    except (ValueError, KeyError, TypeError) as error:
        raise SqlError(
            INTERNAL,
            f"Problem reading manifest file - invalid manifest: {uri}",
            detail=f"{type(error).__name__}: {error}; expected {_MANIFEST}",
        ) from error
    for source in sources:
        if not source.uri.startswith("s3://") or not parts(source.uri)[1]:
            raise SqlError(INTERNAL, f"COPY with MANIFEST parameter requires full path of an S3 object: {source.uri}")
    return sources


def _listed(
    url: str, mandatory: bool = False, meta: Mapping[str, int] = MappingProxyType({}), **more: object
) -> Source:
    """An entry of a manifest; UNLOAD writes keys that COPY has no use for."""
    return Source(str(url), mandatory, meta.get("content_length"))


def parts(uri: str) -> tuple[str, str]:
    """Bucket and key of an address in S3."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


@contextlib.contextmanager
def asking_s3(action: str, uri: str) -> Iterator[None]:
    """What S3 answers, if it fails, as Redshift says it."""
    try:
        yield
    except (BaseError, OSError) as error:
        text = str(error)
        if "NoSuchBucket" in text or isinstance(error, FileNotFoundError):
            reason = "The specified bucket does not exist,Status 404,Error NoSuchBucket"
        elif "403" in text or "AccessDenied" in text:
            reason = "Access Denied,Status 403,Error AccessDenied"
        else:
            reason = text.splitlines()[0]
        raise SqlError(INTERNAL, f"S3ServiceException:{reason}: {action} {uri}") from error
