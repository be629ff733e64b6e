"""Conditional functions.

Here: NVL, COALESCE, GREATEST, LEAST, NULLIF, NVL2, DECODE. Not here: CASE (`operators`).
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import as_text
from sparkify_assets.local.warehouse.dialect.operators import comparable, settle
from sparkify_assets.local.warehouse.dialect.rules import call, function
from sparkify_assets.local.warehouse.dialect.sharing import holds_random
from sparkify_assets.local.warehouse.dialect.signatures import Arguments
from sparkify_assets.local.warehouse.dialect.typed import (
    DATETIMES,
    STRINGS,
    SUPER,
    TIMESTAMP,
    VARCHAR,
    common,
    is_number,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState


@function("nvl", "coalesce", arguments=(1, 99), label="coalesce", named=True)
@function("greatest", "least", arguments=(1, 99), named=True)
def chosen(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """One of the arguments, all in one type."""
    result = common([type_of(argument) for argument in arguments])
    if result == SUPER and name in ("greatest", "least"):
        raise unsupported(f"{name.upper()} of SUPER values")
    called = "coalesce" if name == "nvl" else name
    return call(called, *(settle(argument, result) for argument in arguments), type_=result)


@function("nullif", arguments=(2, 2))
def nullif(arguments: Arguments, session: SessionState) -> exp.Expr:
    """NULL if both are equal, else the first as it is."""
    first = type_of(arguments[0])
    value, other = comparable([arguments[0].copy(), arguments[1]])
    if value == arguments[0]:
        return call("_redshift.nullif", value, other, type_=first)
    if value.this == "_redshift.unpadded":
        return call("_redshift.nullif_text", arguments[0], other, type_=first)
    equal = exp.If(this=exp.EQ(this=value, expression=other), true=exp.Null())
    return typed(exp.Case(ifs=[equal], default=arguments[0]), first)


@function("nvl2", arguments=(3, 3), label="nvl2")
def nvl2(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The type of what stands for a value decides, unless both results are numbers or moments (`r_NVL2`)."""
    tested, present, absent = arguments
    kinds = [type_of(present), type_of(absent)]
    result = common(kinds)
    if not (isinstance(present, exp.Null) or isinstance(absent, exp.Null)):
        if kinds[0].name in STRINGS and is_number(kinds[1]):
            absent, result = as_text(absent), VARCHAR
        elif kinds[0].name in DATETIMES and kinds[1].name in DATETIMES and kinds[0] != kinds[1]:
            result = TIMESTAMP
    is_null = exp.Is(this=tested, expression=exp.Null())
    chosen = exp.Case(ifs=[exp.If(this=is_null, true=settle(absent, result))], default=settle(present, result))
    return typed(chosen, result)


@function("decode", arguments=(3, 999), label="case")
def decode(arguments: Arguments, session: SessionState) -> exp.Expr:
    """DECODE(value, search, result, ..., default): a NULL value finds a NULL search."""
    value, *pairs = arguments
    if holds_random(value):
        raise unsupported("DECODE of RANDOM")  # another number for each search
    default = pairs.pop() if len(pairs) % 2 else exp.Null()
    result = common([type_of(item) for item in (*pairs[1::2], default)])
    branches = []
    for search, answer in zip(pairs[::2], pairs[1::2], strict=True):
        left, right = comparable([value.copy(), search])
        match = exp.NullSafeEQ(this=left, expression=right)
        branches.append(exp.If(this=match, true=settle(answer, result)))
    return typed(exp.Case(ifs=branches, default=settle(default, result)), result)
