"""Buckets and objects as folders and files under one root.

Here: names to paths and back, whole-or-nothing writes, the sorted walk that listings are made of. Not here: HTTP, XML,
pages of a listing, parts of an upload.

An object is written to a draft beside the buckets and renamed into place, so a reader and a kill -9 find the old object
or the new one. A folder and a file cannot share a name: where `a` is an object, `a/b` is refused, as are keys that no
path can spell (`a//b`, `../a`, `a/`).
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.index import Entry, Headers, Index

_BUCKET_NAME = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Object:
    """What HEAD tells: size in bytes, time of the last change in nanoseconds since 1970, ETag, stored headers."""

    key: str
    size: int
    changed: int
    entry: Entry


class Draft:
    """A body on its way in: a temporary file with its running MD5; gone in the end unless it was published."""

    _numbers = itertools.count()

    def __init__(self, folder: Path) -> None:
        self.path = f"{folder}/{next(self._numbers)}"
        self.file = FileIO(self.path, "xb")
        self.size = 0
        self._md5 = hashlib.md5(usedforsecurity=False)

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self._md5.update(data)
        self.size += len(data)

    @property
    def digest(self) -> bytes:
        return self._md5.digest()


class Store:
    """All buckets under `root`; names that begin with a dot are the store's own."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.uploads = self.root / ".uploads"
        self._drafts = self.root / ".drafts"
        self.uploads.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._drafts, ignore_errors=True)  # what a killed server left half written
        self._drafts.mkdir()
        self._index = Index(self.root / ".index.sqlite")

    def close(self) -> None:
        self._index.close()

    # Buckets

    def buckets(self) -> list[tuple[str, int]]:
        """Name and time of creation (nanoseconds) of every bucket, by name."""
        with os.scandir(self.root) as entries:
            folders = [e for e in entries if e.is_dir(follow_symlinks=False) and _BUCKET_NAME.fullmatch(e.name)]
        return sorted((folder.name, folder.stat().st_ctime_ns) for folder in folders)

    def create_bucket(self, bucket: str) -> None:
        if not _BUCKET_NAME.fullmatch(bucket):
            raise S3Error("InvalidBucketName", f"{bucket!r} is not a bucket's name: 3 to 63 of a-z, 0-9, '.' and '-'.")
        try:
            (self.root / bucket).mkdir()
        except FileExistsError:
            raise S3Error("BucketAlreadyOwnedByYou", f"The bucket {bucket} exists already.") from None

    def check_bucket(self, bucket: str) -> None:
        if not _BUCKET_NAME.fullmatch(bucket) or not os.path.isdir(f"{self.root}/{bucket}"):
            raise S3Error("NoSuchBucket", f"The bucket {bucket} does not exist.")

    def delete_bucket(self, bucket: str) -> None:
        if next(self.walk(bucket), None) is not None:
            raise S3Error("BucketNotEmpty", f"The bucket {bucket} still holds objects.")
        shutil.rmtree(self.root / bucket)

    # Objects

    @contextlib.contextmanager
    def draft(self) -> Iterator[Draft]:
        draft = Draft(self._drafts)
        try:
            yield draft
        finally:
            draft.file.close()
            if os.path.exists(draft.path):
                os.unlink(draft.path)

    def publish(self, draft: Draft, bucket: str, key: str, headers: Headers, etag: str | None = None) -> Object:
        """Makes the draft the object `key`; its ETag is the MD5 of its bytes unless another is given."""
        self.check_bucket(bucket)
        path = self._path(bucket, key)
        draft.file.close()
        try:
            _rename(draft.path, path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise S3Error("InvalidRequest", f"{key!r}: a folder and an object cannot share a name here.") from None
        except OSError as error:
            raise S3Error("InvalidArgument", f"{key!r} cannot be a file's name: {error.strerror}.") from None
        entry = Entry(etag or draft.digest.hex(), headers)
        status = os.stat(path)
        self._index.keep(bucket, key, status.st_size, status.st_mtime_ns, entry)
        return Object(key, status.st_size, status.st_mtime_ns, entry)

    def open(self, bucket: str, key: str) -> tuple[Object, FileIO]:
        """The object and its file; the file stays the same one when the object is overwritten meanwhile."""
        self.check_bucket(bucket)
        try:
            file = FileIO(self._path(bucket, key))
        except (OSError, S3Error):
            raise S3Error("NoSuchKey", f"The bucket {bucket} has no object {key!r}.") from None
        return self._describe(bucket, key, file), file

    def head(self, bucket: str, key: str) -> Object:
        found, file = self.open(bucket, key)
        file.close()
        return found

    def delete(self, bucket: str, key: str) -> None:
        """Removes the object, and the folders that only it kept; that there was none is no error, as in S3."""
        self.check_bucket(bucket)
        try:
            path = self._path(bucket, key)
            os.unlink(path)
        except (OSError, S3Error):
            return
        self._index.forget(bucket, key)
        _prune(os.path.dirname(path), f"{self.root}/{bucket}")

    def walk(self, bucket: str, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys that start with `prefix` and sort after `after`, by their bytes, read as they are asked for."""
        self.check_bucket(bucket)
        return _walk(f"{self.root}/{bucket}/", "", prefix, after)

    def objects(self, bucket: str, keys: Iterable[str]) -> Iterator[Object]:
        """The objects of keys that `walk` gave, without those that are gone by now."""
        for key in keys:
            with contextlib.suppress(OSError):
                yield self._look(bucket, key, f"{self.root}/{bucket}/{key}")

    def _path(self, bucket: str, key: str) -> str:
        """The key's file. A path that is not its own real path would climb out, follow a link or be another key's."""
        path = f"{self.root}/{bucket}/{key}"
        if "\0" in key or os.path.realpath(path) != path:
            raise S3Error("InvalidArgument", f"{key!r} cannot be kept as a file: it does not spell a plain path.")
        return path

    def _look(self, bucket: str, key: str, path: str) -> Object:
        status = os.stat(path)
        entry = self._index.find(bucket, key, status.st_size, status.st_mtime_ns)
        if entry is not None:
            return Object(key, status.st_size, status.st_mtime_ns, entry)
        with FileIO(path) as file:
            return self._describe(bucket, key, file)

    def _describe(self, bucket: str, key: str, file: FileIO) -> Object:
        status = os.fstat(file.fileno())
        entry = self._index.find(bucket, key, status.st_size, status.st_mtime_ns)
        if entry is None:  # somebody copied the file here, or changed it
            entry = Entry(hashlib.file_digest(file, _md5).hexdigest())
            file.seek(0)
            self._index.keep(bucket, key, status.st_size, status.st_mtime_ns, entry)
        return Object(key, status.st_size, status.st_mtime_ns, entry)


def _md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def _rename(source: str, target: str) -> None:
    try:
        os.replace(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.replace(source, target)


def _prune(folder: str, stop: str) -> None:
    while folder != stop:
        try:
            os.rmdir(folder)
        except OSError:  # not empty
            return
        folder = os.path.dirname(folder)


def _walk(top: str, folder: str, prefix: str, after: str) -> Iterator[str]:
    # A folder sorts by its name and the slash, which is where its keys stand among its sisters': "a.b" < "a/b" < "ab".
    for name in sorted(_names(top + folder)):
        key = folder + name
        if name.endswith("/"):
            may_match = key.startswith(prefix) or prefix.startswith(key)
            if may_match and (key > after or after.startswith(key)):
                yield from _walk(top, key, prefix, after)
        elif key.startswith(prefix) and key > after:
            yield key


def _names(folder: str) -> Iterator[str]:
    """Files by name, folders with a slash behind it; links and devices are not objects."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield entry.name + "/"
                elif entry.is_file(follow_symlinks=False):
                    yield entry.name
    except FileNotFoundError:  # removed since its parent was read
        return
