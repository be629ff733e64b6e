"""An object's bytes on their way to records: decompressed, counted, freed of header lines, decoded.

Here: everything that is the same for all text formats. Not here: what separates one record from the next.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError

_PIECE = 8 * 1024 * 1024
# What UTF-8 can spell and Unicode calls no character (`multi-byte-character-load-errors.md`).
_NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]"
)


class LineCount:
    """Counts the lines that pass: a last one without a newline is a line too."""

    def __init__(self) -> None:
        self.newlines = 0
        self.last = b"\n"

    @property
    def lines(self) -> int:
        return self.newlines + (self.last != b"\n")

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            if chunk:
                self.newlines += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == ord("\n")))
                self.last = chunk[-1:]
                yield chunk


def line_ends(block: bytes) -> npt.NDArray[np.int64]:
    """The positions right behind the newlines: numpy finds them three times as fast as bytes, and without the GIL."""
    return np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + 1


def utf8(chunks: Iterable[bytes], command: CopyCommand, uri: str) -> Iterator[bytes]:
    """The object's text as UTF-8: decompressed, and converted from the statement's ENCODING."""
    if command.compression:
        chunks = _decompressed(chunks, command.compression, uri)
    if command.encoding != "utf-8":
        chunks = _converted(chunks, command.encoding, uri)
    return iter(chunks)


def without_header(chunks: Iterable[bytes], lines: int) -> Iterator[bytes]:
    """The bytes behind the first `lines` lines (IGNOREHEADER)."""
    for chunk in chunks:
        while lines and chunk:
            _, newline, chunk = chunk.partition(b"\n")
            lines -= bool(newline)
        if chunk:
            yield chunk


def text(block: bytes, replacement: str | None) -> str:
    """The block as text; for an invalid byte stands the character of ACCEPTINVCHARS, or else a lone surrogate."""
    if replacement is None:
        return block.decode(errors="surrogateescape")
    decoded = block.decode(errors=_replacing(replacement))
    return _NO_CHARACTERS.sub(lambda found: replacement * len(found.group().encode()), decoded)


def is_utf8(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decompressed(chunks: Iterable[bytes], codec: str, uri: str) -> Iterator[bytes]:
    compressed = b"".join(chunks)
    try:
        with pa.CompressedInputStream(pa.BufferReader(compressed), codec) as stream:
            while compressed and (piece := stream.read(_PIECE)):
                yield piece
    except OSError as error:
        raise SqlError(
            INTERNAL, f"{codec} decompression of {uri} failed: {error}",
            hint=f"With {codec.upper()} every object of the COPY must be compressed so.",
        ) from error  # fmt: skip


def _converted(chunks: Iterable[bytes], encoding: str, uri: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    is_first = True
    try:
        for chunk in itertools.chain(chunks, [b""]):
            text = decoder.decode(chunk, final=not chunk)
            yield (text.removeprefix("\ufeff") if is_first else text).encode()
            is_first = is_first and not text
    except UnicodeError as error:
        message = f"The encoding of {uri} is not the one that the COPY command names: {error}"
        raise SqlError(INTERNAL, message) from error


def _replacing(replacement: str) -> str:
    name = f"replace-by-{ord(replacement)}"

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return replacement * (error.end - error.start), error.end

    codecs.register_error(name, handle)
    return name
