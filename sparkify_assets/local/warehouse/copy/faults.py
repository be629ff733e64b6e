"""What can be wrong with a record, in Redshift's codes and words.

Here: the values that describe one rejected record or one scanned object. Not here: how a fault is found, nor where it
is written down.

Source of the codes: developer guide, `r_Load_Error_Reference.md`, `multi-byte-character-load-errors.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Fault:
    """Why a value or record is refused: a code of the load error reference, and its words.

    `position` is the character of the field at which it goes wrong.
    """

    code: int
    reason: str
    position: int = 0


@dataclass(frozen=True)
class Field:
    """One field of a rejected record, as far as it was read."""

    name: str
    type: str
    length: str
    value: str | None


@dataclass(frozen=True)
class Rejected:
    """A record that was not loaded: where it stands, its text, its fields up to the bad one."""

    uri: str
    line: int
    text: str
    fault: Fault
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Scanned:
    """One object that was read to its end: bytes as stored, lines as decompressed."""

    uri: str
    bytes: int
    lines: int
    etag: str
    last_modified: datetime
    started: datetime
    ended: datetime


def bad_utf8(text: str) -> Fault | None:
    """The fault of a text that was decoded with `surrogateescape`: in it an invalid byte is a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        run = text[error.start : error.start + 4].encode(errors="surrogateescape")
        end = next((index for index, byte in enumerate(run) if index and byte < 0x80), len(run))
        reason = "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: "
        return Fault(1220, f"{reason}{run[:end].hex(' ')} (error 3)", error.start)
    return None
