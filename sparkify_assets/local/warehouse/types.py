"""Redshift's types: their object ids, sizes and modifiers on the wire, and which one a DuckDB type is.

Not here: how a value is written in bytes (encoding), nor how a declared type is parsed (dialect).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb
from duckdb.sqltypes import DuckDBPyType

from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

# name -> (object id, size in bytes or -1 where it varies), as in pg_type.
_WIRE = {
    "boolean": (16, 1), "name": (19, 64), "bigint": (20, 8), "smallint": (21, 2), "integer": (23, 4), "oid": (26, 4),
    "real": (700, 4), "double precision": (701, 8), "unknown": (705, -2), "char": (1042, -1), "varchar": (1043, -1),
    "date": (1082, 4), "time": (1083, 8), "timestamp": (1114, 8), "timestamptz": (1184, 8), "interval": (1186, 12),
    "timetz": (1266, 12), "numeric": (1700, -1), "super": (4000, -1), "varbyte": (6551, -1),
    "smallint[]": (1005, -1), "integer[]": (1007, -1), "aclitem[]": (1034, -1), "name[]": (1003, -1),
}  # fmt: skip

# What pg_type calls by another name.
SHORT_NAMES = {
    "smallint": "int2", "integer": "int4", "bigint": "int8", "real": "float4", "double precision": "float8",
    "boolean": "bool",
}  # fmt: skip

# Ids that clients send for parameters beside those above; redshift_connector has -1 for None.
_PARAMETER_ALIASES = {
    -1: "unknown", 0: "unknown", 18: "char", 25: "varchar", 114: "super", 1188: "interval", 1190: "interval",
}  # fmt: skip

# A client doesn't say how many digits its numbers have, and DuckDB has no number without a scale.
ANY_NUMERIC = RedshiftType("numeric", (38, 18))

_NAMES = {oid: name for name, (oid, _) in _WIRE.items() if not name.endswith("[]")} | _PARAMETER_ALIASES

_FROM_DUCKDB = {
    "TINYINT": "smallint", "UTINYINT": "smallint", "SMALLINT": "smallint", "USMALLINT": "integer",
    "INTEGER": "integer", "UINTEGER": "bigint", "BIGINT": "bigint", "FLOAT": "real", "DOUBLE": "double precision",
    "BOOLEAN": "boolean", "BLOB": "varbyte", "DATE": "date", "TIME": "time", "TIME WITH TIME ZONE": "timetz",
    "TIMESTAMP": "timestamp", "TIMESTAMP_S": "timestamp", "TIMESTAMP_MS": "timestamp", "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz", "INTERVAL": "interval", "JSON": "super", "SMALLINT[]": "smallint[]",
    "INTEGER[]": "integer[]", "VARCHAR[]": "aclitem[]",
}  # fmt: skip
_LONG_INTEGERS = {"UBIGINT": "DECIMAL(20,0)", "HUGEINT": "DECIMAL(38,0)", "UHUGEINT": "DECIMAL(38,0)"}


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
    """The type that a client names by its object id, 0 if it doesn't know; SqlError 0A000 for one that isn't here."""
    if object_id not in _NAMES:
        raise unsupported(f"a parameter of the type with object id {object_id}")
    name = _NAMES[object_id]
    return ANY_NUMERIC if name == "numeric" else RedshiftType(name)


def from_duckdb(name: str) -> RedshiftType:
    """The Redshift type that holds every value of a DuckDB type, by its name; what else there is goes as text."""
    if match := re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", _LONG_INTEGERS.get(name, name)):
        return RedshiftType("numeric", (int(match[1]), int(match[2])))
    return RedshiftType(_FROM_DUCKDB.get(name, "varchar"))


def result_columns(
    description: Sequence[tuple[str, DuckDBPyType]], declared: Sequence[ResultColumn] | None
) -> tuple[ResultColumn, ...]:
    """The columns of a result: as the dialect declares them, else as DuckDB's types say."""
    if declared is not None:
        return tuple(declared)
    return tuple(ResultColumn(name, from_duckdb(str(type_))) for name, type_ in description)


def described(relation: duckdb.DuckDBPyRelation) -> list[tuple[str, DuckDBPyType]]:
    """Names and DuckDB types of a query's columns; the query is bound, not run."""
    return list(zip(relation.columns, relation.types, strict=True))
