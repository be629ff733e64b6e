"""What an UNLOAD statement says.

Here: UNLOAD's options and the value they become. Not here: the loop over them (`grammar`), what is written (`unload`).

Source of the grammar: developer guide, `r_UNLOAD.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.copy.grammar import Command, Grammar, character, string, unescaped
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Reader

_UNITS = {"mb": 1024**2, "gb": 1024**3}
_LEAST_FILE, _LARGEST_FILE = 5 * _UNITS["mb"], int(6.2 * _UNITS["gb"])


@dataclass(frozen=True)
class UnloadCommand(Command):
    """One UNLOAD statement. Its formats: csv, json, parquet, text."""

    query: str
    target: str  # s3://bucket/prefix
    extension: str | None = None
    null: str = ""
    manifest: str | None = None  # plain or verbose
    parallel: bool = True
    maxfilesize: int = _LARGEST_FILE  # bytes


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
            "22023", f"UNLOAD destination is not supported. (Hint: only S3 based unload is allowed): {target}"
        )
    command = UnloadCommand(query, target, **GRAMMAR.read(reader))
    if {"allowoverwrite", "cleanpath"} <= command.given:
        raise SqlError("42601", "CLEANPATH can't be specified together with ALLOWOVERWRITE")
    return command


def _parallel(reader: Reader) -> bool:
    return reader.take_one("on", "true", "off", "false") not in ("off", "false")


def _file_size(reader: Reader) -> int:
    number = float(reader.require(TokenType.NUMBER).text)
    size = int(number * _UNITS[reader.take_one("mb", "gb") or "mb"])
    if not _LEAST_FILE <= size <= _LARGEST_FILE:
        raise SqlError("22023", "MAXFILESIZE must be between 5 MB and 6.2 GB")
    return size


GRAMMAR = Grammar(
    "UNLOAD",
    {"csv": None, "json": None, "parquet": None},
    frozenset({"addquotes", "allowoverwrite", "cleanpath", "escape", "header"}),
    {
        "delimiter": character,
        "extension": string,
        "manifest": lambda reader: reader.take_one("verbose") or "plain",
        "maxfilesize": _file_size,
        "null": unescaped,
        "parallel": _parallel,
    },
    # They choose how S3 encrypts, where the bucket is, and Parquet's row groups.
    {"encrypted": ("auto",), "kms_key_id": (), "region": (), "rowgroupsize": ()},
    {
        "text": {"rowgroupsize"},
        "csv": {"escape", "rowgroupsize"},
        "json": {"delimiter", "header", "addquotes", "escape", "null", "rowgroupsize"},
        "parquet": {"delimiter", "addquotes", "escape", "null", "header", "compression"},
    },
)
