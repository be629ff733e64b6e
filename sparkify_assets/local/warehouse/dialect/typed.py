"""Redshift's types as the rewrite rules reckon with them: how a node carries one, and what an operation on two gives.

Here: the type on a tree node, casts, and the rules of `r_numeric_computations201` and `c_Supported_data_types` of the
developer guide. Not here: wire encodings (`warehouse/types.py`), names, rewriting.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from sqlglot import exp

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType

INTEGER = RedshiftType("integer")
BIGINT = RedshiftType("bigint")
REAL = RedshiftType("real")
DOUBLE = RedshiftType("double precision")
BOOLEAN = RedshiftType("boolean")
VARCHAR = RedshiftType("varchar")
DATE = RedshiftType("date")
TIME = RedshiftType("time")
TIMESTAMP = RedshiftType("timestamp")
TIMESTAMPTZ = RedshiftType("timestamptz")
TIMETZ = RedshiftType("timetz")
INTERVAL = RedshiftType("interval")
SUPER = RedshiftType("super")
VARBYTE = RedshiftType("varbyte")
UNKNOWN = RedshiftType("unknown")  # a string literal, NULL or parameter that takes the type of what it meets

INTEGERS = {"smallint": 5, "integer": 10, "oid": 10, "bigint": 19}  # name -> decimal digits
FLOATS = {"real", "double precision"}
STRINGS = {"varchar", "char", "name", "unknown"}
DATETIMES = {"date", "timestamp", "timestamptz"}
MOMENTS = DATETIMES | {"time", "timetz"}
MAX_PRECISION = 38
_MAX_SCALE = 37
MAX_VARCHAR = 65535
_MAX_LENGTH = {"char": 4096, "varchar": MAX_VARCHAR, "varbyte": 1_024_000}  # in bytes

_DUCKDB = {
    "real": "FLOAT", "double precision": "DOUBLE", "char": "VARCHAR", "varchar": "VARCHAR", "super": "JSON",
    "varbyte": "BLOB", "timestamptz": "TIMESTAMP WITH TIME ZONE", "timetz": "TIME WITH TIME ZONE", "oid": "BIGINT",
    "name": "VARCHAR", "unknown": "VARCHAR",
}  # fmt: skip

# sqlglot's type name -> Redshift's name and the modifiers a bare name stands for.
_NAMES: dict[str, tuple[str, tuple[int, ...]]] = {
    "SMALLINT": ("smallint", ()), "INT": ("integer", ()), "BIGINT": ("bigint", ()), "FLOAT": ("real", ()),
    "DOUBLE": ("double precision", ()), "BOOLEAN": ("boolean", ()), "DECIMAL": ("numeric", (18, 0)),
    "VARCHAR": ("varchar", (256,)), "NVARCHAR": ("varchar", (256,)), "TEXT": ("varchar", (256,)),
    "CHAR": ("char", (1,)), "NCHAR": ("char", (1,)), "BPCHAR": ("char", (256,)), "NAME": ("name", ()),
    "DATE": ("date", ()), "TIME": ("time", ()), "TIMETZ": ("timetz", ()), "TIMESTAMP": ("timestamp", ()),
    "TIMESTAMPTZ": ("timestamptz", ()), "INTERVAL": ("interval", ()), "SUPER": ("super", ()),
    "VARBINARY": ("varbyte", (64000,)), "OID": ("oid", ()),
}  # fmt: skip


def type_of(node: exp.Expr) -> RedshiftType:
    return node.meta.get("redshift", UNKNOWN)


def typed(node: exp.Expr, type_: RedshiftType) -> exp.Expr:
    node.meta["redshift"] = type_
    return node


def duckdb_type(type_: RedshiftType) -> str:
    """How DuckDB stores it: char and varchar have no length there, so every store checks it."""
    if type_.name == "numeric":
        precision, scale = type_.modifiers or (18, 0)
        return f"DECIMAL({precision},{scale})"
    return _DUCKDB.get(type_.name, type_.name.upper())


def from_datatype(data_type: exp.DataType) -> RedshiftType:
    """The declared type behind sqlglot's, with the default length or precision of the bare name."""
    name = data_type.this.name if isinstance(data_type.this, exp.DType) else str(data_type.this).upper()
    if name == "USERDEFINED" and data_type.sql("redshift") == '"char"':
        name = "CHAR"  # one byte of PostgreSQL's catalog
    if name == "USERDEFINED" or name not in _NAMES:
        raise SqlError("0A000", f"type {data_type.sql().lower()} is not supported")  # by the name that was written
    redshift, default = _NAMES[name]
    given = tuple(_modifier(parameter, redshift) for parameter in data_type.expressions)
    if name == "DOUBLE" and given and 1 <= given[0] <= 53:
        return REAL if given[0] <= 24 else DOUBLE
    if redshift == "numeric" and len(given) == 1:
        given = (given[0], 0)
    if given and redshift not in ("numeric", "char", "varchar", "varbyte"):
        raise SqlError("0A000", f"type {data_type.sql('redshift').lower()} is not supported")
    _check_modifiers(redshift, given)
    return RedshiftType(redshift, given or default)


