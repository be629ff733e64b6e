"""What a COPY statement says.

Here: the grammar of COPY's options and the value it becomes. Not here: what an option does to the data.

Source of the grammar: developer guide, `r_COPY.md` and the `copy-parameters-*.md` pages it names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import parser
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
_COMPRESSIONS = {"gzip": "gzip", "bzip2": "bz2", "zstd": "zstd"}
_MAXERROR_LIMIT = 100_000


@dataclass(frozen=True)
class Authorization:
    """How the statement may reach S3. Keys are never kept: the one S3 there is, is the server's own."""

    roles: tuple[str, ...] = ()  # ARNs, chained from left to right; `default` for the cluster's default role
    by_key: bool = False


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
    command = CopyCommand(table, columns, source, Authorization())
    while reader.token is not None:
        if not reader.accept(TokenType.COMMA):
            command = _option(reader, command)
    _validate(command)
    return command


def _option(reader: Reader, command: CopyCommand) -> CopyCommand:
    word = reader.next().text.lower()
    changes = _read_option(reader, word, command)
    if word in command.given and word != "as":
        raise SqlError(SYNTAX_ERROR, f"COPY option {word.upper()} is given twice")
    return replace(command, given=command.given | {word}, **changes)


def _read_option(reader: Reader, word: str, command: CopyCommand) -> dict[str, Any]:
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
    if word in ("format", "as", "csv", "json", "parquet", "fixedwidth"):
        return _format(reader, word)
    authorization = read_authorization(reader, word, command.authorization)
    if authorization is None:
        raise unsupported(f"COPY option {word.upper()}")
    return {"authorization": authorization}


def _ignored(reader: Reader, word: str) -> dict[str, Any]:
    reader.take("as")
    if not IGNORED[word]:
        reader.next()
    else:
        reader.take_one(*IGNORED[word])
    return {}


def _format(reader: Reader, word: str) -> dict[str, Any]:
    while word in ("format", "as"):
        word = reader.next().text.lower()
    if word == "json":
        reader.take("as")
        return {"format": "json", "json": string(reader) if reader.at(TokenType.STRING) else "auto"}
    if word == "fixedwidth":
        reader.take("as")
        return {"format": "fixedwidth", "fixed_width": string(reader)}
    if word in ("csv", "parquet"):
        return {"format": word}
    raise unsupported(f"COPY format {word.upper()}")


def read_authorization(reader: Reader, word: str, known: Authorization) -> Authorization | None:
    """The authorization after these words, or None if they are something else (`copy-parameters-authorization.md`)."""
    if word == "with":
        word = reader.next().text.lower()
    if word == "iam_role":
        reader.take("as")
        return Authorization(("default",)) if reader.take("default") else Authorization(_chain(string(reader)))
    if word == "credentials":
        reader.take("as")
        return _credentials(string(reader))
    if word in ("access_key_id", "secret_access_key", "session_token"):
        reader.take("as")
        string(reader)
        return replace(known, by_key=True)
    return None


def _chain(roles: str) -> tuple[str, ...]:
    return tuple(role.strip() for role in roles.split(","))


def _credentials(arguments: str) -> Authorization:
    pairs = dict(part.partition("=")[::2] for part in arguments.split(";") if part.strip())
    if "master_symmetric_key" in pairs:
        raise unsupported("client-side encryption (master_symmetric_key)")
    if "aws_iam_role" in pairs:
        return Authorization(_chain(pairs["aws_iam_role"]))
    if "aws_access_key_id" in pairs and "aws_secret_access_key" in pairs:
        return Authorization(by_key=True)
    raise SqlError(INVALID_PARAMETER, "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or "
                   "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'")  # fmt: skip


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


def _character(reader: Reader) -> str:
    value = unescaped(string(reader))
    if len(value) != 1 or not value.isascii():
        raise SqlError(INVALID_PARAMETER, "COPY delimiter and quote must be a single ASCII character")
    return value


_ARGUMENTS: dict[str, tuple[str, Callable[[Reader], Any]]] = {
    "acceptinvchars": ("replacement", _replacement),
    "dateformat": ("date_format", string),
    "delimiter": ("delimiter", _character),
    "encoding": ("encoding", _encoding),
    "ignoreheader": ("ignore_header", Reader.number),
    "maxerror": ("max_errors", _max_errors),
    "null": ("null_as", lambda reader: unescaped(string(reader))),
    "quote": ("quote", _character),
    "timeformat": ("time_format", string),
}
# A format takes no option that stands beside it here (`copy-parameters-data-format.md`).
_EXCLUDES = {
    "json": {
        "csv", "delimiter", "escape", "fillrecord", "fixedwidth", "ignoreblanklines", "null", "removequotes", "quote",
    },
    "csv": {"fixedwidth", "removequotes", "escape"},
    "fixedwidth": {"csv", "delimiter", "escape", "quote"},
    "text": {"quote"},
    "parquet": set(_FLAGS) - {"manifest", "fillrecord"} | set(_ARGUMENTS) | set(_COMPRESSIONS),
}  # fmt: skip


def _validate(command: CopyCommand) -> None:
    if command.authorization == Authorization():
        raise SqlError(
            SYNTAX_ERROR, "COPY needs an authorization: IAM_ROLE, CREDENTIALS, or ACCESS_KEY_ID and SECRET_ACCESS_KEY"
        )
    if clash := command.given & _EXCLUDES[command.format]:
        raise SqlError(
            SYNTAX_ERROR, f"{', '.join(sorted(clash)).upper()} is not supported with {command.format.upper()}"
        )
    if {"maxerror", "ignoreallerrors"} <= command.given:
        raise SqlError(SYNTAX_ERROR, "IGNOREALLERRORS can't be specified together with MAXERROR")
