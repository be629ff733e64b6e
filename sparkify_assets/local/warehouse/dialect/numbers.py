"""Functions of numbers.

Here: what Redshift's `Math_functions` page lists and DuckDB can answer exactly, and TO_NUMBER. Not here: operators.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import formats
from sparkify_assets.local.warehouse.dialect.conversions import cut_digits
from sparkify_assets.local.warehouse.dialect.operators import arithmetic_operator
from sparkify_assets.local.warehouse.dialect.rules import call, function, like_first, literal_text, number, text
from sparkify_assets.local.warehouse.dialect.signatures import Arguments, brought, define
from sparkify_assets.local.warehouse.dialect.typed import (
    DATE,
    DATETIMES,
    DOUBLE,
    FLOATS,
    INTEGER,
    VARCHAR,
    cast_to,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

define("pi random", "", result=DOUBLE)
define("sin cos tan atan degrees radians", "d", result=DOUBLE)
define("atan2", "dd", result=DOUBLE)
for _name in ["sqrt", "cbrt", "exp", "ln", "asin", "acos", "cot"]:
    define(_name, "d", f"_redshift.{_name}_once", DOUBLE)
define("abs", "n", result=like_first)
define("dexp", "d", "_redshift.exp_once", DOUBLE)
define("dlog1", "d", "_redshift.ln_once", DOUBLE)
define("dlog10", "d", "_redshift.log_once", DOUBLE)
define("log", "d|d", "_redshift.log_once", DOUBLE)
define("power pow", "dd", "_redshift.power_once", DOUBLE)


@function("sign", arguments=(1, 1))
def sign(arguments: Arguments, session: SessionState) -> exp.Expr:
    """-1, 0 or 1: numeric(1,0) for a numeric, else a double precision."""
    (value,) = brought("sign", "n", arguments)
    numeric = type_of(value).name == "numeric"
    return cast_to(call("sign", value, type_=INTEGER), RedshiftType("numeric", (1, 0)) if numeric else DOUBLE)


@function("mod", arguments=(2, 2))
def mod(arguments: Arguments, session: SessionState) -> exp.Expr:
    """As `%` does it, but of an integer beside another size an integer again."""
    kinds = {type_of(argument).name for argument in arguments}
    operands = [typed(exp.Paren(this=argument), type_of(argument)) for argument in arguments]
    remainder = arithmetic_operator(exp.Mod(this=operands[0], expression=operands[1]), session)
    narrow = "integer" in kinds and type_of(remainder).name == "bigint"
    return cast_to(exp.Paren(this=remainder), INTEGER) if narrow else remainder


def _rounded(names: str, called: str, most: int = 1) -> None:
    """The argument's type, of a decimal with as many places as are left; TRUNC of a timestamp is its date."""

    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        if called == "trunc" and type_of(arguments[0]).name in DATETIMES:
            return cast_to(arguments[0], DATE)
        (value,) = brought(called, "n", arguments[:1])
        kind, places = type_of(value), _literal_places([*arguments, number(0)][1])
        if places is None:
            raise unsupported(f"{called.upper()} to a number of places that is not a literal")
        if kind.name not in FLOATS and places >= (kind.modifiers or (0, 0))[1]:
            return value
        if called == "trunc" and places:
            exact = kind.name not in FLOATS
            cut = cut_digits(value, places) if exact else call("_redshift.trunc_to", value, arguments[1], type_=kind)
        else:
            cut = call(called, value, *(arguments[1:] if places else []), type_=kind)
        return cast_to(cut, RedshiftType("numeric", (kind.modifiers[0], max(places, 0))) if kind.modifiers else kind)

    function(*names.split(), arguments=(1, most))(rule)


_rounded("ceil ceiling", "ceil")
_rounded("floor", "floor")
_rounded("round", "round", 2)
_rounded("trunc", "trunc", 2)


def _literal_places(digits: exp.Expr) -> int | None:
    sign, literal = (-1, digits.this) if isinstance(digits, exp.Neg) else (1, digits)
    return sign * int(literal.name) if isinstance(literal, exp.Literal) and literal.name.isdigit() else None


@function("to_number", arguments=(2, 2))
def to_number(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A string of digits that fit the pattern, of which only points, group commas and a sign are known."""
    shape, precision, scale = formats.to_read_number(literal_text(arguments[1], "a pattern of TO_NUMBER"))
    digits = call("_redshift.number_in_shape", *brought("to_number", "t", arguments[:1]), text(shape), type_=VARCHAR)
    return cast_to(digits, RedshiftType("numeric", (precision, scale)))
