"""A field's text to the column's value, as DuckDB expressions.

Here: one rule a Redshift type, and why a text breaks it. Not here: where the text comes from (`records`, `delimited`).

Source of the rules: developer guide, `copy-parameters-data-conversion.md`, `r_DATEFORMAT_and_TIMEFORMAT_strings.md`,
`automatic-recognition.md`, `r_Boolean_type.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy import datetimes
from sparkify_assets.local.warehouse.copy.faults import Fault
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.target import is_text
from sparkify_assets.local.warehouse.dialect.relations import Column
from sparkify_assets.local.warehouse.dialect.typed import DATETIMES, duckdb_type
from sparkify_assets.local.warehouse.errors import unsupported

_WHITE = "E' \\t\\n\\x0b\\x0c\\r'"
_INTEGERS = {"smallint": "Short", "integer": "Integer", "bigint": "Long"}
_TRUE, _FALSE = ("t", "true", "y", "yes", "1"), ("f", "false", "n", "no", "0")
_DECIMAL = r"[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)"
_DECIMAL_TEXT = re.compile(_DECIMAL)


@dataclass(frozen=True)
class Conversion:
    """DuckDB expressions: the column's value from the field's text, whether text and value must be refused, and, for
    less, whether that may be so."""

    value: str
    bad: str
    suspicious: str


def conversion(column: Column, raw: str, name: str, command: CopyCommand) -> Conversion:
    """How the text in the column `raw` becomes a value of the column, to be known as `name`."""
    if is_text(column):
        value, wrong = _text(column, raw, command), _text_is_wrong(column, raw, name, command)
        suspicious = wrong
    elif column.type.name in _RULES:
        value = _RULES[column.type.name](column, raw, command)
        odd, is_wrong = _odd_values(column, raw, name)
        # CASE, because AND would look into every row's text.
        wrong = f"case when {name} is null then trim({raw}, {_WHITE}) <> '' when {odd} then {is_wrong} end"
        suspicious = f"{name} is null and {raw} is not null or {odd}"
    else:
        raise unsupported(f"COPY into a column of type {column.type.name}")
    if command.has("acceptanydate") and column.type.name in DATETIMES:
        value, wrong = f"case when {value} >= '0001-01-01'::date then {value} end", "false"
    missing = f" or {name} is null" if column.not_null else ""
    return Conversion(value, f"({wrong}){missing}", f"({suspicious}){missing}")


def _odd_values(column: Column, raw: str, name: str) -> tuple[str, str]:
    """Which values that DuckDB makes of text may not be Redshift's, and when they aren't."""
    kind = column.type.name
    if kind in DATETIMES:
        return f"{name} < '0001-01-01'::date", "true"  # DuckDB has a year 0
    if kind in ("real", "double precision"):
        return f"isinf({name})", f"not contains(lower({raw}), 'inf')"
    if kind == "varbyte" and column.type.modifiers:
        return f"octet_length({name}) > {column.type.modifiers[0]}", "true"
    return "false", "false"


def fault(column: Column, raw: str | None, command: CopyCommand) -> Fault:
    """Why the column refuses this text."""
    if raw is None or not raw.strip() or (is_text(column) and _is_fitting(column, raw, command)):
        return Fault(1213, "Missing data for not-null field")
    kind = column.type.name
    if is_text(column):
        return _text_fault(column, raw)
    if kind in _INTEGERS:
        return _integer_fault(raw, _INTEGERS[kind], command)
    if kind == "date":
        return _date_fault(raw, command)
    return {
        **dict.fromkeys(("timestamp", "timestamptz"), Fault(1206, datetimes.complaint(command.timeformat))),
        **dict.fromkeys(("time", "timetz"), Fault(1206, datetimes.complaint("HH:MI:SS"))),
        "super": Fault(1224, "The text is not well-formed JSON"),
        "varbyte": Fault(1219, "The text is not hexadecimal, or too long for the column"),
        "boolean": Fault(1210, "Unknown boolean format"),
        "numeric": _numeric_fault(raw, column),
    }.get(kind) or Fault(1208, f"Invalid digit, Value '{raw[:1]}', Pos 0, Type: {column.type.name.title()}")


def _text(column: Column, raw: str, command: CopyCommand) -> str:
    """char and varchar; char is kept without the trailing blanks that mean nothing in it."""
    value = raw
    if command.has("blanksasnull"):
        # Most texts begin above the blanks, and comparing is a tenth of the price of trimming.
        empty = "" if command.has("emptyasnull") else f"{value} = '' or "
        kept = f"case when {empty}trim({value}, {_WHITE}) <> '' then {value} end"
        value = f"case when {value} < '!' then {kept} else {value} end"
    elif command.has("emptyasnull"):
        value = f"nullif({value}, '')"
    if command.has("trimblanks") and column.type.name == "varchar":
        value = f"rtrim({value}, {_WHITE})"
    if column.type.name == "char":
        value = f"rtrim({value}, ' ')"
    if column.type.modifiers and command.has("truncatecolumns"):
        value = f"_redshift.cut({value}, {column.type.modifiers[0]})"
    return value


def _text_is_wrong(column: Column, raw: str, name: str, command: CopyCommand) -> str:
    """Longer than the column, in bytes; or, for char, not ASCII."""
    wrong = []
    if column.type.name == "char":
        wrong.append(f"strlen({raw}) <> length({raw})")
    if column.type.modifiers and not command.has("truncatecolumns"):
        wrong.append(f"strlen({name}) > {column.type.modifiers[0]}")
    return " or ".join(wrong) or "false"


def _integer(column: Column, raw: str, command: CopyCommand) -> str:
    """Digits. In JSON a whole number may be written as a float: `1540919166796.0`, `1.540919166796E12`."""
    kind, text = duckdb_type(column.type), f"trim({raw}, {_WHITE})"
    # A text that the number gives back is the common case, and a tenth of the price of the pattern.
    number = f"try_cast({raw} as {kind})"
    point, cases = "", ""
    if command.format == "json":
        point, float_ = "([.]0*)?", f"try_cast({text} as double)"
        is_whole = f"regexp_full_match({text}, '{_DECIMAL}[eE][+]?[0-9]+') and {float_} % 1 = 0"
        cases = f"when {is_whole} and abs({float_}) < 9007199254740992 then try_cast({float_} as {kind})"
    return f"""case when {number}::varchar = {raw} then {number}
        when regexp_full_match({text}, '[-+]?[0-9]+{point}') then try_cast({text} as {kind}) {cases} end"""


def _numeric(column: Column, raw: str, command: CopyCommand) -> str:
    """A longer scale is cut off, unless ROUNDEC rounds it."""
    kind, scale = duckdb_type(column.type), column.type.modifiers[1]
    text = f"trim({raw}, {_WHITE})"

    def fitted(digits: str) -> str:
        cut = f"regexp_replace({digits}, '([.][0-9]{{{scale}}})[0-9]+$', '\\1')"
        return f"try_cast({digits if command.has('roundec') else cut} as {kind})"

    written_out = f"try_cast({text} as decimal(38, {max(scale, 18)}))::varchar"
    return f"""case when regexp_full_match({text}, '{_DECIMAL}') then {fitted(text)}
        when regexp_full_match({text}, '{_DECIMAL}[eE][-+]?[0-9]+') then {fitted(written_out)} end"""


def _float(column: Column, raw: str, command: CopyCommand) -> str:
    # DuckDB would also read the underscores of 1_000.
    return f"case when not contains({raw}, '_') then try_cast({raw} as {duckdb_type(column.type)}) end"


def _boolean(column: Column, raw: str, command: CopyCommand) -> str:
    text = f"lower(trim({raw}, {_WHITE}))"
    return f"case when {text} in {_TRUE} then true when {text} in {_FALSE} then false end"


def _date(column: Column, raw: str, command: CopyCommand) -> str:
    return datetimes.date(f"trim({raw}, {_WHITE})", command.dateformat)


def _timestamp(column: Column, raw: str, command: CopyCommand) -> str:
    text = raw if command.timeformat in datetimes.EPOCHS else f"trim({raw}, {_WHITE})"
    return datetimes.timestamp(text, command.timeformat, with_zone=column.type.name == "timestamptz")


def _time(column: Column, raw: str, command: CopyCommand) -> str:
    return datetimes.time(f"trim({raw}, {_WHITE})", with_zone=column.type.name == "timetz")


def _super(column: Column, raw: str, command: CopyCommand) -> str:
    """JSON text, without the white space between its parts."""
    return f"try(_redshift.json_parse({raw}))"


def _varbyte(column: Column, raw: str, command: CopyCommand) -> str:
    if command.format != "csv":
        raise unsupported(f"COPY into a column of type varbyte from {command.format.upper()}")
    return f"try(unhex(trim({raw}, {_WHITE})))"


_RULES = {
    **dict.fromkeys(_INTEGERS, _integer),
    "numeric": _numeric,
    "real": _float,
    "double precision": _float,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _timestamp,
    "timestamptz": _timestamp,
    "time": _time,
    "timetz": _time,
    "super": _super,
    "varbyte": _varbyte,
}


def _is_fitting(column: Column, raw: str, command: CopyCommand) -> bool:
    size = column.type.modifiers[0] if column.type.modifiers else None
    fits = command.has("truncatecolumns") or size is None or len(raw.encode()) <= size
    return fits and (column.type.name == "varchar" or raw.isascii())


def _text_fault(column: Column, raw: str) -> Fault:
    if column.type.name == "char" and not raw.isascii():
        position = next(index for index, character in enumerate(raw) if not character.isascii())
        return Fault(1220, "Multibyte character not supported for CHAR (Hint: try using VARCHAR). "
                     f"Invalid char: {raw[position].encode().hex(' ')}", position)  # fmt: skip
    noun = "Char" if column.type.name == "char" else "String"
    return Fault(1204, f"{noun} length exceeds DDL length")


def _integer_fault(raw: str, kind: str, command: CopyCommand) -> Fault:
    whole = raw.strip()
    digits = re.sub(r"\.0*$", "", whole) if command.format == "json" else whole
    stray = re.search(r"[^0-9]", digits[1:] if digits[:1] in ("-", "+") else digits)
    if stray is None and digits not in ("-", "+"):
        return Fault(1222, f"Overflow, Value '{raw}', Type: {kind}")
    character = stray.group() if stray else digits
    position = raw.find(character)
    return Fault(1207, f"Invalid digit, Value '{character}', Pos {position}, Type: {kind}", position)


def _numeric_fault(raw: str, column: Column) -> Fault:
    if _DECIMAL_TEXT.fullmatch(raw.strip()):
        return Fault(1222, f"Overflow for NUMERIC({','.join(map(str, column.type.modifiers))})")
    stray = re.search(r"[^-+.0-9]", raw)
    return Fault(1209, f"Invalid digit, Value '{stray.group() if stray else raw[:1]}', "
                 f"Pos {stray.start() if stray else 0}, Type: Decimal", stray.start() if stray else 0)  # fmt: skip


def _date_fault(raw: str, command: CopyCommand) -> Fault:
    if command.dateformat is None and len(raw.strip()) < 10:
        return Fault(1205, "Invalid Date Format - length must be 10 or more")
    return Fault(1205, f"Invalid date format or value [{command.dateformat or 'YYYY-MM-DD'}]")
