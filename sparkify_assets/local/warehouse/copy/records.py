"""JSON text to one record a line.

Here: which bytes of an object are one record, and where a malformed stretch ends. Not here: what a record's values are,
nor where the bytes come from.

Source of the rules: developer guide, `copy-parameters-data-format.md` (JSON data file).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from sparkify_assets.local.warehouse.copy import bytestream
from sparkify_assets.local.warehouse.copy.faults import Fault, bad_utf8
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.shards import Bad, Lines

LIMIT = 4 * 1024 * 1024  # bytes of one object, braces included
MALFORMED = Fault(1216, "Invalid JSON: not a well-formed object or array")
TOO_LARGE = Fault(1216, f"JSON object is larger than {LIMIT} bytes")
_NEXT_RECORD = re.compile(r"\n\s*(?=[{\[])")
_NOT_BLANK = re.compile(r"\S")


@dataclass(frozen=True)
class Record:
    """One JSON value, or a stretch that is none, and the line of the object it ends on (counted from 1)."""

    text: str
    line: int
    valid: bool = True


def encode(chunks: Iterable[bytes], command: CopyCommand) -> Iterator[Lines | Bad]:
    """The records of one object, each on one line, and what is no record."""
    line = 1 + command.ignoreheader
    for block in blocks(chunks):
        ends = bytestream.line_ends(block)
        is_text = block.isascii() if command.acceptinvchars else bytestream.is_utf8(block)
        if is_text and one_a_line(block, ends):
            all_ends = ends if block.endswith(b"\n") else np.append(ends, len(block))
            yield Lines(block, all_ends, range(line, line + len(all_ends)))
        else:
            yield from _split_lines(bytestream.text(block, command.acceptinvchars), line)
        line += len(ends)


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that end where a record ends: right before a line that begins with `{`."""
    parts: list[bytes] = []
    for chunk in chunks:
        end = chunk.rfind(b"}\n{") + 2
        if parts and end > 1:
            yield b"".join((*parts, memoryview(chunk)[:end]))
            parts = [chunk[end:]]
        else:
            parts.append(chunk)
    if parts:
        yield b"".join(parts)


def one_a_line(block: bytes, ends: npt.NDArray[np.int64]) -> bool:
    """Whether the lines of the block, which end at `ends`, are its records.

    A newline between `}` and `{` is always the end of a record: inside a JSON value a comma would stand there.
    """
    if not block.startswith(b"{") or not block.endswith((b"}", b"}\n")) or b"\r" in block:
        return False
    codes, inner = np.frombuffer(block, np.uint8), ends[ends < len(block)]
    sizes = np.diff(ends, prepend=0, append=len(block) + 1) - 1  # without the newlines
    return bool(np.all(codes[inner - 2] == ord("}")) and np.all(codes[inner] == ord("{")) and np.all(sizes <= LIMIT))


def split(text: str, first_line: int = 1) -> Iterator[Record]:
    """The records of a text, and the stretches in it that are no record."""
    position, line = 0, first_line
    while True:
        start = _skip(text, position)
        line += text.count("\n", position, start)
        if start == len(text):
            return
        position, valid = _end(text, start)
        record = text[start:position].rstrip()
        yield Record(record, line + record.count("\n"), valid)
        line += text.count("\n", start, position)


def _split_lines(text: str, first_line: int) -> Iterator[Lines | Bad]:
    good: list[Record] = []
    for record in split(text, first_line):
        fault = _fault(record)
        if fault:
            yield Bad(record.text, record.line, fault)
        else:
            good.append(record)
    if good:
        yield joined(good)


def joined(records: list[Record]) -> Lines:
    return Lines.of((flat(record.text) for record in records), [record.line for record in records])


def _fault(record: Record) -> Fault | None:
    if fault := bad_utf8(record.text):
        return fault
    if len(record.text.encode()) > LIMIT:
        return TOO_LARGE
    return None if record.valid else MALFORMED


def flat(text: str) -> str:
    """The record on one line; in valid JSON, line ends are only ever white space between its parts."""
    return text.replace("\r", " ").replace("\n", " ")


def _end(text: str, start: int) -> tuple[int, bool]:
    """Where the record that begins at `start` ends, and whether it is one."""
    if text[start] in "{[":
        try:
            return _DECODER.raw_decode(text, start)[1], True
        except (ValueError, RecursionError):
            pass
    following = _NEXT_RECORD.search(text, start)
    return (following.start() if following else len(text)), False


def _skip(text: str, position: int) -> int:
    found = _NOT_BLANK.search(text, position)
    return found.start() if found else len(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
