"""What an UNLOAD statement says.

Here: UNLOAD's options and the value they become. Not here: the loop over them (`grammar`), what is written (`unload`).

Source of the grammar: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.copy import grammar
from sparkify_assets.local.warehouse.copy.grammar import Authorization, Option, argument
from sparkify_assets.local.warehouse.copy.literals import string, unescaped
from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SYNTAX_ERROR, SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# Accepted, and without effect on any byte: they choose how S3 encrypts, where the bucket is, and Parquet's row groups.
# Each with the arguments it may have.
IGNORED = {"encrypted": ("auto",), "kms_key_id": (), "region": (), "rowgroupsize": ()}
_FLAGS = {
    "addquotes": "add_quotes",
    "allowoverwrite": "allow_overwrite",
    "cleanpath": "clean_path",
    "escape": "escape",
    "header": "header",
}
_FORMATS = ("csv", "json", "parquet")
_UNITS = {"mb": 1024**2, "gb": 1024**3}
_LEAST_FILE, _LARGEST_FILE = 5 * _UNITS["mb"], int(6.2 * _UNITS["gb"])


@dataclass(frozen=True)
class UnloadCommand:
    """One UNLOAD statement. `None` for a character means that the statement doesn't say."""

    query: str
    target: str  # s3://bucket/prefix
    authorization: Authorization
    format: str = "text"  # text, csv, json, parquet
    compression: str | None = None  # gzip, bz2, zstd
    extension: str | None = None
    delimiter: str | None = None
    null_as: str = ""
    header: bool = False
    add_quotes: bool = False
    escape: bool = False
    manifest: bool = False
    verbose: bool = False
    parallel: bool = True
    allow_overwrite: bool = False
    clean_path: bool = False
    largest_file: int = _LARGEST_FILE  # bytes
    given: frozenset[str] = field(default=frozenset(), repr=False)  # the words the statement used


def parse(reader: Reader) -> UnloadCommand:
    """The UNLOAD statement that the reader stands at; SqlError 0A000 for an option that isn't known here."""
    reader.expect("unload")
    reader.require(TokenType.L_PAREN)
    query = reader.require(TokenType.STRING).text
    reader.require(TokenType.R_PAREN)
    reader.expect("to")
    target = string(reader)
    if not target.startswith("s3://"):
        raise SqlError(
            INVALID_PARAMETER, f"UNLOAD destination is not supported. (Hint: only S3 based unload is allowed): {target}"
        )
    command = UnloadCommand(query, target, **grammar.read("UNLOAD", _OPTIONS, reader))
    grammar.refuse_clash(command.given, _EXCLUDES, command.format)
    if command.allow_overwrite and command.clean_path:
        raise SqlError(SYNTAX_ERROR, "CLEANPATH can't be specified together with ALLOWOVERWRITE")
    return command


def _format(reader: Reader) -> str:
    word = reader.next().text.lower()
    if word not in _FORMATS:
        raise unsupported(f"UNLOAD format {word.upper()}")
    return word


def _manifest(reader: Reader) -> dict[str, Any]:
    return {"manifest": True, "verbose": reader.take("verbose")}


def _parallel(reader: Reader) -> bool:
    return reader.take_one("on", "true", "off", "false") not in ("off", "false")


def _file_size(reader: Reader) -> int:
    number = float(reader.require(TokenType.NUMBER).text)
    size = int(number * _UNITS[reader.take_one("mb", "gb") or "mb"])
    if not _LEAST_FILE <= size <= _LARGEST_FILE:
        raise SqlError(INVALID_PARAMETER, "MAXFILESIZE must be between 5 MB and 6.2 GB")
    return size


_ARGUMENTS = {
    "delimiter": argument("delimiter", grammar.character("UNLOAD delimiter")),
    "extension": argument("extension", string),
    "format": argument("format", _format),
    "maxfilesize": argument("largest_file", _file_size),
    "null": argument("null_as", lambda reader: unescaped(string(reader))),
    "parallel": argument("parallel", _parallel),
}
_OPTIONS: dict[str, Option] = {
    **grammar.flags(_FLAGS), **grammar.compressions(), **_ARGUMENTS, "manifest": _manifest,
    **{word: lambda reader, word=word: {"format": word} for word in _FORMATS},  # type: ignore[misc]
    **{word: grammar.ignored(words) for word, words in IGNORED.items()},
}  # fmt: skip
# A format takes no option that stands beside it here.
_EXCLUDES = {
    "text": {"rowgroupsize"},
    "csv": {"escape", "rowgroupsize"},
    "json": {"delimiter", "header", "addquotes", "escape", "null", "rowgroupsize"},
    "parquet": {"delimiter", "addquotes", "escape", "null", "header", "compression"},
}
