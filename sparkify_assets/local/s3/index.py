"""What a file cannot say of itself: its MD5, and the headers it was stored with.

Here: a small SQLite file beside the buckets, one row an object. A row holds only while the file's size and time of
change are those it was written for, so a file that somebody copied or edited is simply one without a row. Not here:
objects.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import dataclass, field
from pathlib import Path

Headers = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """An object's ETag, without its quotes, and the headers that a GET gives back."""

    etag: str
    headers: Headers = field(default_factory=dict)


class Index:
    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode = wal")
        # In WAL mode NORMAL survives kill -9 whole; what a power cut loses is computed again from the files.
        self._database.execute("pragma synchronous = normal")
        self._database.execute(
            "create table if not exists objects (bucket text, key text, size integer, changed integer,"
            " etag text, headers text, primary key (bucket, key)) without rowid"
        )

    def find(self, bucket: str, key: str, size: int, changed: int) -> Entry | None:
        """The entry of a file of `size` bytes last changed at `changed` nanoseconds, if that very file is known."""
        with self._lock:
            row = self._database.execute(
                "select etag, headers from objects where bucket = ? and key = ? and size = ? and changed = ?",
                (bucket, key, size, changed),
            ).fetchone()
        return Entry(row[0], json.loads(row[1])) if row else None

    def keep(self, bucket: str, key: str, size: int, changed: int, entry: Entry) -> None:
        with self._lock:
            self._database.execute(
                "insert or replace into objects values (?, ?, ?, ?, ?, ?)",
                (bucket, key, size, changed, entry.etag, json.dumps(entry.headers)),
            )

    def forget(self, bucket: str, key: str) -> None:
        with self._lock:
            self._database.execute("delete from objects where bucket = ? and key = ?", (bucket, key))

    def close(self) -> None:
        self._database.close()
