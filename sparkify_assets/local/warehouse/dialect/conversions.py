"""Casts, explicit and by assignment: where Redshift and DuckDB disagree on what a value of another type becomes.

Here: `x::type`, and what INSERT, UPDATE and MERGE do to a value on its way into a column. Not here: which columns a
statement writes (`writes`). Rules: `r_CAST_function`, `r_Character_types` of the developer guide.
"""

from __future__ import annotations

import re

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.rules import call, node, number
from sparkify_assets.local.warehouse.dialect.typed import (
    DATETIMES,
    FLOATS,
    INTEGERS,
    STRINGS,
    VARCHAR,
    cast_to,
    from_datatype,
    is_number,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

_ISO = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,6})?)?")


@node(exp.Cast)
def cast(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`x::type`: a string is cut to the length of varchar(n), by bytes; text becomes a number only if it is one."""
    target = tree.args["to"]
    if isinstance(target, exp.ObjectIdentifier):
        return _object(tree.this, str(target.this).lower())
    type_ = from_datatype(target)
    return convert(_without_further_digits(tree.this, type_), type_)


def _without_further_digits(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """A decimal that was selected from a table is cut, not rounded, by an explicit cast (`c_Supported_data_types`)."""
    source = type_of(value)
    scale = target.modifiers[1] if target.name == "numeric" else 0
    if source.name != "numeric" or target.name not in ("numeric", *INTEGERS) or value.find(exp.Column) is None:
        return value
    return cut_digits(value, scale) if source.modifiers[1] > scale else value


def cut_digits(value: exp.Expr, places: int) -> exp.Expr:
    """A decimal without the digits behind so many places, or before the point if `places` is negative."""
    unit = "1" + "0" * -places if places <= 0 else "0." + "0" * (places - 1) + "1"
    return call("_redshift.cut_digits", value, exp.Literal.number(unit), type_=type_of(value))


def _object(value: exp.Expr, kind: str) -> exp.Expr:
    """`'t'::regclass` is the object id of t, `id::regclass` its name; likewise regtype."""
    if kind not in ("regclass", "regtype"):
        raise unsupported(f"type {kind}")
    if type_of(value).name in STRINGS:
        return call(f"_redshift.{kind}_oid", value, type_=RedshiftType("oid"))
    return call(f"_redshift.{kind}_name", value, type_=VARCHAR)


def convert(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """An explicit cast."""
    source = type_of(value)
    if target.name in ("varchar", "char"):
        return _cut(as_text(value), source, target)
    if source.name in STRINGS:
        return _from_text(value, target)
    if source.name == "boolean" and target.name not in ("boolean", *INTEGERS):
        raise _no_cast(source, target)
    if source.name in DATETIMES and is_number(target):
        raise _no_cast(source, target)
    return cast_to(value, target)


def assign(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """The value as it is stored in a column of this type: a string that is too long is an error, 22001."""
    source = type_of(value)
    if isinstance(value, exp.Null):
        return value
    if target.name in ("varchar", "char"):
        return _fitted(as_text(value), source, target)
    if source.name in STRINGS:
        return _from_text(value, target)
    return value if source == target else convert(value, target)


def as_text(value: exp.Expr) -> exp.Expr:
    """The value in Redshift's text form."""
    source = type_of(value)
    if source.name in STRINGS:
        return value
    if source.name == "boolean":
        raise _no_cast(source, VARCHAR)
    if source.name in FLOATS:
        return call("_redshift.float_text", value, number(6 if source.name == "real" else 15), type_=VARCHAR)
    return cast_to(value, VARCHAR)


def _cut(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    if target.modifiers and not _surely_fits(value, source, target):
        value = call("_redshift.cut", value, number(target.modifiers[0]), type_=target)
    if target.name == "char" and source.name != "char":
        value = _without_padding(value)
    return typed(cast_to(value, target) if isinstance(value, exp.Literal | exp.Null) else value.copy(), target)


def _fitted(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> exp.Expr:
    if not _surely_fits(value, source, target):
        name = "character varying" if target.name == "varchar" else "character"
        value = call("_redshift.fit", value, number(target.modifiers[0]), exp.Literal.string(name), type_=target)
    if target.name == "char" and source.name != "char":
        value = call("_redshift.single_byte", _without_padding(value), type_=target)
    return typed(value, target)


def _without_padding(value: exp.Expr) -> exp.Expr:
    """char is kept without its blanks, which mean nothing in comparisons; the wire pads it again."""
    return call("rtrim", value, exp.Literal.string(" "), type_=type_of(value))


def _surely_fits(value: exp.Expr, source: RedshiftType, target: RedshiftType) -> bool:
    if isinstance(value, exp.Literal):
        return len(str(value.this).encode()) <= target.modifiers[0]
    limit = source.modifiers[0] if source.modifiers and source.name in ("varchar", "char") else None
    return not target.modifiers or (limit is not None and limit <= target.modifiers[0])


def _from_text(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    if target.name in INTEGERS and not _is_null_or_parameter(value):
        value = call("_redshift.integer_text", value, exp.Literal.string(target.name), type_=VARCHAR)
    if target.name in ("date", "timestamp") and not (_is_null_or_parameter(value) or _is_iso_literal(value)):
        name = exp.Literal.string(spelled(target))
        return cast_to(call("_redshift.datetime_text", value, name, type_=target), target)
    if target.name == "timestamptz" and not _is_null_or_parameter(value):
        value = call("_redshift.zoned_text", value, type_=VARCHAR)
    return cast_to(value, target)


def _is_iso_literal(value: exp.Expr) -> bool:
    """`'2018-11-01'` or `'2018-11-01 10:00:00'`, which DuckDB reads by itself and at once."""
    return isinstance(value, exp.Literal) and _ISO.fullmatch(str(value.this)) is not None


def _is_null_or_parameter(value: exp.Expr) -> bool:
    return isinstance(value, exp.Null | exp.Parameter)


def _no_cast(source: RedshiftType, target: RedshiftType) -> SqlError:
    return SqlError("42846", f"cannot cast type {spelled(source)} to {spelled(RedshiftType(target.name))}")
