"""Objects to files that DuckDB reads: one record a line, many small objects in one file.

Here: fetching with several threads, and the index that leads from a line of a shard back to its object. Not here: what
makes a record (`records`, `delimited`), nor what becomes of it.
"""

from __future__ import annotations

import bisect
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sparkify_assets.local.warehouse.copy import bytestream, sources
from sparkify_assets.local.warehouse.copy.faults import Fault, Rejected, Scanned
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.sources import Source

# Fetching from threads is 2.5 times as fast as obstore's asyncio twin; more than 8 gain nothing.
_THREADS = 8
# Small enough for DuckDB to read several at once, large enough for files not to matter.
_SHARD_BYTES = 8 * 1024 * 1024
_WAITING = 16


@dataclass(frozen=True)
class Lines:
    """Records on their way to a shard: `payload` holds one a line, `numbers` their lines in the object."""

    payload: bytes
    numbers: Sequence[int]


@dataclass(frozen=True)
class Bad:
    """A stretch of an object that is no record."""

    text: str
    line: int
    fault: Fault


# From an object's text to its records. What is the statement's own (header lines, encoding) is done before.
Encoder = Callable[[Iterable[bytes], CopyCommand], Iterator[Lines | Bad]]


@dataclass
class Shard:
    """Records from one or more objects and where each came from; they are in the file once it is closed."""

    path: Path
    rows: int = 0
    size: int = 0
    _parts: list[bytes] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _origins: list[tuple[str, Sequence[int]]] = field(default_factory=list)

    def add(self, uri: str, lines: Lines) -> None:
        self._parts.append(lines.payload)
        if not lines.payload.endswith(b"\n"):
            self._parts.append(b"\n")
        self._starts.append(self.rows)
        self._origins.append((uri, lines.numbers))
        self.rows += len(lines.numbers)
        self.size += len(lines.payload)

    def close(self) -> Shard:
        with self.path.open("wb") as file:
            file.writelines(self._parts)
        self._parts.clear()
        return self

    def origin(self, row: int) -> tuple[str, int]:
        """Object and line of the record in `row`, counted from 0."""
        index = bisect.bisect_right(self._starts, row) - 1
        uri, numbers = self._origins[index]
        return uri, numbers[row - self._starts[index]]


class Fetch:
    """Reads objects in threads. `scanned` and `rejected` are complete once `shards` has ended."""

    def __init__(self, command: CopyCommand, found: Iterable[Source], encode: Encoder, folder: Path) -> None:
        self.scanned: list[Scanned] = []
        self.rejected: list[Rejected] = []
        self._command = command
        self._encode = encode
        self._folder = folder
        self._todo: queue.SimpleQueue[Source] = queue.SimpleQueue()
        for source in found:
            self._todo.put(source)
        self._threads = min(_THREADS, self._todo.qsize())
        self._done: queue.Queue[Shard | BaseException | None] = queue.Queue(_WAITING)
        self._stop = threading.Event()

    def shards(self) -> Iterator[Shard]:
        """The shards as they fill. The first error of a thread ends all and is raised here."""
        running = self._threads
        for number in range(running):
            threading.Thread(target=self._work, args=(number,), daemon=True, name=f"copy-fetch-{number}").start()
        try:
            while running:
                item = self._done.get()
                if isinstance(item, Shard):
                    yield item
                    continue
                running -= 1
                if item is not None:
                    raise item
        finally:
            self._stop.set()
            while running:
                running -= not isinstance(self._done.get(), Shard)

    def _work(self, thread: int) -> None:
        """One thread. Its last word is None, or the error that ended it."""
        try:
            self._fill(self._folder / str(thread))
        except BaseException as error:
            self._done.put(error)
        else:
            self._done.put(None)

    def _fill(self, name: Path) -> None:
        shard = Shard(name)
        for count, (uri, lines) in enumerate(self._lines()):
            shard.add(uri, lines)
            if shard.size >= _SHARD_BYTES:
                self._done.put(shard.close())
                shard = Shard(name.with_suffix(f".{count}"))
        if shard.rows:
            self._done.put(shard.close())

    def _lines(self) -> Iterator[tuple[str, Lines]]:
        """The records of all objects that this thread gets hold of, until none is left or the load ends."""
        while not self._stop.is_set():
            try:
                source = self._todo.get_nowait()
            except queue.Empty:
                return
            for lines in self._pieces(source):
                yield source.uri, lines
                if self._stop.is_set():
                    return

    def _pieces(self, source: Source) -> Iterator[Lines]:
        started = datetime.now(UTC)
        opened = sources.open_source(source)
        if opened is None:
            return
        count = bytestream.LineCount()
        chunks = count.counted(bytestream.utf8(opened.chunks, self._command, source.uri))
        for piece in self._encode(bytestream.without_header(chunks, self._command.ignore_header), self._command):
            if isinstance(piece, Lines):
                yield piece
            else:
                self.rejected.append(Rejected(source.uri, piece.line, piece.text, piece.fault))
        ended = datetime.now(UTC)
        self.scanned.append(
            Scanned(source.uri, opened.size, count.lines, opened.etag, opened.last_modified, started, ended)
        )


def batches(shards: Iterable[Shard], size: int) -> Iterator[list[Shard]]:
    """Shards in groups of about `size` bytes."""
    batch: list[Shard] = []
    for shard in shards:
        batch.append(shard)
        if sum(part.size for part in batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
