"""How functions are registered by their arguments: a letter each for the type it is brought to.

Here: the letters, and `define`. Not here: any function (`strings`, `numbers`, `documents`), nor rules that need more
than their arguments' types (`rules.function`).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import as_text, convert
from sparkify_assets.local.warehouse.dialect.rules import call, function, no_such_function
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    DATETIMES,
    DOUBLE,
    INTEGER,
    INTEGERS,
    STRINGS,
    TIMESTAMP,
    VARCHAR,
    cast_to,
    is_number,
    spelled,
    type_of,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

Arguments = list[exp.Expr]
TypeRule = Callable[[Arguments], RedshiftType] | RedshiftType


def _text(value: exp.Expr) -> exp.Expr | None:
    """The argument as text; bytes and SUPER values are not said as such in silence."""
    if type_of(value).name in ("varbyte", "super"):
        raise unsupported(f"a string function of {type_of(value).name}")
    return cast_to(value, VARCHAR) if isinstance(value, exp.Null) else as_text(value)


def _integer(value: exp.Expr) -> exp.Expr | None:
    kind = type_of(value).name
    if kind in ("unknown", "bigint"):
        return convert(value, INTEGER)
    return value if kind in INTEGERS else None


def _number(value: exp.Expr) -> exp.Expr | None:
    """A number of whatever type; a bare string is taken for a double precision."""
    return value if is_number(type_of(value)) else _double(value)


def _double(value: exp.Expr) -> exp.Expr | None:
    known = type_of(value)
    return cast_to(value, DOUBLE) if is_number(known) or known.name == "unknown" else None


def as_timestamp(value: exp.Expr, *others: str, text_is: RedshiftType = TIMESTAMP) -> exp.Expr:
    """A string becomes a timestamp; what is a date, or of one of the other types, stays as it is."""
    name = type_of(value).name
    if name in DATETIMES or name in others:
        return value
    if name in ("unknown", "varchar", "char"):
        return convert(value, text_is)
    raise SqlError("42883", f"a date or timestamp was expected, not {spelled(type_of(value))}")


def _super(value: exp.Expr) -> exp.Expr | None:
    return value if type_of(value).name == "super" or isinstance(value, exp.Null) else None


_ARGUMENTS: dict[str, Callable[[exp.Expr], exp.Expr | None]] = {
    "t": _text,
    "i": _integer,
    "n": _number,
    "d": _double,
    "m": as_timestamp,
    "M": lambda value: cast_to(as_timestamp(value), TIMESTAMP),
    "s": _super,
    "x": lambda value: value,
}


def brought(name: str, signature: str, arguments: Arguments) -> Arguments:
    """The arguments in the types of a signature; 42883 if one is of another type."""
    values = [_ARGUMENTS[kind](argument) for kind, argument in zip(signature, arguments, strict=False)]
    if any(value is None for value in values):
        raise no_such_function(name, arguments)
    return [value for value in values if value is not None]


def count(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function that counts in a bigint, where Redshift counts in an integer."""
    return cast_to(call(name, *arguments, type_=BIGINT), INTEGER)


def define(names: str, signature: str, called: str = "", result: TypeRule = VARCHAR, label: str | None = None) -> None:
    """Functions whose arguments are a letter each in the signature; those behind `|` may be missing.

    They are the DuckDB function or macro that is `called`; without one, DuckDB's of the same name.
    """
    needed, _, optional = signature.partition("|")
    for name in names.split():

        def rule(arguments: Arguments, session: SessionState, name: str = name) -> exp.Expr:
            values = brought(name, needed + optional, arguments)
            if result == INTEGER:
                return count(called or name, *values)
            return call(called or name, *values, type_=result(values) if callable(result) else result)

        function(name, arguments=(len(needed), len(needed + optional)), label=label)(rule)


def same_string(arguments: Arguments) -> RedshiftType:
    """A char of a char, else a varchar."""
    first = type_of(arguments[0])
    return first if first.name == "char" else string_like_first(arguments)


def string_like_first(arguments: Arguments) -> RedshiftType:
    first = type_of(arguments[0])
    return RedshiftType("varchar", first.modifiers) if first.name in STRINGS else VARCHAR
