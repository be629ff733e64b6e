"""What a COPY statement says.

Here: COPY's options and the value they become. Not here: the loop over them (`grammar`), what one does to the data.

Source of the grammar: developer guide, `r_COPY.md` and the `copy-parameters-*.md` pages it names.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import parser
from sparkify_assets.local.warehouse.copy.grammar import Argument, Command, Grammar, character, string, unescaped
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# How Python calls the encodings.
ENCODINGS = {
    "utf8": "utf-8", "utf16": "utf-16", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "iso88591": "iso-8859-1",
}  # fmt: skip


@dataclass(frozen=True)
class CopyCommand(Command):
    """One COPY statement. Its formats: csv, fixedwidth, json, parquet, text."""

    table: tuple[str, ...]  # name with its qualifiers
    columns: tuple[str, ...] | None
    source: str
    fixedwidth: tuple[int, ...] = ()  # widths in characters
    json: str = "auto"  # auto, auto ignorecase, noshred, or the S3 address of a JSONPaths file
    quote: str = '"'
    null: str = "\\N"
    dateformat: str | None = None
    timeformat: str | None = None
    encoding: str = "utf-8"
    acceptinvchars: str | None = None  # what stands for an invalid byte
    ignoreheader: int = 0
    maxerror: int = 0

    def fails(self, errors: int) -> bool:
        """Whether a load with so many bad records fails (`copy-parameters-data-load.md`, MAXERROR)."""
        return not self.has("ignoreallerrors") and errors >= max(self.maxerror, 1)


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
    command = CopyCommand(table, columns, source, **GRAMMAR.read(reader))
    if {"maxerror", "ignoreallerrors"} <= command.given:
        raise SqlError("42601", "IGNOREALLERRORS can't be specified together with MAXERROR")
    if command.format == "csv" and command.quote == command.separator:
        raise SqlError("22023", "QUOTE and DELIMITER must be different characters")
    if command.format == "fixedwidth" and command.encoding != "utf-8":
        raise SqlError("22023", "FIXEDWIDTH data must be encoded in UTF8")
    return command


def _json(reader: Reader) -> str:
    option = string(reader) if reader.at(TokenType.STRING) else "auto"
    if option not in ("auto", "auto ignorecase", "noshred") and not option.startswith("s3://"):
        raise SqlError("22023", f"JSON '{option}' is neither auto, auto ignorecase, noshred nor an S3 address")
    return option


def _fixedwidth(reader: Reader) -> tuple[int, ...]:
    spec = string(reader)
    widths = [column.partition(":")[2].strip() for column in spec.split(",")]
    if not all(width.isdecimal() and int(width) for width in widths):
        raise SqlError("22023", f"FIXEDWIDTH '{spec}' is not of the form 'label:width, ...'")
    return tuple(map(int, widths))


def _delimiter(reader: Reader) -> str:
    value = unescaped(reader)
    if not value or "\n" in value:
        raise SqlError("22023", "COPY delimiter must be one or more characters other than a newline")
    return value


def _replacement(reader: Reader) -> str:
    value = string(reader) if reader.at(TokenType.STRING) else "?"
    if len(value) != 1 or not "\0" < value <= "\x7f":
        raise SqlError("22023", "ACCEPTINVCHARS needs a single ASCII character other than NULL")
    return value


def _encoding(reader: Reader) -> str:
    name = (string(reader) if reader.at(TokenType.STRING) else reader.next().text).lower()
    if name not in ENCODINGS:
        raise SqlError("22023", f"invalid ENCODING {name.upper()}: {', '.join(ENCODINGS).upper()}")
    return ENCODINGS[name]


def _up_to(limit: int, what: str) -> Argument:
    def number(reader: Reader) -> int:
        value = reader.number()
        if not 0 <= value <= limit:
            raise SqlError("22023", f"{what} must be between 0 and {limit}")
        return value

    return number


_FLAGS = frozenset((
    "acceptanydate", "blanksasnull", "emptyasnull", "escape", "explicit_ids", "fillrecord", "ignoreallerrors",
    "ignoreblanklines", "manifest", "noload", "removequotes", "roundec", "trimblanks", "truncatecolumns",
))  # fmt: skip
_ARGUMENTS = {
    "acceptinvchars": _replacement,
    "dateformat": string,
    "delimiter": _delimiter,
    "encoding": _encoding,
    "ignoreheader": _up_to(2**31 - 1, "IGNOREHEADER"),
    "maxerror": _up_to(100_000, "MAXERROR"),
    "null": unescaped,
    "quote": character,
    "timeformat": string,
}
GRAMMAR = Grammar(
    "COPY",
    {"csv": None, "fixedwidth": _fixedwidth, "json": _json, "parquet": None},
    _FLAGS,
    _ARGUMENTS,
    # They choose column encodings, refresh statistics, or name the region of a bucket that the server's environment
    # already locates.
    {
        "compupdate": ("preset", "on", "off", "true", "false"),
        "statupdate": ("on", "off", "true", "false"),
        "comprows": (),
        "region": (),
    },
    # `copy-parameters-data-format.md`, `copy-usage_notes-copy-from-columnar.md`
    {
        "json": {"delimiter", "escape", "fillrecord", "ignoreblanklines", "null", "removequotes", "quote"},
        "csv": {"removequotes", "escape"},
        "fixedwidth": {"delimiter", "escape", "quote", "removequotes"},
        "text": {"quote"},
        "parquet": {*_FLAGS, *_ARGUMENTS, "compression"} - {"manifest", "fillrecord", "explicit_ids", "acceptinvchars"},
    },
)
