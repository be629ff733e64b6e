"""Errors as a Redshift client sees them: SQLSTATE, message, detail and hint.

Here: the one exception that every room raises, and the translation of what DuckDB raises into Redshift's codes and
words. Not here: how an error is put on the wire (messages), nor what it does to the transaction (backend).
"""

from __future__ import annotations

import re
from collections.abc import Callable

PROTOCOL_VIOLATION = "08P01"
INVALID_AUTHORIZATION = "28000"
UNDEFINED_DATABASE = "3D000"
FEATURE_NOT_SUPPORTED = "0A000"
FAILED_TRANSACTION = "25P02"
ACTIVE_TRANSACTION = "25001"
NO_ACTIVE_TRANSACTION = "25P01"
SYNTAX_ERROR = "42601"
UNDEFINED_TABLE = "42P01"
UNDEFINED_COLUMN = "42703"
UNDEFINED_FUNCTION = "42883"
AMBIGUOUS_COLUMN = "42702"
GROUPING_ERROR = "42803"
DATATYPE_MISMATCH = "42804"
DUPLICATE_TABLE = "42P07"
DUPLICATE_SCHEMA = "42P06"
DUPLICATE_COLUMN = "42701"
DUPLICATE_DATABASE = "42P04"
UNDEFINED_SCHEMA = "3F000"
DEPENDENT_OBJECTS = "2BP01"
NOT_NULL_VIOLATION = "23502"
STRING_TOO_LONG = "22001"
NUMERIC_OUT_OF_RANGE = "22003"
INVALID_DATETIME = "22007"
DATETIME_OVERFLOW = "22008"
DIVISION_BY_ZERO = "22012"
INVALID_TEXT = "22P02"
INVALID_PARAMETER = "22023"
DEADLOCK = "40P01"
QUERY_CANCELED = "57014"
INTERNAL = "XX000"


