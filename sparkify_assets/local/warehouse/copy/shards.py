"""Objects to Arrow arrays that DuckDB reads where they are: one record a line, many small objects in one array.

Here: fetching with several threads, and the index that leads from a record back to its object. Not here: what makes a
record (`records`, `delimited`), nor what becomes of it.
"""

from __future__ import annotations

import bisect
import contextlib
import itertools
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sparkify_assets.local.warehouse.copy import bytestream, sources
from sparkify_assets.local.warehouse.copy.faults import Fault, Rejected, Scanned
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.sources import Source

# Fetching from threads is 2.5 times as fast as obstore's asyncio twin. With more of them, small objects are no faster
# and large ones slower: they take the processors from DuckDB, which reads what they fetched.
_THREADS = 5
# Large enough for arrays not to matter. A piece of a large object is larger: a shard of its own, its bytes not copied.
_SHARD_BYTES = 1024 * 1024
_WAITING = 64
_SCHEMA = pa.schema({"row": pa.int64(), "line": pa.large_string()})
# How long a load that nobody wants any more, or a thread of one, takes to notice.
_NOTICE_SECONDS = 0.1


@dataclass(frozen=True)
class Lines:
    """Records on their way to a shard: `payload` holds them up to `ends`, `numbers` are their lines in the object."""

    payload: bytes
    ends: npt.NDArray[np.int64]
    numbers: Sequence[int]

    @classmethod
    def of(cls, records: Iterable[str], numbers: Sequence[int]) -> Lines:
        encoded = [record.encode() for record in records]
        return cls(b"".join(encoded), np.cumsum([len(each) for each in encoded]), numbers)


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
    """Records from one or more objects and where each came from; `lines` are there once it is closed."""

    rows: int = 0
    size: int = 0
    lines: pa.LargeStringArray = None
    origins: list[tuple[int, str, Sequence[int]]] = field(default_factory=list)  # first row, object, lines in it
    _parts: list[bytes] = field(default_factory=list)
    _offsets: list[npt.NDArray[np.int64]] = field(default_factory=lambda: [np.zeros(1, np.int64)])

    def add(self, uri: str, lines: Lines) -> None:
        self._parts.append(lines.payload)
        self._offsets.append(lines.ends + self.size)
        self.origins.append((self.rows, uri, lines.numbers))
        self.rows += len(lines.numbers)
        self.size += len(lines.payload)

    def close(self) -> Shard:
        """Lays an array over the bytes: its values are the records, with the newlines that end them."""
        offsets, content = np.concatenate(self._offsets), b"".join(self._parts)
        self._parts.clear()
        self.lines = pa.LargeStringArray.from_buffers(self.rows, pa.py_buffer(offsets), pa.py_buffer(content))
        return self


class Batch:
    """Closed shards that are loaded together. The first to read it reads them while they come in."""

    def __init__(self, coming: Iterable[Shard]) -> None:
        self.rows = 0
        self.failure: Exception | None = None  # what ended the shards, which DuckDB can tell only as text
        self._coming = iter(coming)
        self._lines: list[pa.LargeStringArray] = []
        self._origins: list[tuple[int, str, Sequence[int]]] = []

    def read(self) -> Iterator[pa.RecordBatch]:
        """The records as `line`, numbered in `row` from 0."""
        first = 0
        for lines in itertools.chain(self._lines.copy(), self._arriving()):
            yield pa.record_batch([np.arange(first, first + len(lines)), lines], _SCHEMA)
            first += len(lines)

    def origin(self, row: int) -> tuple[str, int]:
        """Object and line of a record."""
        start, uri, numbers = self._origins[bisect.bisect_right(self._origins, row, key=lambda found: found[0]) - 1]
        return uri, numbers[row - start]

    def _arriving(self) -> Iterator[pa.LargeStringArray]:
        try:
            for shard in self._coming:
                self._lines.append(shard.lines)
                self._origins += [(self.rows + start, uri, numbers) for start, uri, numbers in shard.origins]
                self.rows += shard.rows
                yield shard.lines
        except Exception as error:
            self.failure = error
            raise


