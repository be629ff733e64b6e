"""The XML of the S3 API: results and errors as text, and the two request bodies that are XML. Not here: HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.listing import Page
from sparkify_assets.local.s3.store import Object

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def document(name: str, *parts: str) -> bytes:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_NAMESPACE}">{"".join(parts)}</{name}>'
    return body.encode("utf-8", "replace")


def result(name: str, fields: Mapping[str, object], *parts: str) -> bytes:
    return document(name, *map(tag, fields, fields.values()), *parts)


def error(problem: S3Error, resource: str) -> bytes:
    # No namespace: S3's errors have none.
    parts = tag("Code", problem.code) + tag("Message", problem.message) + tag("Resource", resource)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{parts}</Error>'.encode("utf-8", "replace")


def iso_date(nanoseconds: int) -> str:
    return datetime.fromtimestamp(nanoseconds / 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def buckets(found: Iterable[tuple[str, int]]) -> bytes:
    entries = "".join(
        f"<Bucket>{tag('Name', name)}{tag('CreationDate', iso_date(created))}</Bucket>" for name, created in found
    )
    return document("ListAllMyBucketsResult", f"<Owner>{tag('ID', 'local')}</Owner><Buckets>{entries}</Buckets>")


def listing(page: Page, objects: Iterable[Object], fields: dict[str, str], encoding: str) -> bytes:
    """`fields` are the request's own values, repeated; with `encoding` "url" every key is percent-encoded."""
    encode: Callable[[str], str] = quote if encoding == "url" else str
    echoed = {"Prefix", "Delimiter", "Marker", "StartAfter", "NextMarker"}
    head = "".join(tag(name, encode(value) if name in echoed else value) for name, value in fields.items())
    contents = "".join(
        f"<Contents>{tag('Key', encode(found.key))}{tag('LastModified', iso_date(found.changed))}"
        f"{tag('ETag', quoted(found.entry.etag))}{tag('Size', found.size)}{tag('StorageClass', 'STANDARD')}</Contents>"
        for found in objects
    )
    prefixes = "".join(f"<CommonPrefixes>{tag('Prefix', encode(prefix))}</CommonPrefixes>" for prefix in page.prefixes)
    return document("ListBucketResult", head, contents, prefixes)


def quoted(etag: str) -> str:
    return f'"{etag}"'


def parse_delete(body: bytes) -> tuple[list[str], bool]:
    """The keys of a DeleteObjects request, and whether it wants to hear of errors only."""
    root = _parse(body)
    keys = [element.text or "" for element in root.iterfind("{*}Object/{*}Key")]
    return keys, root.findtext("{*}Quiet") == "true"


def parse_complete(body: bytes) -> list[tuple[int, str]]:
    """Number and ETag of each part of a CompleteMultipartUpload request, in the request's order."""
    parts = _parse(body).iterfind("{*}Part")
    return [(int(part.findtext("{*}PartNumber", "0")), part.findtext("{*}ETag", "").strip('"')) for part in parts]


def _parse(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as problem:
        raise S3Error("MalformedXML", f"The request's body is not the XML it should be: {problem}.") from None
