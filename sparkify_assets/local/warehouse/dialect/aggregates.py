"""Aggregate and window functions.

Here: their result types, and the rule that a cast or quotient around an aggregate goes outside its OVER, FILTER and
WITHIN GROUP. Rules: `c_Aggregate_Functions` and `c_Window_functions` of the developer guide.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import as_text
from sparkify_assets.local.warehouse.dialect.operators import divide
from sparkify_assets.local.warehouse.dialect.rules import call, function, like_first, node, text
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    BOOLEAN,
    DATETIMES,
    DOUBLE,
    FLOATS,
    INTEGER,
    INTEGERS,
    STRINGS,
    VARCHAR,
    as_numeric,
    cast_to,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

Arguments = list[exp.Expr]
_ORDERED_WITHOUT_FRAME = {
    "row_number", "rank", "dense_rank", "ntile", "lag", "lead", "cume_dist", "percent_rank", "string_agg",
    "quantile_cont", "quantile_disc", "median",
}  # fmt: skip


def _aggregate(name: str, *arguments: exp.Expr, type_: RedshiftType) -> exp.Expr:
    tree = call(name, *arguments, type_=type_)
    tree.meta["aggregate"] = True
    return tree


def _register(names: str, called: str, result: RedshiftType | None, least: int = 1, most: int = 1) -> None:
    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        return _aggregate(called, *arguments, type_=result or like_first(arguments))

    function(*names.split(), aggregate=True, arguments=(least, most))(rule)


@function("count", aggregate=True, arguments=(1, 1))
def count(arguments: Arguments, session: SessionState) -> exp.Expr:
    if isinstance(arguments[0], exp.Distinct) and len(arguments[0].expressions) > 1:
        raise SqlError("42883", "function count takes one expression")
    return _aggregate("count", *arguments, type_=BIGINT)


_register("approximate_count", "approx_count_distinct", BIGINT)
_register("min", "min", None)
_register("max", "max", None)
_register("any_value", "any_value", None)
_register("bool_and", "bool_and", BOOLEAN)
_register("bool_or", "bool_or", BOOLEAN)
_register("bit_and", "bit_and", None)
_register("bit_or", "bit_or", None)
_register("stddev stddev_samp", "stddev_samp", DOUBLE)
_register("stddev_pop", "stddev_pop", DOUBLE)
_register("variance var_samp", "var_samp", DOUBLE)
_register("var_pop", "var_pop", DOUBLE)
_register("grouping", "grouping", INTEGER)
_register("row_number", "row_number", BIGINT, 0, 0)
_register("rank", "rank", BIGINT, 0, 0)
_register("dense_rank", "dense_rank", BIGINT, 0, 0)
_register("ntile", "ntile", BIGINT)
_register("cume_dist", "cume_dist", DOUBLE, 0, 0)
_register("percent_rank", "percent_rank", DOUBLE, 0, 0)
_register("percentile_disc", "percentile_disc", None)
_register("percentile_cont", "percentile_cont", DOUBLE)


@function("sum", aggregate=True, arguments=(1, 1))
def sum_(arguments: Arguments, session: SessionState) -> exp.Expr:
    """integer -> bigint, bigint -> numeric(38,0), numeric(p,s) -> numeric(38,s), float -> double precision."""
    source = _number_type(arguments, "sum")
    result = _sum_type(source)
    total = _aggregate("sum", *arguments, type_=result)
    return total if source.name in FLOATS or source.name == "numeric" else cast_to(total, result)


def _sum_type(source: RedshiftType) -> RedshiftType:
    if source.name in FLOATS:
        return DOUBLE
    if source.name in ("smallint", "integer"):
        return BIGINT
    return RedshiftType("numeric", (38, source.modifiers[1] if source.name == "numeric" else 0))


def _number_type(arguments: Arguments, name: str) -> RedshiftType:
    source = type_of(arguments[0])
    if source.name == "numeric" or source.name in FLOATS or source.name in INTEGERS:
        return source
    raise SqlError("42883", f"function {name}({spelled(source)}) does not exist")


@function("avg", aggregate=True, arguments=(1, 1))
def avg(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Of integers a bigint without the fraction, of numeric(p,s) a numeric(38,s), of floats a double precision."""
    source = _number_type(arguments, "avg")
    if source.name in FLOATS:
        return _aggregate("avg", *arguments, type_=DOUBLE)
    exact = RedshiftType("numeric", (38, source.modifiers[1] if source.name == "numeric" else 0))
    total = _aggregate("sum", *(argument.copy() for argument in arguments), type_=exact)
    count = _aggregate("count", *arguments, type_=BIGINT)
    divisor = call("nullif", count, exp.Literal.number(0), type_=BIGINT)
    if source.name == "numeric":
        return divide(total, divisor, exact)
    return cast_to(divide(total, divisor, BIGINT), BIGINT)


