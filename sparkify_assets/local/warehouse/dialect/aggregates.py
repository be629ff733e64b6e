"""Aggregate and window functions.

Here: their result types, and the rule that a cast or quotient around an aggregate goes outside its OVER, FILTER and
WITHIN GROUP. Rules: `c_Aggregate_Functions` and `c_Window_functions` of the developer guide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect import blanks
from sparkify_assets.local.warehouse.dialect.conversions import as_text
from sparkify_assets.local.warehouse.dialect.operators import divide
from sparkify_assets.local.warehouse.dialect.rules import (
    FUNCTIONS,
    call,
    function,
    like_first,
    no_such_function,
    node,
    text,
)
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    BOOLEAN,
    DATETIMES,
    DOUBLE,
    FLOATS,
    INTEGER,
    INTEGERS,
    VARCHAR,
    as_numeric,
    cast_to,
    is_number,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

Arguments = list[exp.Expr]
# What may stand in OVER beside PARTITION BY: of these an order and no frame, of those neither.
_RANKING = {"row_number", "rank", "dense_rank", "ntile", "lag", "lead", "cume_dist", "percent_rank"}
_OF_A_PARTITION = {"string_agg", "list", "quantile_cont", "quantile_disc", "median"}


def _aggregate(name: str, *arguments: exp.Expr, type_: RedshiftType) -> exp.Expr:
    tree = call(name, *arguments, type_=type_)
    tree.meta["aggregate"] = True
    return tree


def _register(names: str, result: RedshiftType | None, called: str = "", arguments: tuple[int, int] = (1, 1)) -> None:
    """Functions that are DuckDB's of the same name, or the one that is `called`."""

    @function(*names.split(), aggregate=True, arguments=arguments, named=True)
    def rule(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
        tree = _aggregate(called or name, *arguments, type_=result or like_first(arguments))
        return cast_to(tree, INTEGER) if name in ("rank", "dense_rank") else tree


@function("count", aggregate=True, arguments=(1, 1))
def count(arguments: Arguments, session: SessionState) -> exp.Expr:
    if isinstance(arguments[0], exp.Distinct) and len(arguments[0].expressions) > 1:
        raise SqlError("42883", "function count takes one expression")
    _tell_apart(arguments[0])
    return _aggregate("count", *arguments, type_=BIGINT)


def _tell_apart(argument: exp.Expr) -> None:
    if isinstance(argument, exp.Distinct):
        argument.set("expressions", [blanks.key(value) for value in argument.expressions])


@function("approximate_count", aggregate=True, arguments=(1, 1))
def approximate_count(arguments: Arguments, session: SessionState) -> exp.Expr:
    if not isinstance(arguments[0], exp.Distinct):
        raise SqlError("0A000", "APPROXIMATE can only be used with COUNT(DISTINCT)")
    if any(type_of(value).name == "varbyte" for value in arguments[0].expressions):
        raise SqlError("0A000", "APPROXIMATE COUNT(DISTINCT) takes no VARBYTE")
    _tell_apart(arguments[0])
    return _aggregate("approx_count_distinct", *arguments, type_=BIGINT)


@function("min", "max", aggregate=True, arguments=(1, 1), named=True)
def extreme(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """MIN and MAX, which are BOOL_AND and BOOL_OR of booleans."""
    value, *more = arguments[0].expressions if isinstance(arguments[0], exp.Distinct) else arguments
    if more or type_of(value).name == "boolean":
        raise no_such_function(name, [value, *more])
    key = blanks.key(value)
    if key is value:
        return _aggregate(name, *arguments, type_=type_of(value))
    return _aggregate(f"arg_{name}", *arguments, key, type_=type_of(value))


@function("bool_and", "bool_or", aggregate=True, arguments=(1, 1), named=True)
def all_or_any(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """BOOL_AND and BOOL_OR, of integers too; DISTINCT changes nothing."""
    value = arguments[0].expressions[0] if isinstance(arguments[0], exp.Distinct) else arguments[0]
    if type_of(value).name not in (*INTEGERS, "boolean", "unknown"):
        raise no_such_function(name, [value])
    return _aggregate(name, cast_to(value, BOOLEAN), type_=BOOLEAN)


_register("any_value bit_and bit_or percentile_disc", None)
_register("stddev_pop var_pop percentile_cont", DOUBLE)
_register("stddev stddev_samp", DOUBLE, "stddev_samp")
_register("variance var_samp", DOUBLE, "var_samp")
_register("grouping grouping_id", INTEGER, "grouping", arguments=(1, 63))
_register("row_number", BIGINT, arguments=(0, 0))
_register("rank dense_rank", INTEGER, arguments=(0, 0))
_register("cume_dist percent_rank", DOUBLE, arguments=(0, 0))


@function("ntile", aggregate=True, arguments=(1, 1))
def ntile(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The number of groups is one for a whole partition, where DuckDB would take each row's own."""
    groups = arguments[0]
    if any(groups.find_all(exp.Column)):
        raise unsupported("NTILE of a number of groups that is taken from a column")
    if type_of(groups).name not in (*INTEGERS, "unknown"):
        raise no_such_function("ntile", [groups])
    return _aggregate("ntile", groups, type_=BIGINT)


@function("sum", aggregate=True, arguments=(1, 1))
def sum_(arguments: Arguments, session: SessionState) -> exp.Expr:
    """integer -> bigint, bigint -> numeric(38,0), numeric(p,s) -> numeric(38,s), float -> double precision."""
    source = _number_type(arguments, "sum")
    result = DOUBLE if source.name in FLOATS else BIGINT if source.name in ("smallint", "integer") else _exact(source)
    total = _aggregate("sum", *arguments, type_=result)
    return total if source.name in FLOATS or source.name == "numeric" else cast_to(total, result)


def _exact(source: RedshiftType) -> RedshiftType:
    return RedshiftType("numeric", (38, as_numeric(source).modifiers[1]))


def _number_type(arguments: Arguments, name: str) -> RedshiftType:
    source = type_of(arguments[0])
    if not is_number(source):
        raise no_such_function(name, arguments)
    return source


@function("avg", aggregate=True, arguments=(1, 1))
def avg(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Of integers a bigint without the fraction, of numeric(p,s) a numeric(38,s), of floats a double precision."""
    source = _number_type(arguments, "avg")
    if source.name in FLOATS:
        return _aggregate("avg", *arguments, type_=DOUBLE)
    exact = _exact(source)
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
    # DuckDB cuts what lies between two values: a few more places, and the cast that rounds, make up for it.
    wide = RedshiftType("numeric", (38, min(scale + places + 6, 38 - precision + scale)))
    return cast_to(_aggregate(called, cast_to(value, wide), *fraction, type_=wide), result)


_LISTAGG = RedshiftType("varchar", (65535,))


@function("listagg", aggregate=True, arguments=(1, 2))
def listagg(arguments: Arguments, session: SessionState) -> exp.Expr:
    """NULLs and empty strings are left out; the order comes from WITHIN GROUP."""
    first = arguments[0]
    # The parser puts all arguments behind the word DISTINCT into its node.
    value, *rest = first.expressions if isinstance(first, exp.Distinct) else arguments
    separator = text("") if not rest or isinstance(rest[0], exp.Null) else rest[0].copy()
    if separator.find(exp.Column) is not None:
        raise unsupported("LISTAGG with a separator that is taken from a column")
    string = call("nullif", as_text(value.copy()), text(""), type_=VARCHAR)
    if isinstance(first, exp.Distinct):
        lists = (_aggregate("list", each, type_=_LISTAGG) for each in (string, blanks.key(string)))
        listed = call("_redshift.join_distinct", *lists, separator, type_=_LISTAGG)
    else:
        listed = _aggregate("string_agg", string, separator, type_=_LISTAGG)
    return call("_redshift.listed", listed, type_=_LISTAGG)


@function("ratio_to_report", aggregate=True, arguments=(1, 1))
def ratio_to_report(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The share of the value in the sum of its window."""
    value = cast_to(arguments[0], DOUBLE)
    total = _aggregate("sum", value.copy(), type_=DOUBLE)
    value.meta["of a row"] = True
    total.meta["of a partition"] = True
    return call("_redshift.divide_float", value, total, type_=DOUBLE)


@node(exp.Filter)
def filter_clause(tree: exp.Expr, session: SessionState) -> exp.Expr:
    raise unsupported("FILTER (WHERE ...)")


# sqlglot drops IGNORE NULLS unless the function is one of its own classes.
_SKIPPING: dict[str, type[exp.Expr]] = {
    "lag": exp.Lag, "lead": exp.Lead, "first_value": exp.FirstValue, "last_value": exp.LastValue,
    "nth_value": exp.NthValue,
}  # fmt: skip


@function("lag", "lead", aggregate=True, arguments=(1, 3), named=True)
@function("first_value", "last_value", aggregate=True, arguments=(1, 1), named=True)
@function("nth_value", aggregate=True, arguments=(2, 2), named=True)
def offset_function(arguments: Arguments, session: SessionState, name: str) -> exp.Expr:
    """LAG and its like, which may skip NULLs: `lag(x ignore nulls)` or `lag(x) ignore nulls`."""
    first = arguments[0]
    if len(arguments) > 2:
        raise SqlError("0A000", f"Default parameter not be supported for window function {name}")
    if len(arguments) == 2 and _is_less_than(1 if name == "nth_value" else 0, arguments[1]):
        raise SqlError("22023", f"the offset of {name} must be positive")
    if not isinstance(first, exp.IgnoreNulls | exp.RespectNulls):
        return _aggregate(name, *arguments, type_=like_first(arguments))
    plain = _aggregate(name, first.this, *arguments[1:], type_=type_of(first.this))
    return _treating_nulls(type(first), plain)


def _is_less_than(least: int, offset: exp.Expr) -> bool:
    return isinstance(offset, exp.Neg) or (isinstance(offset, exp.Literal) and float(offset.this) < least)


@node(exp.IgnoreNulls, exp.RespectNulls)
def null_treatment(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Behind the function's parentheses; inside them it waits for the function's own rule."""
    if tree.this.meta.get("aggregate"):
        return _treating_nulls(type(tree), tree.this)
    return typed(tree, type_of(tree.this))


def _treating_nulls(treatment: type[exp.Expr], call_: exp.Expr) -> exp.Expr:
    if call_.this not in _SKIPPING:
        raise SqlError("42601", f"{call_.this} cannot ignore NULLs")
    inner = _SKIPPING[call_.this](**dict(zip(("this", "offset"), call_.expressions, strict=False)))
    tree = typed(treatment(this=inner), type_of(call_))
    tree.meta["aggregate"] = True
    return tree


_ORDERED = {"listagg", "percentile_cont", "percentile_disc"}  # what may stand before WITHIN GROUP


def require_aggregate(tree: exp.Expr) -> None:
    """What stands before OVER is a window or an aggregate function, before WITHIN GROUP one that has an order."""
    inner = tree.this
    while isinstance(inner, exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup | exp.Filter):
        inner = inner.this
    name = inner.name if isinstance(inner, exp.Anonymous) else inner.key
    if isinstance(inner, exp.Anonymous) and name not in FUNCTIONS:
        return  # its own rule says that there is none
    if isinstance(tree, exp.WithinGroup) and name not in _ORDERED:
        raise SqlError("42809", f"WITHIN GROUP specified, but {name} is not an ordered-set aggregate function")
    if name not in FUNCTIONS or not FUNCTIONS[name].aggregate:
        raise SqlError("42809", f"OVER specified, but {name} is not a window function nor an aggregate function")


@node(exp.WithinGroup)
def within_group(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """LISTAGG takes its order inside; the percentiles know WITHIN GROUP and take the type of what they order."""
    inner, order = tree.this, tree.expression
    if str(inner.this).startswith("percentile_"):
        if len(order.expressions) > 1:
            raise SqlError("42601", f"{inner.this} is ordered by one expression")
        return _percentile(inner, order.expressions[0])
    for item in order.expressions:
        item.set("this", blanks.key(item.this))
    for aggregate in _aggregates(inner):
        last = aggregate.expressions[-1]
        last.replace(exp.Order(this=last.copy(), expressions=[each.copy() for each in order.expressions]))
    return inner


def require_one_order(select: exp.Expr) -> None:
    """The sorted aggregates of a query all have one order; that of a MEDIAN is its argument (`r_MEDIAN`)."""
    orders = set()
    for tree in select.walk(prune=lambda node: isinstance(node, exp.Query) and node is not select):
        if isinstance(tree.parent, exp.Window):
            continue
        if isinstance(tree, exp.WithinGroup):
            orders.add(tuple(_sorting(item) for item in tree.expression.expressions))
        elif isinstance(tree, exp.Anonymous) and tree.this == "median":
            orders.add(tuple((argument.sql(), False, False) for argument in tree.expressions))
    if len(orders) > 1:
        raise SqlError("0A000", "within group ORDER BY clauses for aggregate functions must be the same")


def _sorting(item: exp.Expr) -> tuple[str, bool, bool]:
    return item.this.sql(), bool(item.args.get("desc")), bool(item.args.get("nulls_first"))


def _percentile(inner: exp.Expr, ordered: exp.Expr) -> exp.Expr:
    """DuckDB's quantile takes the value first."""
    fraction, value = inner.expressions[0], ordered.this
    if type_of(value).name not in DATETIMES:
        _number_type([value], str(inner.this))
    if not fraction.is_number:
        raise unsupported("a percentile that is not a literal")
    if not 0 <= fraction.to_py() <= 1:
        raise SqlError("22003", f"percentile value {fraction.sql()} is not between 0 and 1")
    places = len(str(fraction.this).partition(".")[2])
    if ordered.args.get("desc"):
        rest = exp.Paren(this=exp.Sub(this=exp.Literal.number(1), expression=fraction.copy()))
        # Of the same rows DuckDB counts a negative fraction from the greatest on, and 1 - fraction may be one row off.
        steps = inner.this == "percentile_disc" and float(fraction.this) > 0
        fraction = exp.Neg(this=fraction.copy()) if steps else rest
    if inner.this == "percentile_disc":
        return _aggregate("quantile_disc", value, fraction, type_=type_of(value))
    return _interpolated("quantile_cont", places, value, fraction)


@node(exp.Window)
def window(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """OVER goes to each aggregate of the expression: a quotient of two for AVG, a cast around one for SUM."""
    inner = tree.this
    result = type_of(inner)
    partition = tree.args.get("partition_by") or ()
    ordered = tree.args["order"].expressions if tree.args.get("order") else []
    # The guide has no constants here, yet ROW_NUMBER() OVER (ORDER BY 1), any order will do, is how dbt makes a spine.
    any_order = isinstance(inner, exp.Anonymous) and inner.name == "row_number"
    keys = [*partition, *(item.this for item in ordered if not (any_order and item.this.is_number))]
    if any(isinstance(key, exp.Literal) for key in keys):
        raise SqlError("0A000", "constant expressions are not supported in the OVER clause")
    tree.set("partition_by", [blanks.key(value) for value in partition])
    for item in ordered:
        item.set("this", blanks.key(item.this))
    for aggregate in list(_aggregates(inner)):
        _require_window(aggregate, tree)
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
    elif not tree.meta.get("of a row"):
        for child in tree.iter_expressions():
            yield from _aggregates(child)


def _require_window(aggregate: exp.Expr, over: exp.Expr) -> None:
    """What OVER may say about a function; frames are counted in rows (`r_Window_function_synopsis`)."""
    order, frame = over.args.get("order"), over.args.get("spec")
    called = aggregate.this.key if isinstance(aggregate, exp.IgnoreNulls | exp.RespectNulls) else aggregate.this
    if called in _RANKING or called in _OF_A_PARTITION or aggregate.meta.get("of a partition"):
        if frame is not None:
            raise SqlError("42601", f"the OVER clause of {called} cannot contain a window frame specification")
        if order is not None and called not in _RANKING:
            raise SqlError("42601", f"the OVER clause of {called} cannot contain a window ordering")
        if order is None and called in ("lag", "lead"):
            raise SqlError("42601", f"the OVER clause of {called} needs a window ordering")
        return
    if any(isinstance(argument, exp.Distinct) for argument in aggregate.expressions):
        raise SqlError("0A000", "DISTINCT is not supported for window functions")
    if order is not None and frame is None:
        raise SqlError("0A000", "Aggregate window functions with an ORDER BY clause require a frame clause")
    if frame is not None:
        _require_rows(frame, order)


def _require_rows(frame: exp.Expr, order: exp.Expr | None) -> None:
    if str(frame.args.get("kind")).upper() != "ROWS" or frame.args.get("exclude"):
        raise unsupported("a frame other than of ROWS")
    if order is None:
        raise SqlError("42601", "a window frame specification needs a window ordering")
    start, end = _rows_ahead(frame, "start"), _rows_ahead(frame, "end")
    if start == math.inf and frame.args.get("end") is None:
        frame.args.update(start="CURRENT ROW", start_side=None, end="UNBOUNDED", end_side="FOLLOWING")
    elif start > end or start == math.inf or end == -math.inf:
        raise SqlError("42P20", "a window frame cannot start behind its end")


def _rows_ahead(frame: exp.Expr, side: str) -> float:
    """Where a bound of a frame lies, counted from the current row on, at which a frame with one bound ends."""
    bound = frame.args.get(side)
    if bound is None or bound == "CURRENT ROW":
        return 0
    if isinstance(bound, exp.Expr) and not (isinstance(bound, exp.Literal) and str(bound.this).isdigit()):
        raise unsupported("a window frame whose offset is not an unsigned literal")
    rows = math.inf if bound == "UNBOUNDED" else int(bound.name)
    return -rows if str(frame.args.get(f"{side}_side")).upper() == "PRECEDING" else rows
