"""Uploads in parts: a folder an upload under the store's own `.uploads`, a file a part, its MD5 in its name.

Here: everything between CreateMultipartUpload and the finished object; uploads outlive a restart. Not here: HTTP, XML.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.index import Headers
from sparkify_assets.local.s3.store import Draft, Object, Store

_SMALLEST_PART = 5 * 1024 * 1024  # bytes; only the last part may be smaller
_MOST_PARTS = 10_000


@dataclass(frozen=True)
class Upload:
    id: str
    bucket: str
    key: str
    headers: Headers


@dataclass(frozen=True)
class Part:
    number: int
    etag: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def changed(self) -> int:
        return self.path.stat().st_mtime_ns


class Uploads:
    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, bucket: str, key: str, headers: Headers) -> Upload:
        self._store.check_bucket(bucket)
        upload = Upload(uuid.uuid4().hex, bucket, key, headers)
        folder = self._folder(upload.id)
        folder.mkdir()
        (folder / "upload.json").write_text(json.dumps(asdict(upload)))
        return upload

    def find(self, bucket: str, key: str, upload_id: str) -> Upload:
        if re.fullmatch("[0-9a-f]{32}", upload_id) and (self._folder(upload_id) / "upload.json").exists():
            upload = self._read(upload_id)
            if (upload.bucket, upload.key) == (bucket, key):
                return upload
        raise S3Error(
            "NoSuchUpload", f"There is no upload {upload_id} of {key!r} to {bucket}: completed, aborted or never begun."
        )

    def all(self, bucket: str) -> list[Upload]:
        """The bucket's unfinished uploads, by key."""
        self._store.check_bucket(bucket)
        uploads = [self._read(folder.parent.name) for folder in self._store.uploads.glob("*/upload.json")]
        return sorted(
            (upload for upload in uploads if upload.bucket == bucket), key=lambda upload: (upload.key, upload.id)
        )

    def put_part(self, upload: Upload, number: int, draft: Draft) -> Part:
        """Keeps the draft as part `number`, instead of the one it had."""
        if not 1 <= number <= _MOST_PARTS:
            raise S3Error("InvalidArgument", f"Part numbers go from 1 to {_MOST_PARTS}, not {number}.")
        draft.file.close()
        part = Part(number, draft.digest.hex(), self._folder(upload.id) / f"{number:05}.{draft.digest.hex()}")
        for older in self._folder(upload.id).glob(f"{number:05}.*"):
            older.unlink()
        os.replace(draft.path, part.path)
        return part

    def parts(self, upload: Upload) -> list[Part]:
        names = sorted(path.name for path in self._folder(upload.id).glob("[0-9]*.*"))
        return [Part(int(name[:5]), name[6:], self._folder(upload.id) / name) for name in names]

    def assemble(self, upload: Upload, wanted: list[tuple[int, str]], draft: Draft) -> str:
        """Copies the wanted parts into the draft; returns the ETag: the MD5 of their MD5s, and their number."""
        parts = self._choose(upload, wanted)
        for part in parts:
            with part.path.open("rb") as file:
                shutil.copyfileobj(file, draft.file, 1 << 20)
        digests = b"".join(bytes.fromhex(part.etag) for part in parts)
        return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"

    def complete(self, upload: Upload, draft: Draft, etag: str) -> Object:
        found = self._store.publish(draft, upload.bucket, upload.key, upload.headers, etag)
        self.abort(upload)
        return found

    def abort(self, upload: Upload) -> None:
        shutil.rmtree(self._folder(upload.id))

    def _choose(self, upload: Upload, wanted: list[tuple[int, str]]) -> list[Part]:
        numbers = [number for number, _ in wanted]
        if not wanted or numbers != sorted(set(numbers)):
            raise S3Error("InvalidPartOrder", "The parts must be named once each, in ascending order.")
        uploaded = {(part.number, part.etag): part for part in self.parts(upload)}
        missing = [number for number, etag in wanted if (number, etag) not in uploaded]
        if missing:
            raise S3Error("InvalidPart", f"Part {missing[0]} was not uploaded, or with another ETag.")
        parts = [uploaded[each] for each in wanted]
        if any(part.size < _SMALLEST_PART for part in parts[:-1]):
            raise S3Error("EntityTooSmall", "Every part but the last must have at least 5 MiB.")
        return parts

    def _folder(self, upload_id: str) -> Path:
        return self._store.uploads / upload_id

    def _read(self, upload_id: str) -> Upload:
        return Upload(**json.loads((self._folder(upload_id) / "upload.json").read_text()))
