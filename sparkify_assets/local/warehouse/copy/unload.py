"""Runs an UNLOAD: rows into objects, one or more for each slice, or one after another.

Here: the names and sizes of the objects, what may be overwritten, the manifest. Not here: how a row becomes a line
(`lines`), the query (`backend` runs it).

Source of the rules: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import obstore
import pyarrow as pa
import pyarrow.parquet as pq
from obstore.exceptions import BaseError

from sparkify_assets.local.warehouse.copy import lines, loads, sources
from sparkify_assets.local.warehouse.copy.unload_options import UnloadCommand
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError
from sparkify_assets.local.warehouse.interfaces import ResultColumn, SessionState

SLICES = 2  # of the smallest node there is
_LINES_AT_ONCE = 1_000
_EXTENSIONS = {"gzip": ".gz", "bz2": ".bz2", "zstd": ".zst"}


@dataclass(frozen=True)
class File:
    """An object to be written, and the rows in it; a header line counts as one."""

    path: Path
    key: str
    rows: int


class Slice(Protocol):
    """What writes one slice's share, file by file."""

    files: list[File]

    def close(self) -> None: ...


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
        _make_room(command, prefix)
        if command.format == "parquet":
            count, files = _write_parquet(command, Path(folder), prefix, batches())
        else:
            count, files = _write_lines(command, Path(folder), prefix, columns, rows)
        sizes = [file.path.stat().st_size for file in files]
        for file, size in zip(files, sizes, strict=True):
            _put(bucket, file.key, file.path)
            written.append(loads.Unloaded(f"s3://{bucket}/{file.key}", file.rows, size))
    if command.manifest:
        text = json.dumps(_manifest(command, columns, bucket, files, sizes), indent=1)
        _put(bucket, f"{prefix}manifest", text.encode())
    return count


def _make_room(command: UnloadCommand, prefix: str) -> None:
    """Nothing is overwritten unless the statement says so."""
    existing = sources.keys(command.target)
    if existing and command.clean_path:
        obstore.delete(sources.store(sources.parts(command.target)[0]), existing)
    elif existing and not command.allow_overwrite:
        raise SqlError(
            INTERNAL,
            "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually "
            "removing the target files in S3, or using the ALLOWOVERWRITE option.",
            detail=f"There is {existing[0]} for one.",
        )


def _write_lines(
    command: UnloadCommand, folder: Path, prefix: str, columns: Sequence[ResultColumn], rows: Iterator[Sequence[Any]]
) -> tuple[int, list[File]]:
    """Rows are dealt out to the slices one by one; a slice without rows has an empty object."""
    form = lines.json_line(columns) if command.format == "json" else lines.delimited_line(command, columns)
    header = lines.header(command, columns)
    slices = [_LineSlice(command, folder, name, header) for name in _names(command, prefix)]
    count = 0
    for row in rows:
        slices[count % len(slices)].add(form(row))
        count += 1
    return count, _closed(slices)


def _write_parquet(
    command: UnloadCommand, folder: Path, prefix: str, batches: Iterable[pa.RecordBatch]
) -> tuple[int, list[File]]:
    slices = [_ParquetSlice(command, folder, name) for name in _names(command, prefix)]
    count = 0
    for batch in batches:
        share = -(-batch.num_rows // len(slices))
        for number, slice_ in enumerate(slices):
            slice_.add(batch.slice(number * share, share))
        count += batch.num_rows
    return count, _closed(slices)


def _closed(slices: Sequence[Slice]) -> list[File]:
    for slice_ in slices:
        slice_.close()
    return [file for slice_ in slices for file in slice_.files]


def _names(command: UnloadCommand, prefix: str) -> list[Callable[[int], str]]:
    """For each slice, the key of its n-th file."""
    compressed = _EXTENSIONS.get(command.compression or "", "")
    extension = f".{command.extension.removeprefix('.')}" if command.extension else compressed
    if command.format == "parquet" and not command.extension:
        extension = ".parquet"
    if not command.parallel:
        return [lambda part: f"{prefix}{part:03}{extension}"]
    return [functools.partial(_slice_key, prefix, number, extension) for number in range(SLICES)]


def _slice_key(prefix: str, number: int, extension: str, part: int) -> str:
    return f"{prefix}{number:04}_part_{part:02}{extension}"


class _LineSlice:
    """Text or JSON lines, compressed as they are written."""

    def __init__(self, command: UnloadCommand, folder: Path, name: Callable[[int], str], header: str | None) -> None:
        self.files: list[File] = []
        self._command, self._folder, self._name, self._header = command, folder, name, header
        self._open()

    def _open(self) -> None:
        key = self._name(len(self.files))
        self._path = self._folder / f"{id(self)}-{len(self.files)}"
        self._file = pa.OSFile(str(self._path), "wb")
        compression = self._command.compression
        self._sink = pa.CompressedOutputStream(self._file, compression) if compression else self._file
        self._rows = 0
        self._waiting: list[str] = []
        self._key = key
        if self._header is not None:
            self.add(self._header)

    def add(self, line: str) -> None:
        self._waiting.append(line)
        if len(self._waiting) == _LINES_AT_ONCE:
            self._flush()
            if self._file.tell() >= self._command.largest_file:
                self.close()
                self._open()

    def _flush(self) -> None:
        self._sink.write("".join(self._waiting).encode())
        self._rows += len(self._waiting)
        self._waiting.clear()

    def close(self) -> None:
        self._flush()
        self._sink.close()
        self._file.close()
        self.files.append(File(self._path, self._key, self._rows))


class _ParquetSlice:
    """Parquet files, SNAPPY inside; a slice without rows has none."""

    def __init__(self, command: UnloadCommand, folder: Path, name: Callable[[int], str]) -> None:
        self.files: list[File] = []
        self._command, self._folder, self._name = command, folder, name
        self._writer: pq.ParquetWriter | None = None
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        batch = lines.without_zones(batch)
        if self._writer is None:
            self._path = self._folder / f"{id(self)}-{len(self.files)}"
            self._writer = pq.ParquetWriter(self._path, batch.schema, compression="snappy", version="1.0")
        self._writer.write_batch(batch)
        self._rows += batch.num_rows
        if self._path.stat().st_size >= self._command.largest_file:
            self.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self.files.append(File(self._path, self._name(len(self.files)), self._rows))
            self._writer, self._rows = None, 0


def _manifest(
    command: UnloadCommand, columns: Sequence[ResultColumn], bucket: str, files: Sequence[File], sizes: Sequence[int]
) -> dict[str, Any]:
    """As `unloading-data.md` and the pages it names show it; COPY reads it back."""
    entries = []
    for file, size in zip(files, sizes, strict=True):
        entry: dict[str, Any] = {"url": f"s3://{bucket}/{file.key}"}
        if command.verbose:
            entry["meta"] = {"content_length": size, "record_count": file.rows}
        elif command.format == "parquet":
            entry["meta"] = {"content_length": size}
        entries.append(entry)
    if not command.verbose:
        return {"entries": entries}
    elements = [{"name": column.name, "type": lines.described(column.type)} for column in columns]
    total = {"content_length": sum(sizes), "record_count": sum(file.rows for file in files)}
    author = {"name": "Amazon Redshift", "version": "1.0.0"}
    return {"entries": entries, "schema": {"elements": elements}, "meta": total, "author": author}


def _put(bucket: str, key: str, content: Path | bytes) -> None:
    try:
        obstore.put(sources.store(bucket), key, content)
    except (BaseError, OSError) as error:
        raise sources.failed("writing", f"s3://{bucket}/{key}", error) from error
