"""Runs an UNLOAD: rows into objects, one or more for each slice, or one after another.

Here: the names and sizes of the objects, what may be overwritten, the manifest. Not here: how a row becomes a line
(`lines`), the query (`backend` runs it).

Source of the rules: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

import json
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import obstore
import pyarrow as pa
import pyarrow.parquet as pq

from sparkify_assets.local.warehouse.copy import lines, loads, sources
from sparkify_assets.local.warehouse.copy.unload_options import UnloadCommand
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError
from sparkify_assets.local.warehouse.interfaces import ResultColumn, SessionState
from sparkify_assets.local.warehouse.views import SLICES

_BUFFER = 1024 * 1024
_EXTENSIONS = {"gzip": ".gz", "bz2": ".bz2", "zstd": ".zst"}


@dataclass(frozen=True)
class File:
    """An object to be written, and the rows in it; a header line counts as one."""

    path: Path
    rows: int


def run(
    command: UnloadCommand,
    session: SessionState,
    columns: Sequence[ResultColumn],
    rows: Iterator[Sequence[Any]],
    batches: Callable[[], Iterable[pa.RecordBatch]],
) -> int:
    """The rows unloaded. SqlError XX000 if there already are objects at the target, or S3 can't be written."""
    lines.refuse_types(command, columns)
    bucket, prefix = sources.parts(command.target)
    with loads.unloading(session, command) as written, tempfile.TemporaryDirectory(prefix="unload-") as folder:
        _make_room(command)
        numbers = range(SLICES if command.parallel else 1)
        if command.format == "parquet":
            slices: Sequence[_Slice] = [_ParquetSlice(command, Path(folder), number) for number in numbers]
            count = _write_parquet(batches(), slices)
        else:
            header = lines.header(command, columns)
            form = lines.json_line(columns) if command.format == "json" else lines.delimited_line(command, columns)
            text = (form(row).encode() for row in rows)
            slices = [_LineSlice(command, Path(folder), number, header) for number in numbers]
            count = _write_lines(text, slices)
        for file in (file for slice_ in slices for file in slice_.close()):
            key = f"{prefix}{file.path.name}"
            written.append(loads.Unloaded(f"s3://{bucket}/{key}", file.rows, file.path.stat().st_size))
            _put(bucket, key, file.path)
        if command.manifest:
            _put(bucket, f"{prefix}manifest", json.dumps(_manifest(command, columns, written), indent=1).encode())
    return count


def _make_room(command: UnloadCommand) -> None:
    """Nothing is overwritten unless the statement says so."""
    existing = sources.keys(command.target)
    if existing and command.has("cleanpath"):
        obstore.delete(sources.store(sources.parts(command.target)[0]), existing)
    elif existing and not command.has("allowoverwrite"):
        raise SqlError(
            INTERNAL,
            "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually "
            "removing the target files in S3, or using the ALLOWOVERWRITE option.",
            detail=f"There is {existing[0]} for one.",
        )


def _write_lines(rows: Iterable[bytes], slices: Sequence[_Slice]) -> int:
    """Rows are dealt out to the slices one by one; a slice without rows has an empty object."""
    count = 0
    for row in rows:
        slices[count % len(slices)].add(row)
        count += 1
    return count


def _write_parquet(batches: Iterable[pa.RecordBatch], slices: Sequence[_Slice]) -> int:
    count = 0
    for batch in batches:
        share = -(-batch.num_rows // len(slices))
        for number, slice_ in enumerate(slices):
            slice_.add(batch.slice(number * share, share))
        count += batch.num_rows
    return count


class _Slice(ABC):
    """What one slice writes, file by file."""

    def __init__(self, command: UnloadCommand, folder: Path, number: int) -> None:
        self._command, self._folder, self._number = command, folder, number
        self._files: list[File] = []
        self._rows = 0

    @abstractmethod
    def add(self, share: Any) -> None:
        """Writes one line, or one batch."""

    @abstractmethod
    def close(self) -> list[File]:
        """All files, complete."""

    def _begin(self) -> Path:
        part, command = len(self._files), self._command
        suffix = ".parquet" if command.format == "parquet" else _EXTENSIONS.get(command.compression or "", "")
        if command.extension:
            suffix = f".{command.extension.removeprefix('.')}"
        name = f"{self._number:04}_part_{part:02}{suffix}" if command.parallel else f"{part:03}{suffix}"
        self._path = self._folder / name
        return self._path

    def _end(self) -> None:
        self._files.append(File(self._path, self._rows))
        self._rows = 0


class _LineSlice(_Slice):
    """Text or JSON lines, compressed as they are written. No file has more text than it may be large."""

    def __init__(self, command: UnloadCommand, folder: Path, number: int, header: str | None) -> None:
        super().__init__(command, folder, number)
        self._header = (header or "").encode()
        self._open()

    def _open(self) -> None:
        compression = self._command.compression
        self._sink = pa.output_stream(str(self._begin()), compression=compression, buffer_size=_BUFFER)
        self._size = 0
        if self._header:
            self._write(self._header)

    def _write(self, line: bytes) -> None:
        self._sink.write(line)
        self._size += len(line)
        self._rows += 1

    def add(self, line: bytes) -> None:
        if len(self._header) < self._size > self._command.maxfilesize - len(line):
            self.close()
            self._open()
        self._write(line)

    def close(self) -> list[File]:
        self._sink.close()
        self._end()
        return self._files


class _ParquetSlice(_Slice):
    """Parquet files, SNAPPY inside; a slice without rows has none."""

    _writer: pq.ParquetWriter | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        batch = lines.without_zones(batch)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._begin(), batch.schema, compression="snappy", version="1.0")
        self._writer.write_batch(batch)
        self._rows += batch.num_rows
        if self._path.stat().st_size >= self._command.maxfilesize:
            self.close()

    def close(self) -> list[File]:
        if self._writer is not None:
            self._writer.close()
            self._end()
            self._writer = None
        return self._files


def _manifest(
    command: UnloadCommand, columns: Sequence[ResultColumn], files: Sequence[loads.Unloaded]
) -> dict[str, Any]:
    """As `unloading-data.md` and the pages it names show it; COPY reads it back."""
    entries = []
    for file in files:
        entry: dict[str, Any] = {"url": file.uri}
        if command.manifest == "verbose":
            entry["meta"] = {"content_length": file.bytes, "record_count": file.rows}
        elif command.format == "parquet":
            entry["meta"] = {"content_length": file.bytes}
        entries.append(entry)
    if command.manifest != "verbose":
        return {"entries": entries}
    elements = [{"name": column.name, "type": lines.described(column.type)} for column in columns]
    total = {"content_length": sum(file.bytes for file in files), "record_count": sum(file.rows for file in files)}
    author = {"name": "Amazon Redshift", "version": "1.0.0"}
    return {"entries": entries, "schema": {"elements": elements}, "meta": total, "author": author}


def _put(bucket: str, key: str, content: Path | bytes) -> None:
    with sources.asking_s3("writing", f"s3://{bucket}/{key}"):
        obstore.put(sources.store(bucket), key, content)