class SqlError(Exception):
    """An error to be shown to the client. `sqlstate` is the five-character code, the rest is for people."""

    def __init__(self, sqlstate: str, message: str, detail: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint


class ProtocolError(SqlError):
    """The client sent bytes that are not the protocol; the connection can't go on."""

    def __init__(self, message: str) -> None:
        super().__init__(PROTOCOL_VIOLATION, message)


def unsupported(construct: str) -> SqlError:
    """The error for anything this warehouse does not know, named so that it can be found in the statement."""
    return SqlError(FEATURE_NOT_SUPPORTED, f"{construct} is not supported by the local warehouse")


def serialization_conflict(table: str) -> SqlError:
    """Redshift's answer to a write that no serial order could explain; the whole transaction may be run again."""
    return SqlError(
        INTERNAL,
        "1023",
        f"Serializable isolation violation on table - {table}, transactions forming the cycle are not serializable",
    )


def internal(error: BaseException) -> SqlError:
    """The error for a fault of the warehouse itself."""
    return SqlError(INTERNAL, f"the local warehouse failed: {type(error).__name__}: {error}")


def from_engine(error: BaseException) -> SqlError:
    """What DuckDB raised, as Redshift would have said it; an error nobody foresaw is XX000 with DuckDB's own words."""
    text = str(error)
    for pattern, translate in _TRANSLATIONS:
        found = pattern.search(text)
        if found:
            return translate(found)
    return SqlError(INTERNAL, _first_paragraph(text) or type(error).__name__)


def _first_paragraph(text: str) -> str:
    """DuckDB's message without its kind, candidate list and picture of the statement."""
    return re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", text).split("\n")[0].strip()


def _says(sqlstate: str, template: str) -> Callable[[re.Match[str]], SqlError]:
    """A translation into `template`, whose {1}, {2} are the groups of the pattern and {0} all that DuckDB said."""

    def translate(found: re.Match[str]) -> SqlError:
        return SqlError(sqlstate, template.format(_first_paragraph(found.string), *found.groups()))

    return translate


def _quoted_name(text: str) -> str:
    return text.strip().strip('"')


def _too_wide(found: re.Match[str]) -> SqlError:
    return SqlError(NUMERIC_OUT_OF_RANGE, f"Value out of range: {_quoted_name(found.group(1))}")


def _bad_text(found: re.Match[str]) -> SqlError:
    value, kind = found.group(1), found.group(2).upper()
    if kind.startswith(("DATE", "TIME")):
        return SqlError(INVALID_DATETIME, f'invalid input syntax for type {_NAMES.get(kind, kind.lower())}: "{value}"')
    return SqlError(INVALID_TEXT, f'invalid input syntax for type {_NAMES.get(kind, kind.lower())}: "{value}"')


# DuckDB names the physical type in a conversion error.
_NAMES = {
    "INT8": "smallint",
    "INT16": "smallint",
    "INT32": "integer",
    "INT64": "bigint",
    "INT128": "numeric",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "BOOL": "boolean",
}

# The first pattern that matches decides. The kind before "Error:" is DuckDB's and is the same for an error that is
# raised by a fetch through Arrow, whose class says nothing.
_TRANSLATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], SqlError]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), translate)
    for pattern, translate in (
        (r"^INTERRUPT Error", _says(QUERY_CANCELED, "Query cancelled on user's request")),
        # The dialect raises a Redshift error from inside a statement as error('22001:value too long for ...').
        (r"^Invalid Input Error: ([0-9A-Z]{5}):(.*)", lambda m: SqlError(m.group(1), _first_paragraph(m.group(2)))),
        (r"Table with name \"?(.+?)\"? already exists", _says(DUPLICATE_TABLE, 'Relation "{1}" already exists')),
        (r"View with name \"?(.+?)\"? already exists", _says(DUPLICATE_TABLE, 'Relation "{1}" already exists')),
        (r"Schema with name \"?(.+?)\"? already exists", _says(DUPLICATE_SCHEMA, 'Schema "{1}" already exists')),
        (r"Column with name \"?(.+?)\"? already exists", _says(DUPLICATE_COLUMN, 'column "{1}" already exists')),
        (
            r"(?:Table|View) with name \"?(.+?)\"? does not exist",
            _says(UNDEFINED_TABLE, 'relation "{1}" does not exist'),
        ),
        (r"Schema with name \"?(.+?)\"? does not exist", _says(UNDEFINED_SCHEMA, 'schema "{1}" does not exist')),
        (r"Function with name \"?(.+?)\"? does not exist", _says(UNDEFINED_FUNCTION, "function {1} does not exist")),
        (
            r"No function matches the given name and argument types '(.+?)'",
            _says(UNDEFINED_FUNCTION, "function {1} does not exist"),
        ),
        (
            r"Could not choose a best candidate function for the function call \"(.+?)\"\. ",
            _says(UNDEFINED_FUNCTION, "function {1} is not unique"),
        ),
        (
            r"Ambiguous reference to column name \"(.+?)\"",
            _says(AMBIGUOUS_COLUMN, 'column reference "{1}" is ambiguous'),
        ),
        (
            r"column \"(.+?)\" must appear in the GROUP BY clause",
            _says(
                GROUPING_ERROR, 'column "{1}" must appear in the GROUP BY clause or be used in an aggregate function'
            ),
        ),
        (r"Referenced table \"(.+?)\" not found", _says(UNDEFINED_TABLE, 'missing FROM-clause entry for table "{1}"')),
        (r"Referenced column \"(.+?)\" not found", _says(UNDEFINED_COLUMN, 'column "{1}" does not exist')),
        (
            r"does not have a column (?:named|with name) \"(.+?)\"",
            _says(UNDEFINED_COLUMN, 'column "{1}" does not exist'),
        ),
        (r"^Parser Error: syntax error at or near \"(.*?)\"", _says(SYNTAX_ERROR, 'syntax error at or near "{1}"')),
        (r"^Parser Error", _says(SYNTAX_ERROR, "{0}")),
        (
            r"NOT NULL constraint failed: (?:.*\.)?([^.\s]+)",
            _says(NOT_NULL_VIOLATION, 'null value in column "{1}" violates not-null constraint'),
        ),
        (
            r"Cannot drop entry \"(.+?)\" because",
            _says(DEPENDENT_OBJECTS, "cannot drop {1} because other objects depend on it"),
        ),
        (r"^Dependency Error", _says(DEPENDENT_OBJECTS, "{0}")),
        (r"value (\S+) can't be cast because the value is out of range", _too_wide),
        (
            r"Could not cast value (\S+) to DECIMAL",
            lambda m: SqlError(NUMERIC_OUT_OF_RANGE, "Numeric data overflow (result precision)"),
        ),
        (r"field value out of range: \"(.*?)\"", _says(DATETIME_OVERFLOW, 'date/time field value out of range: "{1}"')),
        (
            r"invalid (?:date|timestamp|time) field format: \"(.*?)\"",
            _says(INVALID_DATETIME, 'invalid input syntax for type timestamp: "{1}"'),
        ),
        (r"Could not convert string ['\"](.*?)['\"] to ([A-Z]+[0-9]*)", _bad_text),
        (r"[Dd]ivision by zero", _says(DIVISION_BY_ZERO, "Divide by zero")),
        (r"^Out of Range Error", _says(NUMERIC_OUT_OF_RANGE, "{0}")),
        (r"^Conversion Error", _says(INVALID_TEXT, "{0}")),
        (r"^(?:Not implemented|Not Implemented) Error", _says(FEATURE_NOT_SUPPORTED, "{0}")),
        (r"^Binder Error", _says(SYNTAX_ERROR, "{0}")),
        (
            r"^TransactionContext Error: .*conflict.*Table\\0(?:.*\\0)?(.+?)\"",
            lambda m: serialization_conflict(m.group(1)),
        ),
        (r"^TransactionContext Error: .*[Cc]onflict.*", lambda m: serialization_conflict("unknown")),
    )
)
