"""Redshift's types: their object ids, sizes and modifiers on the wire, and which one a DuckDB type is.

Not here: how a value is written in bytes (encoding), nor how a declared type is parsed (dialect).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import duckdb
from duckdb.sqltypes import DuckDBPyType

from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

# name -> (object id, size in bytes or -1 where it varies), as in pg_type.
_WIRE = {
    "boolean": (16, 1),
    "name": (19, 64),
    "bigint": (20, 8),
    "smallint": (21, 2),
    "integer": (23, 4),
    "oid": (26, 4),
    "real": (700, 4),
    "double precision": (701, 8),
    "unknown": (705, -2),
    "char": (1042, -1),
    "varchar": (1043, -1),
    "date": (1082, 4),
    "time": (1083, 8),
    "timestamp": (1114, 8),
    "timestamptz": (1184, 8),
    "interval": (1186, 12),
    "timetz": (1266, 12),
    "numeric": (1700, -1),
    "super": (4000, -1),
    "varbyte": (6551, -1),
}

# Ids that clients send for parameters beside those above.
_PARAMETER_ALIASES = {0: "unknown", 18: "char", 25: "varchar", 114: "super", 1188: "interval", 1190: "interval"}

# A client doesn't say how many digits its numbers have, and DuckDB has no number without a scale.
_ANY_NUMERIC = (38, 18)

_NAMES = {oid: name for name, (oid, _) in _WIRE.items()} | _PARAMETER_ALIASES

_FROM_DUCKDB = {
    "boolean": RedshiftType("boolean"),
    "tinyint": RedshiftType("smallint"),
    "utinyint": RedshiftType("smallint"),
    "smallint": RedshiftType("smallint"),
    "usmallint": RedshiftType("integer"),
    "integer": RedshiftType("integer"),
    "uinteger": RedshiftType("bigint"),
    "bigint": RedshiftType("bigint"),
    "ubigint": RedshiftType("numeric", (38, 0)),
    "hugeint": RedshiftType("numeric", (38, 0)),
    "uhugeint": RedshiftType("numeric", (38, 0)),
    "float": RedshiftType("real"),
    "double": RedshiftType("double precision"),
    "varchar": RedshiftType("varchar"),
    "enum": RedshiftType("varchar"),
    "uuid": RedshiftType("varchar", (36,)),
    "bit": RedshiftType("varchar"),
    "blob": RedshiftType("varbyte"),
    "date": RedshiftType("date"),
    "time": RedshiftType("time"),
    "time with time zone": RedshiftType("timetz"),
    "timestamp": RedshiftType("timestamp"),
    "timestamp_s": RedshiftType("timestamp"),
    "timestamp_ms": RedshiftType("timestamp"),
    "timestamp_ns": RedshiftType("timestamp"),
    "timestamp with time zone": RedshiftType("timestamptz"),
    "interval": RedshiftType("interval"),
    "json": RedshiftType("super"),
}


def oid(type_: RedshiftType) -> int:
    """The type's object id in pg_type."""
    return _WIRE[type_.name][0]


def size(type_: RedshiftType) -> int:
    """Bytes that a value takes, -1 where it varies."""
    return _WIRE[type_.name][1]


def type_modifier(type_: RedshiftType) -> int:
    """The modifier as pg_attribute.atttypmod holds it: length + 4, or precision << 16 | scale, + 4; -1 for none."""
    if not type_.modifiers:
        return -1
    if type_.name == "numeric":
        precision, scale = (*type_.modifiers, 0)[:2]
        return (precision << 16 | scale) + 4
    return type_.modifiers[0] + 4 if type_.name in ("char", "varchar", "varbyte") else -1


def from_oid(object_id: int) -> RedshiftType:
    """The type that a client names by its object id; an id nobody knows is text whose type is not known yet."""
    name = _NAMES.get(object_id, "unknown")
    return RedshiftType(name, _ANY_NUMERIC if name == "numeric" else ())


def from_duckdb(type_: DuckDBPyType) -> RedshiftType:
    """The Redshift type that holds every value of a DuckDB type; lists and structs are SUPER."""
    if type_.id == "decimal":
        return RedshiftType("numeric", tuple(int(str(part)) for _, part in type_.children))
    if type_.id in ("list", "struct", "map", "array", "union"):
        return RedshiftType("super")
    return _FROM_DUCKDB.get(str(type_).lower(), _FROM_DUCKDB.get(type_.id, RedshiftType("unknown")))


def result_columns(
    description: Sequence[tuple[str, DuckDBPyType]], declared: Sequence[ResultColumn] | None
) -> tuple[ResultColumn, ...]:
    """The columns of a result: as the dialect declares them, else as DuckDB's types say."""
    if declared is not None:
        return tuple(declared)
    return tuple(ResultColumn(name, from_duckdb(type_)) for name, type_ in description)


def described(relation: duckdb.DuckDBPyRelation) -> list[tuple[str, DuckDBPyType]]:
    """Names and DuckDB types of a query's columns; the query is bound, not run."""
    return list(zip(relation.columns, relation.types, strict=True))


# One value of each type, to ask DuckDB what a query with parameters will give.
_SAMPLES: dict[str, object] = {
    "boolean": True,
    "smallint": 1,
    "integer": 1,
    "bigint": 2**40,
    "oid": 1,
    "real": 1.5,
    "double precision": 1.5,
    "numeric": Decimal("1.5"),
    "date": dt.date(2000, 1, 1),
    "time": dt.time(0),
    "timestamp": dt.datetime(2000, 1, 1),
    "timestamptz": dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    "interval": dt.timedelta(1),
}


def sample(type_: RedshiftType) -> object:
    """A value of the type, or None where any text could stand."""
    return _SAMPLES.get(type_.name)