@function("median", aggregate=True, arguments=(1, 1))
def median(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The middle value, interpolated."""
    return _interpolated("median", 1, arguments[0])


def _interpolated(called: str, places: int, value: exp.Expr, *fraction: exp.Expr) -> exp.Expr:
    """Of floats a double precision, of dates and times their own type, of other numbers a numeric with room for the
    places of the fraction behind its own."""
    source = type_of(value)
    if source.name in DATETIMES:
        return cast_to(_aggregate(called, value, *fraction, type_=source), source)
    if _number_type([value], called).name in FLOATS:
        return _aggregate(called, value, *fraction, type_=DOUBLE)
    precision, scale = as_numeric(source).modifiers
    result = RedshiftType("numeric", (19 if precision < 19 else 38, scale + (places if precision < 38 else 0)))
    return _aggregate(called, cast_to(value, result), *fraction, type_=result)


_LISTAGG = RedshiftType("varchar", (65535,))


@function("listagg", aggregate=True, arguments=(1, 2))
def listagg(arguments: Arguments, session: SessionState) -> exp.Expr:
    """NULLs and empty strings are left out; the order comes from WITHIN GROUP."""
    first = arguments[0]
    distinct = isinstance(first, exp.Distinct)
    # The parser puts all arguments behind the word DISTINCT into its node.
    value, *rest = first.expressions if distinct else arguments
    separator = rest[0].copy() if rest else text("")
    if distinct and type_of(value).name not in STRINGS:
        return _distinct_listagg(value, separator)
    string = call("nullif", as_text(value.copy()), text(""), type_=VARCHAR)
    shown: exp.Expr = exp.Distinct(expressions=[string]) if distinct else string
    return _aggregate("string_agg", shown, separator, type_=_LISTAGG)


def _distinct_listagg(value: exp.Expr, separator: exp.Expr) -> exp.Expr:
    """Numbers and dates are ordered as what they are and shown as text afterwards."""
    collected = _aggregate("list", exp.Distinct(expressions=[value.copy()]), type_=_LISTAGG)
    item = typed(exp.column("item"), type_of(value))
    shown = exp.Lambda(this=as_text(item), expressions=[exp.to_identifier("item")])
    strings = call("list_transform", collected, shown, type_=_LISTAGG)
    joined = call("array_to_string", strings, separator, type_=_LISTAGG)
    return call("nullif", joined, text(""), type_=_LISTAGG)


@function("ratio_to_report", aggregate=True, arguments=(1, 1))
def ratio_to_report(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The share of the value in the sum of its window."""
    value = cast_to(arguments[0], DOUBLE)
    total = _aggregate("sum", value.copy(), type_=DOUBLE)
    return call("_redshift.divide_float", value, total, type_=DOUBLE)


@node(exp.Filter)
def filter_clause(tree: exp.Expr, session: SessionState) -> exp.Expr:
    raise unsupported("FILTER (WHERE ...)")


# sqlglot drops IGNORE NULLS unless the function is one of its own classes.
_SKIPPING: dict[str, tuple[type[exp.Expr], tuple[str, ...]]] = {
    "lag": (exp.Lag, ("this", "offset", "default")),
    "lead": (exp.Lead, ("this", "offset", "default")),
    "first_value": (exp.FirstValue, ("this",)),
    "last_value": (exp.LastValue, ("this",)),
    "nth_value": (exp.NthValue, ("this", "offset")),
}


def _offset_function(name: str) -> None:
    """LAG and its like, which may skip NULLs: `lag(x ignore nulls)` or `lag(x) ignore nulls`."""

    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        first = arguments[0]
        if not isinstance(first, exp.IgnoreNulls | exp.RespectNulls):
            return _aggregate(name, *arguments, type_=like_first(arguments))
        plain = _aggregate(name, first.this, *arguments[1:], type_=type_of(first.this))
        return _treating_nulls(type(first), plain)

    function(name, aggregate=True, arguments=(1, 3))(rule)


for _name in _SKIPPING:
    _offset_function(_name)


@node(exp.IgnoreNulls, exp.RespectNulls)
def null_treatment(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Behind the function's parentheses; inside them it waits for the function's own rule."""
    if tree.this.meta.get("aggregate"):
        return _treating_nulls(type(tree), tree.this)
    return typed(tree, type_of(tree.this))


def _treating_nulls(treatment: type[exp.Expr], call_: exp.Expr) -> exp.Expr:
    if call_.this not in _SKIPPING:
        raise SqlError("42601", f"{call_.this} cannot ignore NULLs")
    kind, names = _SKIPPING[call_.this]
    inner = kind(**dict(zip(names, call_.expressions, strict=False)))
    tree = typed(treatment(this=inner), type_of(call_))
    tree.meta["aggregate"] = True
    return tree


@node(exp.WithinGroup)
def within_group(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """LISTAGG takes its order inside; the percentiles know WITHIN GROUP and take the type of what they order."""
    inner, order = tree.this, tree.expression
    if str(inner.this).startswith("percentile_"):
        return _percentile(inner, order.expressions[0])
    aggregate = next(_aggregates(inner))
    first, last = aggregate.expressions[0], aggregate.expressions[-1]
    if isinstance(first, exp.Distinct):
        _order_like(first.expressions[0], order.expressions)
    last.replace(exp.Order(this=last.copy(), expressions=order.expressions))
    return inner


def _order_like(value: exp.Expr, order: list[exp.Expr]) -> None:
    """Distinct values can be ordered by themselves only; the rewritten value takes the place of the column."""
    bare = value.expressions[0] if isinstance(value, exp.Anonymous) and value.this == "nullif" else value
    if len(order) != 1 or order[0].this.sql() != bare.sql():
        raise unsupported("LISTAGG(DISTINCT ...) in an order other than that of its values")
    order[0].set("this", value.copy())


def _percentile(inner: exp.Expr, ordered: exp.Expr) -> exp.Expr:
    """DuckDB's quantile takes the value first; in descending order the fraction counts from the other end."""
    fraction, value = inner.expressions[0], ordered.this
    if not (isinstance(fraction, exp.Literal) and not fraction.is_string):
        raise unsupported("a percentile that is not a literal")
    places = len(str(fraction.this).partition(".")[2])
    if ordered.args.get("desc"):
        fraction = exp.Paren(this=exp.Sub(this=exp.Literal.number(1), expression=fraction))
    if inner.this == "percentile_disc":
        return _aggregate("quantile_disc", value, fraction, type_=type_of(value))
    return _interpolated("quantile_cont", places, value, fraction)


@node(exp.Window)
def window(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """OVER goes to each aggregate of the expression: a quotient of two for AVG, a cast around one for SUM."""
    inner = tree.this
    result = type_of(inner)
    for aggregate in list(_aggregates(inner)):
        _require_frame(aggregate, tree)
        over = tree.copy()
        over.set("this", aggregate.copy())
        typed(over, type_of(aggregate))
        if aggregate is inner:
            return typed(over, result)
        aggregate.replace(over)
    return typed(inner, result)


def _aggregates(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The outermost aggregates: what stands in their arguments is theirs."""
    if tree.meta.get("aggregate"):
        yield tree
        return
    for child in tree.iter_expressions():
        yield from _aggregates(child)


def _require_frame(aggregate: exp.Expr, over: exp.Expr) -> None:
    """Redshift's frames are counted in rows, and begin where an aggregate is ordered (`r_Window_function_synopsis`)."""
    frame = over.args.get("spec")
    if frame is not None and (str(frame.args.get("kind")).upper() != "ROWS" or frame.args.get("exclude")):
        raise unsupported("a frame other than of ROWS")
    named = aggregate.this.key if isinstance(aggregate, exp.IgnoreNulls | exp.RespectNulls) else aggregate.this
    if over.args.get("order") and not over.args.get("spec") and named not in _ORDERED_WITHOUT_FRAME:
        raise SqlError("0A000", "Aggregate window functions with an ORDER BY clause require a frame clause")
