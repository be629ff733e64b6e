"""Under test: buckets and objects as folders and files."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.local.s3.errors import S3Error
from sparkify_assets.local.s3.store import Object, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create_bucket("songs")
    return made


def _put(store: Store, key: str, data: bytes = b"x") -> Object:
    with store.draft() as draft:
        draft.write(data)
        return store.publish(draft, "songs", key, {})


def _code(action: object, *arguments: object) -> str:
    assert callable(action)
    with pytest.raises(S3Error) as caught:
        action(*arguments)
    return caught.value.code


_NAMES = st.text("ab.-", min_size=1, max_size=3).filter(lambda name: name.strip("."))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(_NAMES, min_size=1, max_size=3).map("/".join), max_size=15),
    st.text("ab/.-", max_size=3),
    st.data(),
)
def test_the_walk_gives_keys_in_the_order_of_their_bytes(keys: list[str], prefix: str, data: st.DataObject) -> None:
    """Prefix is a plain string match, and `after` any string: the walk equals sorting and filtering all keys."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.create_bucket("songs")
        kept = set()
        for key in keys:
            with contextlib.suppress(S3Error):  # a folder and an object of one name
                kept.add(_put(store, key).key)
        after = data.draw(st.sampled_from([*sorted(kept), "", "a", "a/", "b-"]))
        assert list(store.walk("songs", prefix, after)) == sorted(
            key for key in kept if key.startswith(prefix) and key > after
        )
        store.close()


def test_a_copied_file_is_an_object(store: Store) -> None:
    """What a person copies into the folder is listed and has S3's ETag; what they change is seen as changed."""
    path = store.root / "songs" / "a" / "copied.json"
    path.parent.mkdir()
    path.write_bytes(b"one")
    assert list(store.walk("songs")) == ["a/copied.json"]
    assert store.head("songs", "a/copied.json").entry.etag == hashlib.md5(b"one").hexdigest()
    path.write_bytes(b"another")
    assert store.head("songs", "a/copied.json").entry.etag == hashlib.md5(b"another").hexdigest()


def test_an_etag_is_computed_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look at a copied file does not read it again: listings of many objects stay fast."""
    (store.root / "songs" / "copied").write_bytes(b"one")
    first = store.head("songs", "copied")
    monkeypatch.delattr(hashlib, "file_digest")
    assert store.head("songs", "copied") == first


@pytest.mark.parametrize(
    "key", ["../escape", "a/../../escape", "/etc/passwd", "a//b", "./a", "a/", "a\0b", "..", "x" * 300]
)
def test_a_key_that_is_no_plain_path_is_refused(store: Store, key: str) -> None:
    """No key climbs out of its bucket or takes another key's place; reading one finds nothing."""
    assert _code(_put, store, key) == "InvalidArgument"
    assert _code(store.open, "songs", key) == "NoSuchKey"
    assert list(store.walk("songs")) == []


def test_a_link_out_of_the_root_is_no_object(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Links are neither listed nor followed, to read, to write or to delete."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_text("secret")
    (store.root / "songs" / "link").symlink_to(outside)
    assert list(store.walk("songs")) == []
    assert _code(store.open, "songs", "link/secret") == "NoSuchKey"
    assert _code(_put, store, "link/new") == "InvalidArgument"
    store.delete("songs", "link/secret")
    assert os.listdir(outside) == ["secret"]


def test_a_folder_and_an_object_cannot_share_a_name(store: Store) -> None:
    """S3 could hold both, a folder cannot: the second is refused and the first stays."""
    _put(store, "a/b")
    assert _code(_put, store, "a") == "InvalidRequest"
    assert _code(_put, store, "a/b/c") == "InvalidRequest"
    assert list(store.walk("songs")) == ["a/b"]


def test_a_draft_that_is_not_published_leaves_nothing(store: Store) -> None:
    """A body that breaks off leaves neither an object nor a temporary file."""
    with store.draft() as draft:
        draft.write(b"half")
    assert list(store.walk("songs")) == []
    assert not any(path.is_file() for path in (store.root / ".drafts").rglob("*"))


def test_what_a_killed_server_left_is_swept_up(tmp_path: Path) -> None:
    """Drafts from before a crash are gone after the next start."""
    (tmp_path / ".drafts").mkdir()
    (tmp_path / ".drafts" / "7").write_bytes(b"half")
    store = Store(tmp_path)
    assert os.listdir(tmp_path / ".drafts") == []
    store.close()


def test_deleting_removes_emptied_folders(store: Store) -> None:
    """Folders are only there for their objects: the bucket can be deleted when the last is gone."""
    _put(store, "a/b/c")
    _put(store, "a/d")
    store.delete("songs", "a/b/c")
    assert os.listdir(store.root / "songs" / "a") == ["d"]
    store.delete("songs", "a/d")
    store.delete("songs", "never/was")
    store.delete_bucket("songs")
    assert store.buckets() == []


def test_a_bucket_that_holds_objects_stays(store: Store) -> None:
    """Deleting a bucket never deletes objects."""
    _put(store, "a")
    assert _code(store.delete_bucket, "songs") == "BucketNotEmpty"


@pytest.mark.parametrize("name", ["ab", "Upper", ".uploads", "a/b", "..", "a_b", "x" * 64])
def test_a_bucket_has_a_bucket_name(store: Store, name: str) -> None:
    """S3's rules for names also keep the store's own folders and other places out of reach."""
    assert _code(store.create_bucket, name) == "InvalidBucketName"
    assert _code(store.check_bucket, name) == "NoSuchBucket"
