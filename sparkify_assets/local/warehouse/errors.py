"""Errors as a Redshift client sees them: SQLSTATE, message, detail and hint.

Here: the one exception that every room raises, and the translation of what DuckDB raises into Redshift's codes and
words. Not here: how an error is put on the wire (messages), nor what it does to the transaction (backend).
"""

from __future__ import annotations

import re

CRASHED = "57P02"  # the session is at its end, too
QUERY_CANCELED = "57014"
TOO_COMPLEX = "54001"
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
        super().__init__("08P01", message)


def unsupported(construct: str) -> SqlError:
    """The error for anything this warehouse does not know, named so that it can be found in the statement."""
    return SqlError("0A000", f"{construct} is not supported by the local warehouse")


def serialization_conflict(table: object, cycle: str = "") -> SqlError:
    """Redshift's answer to a write that no serial order could explain; the whole transaction may be run again."""
    return SqlError(INTERNAL, "1023", f"Serializable isolation violation on table - {table}{cycle}")


_TOO_DEEP = "statement too complex: it is nested too deeply"


def internal(error: BaseException) -> SqlError:
    """The error for a fault of the warehouse itself."""
    if isinstance(error, RecursionError):
        return SqlError(TOO_COMPLEX, _TOO_DEEP)
    return SqlError(INTERNAL, f"the local warehouse failed: {type(error).__name__}: {error}")


def from_engine(error: BaseException) -> SqlError:
    """What DuckDB raised, as Redshift would have said it; an error nobody foresaw is XX000 with DuckDB's own words."""
    text = str(error)
    if raised := _RAISED_BY_DIALECT.match(text):
        return SqlError(raised[1], _first_paragraph(raised[2]))
    if _CONFLICT.match(text):
        table = _TABLE_OF_CONFLICT.search(text)
        return serialization_conflict(table[1] if table else "unknown")
    for pattern, sqlstate, message in _TRANSLATIONS:
        if found := pattern.search(text):
            kind = found.groupdict().get("type", "").upper()
            type_ = _NAMES.get(kind, kind.lower())
            return SqlError(sqlstate, message.format(_first_paragraph(text), *found.groups(), type=type_))
    return SqlError(INTERNAL, _first_paragraph(text) or type(error).__name__)


def _first_paragraph(text: str) -> str:
    """DuckDB's message without its kind, candidate list and picture of the statement."""
    return re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", text).split("\n")[0].strip()


# The dialect raises a Redshift error from inside a statement as error('22001:value too long for ...'), or, where DuckDB
# takes nothing volatile such as in the ORDER BY of a window, by what can't be a boolean.
_RAISED_BY_DIALECT = re.compile(
    r"(?:Invalid Input Error: |Conversion Error: Could not convert string ')([0-9A-Z]{5}):(.*?)(?:' to BOOL\b.*)?$",
    re.DOTALL,
)
_CONFLICT = re.compile(
    r"TransactionContext Error: .*(?:[Cc]onflict|another transaction has|Could not commit)", re.DOTALL
)
_TABLE_OF_CONFLICT = re.compile(r"\"(?:[^\"]*\\0)?([^\"]+)\"")

# DuckDB names the physical type in a conversion error.
_NAMES = {
    "INT8": "smallint", "INT16": "smallint", "INT32": "integer", "INT64": "bigint", "INT128": "numeric",
    "FLOAT": "real", "DOUBLE": "double precision", "BOOL": "boolean",
}  # fmt: skip

