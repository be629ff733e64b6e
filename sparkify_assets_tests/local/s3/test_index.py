"""Under test: what is remembered of files, and when it counts."""

from __future__ import annotations

from pathlib import Path

from sparkify_assets.local.s3.index import Entry, Index

_ENTRY = Entry("d41d8cd98f00b204e9800998ecf8427e", {"content-type": "text/plain"})


def test_an_entry_holds_for_the_very_file_it_was_written_for(tmp_path: Path) -> None:
    """Another size or another time of change, and the entry is as good as gone."""
    index = Index(tmp_path / "index")
    index.keep("bucket", "key", 1, 1000, _ENTRY)
    assert index.find("bucket", "key", 1, 1000) == _ENTRY
    assert index.find("bucket", "key", 2, 1000) is None
    assert index.find("bucket", "key", 1, 1001) is None
    assert index.find("other", "key", 1, 1000) is None


def test_a_new_entry_replaces_the_old(tmp_path: Path) -> None:
    """An object has one entry, the newest."""
    index = Index(tmp_path / "index")
    index.keep("bucket", "key", 1, 1000, Entry("old"))
    index.keep("bucket", "key", 1, 1000, _ENTRY)
    assert index.find("bucket", "key", 1, 1000) == _ENTRY


def test_forgotten_entries_are_gone(tmp_path: Path) -> None:
    """A deleted object leaves no entry for one that is later put in its place."""
    index = Index(tmp_path / "index")
    index.keep("bucket", "key", 1, 1000, _ENTRY)
    index.forget("bucket", "key")
    assert index.find("bucket", "key", 1, 1000) is None


def test_entries_outlive_the_process(tmp_path: Path) -> None:
    """What was kept is there when the file is opened again, closed properly or not."""
    Index(tmp_path / "index").keep("bucket", "key", 1, 1000, _ENTRY)
    assert Index(tmp_path / "index").find("bucket", "key", 1, 1000) == _ENTRY