def _modifier(parameter: exp.Expr, name: str) -> int:
    if parameter.find(exp.Parameter, exp.Placeholder):
        raise SqlError("42601", f'syntax error at or near "$": the length of {name} is no parameter')
    return _MAX_LENGTH.get(name, 0) if parameter.name.lower() == "max" else int(parameter.name)


def _check_modifiers(name: str, given: Sequence[int]) -> None:
    if name == "numeric" and given:
        precision, scale = given
        if not 1 <= precision <= MAX_PRECISION:
            raise SqlError("22023", f"DECIMAL precision {precision} must be between 1 and {MAX_PRECISION}")
        if not 0 <= scale <= min(precision, _MAX_SCALE):
            raise SqlError("22023", f"DECIMAL scale {scale} must be between 0 and {min(precision, _MAX_SCALE)}")
    elif given and not 1 <= given[0] <= _MAX_LENGTH[name]:
        raise SqlError("22023", f"length for type {name} must be between 1 and {_MAX_LENGTH[name]}")


def spelled(type_: RedshiftType) -> str:
    """The type as the catalog views print it: `character varying(256)`."""
    long = {"varchar": "character varying", "char": "character", "timestamp": "timestamp without time zone",
            "timestamptz": "timestamp with time zone", "time": "time without time zone",
            "timetz": "time with time zone", "varbyte": "binary varying"}  # fmt: skip
    modifiers = f"({','.join(map(str, type_.modifiers))})" if type_.modifiers else ""
    return long.get(type_.name, type_.name) + modifiers


def cast_to(node: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """A plain DuckDB cast: the value must fit, lengths are not looked at."""
    return typed(exp.Cast(this=node, to=_datatype(duckdb_type(type_)).copy()), type_)


@functools.lru_cache(maxsize=256)
def _datatype(name: str) -> exp.DataType:
    """Kept, because sqlglot makes a parser for each type that it reads."""
    return exp.DataType.build(name, dialect="duckdb")


def as_numeric(type_: RedshiftType) -> RedshiftType:
    """An integer as the numeric it is promoted to beside a numeric."""
    return RedshiftType("numeric", (INTEGERS[type_.name], 0)) if type_.name in INTEGERS else type_


def is_number(type_: RedshiftType) -> bool:
    return type_.name in INTEGERS or type_.name in FLOATS or type_.name == "numeric"


def arithmetic(operator: str, left: RedshiftType, right: RedshiftType) -> RedshiftType:
    """The type of `left operator right` for two numbers; `operator` is one of + - * / %."""
    if left.name in FLOATS or right.name in FLOATS:
        return REAL if left.name == right.name == "real" else DOUBLE
    if left.name in INTEGERS and right.name in INTEGERS:
        return left if INTEGERS[left.name] >= INTEGERS[right.name] else right
    (p1, s1), (p2, s2) = as_numeric(left).modifiers, as_numeric(right).modifiers
    if operator == "/":
        return _quotient(p1, s1, p2, s2)
    if operator == "*":
        return _numeric(p1 + p2 + 1, s1 + s2)
    scale = max(s1, s2)
    return _numeric(max(p1 - s1, p2 - s2) + scale + 1, scale)


def _numeric(precision: int, scale: int) -> RedshiftType:
    """The scale stays at any precision, so that no digit is lost: what doesn't fit is an overflow."""
    if scale > MAX_PRECISION:
        raise SqlError("22003", "Numeric data overflow (result precision)")
    return RedshiftType("numeric", (min(precision, MAX_PRECISION), scale))


def _quotient(p1: int, s1: int, p2: int, s2: int) -> RedshiftType:
    """A precision beyond 38 is at the cost of the scale: "Notes on division operations" says so of divisions only."""
    scale = max(4, s1 + p2 - s2 + 1)
    excess = max(p1 - s1 + s2 + scale - MAX_PRECISION, 0)
    return RedshiftType("numeric", (p1 - s1 + s2 + scale - excess, max(scale - excess, 4)))


def common(types: Sequence[RedshiftType]) -> RedshiftType:
    """The type that CASE, COALESCE, IN lists and set operations bring their parts to."""
    known = [type_ for type_ in types if type_.name != "unknown"]
    if not known:
        return RedshiftType("unknown", max((type_.modifiers for type_ in types), default=()))
    result = known[0]
    for type_ in known[1:]:
        result = _wider(result, type_)
    if result.name in STRINGS:
        for literal in types:
            if literal.name == "unknown" and literal.modifiers:
                result = _wider(result, literal)
    return result


def _wider(left: RedshiftType, right: RedshiftType) -> RedshiftType:
    if is_number(left) and is_number(right):
        result = arithmetic("+", left, right)
        if result.name != "numeric":
            return result
        (p1, s1), (p2, s2) = as_numeric(left).modifiers, as_numeric(right).modifiers
        scale = max(s1, s2)
        return _numeric(max(p1 - s1, p2 - s2) + scale, scale)
    if left.name in STRINGS and right.name in STRINGS:
        lengths = (left.modifiers, right.modifiers)
        name = "char" if {left.name, right.name} <= {"char", "unknown"} else "varchar"
        return RedshiftType(name, (max(lengths[0][0], lengths[1][0]),) if all(lengths) else ())
    if left.name in DATETIMES and right.name in DATETIMES:
        order = ("date", "timestamp", "timestamptz")
        return max(left, right, key=lambda type_: order.index(type_.name))
    return left