# The first pattern that matches decides; {1} is its first group, {0} all that DuckDB said. The kind before "Error:" is
# DuckDB's and is the same for an error that is raised by a fetch through Arrow, whose class says nothing.
_TRANSLATIONS = [
    (re.compile(pattern, re.DOTALL), sqlstate, message)
    for pattern, sqlstate, message in (
        (r"^FATAL Error.*(?:Original error: \"|because of error: )([^\n]*?)\"?$", CRASHED,
         "the database has stopped: {1}; put that right and connect again, when no session is left: what was committed "
         "is there"),
        (r"(?:Table|View) with name \"?(.+?)\"? already exists", "42P07", 'Relation "{1}" already exists'),
        (r"Schema with name \"?(.+?)\"? already exists", "42P06", 'Schema "{1}" already exists'),
        (r"Column with name \"?(.+?)\"? already exists", "42701", 'column "{1}" already exists'),
        (r"(?:Table|View) with name \"?(.+?)\"? does not exist", "42P01", 'relation "{1}" does not exist'),
        (r"Schema with name \"?(.+?)\"? does not exist", "3F000", 'schema "{1}" does not exist'),
        (r"Function with name \"?(.+?)\"? does not exist", "42883", "function {1} does not exist"),
        (r"No function matches the given name and argument types '(.+?)'", "42883", "function {1} does not exist"),
        (r"Could not choose a best candidate function for the function call \"(.+?)\"\. ", "42883",
         "function {1} is not unique"),
        (r"More than one row returned by a subquery", "21000",
         "more than one row returned by a subquery used as an expression"),
        (r"(ORDER|GROUP BY) term out of range", "42P10", "a position of {1} is not in select list"),
        (r"Ambiguous reference to column name \"(.+?)\"", "42702", 'column reference "{1}" is ambiguous'),
        (r"column \"(.+?)\" must appear in the GROUP BY clause", "42803",
         'column "{1}" must appear in the GROUP BY clause or be used in an aggregate function'),
        (r"aggregate functions are not allowed in|cannot contain aggregates|aggregate function calls cannot be nested",
         "42803", "{0}"),
        (r"Argument for ntile must be greater than zero", "22014", "argument of ntile must be greater than zero"),
        (r"GROUPING (?:child .* must be a grouping column|statement cannot be used without groups)", "42803",
         "arguments to GROUPING must be grouping expressions of the query"),
        (r"cannot contain window functions", "42P20", "{0}"),
        (r"window expressions cannot be volatile", "0A000",
         "a value that is another one each time, such as RANDOM's, in the OVER clause is not supported by the local "
         "warehouse"),
        (r"Function \"(.+?)\" is a Scalar Function", "42809",
         "DISTINCT or ORDER BY specified, but {1} is not an aggregate function"),
        (r"Referenced table \"(.+?)\" not found", "42P01", 'missing FROM-clause entry for table "{1}"'),
        (r"Referenced column \"(.+?)\" not found", "42703", 'column "{1}" does not exist'),
        (r"^Not [Ii]mplemented Error: Unknown TimeZone '(.*\d.*?)'!", "0A000",
         "the time zone {1} is not supported by the local warehouse"),
        (r"^Not [Ii]mplemented Error: Unknown TimeZone '(.*?)'!", "22023", 'time zone "{1}" not recognized'),
        (r"Max expression depth limit", TOO_COMPLEX, _TOO_DEEP),
        (r"^Parser Error: syntax error at or near \"(.*?)\"", "42601", 'syntax error at or near "{1}"'),
        (r"^Parser Error", "42601", "{0}"),
        (r"NOT NULL constraint failed: (?:.*\.)?([^.\s]+)", "23502",
         'null value in column "{1}" violates not-null constraint'),
        (r"value \"?(\S+?)\"? can't be cast because the value is out of range", "22003", "Value out of range: {1}"),
        (r"Failed to cast decimal value (\S+) to type INT", "22003", "Value out of range: {1}"),
        (r"Could not cast value \S+ to DECIMAL|Casting value .* to type DECIMAL.* failed"
         r"|^Out of Range Error: Overflow in .*(?:DECIMAL|HUGEINT|INT128)", "22003",
         "Numeric data overflow (result precision)"),
        (r"Could not convert string ['\"]\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*['\"] to DECIMAL",
         "22003", "Numeric data overflow (result precision)"),
        (r"not in timestamp range|Date out of range", "22008", "{0}"),
        (r"^Invalid Input Error: ((?:missing [])]|unexpected \)|no argument for repetition operator|trailing \\|"
         r"bad repetition operator|invalid (?:character class|escape sequence|repetition size|perl operator|named)).*)",
         "2201B", "Invalid regular expression: {1}"),
        (r"Like pattern must not end with escape character", "22025",
         "LIKE pattern must not end with escape character"),
        (r"Invalid escape string", "22025", "{0}"),
        (r"field value out of range: \"(.*?)\"", "22008", 'date/time field value out of range: "{1}"'),
        (r"invalid (?:date|timestamp|time) field format: \"(.*?)\"", "22007",
         'invalid input syntax for type timestamp: "{1}"'),
        (r"Could not convert string ['\"](.*?)['\"] to (?P<type>[A-Z]+[0-9]*)", "22P02",
         'invalid input syntax for type {type}: "{1}"'),
        (r"[Dd]ivision by zero", "22012", "Divide by zero"),
        (r"^Out of Range Error: .*[Ll]eft.shift", "0A000",
         "<< of a negative number, or beyond the range of its type, is not supported by the local warehouse"),
        (r"^Out of Range Error", "22003", "{0}"),
        (r"^Conversion Error", "22P02", "{0}"),
        (r"^(?:Not implemented|Not Implemented) Error", "0A000", "{0}"),
        (r"^Binder Error", "42601", "{0}"),
    )
]  # fmt: skip
