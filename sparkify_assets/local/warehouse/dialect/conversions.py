"""Casts, explicit and by assignment: where Redshift and DuckDB disagree on what a value of another type becomes.

Here: `x::type`, and what INSERT, UPDATE and MERGE do to a value on its way into a column. Not here: which columns a
statement writes (`writes`). Rules: `r_CAST_function`, `r_Character_types` of the developer guide.
"""

from __future__ import annotations

import re
from decimal import Decimal

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.intervals import spelled_out
from sparkify_assets.local.warehouse.dialect.rules import call, node, number, visible_path
from sparkify_assets.local.warehouse.dialect.typed import (
    DATETIMES,
    FLOATS,
    INTEGERS,
    MAX_VARCHAR,
    MOMENTS,
    STRINGS,
    SUPER,
    TIMESTAMP,
    VARCHAR,
    cast_to,
    from_datatype,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState
from sparkify_assets.local.warehouse.types import ANY_NUMERIC

INTEGER_BYTES = {"smallint": 2, "integer": 4, "bigint": 8}

# What a type can be cast to beside itself (`r_TRY_CAST`, `r_VARBYTE_type`); a literal can become anything.
_NUMBERS = {*INTEGERS, *FLOATS, "numeric", "varchar", "char", "super"}
_FROM_INTEGER = {*_NUMBERS, "boolean", "varbyte"}
_FROM_TEXT = {*_NUMBERS, "name", "date", "time", "timetz", "timestamp", "timestamptz", "varbyte"}
CASTS: dict[str, set[str]] = {
    "boolean": {*INTEGERS, "super"},
    "smallint": _FROM_INTEGER, "integer": _FROM_INTEGER, "bigint": _FROM_INTEGER, "oid": _FROM_INTEGER,
    "numeric": _NUMBERS, "real": _NUMBERS, "double precision": _NUMBERS,
    "varchar": _FROM_TEXT, "char": _FROM_TEXT, "name": _FROM_TEXT,
    "date": {"varchar", "char", "timestamp", "timestamptz"},
    "timestamp": {"varchar", "char", "date", "time", "timestamptz"},
    "timestamptz": {"varchar", "char", "date", "time", "timetz", "timestamp"},
    "time": {"varchar", "char", "timetz"},
    "timetz": {"varchar", "char", "time"},
    "interval": {"varchar", "char"},
    "super": {*_NUMBERS, "boolean"},
    "varbyte": {"varchar", "char"},
}  # fmt: skip


@node(exp.Cast)
def cast(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`x::type`: a string is cut to the length of varchar(n), by bytes; text becomes a number only if it is one."""
    target = tree.args["to"]
    for clause in ("format", "default", "action"):
        if tree.args.get(clause):
            raise SqlError("42601", f"syntax error: {clause.upper()} in CAST")
    if isinstance(target, exp.ObjectIdentifier):
        return _object(tree.this, str(target.this).lower(), session)
    type_ = from_datatype(target)
    if type_.name == "varchar" and not target.expressions:
        type_ = _as_long_as(tree.this)
    return convert(_without_further_digits(tree.this, type_), type_)


def _as_long_as(value: exp.Expr) -> RedshiftType:
    """A VARCHAR or TEXT without a length cuts nothing, as its 256 bytes are those of a column (`r_Character_types`)."""
    is_written = isinstance(value, exp.Literal | exp.Null)
    size = len(value.name.encode()) if is_written else most_bytes(type_of(value))
    return RedshiftType("varchar", (min(max(size, 256), MAX_VARCHAR),))


def _without_further_digits(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """A decimal that was selected from a table is cut, not rounded, by an explicit cast (`c_Supported_data_types`)."""
    source = type_of(value)
    scale = target.modifiers[1] if target.name == "numeric" else 0
    if source.name != "numeric" or target.name not in ("numeric", *INTEGERS) or value.find(exp.Column) is None:
        return value
    return cut_digits(value, scale) if source.modifiers[1] > scale else value


def cut_digits(value: exp.Expr, places: int) -> exp.Expr:
    """A decimal without the digits behind so many places, or before the point if `places` is negative."""
    return call("_redshift.cut_digits", value, unit(places), type_=type_of(value))


def unit(places: int) -> exp.Expr:
    """1 at so many places behind the point: `0.01` for 2, `100` for -2."""
    return exp.Literal.number(f"{Decimal(1).scaleb(-places):f}")


def _object(value: exp.Expr, kind: str, session: SessionState) -> exp.Expr:
    """`'t'::regclass` is the object id of t, `id::regclass` its name; likewise regtype."""
    if kind == "oid":
        return convert(value, RedshiftType("oid"))
    if kind not in ("regclass", "regtype"):
        raise unsupported(f"type {kind}")
    if type_of(value).name in STRINGS:
        path = [visible_path(session)] if kind == "regclass" else []
        return call(f"_redshift.existing_{kind}", value, *path, type_=RedshiftType("oid"))
    return shown_object(value, kind, session)


def shown_object(value: exp.Expr, kind: str, session: SessionState) -> exp.Expr:
    """A name of the catalog's as a query shows it: that of a relation with its schema if the search path needs it."""
    if kind == "oid" or type_of(value).name in STRINGS:
        return value
    path = [visible_path(session)] if kind == "regclass" else []
    return call(f"_redshift.{kind}_name", value, *path, type_=VARCHAR)


def convert(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """An explicit cast."""
    source = type_of(value)
    if source.name not in ("unknown", target.name) and target.name not in CASTS.get(source.name, ()):
        raise _no_cast(source, target)
    if target.name in ("varchar", "char"):
        return _cut(as_text(value), source, target)
    return _converted(value, source, target)


def _converted(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    """The value in a type that is not text."""
    if source.name in STRINGS:
        return _from_text(value, target)
    if target.name == "varbyte":
        return _fitted_bytes(value, target)
    if source.name == "super" and target.name != "super":
        return _from_text(as_text(value), target)
    if source.name == "timestamptz" and target.name == "time":
        value = cast_to(value, TIMESTAMP)
    return _within_64_bits(cast_to(value, target))


def assign(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """The value as it is stored in a column of this type: a string that is too long is an error, 22001."""
    source = type_of(value)
    if isinstance(value, exp.Null):
        return value
    if target.name in ("varchar", "char"):
        return _fitted(as_text(value), source, target)
    return in_utc(value if source == target else convert(value, target))


def in_utc(value: exp.Expr) -> exp.Expr:
    """A time with a zone keeps it as a literal; in a table and in date functions it is in UTC (`r_Datetime_types`)."""
    if type_of(value).name != "timetz":
        return value
    return call("timezone", exp.Literal.string("UTC"), value, type_=type_of(value))


def as_text(value: exp.Expr) -> exp.Expr:
    """The value in Redshift's text form."""
    source = type_of(value)
    if source.name in STRINGS:
        return value
    if source.name == "boolean":
        raise _no_cast(source, VARCHAR)
    if source.name in FLOATS:
        return call("_redshift.float_text", value, number(6 if source.name == "real" else 15), type_=VARCHAR)
    if source.name == "super":
        return call("_redshift.super_text", value, type_=VARCHAR)
    if source.name == "varbyte":
        return call("decode", value, type_=VARCHAR)
    if source.name == "interval" or source.name.endswith("[]"):
        raise unsupported(f"an {source.name} as text")
    if source.name in ("timestamp", "timestamptz"):
        return call("_redshift.moment_written", cast_to(value, VARCHAR), type_=VARCHAR)
    return cast_to(value, VARCHAR)


def most_bytes(type_: RedshiftType) -> int:
    """How long a value is as text, at most: no number or moment has more than a numeric(38,37)."""
    if type_.name in (*INTEGERS, *FLOATS, *MOMENTS, "numeric"):
        return 40
    return type_.modifiers[0] if type_.modifiers else MAX_VARCHAR


def padded(value: exp.Expr) -> exp.Expr:
    """A char with the blanks that the table doesn't keep, for what counts them."""
    type_ = type_of(value)
    if type_.name != "char" or not type_.modifiers:
        return value
    return call("rpad", value, number(type_.modifiers[0]), exp.Literal.string(" "), type_=type_)


def as_number(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """Text beside a number; beside a decimal it keeps the digits that it has, where a cast would round them."""
    if target.name != "numeric" or isinstance(value, exp.Null):
        return convert(value, target)
    digits = str(value.this).strip().lstrip("+-") if isinstance(value, exp.Literal) else ""
    whole, _, fraction = digits.partition(".")
    plain = (whole + fraction).isdecimal()
    return convert(value, RedshiftType("numeric", (len(whole + fraction), len(fraction))) if plain else ANY_NUMERIC)


def _cut(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    if target.modifiers and not _surely_fits(value, source, target):
        value = call("_redshift.cut", value, number(target.modifiers[0]), type_=target)
    value = _single_bytes(value, source, target)
    return typed(cast_to(value, target) if isinstance(value, exp.Literal | exp.Null) else value.copy(), target)


def _fitted(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    if not _surely_fits(value, source, target):
        name = "character varying" if target.name == "varchar" else "character"
        value = call("_redshift.fit", value, number(target.modifiers[0]), exp.Literal.string(name), type_=target)
    return typed(_single_bytes(value, source, target), target)


def _single_bytes(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    """A char is kept without its blanks, which mean nothing in comparisons; the wire pads it again."""
    if target.name != "char" or source.name == "char":
        return value
    if isinstance(value, exp.Literal) and str(value.this).isascii():
        return exp.Literal.string(str(value.this).rstrip(" "))
    return call("_redshift.single_byte", call("rtrim", value, exp.Literal.string(" "), type_=target), type_=target)


def _surely_fits(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> bool:
    if isinstance(value, exp.Literal):
        return len(str(value.this).encode()) <= target.modifiers[0]
    return not target.modifiers or most_bytes(source) <= target.modifiers[0]


def _fitted_bytes(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """Text as its UTF-8, an integer as its two, four or eight bytes."""
    source = type_of(value)
    if source.name in INTEGER_BYTES:
        value = call("_redshift.integer_bytes", value, number(2 * INTEGER_BYTES[source.name]), type_=target)
    elif source.name != "varbyte":
        value = call("encode", padded(cast_to(value, source)), type_=target)
    if source.modifiers and source.name == "varbyte" and source.modifiers <= target.modifiers:
        return typed(value, target)
    return call("_redshift.fit_bytes", value, number(target.modifiers[0]), type_=target)


def _within_64_bits(value: exp.Expr) -> exp.Expr:
    """A decimal of 19 digits is kept in 64 bits, which do not hold all of them (`r_Numeric_types201`)."""
    type_ = type_of(value)
    if type_.name != "numeric" or type_.modifiers[0] != 19:
        return value
    most = Decimal(2**63 - 1).scaleb(-type_.modifiers[1])
    return call("_redshift.at_most", value, exp.Literal.number(f"{most:f}"), type_=type_)


def _from_text(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    if target.name == "varbyte":
        return _fitted_bytes(value, target)
    if target.name == "super":
        return call("to_json", cast_to(value, VARCHAR), type_=SUPER)
    if isinstance(value, exp.Null | exp.Parameter):
        return cast_to(value, target)
    name = exp.Literal.string(spelled(RedshiftType(target.name)))
    if target.name == "interval" and isinstance(value, exp.Literal):
        return cast_to(exp.Literal.string(spelled_out(str(value.this).strip().lower())), target)
    if isinstance(value, exp.Literal):
        _require_number(value, target)
        if re.fullmatch(_PLAIN.get(target.name, "(?!)"), str(value.this), re.ASCII):
            return _within_64_bits(cast_to(value, target))
    if target.name in INTEGERS:
        value = call("_redshift.integer_text", value, name, type_=VARCHAR)
    elif target.name in FLOATS:
        value = call("_redshift.number_text", value, name, type_=VARCHAR)
        return call(f"_redshift.read_{target.name.split()[0]}", value, type_=target)
    elif target.name == "numeric":
        value = call("_redshift.number_text", value, name, type_=VARCHAR)
    elif target.name in MOMENTS:
        value = call("_redshift.moment_text", value, exp.Literal.string(target.name), type_=VARCHAR)
    return _within_64_bits(cast_to(value, target))


_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?"
_LITERALS = dict.fromkeys(INTEGERS, r"[+-]?\d+") | dict.fromkeys(FLOATS, rf"{_NUMBER}|[+-]?(inf|infinity)|nan")
_LITERALS["numeric"] = _NUMBER
# Those that DuckDB reads as Redshift does: they need none of the checks above, each of which costs it a millisecond.
_ISO = r"[1-9]\d{3}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?"
_PLAIN = {
    "smallint": r"[+-]?\d{1,4}", "integer": r"[+-]?\d{1,9}", "bigint": r"[+-]?\d{1,18}",
    **dict.fromkeys((*FLOATS, "numeric"), r"[+-]?\d{1,30}(\.\d+)?"),
    **dict.fromkeys(MOMENTS, _ISO), **dict.fromkeys(DATETIMES, _ISO.replace(" ", "[ T]")),
}  # fmt: skip


def _require_number(value: exp.Expr, target: RedshiftType) -> None:
    """A literal is read when the statement is, also where it is never evaluated: `coalesce(1, 'a')` fails."""
    text = str(value.this)
    if not re.fullmatch(_LITERALS.get(target.name, ".*"), text.strip().lower(), re.ASCII | re.DOTALL):
        raise SqlError("22P02", f'invalid input syntax for type {target.name}: "{text}"')


def _no_cast(source: RedshiftType, target: RedshiftType) -> SqlError:
    return SqlError("42846", f"cannot cast type {spelled(source)} to {spelled(RedshiftType(target.name))}")
