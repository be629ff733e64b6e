"""What a COPY statement says.

Here: COPY's options and the value they become. Not here: the loop over them (`grammar`), what one does to the data.

Source of the grammar: developer guide, `r_COPY.md` and the `copy-parameters-*.md` pages it names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import parser
from sparkify_assets.local.warehouse.copy import grammar
from sparkify_assets.local.warehouse.copy.grammar import Authorization, Option, argument
from sparkify_assets.local.warehouse.copy.literals import plain, string, unescaped
from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SYNTAX_ERROR, SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# Accepted, and without effect on any row: they choose encodings, refresh statistics, or name the region of a bucket
# that the server's environment already locates. Each with the arguments it may have.
IGNORED = {
    "compupdate": ("preset", "on", "off", "true", "false"),
    "statupdate": ("on", "off", "true", "false"),
    "comprows": (),
    "region": (),
}
_FLAGS = {
    "acceptanydate": "accept_any_date",
    "blanksasnull": "blanks_as_null",
    "emptyasnull": "empty_as_null",
    "escape": "escape",
    "explicit_ids": "explicit_ids",
    "fillrecord": "fill_record",
    "ignoreallerrors": "ignore_all_errors",
    "ignoreblanklines": "ignore_blank_lines",
    "manifest": "manifest",
    "noload": "noload",
    "removequotes": "remove_quotes",
    "roundec": "round_decimals",
    "trimblanks": "trim_blanks",
    "truncatecolumns": "truncate_columns",
}
_MAXERROR_LIMIT = 100_000


@dataclass(frozen=True)
class CopyCommand:
    """One COPY statement. `None` for a format or character means that the statement doesn't say."""

    table: tuple[str, ...]  # name with its qualifiers
    columns: tuple[str, ...] | None
    source: str
    authorization: Authorization
    format: str = "text"  # text, csv, fixedwidth, json, parquet
    json: str = "auto"  # auto, `auto ignorecase`, or the S3 address of a JSONPaths file
    fixed_width: str = ""
    manifest: bool = False
    compression: str | None = None  # gzip, bz2, zstd
    delimiter: str | None = None
    quote: str = '"'
    null_as: str = "\\N"
    date_format: str | None = None
    time_format: str | None = None
    encoding: str = "utf8"
    replacement: str | None = None  # ACCEPTINVCHARS
    ignore_header: int = 0
    max_errors: int = 0
    accept_any_date: bool = False
    blanks_as_null: bool = False
    empty_as_null: bool = False
    escape: bool = False
    explicit_ids: bool = False
    fill_record: bool = False
    ignore_all_errors: bool = False
    ignore_blank_lines: bool = False
    noload: bool = False
    remove_quotes: bool = False
    round_decimals: bool = False
    trim_blanks: bool = False
    truncate_columns: bool = False
    given: frozenset[str] = field(default=frozenset(), repr=False)  # the words the statement used

    def fails(self, errors: int) -> bool:
        """Whether a load with so many bad records fails (`copy-parameters-data-load.md`, MAXERROR)."""
        return not self.ignore_all_errors and errors >= max(self.max_errors, 1)


def parse(sql: str) -> CopyCommand:
    """The COPY statement in `sql`; SqlError 0A000 for an option that isn't known here."""
    reader = Reader(parser.tokenize(sql), sql)
    reader.expect("copy")
    table = tuple(reader.dotted())
    columns = tuple(reader.names()) if reader.at(TokenType.L_PAREN) else None
    reader.expect("from")
    source = string(reader)
    if not source.startswith("s3://"):
        raise unsupported(f"COPY from {source.partition('://')[0]}")
    command = CopyCommand(table, columns, source, **grammar.read("COPY", _OPTIONS, reader))
    grammar.refuse_clash(command.given, _EXCLUDES, command.format)
    if {"maxerror", "ignoreallerrors"} <= command.given:
        raise SqlError(SYNTAX_ERROR, "IGNOREALLERRORS can't be specified together with MAXERROR")
    return command


def _json(reader: Reader) -> dict[str, Any]:
    reader.take("as")
    return {"format": "json", "json": string(reader) if reader.at(TokenType.STRING) else "auto"}


def _fixed_width(reader: Reader) -> dict[str, Any]:
    reader.take("as")
    return {"format": "fixedwidth", "fixed_width": string(reader)}


def _format(reader: Reader) -> dict[str, Any]:
    """FORMAT [AS] name, or AS name alone."""
    reader.take("as")
    word = reader.next().text.lower()
    if word not in _FORMATS:
        raise unsupported(f"COPY format {word.upper()}")
    return _FORMATS[word](reader)


_FORMATS: dict[str, Option] = {
    "json": _json,
    "fixedwidth": _fixed_width,
    "csv": lambda reader: {"format": "csv"},
    "parquet": lambda reader: {"format": "parquet"},
}


def _replacement(reader: Reader) -> str:
    character = string(reader) if reader.at(TokenType.STRING) else "?"
    if len(character) != 1 or not "\0" < character <= "\x7f":
        raise SqlError(INVALID_PARAMETER, "ACCEPTINVCHARS needs a single ASCII character other than NULL")
    return character


def _encoding(reader: Reader) -> str:
    name = plain(reader)
    if name not in ("utf8", "utf16", "utf16le", "utf16be"):
        raise SqlError(INVALID_PARAMETER, f"invalid ENCODING {name.upper()}: UTF8, UTF16, UTF16LE or UTF16BE")
    return name


def _max_errors(reader: Reader) -> int:
    value = reader.number()
    if not 0 <= value <= _MAXERROR_LIMIT:
        raise SqlError(INVALID_PARAMETER, f"MAXERROR must be between 0 and {_MAXERROR_LIMIT}")
    return value


_character = grammar.character("COPY delimiter and quote")
_ARGUMENTS = {
    "acceptinvchars": argument("replacement", _replacement),
    "dateformat": argument("date_format", string),
    "delimiter": argument("delimiter", _character),
    "encoding": argument("encoding", _encoding),
    "ignoreheader": argument("ignore_header", Reader.number),
    "maxerror": argument("max_errors", _max_errors),
    "null": argument("null_as", lambda reader: unescaped(string(reader))),
    "quote": argument("quote", _character),
    "timeformat": argument("time_format", string),
}
_OPTIONS: dict[str, Option] = {
    **grammar.flags(_FLAGS), **grammar.compressions(), **_ARGUMENTS, **_FORMATS, "format": _format, "as": _format,
    **{word: grammar.ignored(words) for word, words in IGNORED.items()},
}  # fmt: skip
# A format takes no option that stands beside it here (`copy-parameters-data-format.md`).
_EXCLUDES = {
    "json": {"delimiter", "escape", "fillrecord", "ignoreblanklines", "null", "removequotes", "quote"},
    "csv": {"removequotes", "escape"},
    "fixedwidth": {"delimiter", "escape", "quote"},
    "text": {"quote"},
    "parquet": set(_FLAGS) - {"manifest", "fillrecord"} | set(_ARGUMENTS) | {"compression"},
}  # fmt: skip
