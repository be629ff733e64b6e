"""Many rows at once: an Arrow batch to DataRow messages, whole columns at a time, with numpy.

The bytes are those that `encoding` gives value by value, at a fraction of the time. Not here: when this is worth it
(backend), types that only `encoding` knows, which are written through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sparkify_assets.local.warehouse import encoding
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError
from sparkify_assets.local.warehouse.interfaces import ResultColumn

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

# Types whose binary form is a number of fixed size: how Arrow holds it, and its form on the wire.
_FIXED = {
    "boolean": (pa.uint8(), "u1"),
    "smallint": (pa.int16(), ">i2"),
    "integer": (pa.int32(), ">i4"),
    "bigint": (pa.int64(), ">i8"),
    "oid": (pa.uint32(), ">u4"),
    "real": (pa.float32(), ">f4"),
    "double precision": (pa.float64(), ">f8"),
    "timestamp": (pa.int64(), ">i8"),
    "timestamptz": (pa.int64(), ">i8"),
}
_EPOCH_MICROS = 946_684_800_000_000  # 2000-01-01 after 1970-01-01


@dataclass(frozen=True)
class _Cells:
    """One column on the wire: each value's length, -1 for NULL, and the bytes of all values one after the other."""

    lengths: npt.NDArray[np.int32]
    data: Bytes

    @property
    def sizes(self) -> Numbers:
        return np.maximum(self.lengths, 0).astype(np.int64)


def encode_batch(batch: pa.RecordBatch, columns: Sequence[ResultColumn], formats: Sequence[int]) -> bytes:
    """The DataRow messages of every row of the batch."""
    cells = [_cells(array, column, format_) for array, column, format_ in zip(batch, columns, formats, strict=True)]
    row_sizes = 7 + sum((4 + each.sizes for each in cells), np.zeros(batch.num_rows, np.int64))
    starts = np.cumsum(row_sizes) - row_sizes
    out = np.empty(int(row_sizes.sum()), np.uint8)
    out[starts] = ord("D")
    _put_fixed(out, starts + 1, _big_endian(row_sizes - 1, ">i4"))
    _put_fixed(out, starts + 5, _big_endian(np.full(batch.num_rows, len(cells)), ">i2"))
    at = starts + 7
    for each in cells:
        _put_fixed(out, at, _big_endian(each.lengths, ">i4"))
        _put(out, at + 4, each)
        at += 4 + each.sizes
    return out.tobytes()


def _put_fixed(out: Bytes, at: Numbers, data: Bytes) -> None:
    """Write row i of `data` at position at[i]."""
    for offset in range(data.shape[1]):
        out[at + offset] = data[:, offset]


def _put(out: Bytes, at: Numbers, cells: _Cells) -> None:
    sizes = cells.sizes
    distinct = np.unique(sizes[sizes > 0])
    if len(distinct) == 1:
        _put_fixed(out, at[sizes > 0], cells.data.reshape(-1, int(distinct[0])))
    elif len(distinct):
        before = np.cumsum(sizes) - sizes  # where each value begins in `data`
        out[np.repeat(at - before, sizes) + np.arange(len(cells.data))] = cells.data


def _big_endian(numbers: npt.NDArray[np.generic], layout: str) -> Bytes:
    wide = np.ascontiguousarray(numbers.astype(layout))
    return wide.view(np.uint8).reshape(len(numbers), wide.itemsize)


def _cells(array: pa.Array, column: ResultColumn, format_: int) -> _Cells:
    try:
        if format_ == encoding.BINARY and column.type.name in _FIXED:
            return _fixed_cells(array, column.type.name)
        return _text_cells(_text(array, column, format_))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SqlError(INTERNAL, f"a result value does not have the type that was announced: {error}") from error


def _fixed_cells(array: pa.Array, name: str) -> _Cells:
    held_as, layout = _FIXED[name]
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_timestamp(array.type):
        micros = array.cast(pa.timestamp("us", array.type.tz)).cast(pa.int64())
        array = pc.subtract(micros, _EPOCH_MICROS)
    numbers = array.cast(held_as).drop_null().to_numpy(zero_copy_only=False)
    data = _big_endian(numbers, layout)
    return _Cells(np.where(valid, data.shape[1], -1).astype(np.int32), data.reshape(-1))


def _text_cells(array: pa.Array) -> _Cells:
    """Of an array of text or bytes, whose buffers already are what the wire wants, the lengths aside."""
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    filled = array.cast(pa.large_binary()).fill_null(b"")
    _, offsets_buffer, data_buffer = filled.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[filled.offset : filled.offset + len(filled) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer else np.empty(0, np.uint8)
    lengths = np.where(valid, np.diff(offsets), -1).astype(np.int32)
    return _Cells(lengths, data[offsets[0] : offsets[-1]] if len(filled) else data[:0])


def _text(array: pa.Array, column: ResultColumn, format_: int) -> pa.Array:
    """The values' bytes: by Arrow where it writes what Redshift writes, else value by value."""
    match column.type.name:
        case "varchar" | "name" | "super" | "unknown" if pa.types.is_string(array.type):
            return array
        case "smallint" | "integer" | "bigint" | "oid" | "date":
            return array.cast(pa.string())
        case "boolean":
            return pc.if_else(array, "t", "f")
        case "numeric":
            text = array.cast(pa.string())
            # Arrow writes very small numbers with an exponent, Redshift never.
            return _one_by_one(array, column, format_) if pc.any(pc.match_substring(text, "E")).as_py() else text
        case "timestamp":
            return _timestamp_text(array)
        case "timestamptz":
            return pc.binary_join_element_wise(_timestamp_text(array), "+00", "")
    return _one_by_one(array, column, format_)


def _timestamp_text(array: pa.Array) -> pa.Array:
    """Arrow always writes six digits of a second, Redshift as many as are needed."""
    text = array.cast(pa.timestamp("us", array.type.tz)).cast(pa.timestamp("us")).cast(pa.string())
    return pc.utf8_rtrim(pc.utf8_rtrim(text, "0"), ".")


def _one_by_one(array: pa.Array, column: ResultColumn, format_: int) -> pa.Array:
    encode = encoding.encoder(column.type, format_)
    return pa.array([None if value is None else encode(value)[4:] for value in array.to_pylist()], pa.binary())