class Current:
    """What DuckDB reads under one name: the batch of the moment, by Arrow's protocol.

    If each batch were registered by itself, DuckDB would hold all of them until the transaction ends.
    """

    def __init__(self) -> None:
        self.batch = Batch([])

    def __arrow_c_schema__(self) -> object:
        return _SCHEMA.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return pa.RecordBatchReader.from_batches(_SCHEMA, self.batch.read()).__arrow_c_stream__(requested_schema)


class Fetch:
    """Reads objects in threads. `scanned` and `rejected` are complete once `shards` has ended."""

    def __init__(
        self, command: CopyCommand, found: Iterable[Source], encode: Encoder, still_wanted: Callable[[], None]
    ) -> None:
        """`still_wanted` raises when the load is to end."""
        self.scanned: list[Scanned] = []
        self.rejected: list[Rejected] = []
        self._command = command
        self._encode = encode
        self._still_wanted = still_wanted
        self._todo: queue.SimpleQueue[Source] = queue.SimpleQueue()
        for source in found:
            self._todo.put(source)
        self._threads = min(_THREADS, self._todo.qsize())
        self._done: queue.Queue[Shard | BaseException | None] = queue.Queue(_WAITING)
        self._stop = threading.Event()

    def shards(self) -> Generator[Shard]:
        """The shards as they fill. The first error of a thread ends all and is raised here."""
        running = self._threads
        for number in range(running):
            threading.Thread(target=self._work, daemon=True, name=f"copy-fetch-{number}").start()
        try:
            while running:
                item = self._next()
                if isinstance(item, Shard):
                    yield item
                    continue
                running -= 1
                if item is not None:
                    raise item
        finally:
            # Not waited for: one may hang on an object for as long as S3 lets it.
            self._stop.set()

    def _next(self) -> Shard | BaseException | None:
        while True:
            self._still_wanted()
            with contextlib.suppress(queue.Empty):
                return self._done.get(timeout=_NOTICE_SECONDS)

    def _hand_over(self, item: Shard | BaseException | None) -> None:
        while not self._stop.is_set():
            try:
                self._done.put(item, timeout=_NOTICE_SECONDS)
            except queue.Full:
                continue
            return

    def _work(self) -> None:
        """One thread. Its last word is None, or the error that ended it."""
        last: BaseException | None = None
        try:
            self._fill()
        except BaseException as error:
            last = error
        self._hand_over(last)

    def _fill(self) -> None:
        """The records of all objects that this thread gets hold of, until none is left or the load ends."""
        shard = Shard()
        while not self._stop.is_set():
            try:
                source = self._todo.get_nowait()
            except queue.Empty:
                break
            for lines in self._pieces(source):
                shard.add(source.uri, lines)
                if shard.size >= _SHARD_BYTES:
                    self._hand_over(shard.close())
                    shard = Shard()
                if self._stop.is_set():
                    return
        if shard.rows:
            self._hand_over(shard.close())

    def _pieces(self, source: Source) -> Iterator[Lines]:
        opened = sources.open_source(source)
        if opened is None:
            return
        count = bytestream.LineCount()
        chunks = count.counted(bytestream.utf8(opened.chunks, self._command, source.uri))
        for piece in self._encode(bytestream.without_header(chunks, self._command.ignoreheader), self._command):
            if isinstance(piece, Lines):
                yield piece
            else:
                self.rejected.append(Rejected(source.uri, piece.line, piece.text, piece.fault))
        self.scanned.append(opened.scanned(count.lines))


def batches(shards: Iterable[Shard], size: int) -> Iterator[Batch]:
    """Shards in groups of about `size` bytes; each is to be read before the next is asked for."""
    coming = iter(shards)
    for first in coming:
        yield Batch(_up_to(size, itertools.chain([first], coming)))


def _up_to(size: int, shards: Iterable[Shard]) -> Iterator[Shard]:
    for shard in shards:
        yield shard
        size -= shard.size
        if size <= 0:
            return
