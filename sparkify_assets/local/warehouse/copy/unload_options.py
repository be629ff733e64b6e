"""What an UNLOAD statement says.

Here: the grammar of UNLOAD's options and the value it becomes. Not here: what is written (`unload`), COPY (`options`).

Source of the grammar: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.copy.literals import string, unescaped
from sparkify_assets.local.warehouse.copy.options import Authorization, read_authorization
from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SYNTAX_ERROR, SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# Accepted, and without effect on any byte: they choose how S3 encrypts, where the bucket is, and Parquet's row groups.
IGNORED = ("encrypted", "kms_key_id", "region", "rowgroupsize")
_FLAGS = {
    "addquotes": "add_quotes",
    "allowoverwrite": "allow_overwrite",
    "cleanpath": "clean_path",
    "escape": "escape",
    "header": "header",
}
_COMPRESSIONS = {"bzip2": "bz2", "gzip": "gzip", "zstd": "zstd"}
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
    command = UnloadCommand(query, target, Authorization())
    while reader.token is not None:
        if not reader.accept(TokenType.COMMA):
            command = _option(reader, command)
    _validate(command)
    return command


def _option(reader: Reader, command: UnloadCommand) -> UnloadCommand:
    word = reader.next().text.lower()
    changes = _read_option(reader, word, command)
    name = changes.get("format", word)
    if name in command.given:
        raise SqlError(SYNTAX_ERROR, f"UNLOAD option {name.upper()} is given twice")
    return replace(command, given=command.given | {name}, **changes)


def _read_option(reader: Reader, word: str, command: UnloadCommand) -> dict[str, Any]:
    if word in _FLAGS:
        return {_FLAGS[word]: True}
    if word in _COMPRESSIONS:
        return {"compression": _COMPRESSIONS[word]}
    if word in IGNORED:
        return _ignored(reader, word)
    if word in _ARGUMENTS:
        reader.take("as")
        name, read = _ARGUMENTS[word]
        return {name: read(reader)}
    if word == "manifest":
        return {"manifest": True, "verbose": reader.take("verbose")}
    if word in ("format", "csv", "json", "parquet"):
        return {"format": _format(reader, word)}
    authorization = read_authorization(reader, word, command.authorization)
    if authorization is None:
        raise unsupported(f"UNLOAD option {word.upper()}")
    return {"authorization": authorization}


def _ignored(reader: Reader, word: str) -> dict[str, Any]:
    reader.take("as")
    if word == "encrypted":
        reader.take("auto")
    else:
        reader.next()
        reader.take_one("mb", "gb")
    return {}


def _format(reader: Reader, word: str) -> str:
    if word == "format":
        reader.take("as")
        word = reader.next().text.lower()
    if word not in ("csv", "json", "parquet"):
        raise unsupported(f"UNLOAD format {word.upper()}")
    return word


def _parallel(reader: Reader) -> bool:
    return reader.take_one("on", "true", "off", "false") not in ("off", "false")


def _character(reader: Reader) -> str:
    value = unescaped(string(reader))
    if len(value) != 1 or not value.isascii():
        raise SqlError(INVALID_PARAMETER, "UNLOAD delimiter must be a single ASCII character")
    return value


def _file_size(reader: Reader) -> int:
    number = float(reader.require(TokenType.NUMBER).text)
    size = int(number * _UNITS[reader.take_one("mb", "gb") or "mb"])
    if not _LEAST_FILE <= size <= _LARGEST_FILE:
        raise SqlError(INVALID_PARAMETER, "MAXFILESIZE must be between 5 MB and 6.2 GB")
    return size


_ARGUMENTS: dict[str, tuple[str, Callable[[Reader], Any]]] = {
    "delimiter": ("delimiter", _character),
    "extension": ("extension", string),
    "maxfilesize": ("largest_file", _file_size),
    "null": ("null_as", lambda reader: unescaped(string(reader))),
    "parallel": ("parallel", _parallel),
}
# A format takes no option that stands beside it here.
_EXCLUDES = {
    "text": {"rowgroupsize"},
    "csv": {"escape", "rowgroupsize"},
    "json": {"delimiter", "header", "addquotes", "escape", "null", "rowgroupsize"},
    "parquet": {"delimiter", "addquotes", "escape", "null", "header", *_COMPRESSIONS},
}


def _validate(command: UnloadCommand) -> None:
    if command.authorization == Authorization():
        raise SqlError(
            SYNTAX_ERROR, "UNLOAD needs an authorization: IAM_ROLE, CREDENTIALS, or ACCESS_KEY_ID and SECRET_ACCESS_KEY"
        )
    if clash := command.given & _EXCLUDES[command.format]:
        raise SqlError(
            SYNTAX_ERROR, f"{', '.join(sorted(clash)).upper()} is not supported with {command.format.upper()}"
        )
    if command.allow_overwrite and command.clean_path:
        raise SqlError(SYNTAX_ERROR, "CLEANPATH can't be specified together with ALLOWOVERWRITE")
