"""The S3 API as an ASGI application: one function an operation, found in one table.

Here: what each operation does with the store. Not here: files, pages, XML, ranges, which have modules of their own.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import FileIO
from typing import Any
from urllib.parse import unquote

from sparkify_assets.local.s3 import xml
from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.http import (
    Disconnected,
    Request,
    Response,
    byte_range,
    check_read,
    check_write,
    http_date,
)
from sparkify_assets.local.s3.index import Headers
from sparkify_assets.local.s3.listing import page
from sparkify_assets.local.s3.multipart import Uploads
from sparkify_assets.local.s3.store import Draft, Object, Store

_log = logging.getLogger(__name__)

_PIECE = 1 << 20  # bytes read from a file at once
Operation = Callable[[Request], Awaitable[Response]]


class S3Application:
    """Answers requests signed with `access_key`. The signature is not recomputed: only this machine can reach it."""

    def __init__(self, store: Store, access_key: str) -> None:
        self._store = store
        self._uploads = Uploads(store)
        self._access_key = access_key
        self._operations: dict[tuple[str, str, str], Operation] = {
            ("GET", "service", ""): self._list_buckets,
            ("PUT", "bucket", ""): self._create_bucket,
            ("HEAD", "bucket", ""): self._head_bucket,
            ("DELETE", "bucket", ""): self._delete_bucket,
            ("GET", "bucket", ""): self._list_objects,
            ("GET", "bucket", "location"): self._get_location,
            ("GET", "bucket", "uploads"): self._list_uploads,
            ("POST", "bucket", "delete"): self._delete_objects,
            ("GET", "object", ""): self._get_object,
            ("HEAD", "object", ""): self._get_object,
            ("PUT", "object", ""): self._put_object,
            ("DELETE", "object", ""): self._delete_object,
            ("POST", "object", "uploads"): self._create_upload,
            ("PUT", "object", "uploadId"): self._upload_part,
            ("GET", "object", "uploadId"): self._list_parts,
            ("POST", "object", "uploadId"): self._complete_upload,
            ("DELETE", "object", "uploadId"): self._abort_upload,
        }

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        request = Request.from_scope(scope, receive)
        try:
            response = await self._answer(request)
            await request.drain()
        except Disconnected:
            return
        await response.send(send)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._operate(request)
        except S3Error as problem:
            return _error_response(request, problem)
        except Disconnected:
            raise
        except Exception:
            _log.exception("%s %s/%s failed", request.method, request.bucket, request.key)
            return _error_response(request, S3Error("InternalError", "The server failed; its log says why."))

    async def _operate(self, request: Request) -> Response:
        self._authorize(request)
        level = "object" if request.key else "bucket" if request.bucket else "service"
        operation = self._operations.get((request.method, level, request.subresource))
        if operation is None:
            raise S3Error(
                "NotImplemented", f"{request.method} ?{request.subresource} on a {level} is not implemented here."
            )
        request.refuse_extras()
        return await operation(request)

    def _authorize(self, request: Request) -> None:
        if request.access_key is None:
            raise S3Error(
                "AccessDenied",
                "Access denied: the request is not signed. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            )
        if request.access_key != self._access_key:
            raise S3Error(
                "InvalidAccessKeyId", f"The access key id {request.access_key} is not the one of this server."
            )

    # Buckets

    async def _list_buckets(self, request: Request) -> Response:
        return Response(body=xml.buckets(self._store.buckets()))

    async def _create_bucket(self, request: Request) -> Response:
        self._store.create_bucket(request.bucket)
        return Response(headers={"location": f"/{request.bucket}"})

    async def _head_bucket(self, request: Request) -> Response:
        self._store.check_bucket(request.bucket)
        return Response()

    async def _delete_bucket(self, request: Request) -> Response:
        self._store.delete_bucket(request.bucket)
        return Response(204)

    async def _get_location(self, request: Request) -> Response:
        self._store.check_bucket(request.bucket)
        return Response(body=xml.document("LocationConstraint", "us-west-2"))

    async def _list_objects(self, request: Request) -> Response:
        # Files that were copied here are read for their MD5 once: not on the loop, where others wait.
        return await asyncio.to_thread(self._list_page, request)

    def _list_page(self, request: Request) -> Response:
        query, bucket = request.query, request.bucket
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        size = min(_integer(query.get("max-keys", "1000"), "max-keys"), 1000)
        is_second = query.get("list-type") == "2"
        after = _start(query) if is_second else query.get("marker", "")
        found = page(lambda start: self._store.walk(bucket, prefix, start), prefix, delimiter, after, size)
        fields = {
            "Name": bucket,
            "Prefix": prefix,
            "MaxKeys": str(size),
            "IsTruncated": str(found.resume is not None).lower(),
        }
        fields |= {name: query[key] for key, name in _ECHOED.items() if key in query}
        if is_second:
            fields["KeyCount"] = str(len(found))
        if found.resume is not None:
            fields |= {"NextContinuationToken": _token(found.resume)} if is_second else {"NextMarker": found.resume}
        return Response(
            body=xml.listing(found, self._store.objects(bucket, found.keys), fields, query.get("encoding-type", ""))
        )

    async def _delete_objects(self, request: Request) -> Response:
        self._store.check_bucket(request.bucket)
        keys, is_quiet = xml.parse_delete(await request.body())
        for key in keys:
            self._store.delete(request.bucket, key)
        deleted = "" if is_quiet else "".join(f"<Deleted>{xml.tag('Key', key)}</Deleted>" for key in keys)
        return Response(body=xml.document("DeleteResult", deleted))

    # Objects

    async def _get_object(self, request: Request) -> Response:
        """GET and HEAD: the same headers, with and without the bytes."""
        if "partNumber" in request.query:
            raise S3Error("NotImplemented", "Reading one part of an object is not implemented here.")
        found, file = self._store.open(request.bucket, request.key)
        try:
            check_read(request.headers, found)
            wanted = byte_range(request.headers.get("range"), found.size)
        except S3Error:
            file.close()
            raise
        start, length = wanted or (0, found.size)
        headers = _object_headers(found) | {
            name.removeprefix("response-"): value
            for name, value in request.query.items()
            if name.startswith("response-")
        }
        if wanted:
            headers["content-range"] = f"bytes {start}-{start + length - 1}/{found.size}"
        status = 206 if wanted else 200
        if request.method == "HEAD":
            file.close()
            return Response(status, headers | {"content-length": str(length)})
        return Response(status, headers, _read(file, start, length), length)

    async def _put_object(self, request: Request) -> Response:
        self._store.check_bucket(request.bucket)
        if "x-amz-copy-source" in request.headers:
            return await self._copy_object(request)
        with self._store.draft() as draft:
            await _receive(request, draft)
            self._check_write(request)
            found = self._store.publish(draft, request.bucket, request.key, request.stored_headers())
        return Response(headers={"etag": xml.quoted(found.entry.etag)})

    async def _copy_object(self, request: Request) -> Response:
        source, file = self._open_source(request)
        is_replacing = request.headers.get("x-amz-metadata-directive") == "REPLACE"
        with file, self._store.draft() as draft:
            await asyncio.to_thread(_copy, file, 0, source.size, draft)
            self._check_write(request)
            headers = request.stored_headers() if is_replacing else source.entry.headers
            found = self._store.publish(draft, request.bucket, request.key, headers)
        return Response(body=_copy_result("CopyObjectResult", found.entry.etag, found.changed))

    def _check_write(self, request: Request) -> None:
        if "if-match" in request.headers or "if-none-match" in request.headers:
            try:
                found = self._store.head(request.bucket, request.key)
            except S3Error:
                found = None
            check_write(request.headers, found)

    def _open_source(self, request: Request) -> tuple[Object, FileIO]:
        """The object that a copy reads, if the request's conditions on it hold."""
        bucket, _, key = unquote(request.headers["x-amz-copy-source"]).removeprefix("/").partition("/")
        source, file = self._store.open(bucket, key)
        prefix = "x-amz-copy-source-"
        conditions = {name.removeprefix(prefix): value for name, value in request.headers.items() if prefix in name}
        try:
            check_read(conditions, source)
        except S3Error:
            file.close()
            raise S3Error("PreconditionFailed", "A condition on the source of the copy does not hold.") from None
        return source, file

    async def _delete_object(self, request: Request) -> Response:
        self._store.delete(request.bucket, request.key)
        return Response(204)

    # Uploads in parts

    async def _create_upload(self, request: Request) -> Response:
        upload = self._uploads.create(request.bucket, request.key, request.stored_headers())
        fields = {"Bucket": upload.bucket, "Key": upload.key, "UploadId": upload.id}
        return Response(body=xml.result("InitiateMultipartUploadResult", fields))

    async def _upload_part(self, request: Request) -> Response:
        upload = self._uploads.find(request.bucket, request.key, request.query["uploadId"])
        number = _integer(request.query.get("partNumber", ""), "partNumber")
        is_copy = "x-amz-copy-source" in request.headers
        with self._store.draft() as draft:
            if is_copy:
                await self._copy_part(request, draft)
            else:
                await _receive(request, draft)
            part = self._uploads.put_part(upload, number, draft)
        body = _copy_result("CopyPartResult", part.etag, part.changed) if is_copy else b""
        return Response(headers={"etag": xml.quoted(part.etag)}, body=body)

    async def _copy_part(self, request: Request, draft: Draft) -> None:
        source, file = self._open_source(request)
        with file:
            wanted = byte_range(request.headers.get("x-amz-copy-source-range"), source.size)
            start, length = wanted or (0, source.size)
            await asyncio.to_thread(_copy, file, start, length, draft)

    async def _complete_upload(self, request: Request) -> Response:
        upload = self._uploads.find(request.bucket, request.key, request.query["uploadId"])
        wanted = xml.parse_complete(await request.body())
        with self._store.draft() as draft:
            etag = await asyncio.to_thread(self._uploads.assemble, upload, wanted, draft)
            self._check_write(request)
            self._uploads.complete(upload, draft, etag)
        fields = {"Bucket": upload.bucket, "Key": upload.key, "ETag": xml.quoted(etag)}
        return Response(body=xml.result("CompleteMultipartUploadResult", fields))

    async def _abort_upload(self, request: Request) -> Response:
        self._uploads.abort(self._uploads.find(request.bucket, request.key, request.query["uploadId"]))
        return Response(204)

    async def _list_parts(self, request: Request) -> Response:
        upload = self._uploads.find(request.bucket, request.key, request.query["uploadId"])
        parts = "".join(
            f"<Part>{xml.tag('PartNumber', part.number)}{xml.tag('LastModified', xml.iso_date(part.changed))}"
            f"{xml.tag('ETag', xml.quoted(part.etag))}{xml.tag('Size', part.size)}</Part>"
            for part in self._uploads.parts(upload)
        )
        fields = {"Bucket": upload.bucket, "Key": upload.key, "UploadId": upload.id, "IsTruncated": "false"}
        return Response(body=xml.result("ListPartsResult", fields, parts))

    async def _list_uploads(self, request: Request) -> Response:
        uploads = "".join(
            f"<Upload>{xml.tag('Key', upload.key)}{xml.tag('UploadId', upload.id)}</Upload>"
            for upload in self._uploads.all(request.bucket)
            if upload.key.startswith(request.query.get("prefix", ""))
        )
        fields = {"Bucket": request.bucket, "IsTruncated": "false"}
        return Response(body=xml.result("ListMultipartUploadsResult", fields, uploads))


