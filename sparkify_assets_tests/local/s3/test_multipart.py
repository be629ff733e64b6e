"""Under test: uploads in parts, without a server."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.multipart import Part, Upload, Uploads
from sparkify_assets.local.s3.store import Object, Store

_FIRST, _SECOND = b"a" * (5 * 1024 * 1024), b"b" * 10


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create_bucket("songs")
    return made


@pytest.fixture
def uploads(store: Store) -> Uploads:
    return Uploads(store)


@pytest.fixture
def upload(uploads: Uploads) -> Upload:
    return uploads.create("songs", "a/b", {"content-type": "text/plain"})


def _put(store: Store, uploads: Uploads, upload: Upload, number: int, data: bytes) -> Part:
    with store.draft() as draft:
        draft.write(data)
        return uploads.put_part(upload, number, draft)


def _complete(store: Store, uploads: Uploads, upload: Upload, wanted: list[tuple[int, str]]) -> Object:
    with store.draft() as draft:
        return uploads.complete(upload, draft, uploads.assemble(upload, wanted, draft))


def test_parts_become_one_object(store: Store, uploads: Uploads, upload: Upload) -> None:
    """The parts stand in the order of their numbers, whenever they came; the ETag follows S3's rule; no trace stays."""
    second = _put(store, uploads, upload, 2, _SECOND)
    first = _put(store, uploads, upload, 1, _FIRST)
    found = _complete(store, uploads, upload, [(1, first.etag), (2, second.etag)])
    assert (store.root / "songs" / "a" / "b").read_bytes() == _FIRST + _SECOND
    digests = hashlib.md5(_FIRST).digest() + hashlib.md5(_SECOND).digest()
    assert found.entry.etag == hashlib.md5(digests).hexdigest() + "-2"
    assert store.head("songs", "a/b") == found
    assert found.entry.headers == {"content-type": "text/plain"}
    assert uploads.all("songs") == []


def test_a_part_that_is_sent_again_replaces_the_first(store: Store, uploads: Uploads, upload: Upload) -> None:
    """A retry of a part does not leave two."""
    _put(store, uploads, upload, 1, b"broken")
    part = _put(store, uploads, upload, 1, b"whole")
    assert uploads.parts(upload) == [part]
    _complete(store, uploads, upload, [(1, part.etag)])
    assert (store.root / "songs" / "a" / "b").read_bytes() == b"whole"


def test_uploads_outlive_a_restart(store: Store, uploads: Uploads, upload: Upload) -> None:
    """A server that starts again knows the uploads and the parts it had."""
    part = _put(store, uploads, upload, 1, b"x")
    later = Uploads(Store(store.root))
    assert later.find("songs", "a/b", upload.id) == upload
    assert later.parts(upload) == [part]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "InvalidPartOrder"),
        ([2, 1], "InvalidPartOrder"),
        ([1, 1], "InvalidPartOrder"),
        ([1, 3], "InvalidPart"),
        ([2, 4], "EntityTooSmall"),
    ],
)
def test_a_wrong_list_of_parts_is_refused(
    store: Store, uploads: Uploads, upload: Upload, wanted: list[int], code: str
) -> None:
    """Nothing is made of parts that are missing, out of order or too small, and the upload stays as it was."""
    etags = {
        number: _put(store, uploads, upload, number, data).etag for number, data in [(1, _FIRST), (2, b"x"), (4, b"y")]
    }
    with pytest.raises(S3Error) as caught:
        _complete(store, uploads, upload, [(number, etags.get(number, "none")) for number in wanted])
    assert caught.value.code == code
    assert len(uploads.parts(upload)) == 3
    assert list(store.walk("songs")) == []


def test_an_aborted_upload_is_gone(store: Store, uploads: Uploads, upload: Upload) -> None:
    """Its parts too; and an id that was never given finds nothing, whatever path it spells."""
    _put(store, uploads, upload, 1, b"x")
    uploads.abort(upload)
    for upload_id in (upload.id, "../songs", ""):
        with pytest.raises(S3Error) as caught:
            uploads.find("songs", "a/b", upload_id)
        assert caught.value.code == "NoSuchUpload"


def test_an_upload_belongs_to_its_key(uploads: Uploads, upload: Upload) -> None:
    """An id under another key is unknown."""
    with pytest.raises(S3Error):
        uploads.find("songs", "another", upload.id)