_ECHOED = {
    "delimiter": "Delimiter",
    "marker": "Marker",
    "start-after": "StartAfter",
    "continuation-token": "ContinuationToken",
    "encoding-type": "EncodingType",
}


def _error_response(request: Request, problem: S3Error) -> Response:
    is_empty = request.method == "HEAD" or problem.status == 304
    body = b"" if is_empty else xml.error(problem, f"/{request.bucket}/{request.key}")
    return Response(problem.status, body=body)


def _object_headers(found: Object) -> Headers:
    headers = {
        "etag": xml.quoted(found.entry.etag),
        "last-modified": http_date(found.changed),
        "accept-ranges": "bytes",
        "content-type": "binary/octet-stream",
    }
    return headers | found.entry.headers


async def _receive(request: Request, draft: Draft) -> None:
    async for chunk in request.chunks():
        draft.write(chunk)
    announced = request.headers.get("content-md5")
    if announced and base64.b64encode(draft.digest).decode() != announced:
        raise S3Error("BadDigest", "The body that arrived has another MD5 than its Content-MD5 header says.")


async def _read(file: FileIO, start: int, length: int) -> AsyncIterator[bytes]:
    with file:
        for piece in _pieces(file, start, length):
            yield piece


def _copy(file: FileIO, start: int, length: int, draft: Draft) -> None:
    for piece in _pieces(file, start, length):
        draft.write(piece)


def _pieces(file: FileIO, start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    while length > 0 and (piece := file.read(min(length, _PIECE))):
        length -= len(piece)
        yield piece


def _copy_result(name: str, etag: str, changed: int) -> bytes:
    return xml.result(name, {"LastModified": xml.iso_date(changed), "ETag": xml.quoted(etag)})


def _integer(text: str, name: str) -> int:
    if not text.isdecimal():
        raise S3Error("InvalidArgument", f"{name} must be a number, not {text!r}.")
    return int(text)


def _token(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _start(query: dict[str, str]) -> str:
    if "continuation-token" not in query:
        return query.get("start-after", "")
    try:
        return base64.b64decode(query["continuation-token"], b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise S3Error("InvalidArgument", "The continuation token is not one that this server gave.") from None
