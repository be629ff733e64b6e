"""Operators and predicates: arithmetic, comparison, patterns, CASE, and the literals they work on.

Here: one rule a node of an expression. Not here: functions, casts, queries. Rules: `r_numeric_computations201`,
`r_pattern-matching-conditions`, `r_Character_types` of the developer guide.
"""

from __future__ import annotations

import math
import re

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import as_number, as_text, convert, most_bytes, padded, unit
from sparkify_assets.local.warehouse.dialect.rules import call, literal_text, node, text
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    BOOLEAN,
    DATE,
    DATETIMES,
    DOUBLE,
    FLOATS,
    INTEGER,
    INTEGERS,
    INTERVAL,
    MAX_PRECISION,
    MAX_VARCHAR,
    MOMENTS,
    STRINGS,
    SUPER,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    VARBYTE,
    VARCHAR,
    arithmetic,
    as_numeric,
    cast_to,
    common,
    is_number,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState
from sparkify_assets.local.warehouse.types import ANY_NUMERIC

_SHORT_PRECISION = 18  # of the decimals that DuckDB keeps in 64 bits

_SYMBOLS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}


@node(exp.Literal)
def literal(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """A number is the smallest of integer, bigint, numeric that holds it; a string has no type of its own yet."""
    if tree.is_string:
        return typed(tree, RedshiftType("unknown", (max(len(str(tree.this).encode()), 1),)))
    digits = str(tree.this)
    if "e" in digits.lower():
        if math.isinf(float(digits)):
            raise SqlError("22003", f'"{digits}" is out of range for type double precision')
        return typed(exp.Cast(this=tree, to=exp.DataType.build("DOUBLE")), DOUBLE)
    whole, _, fraction = digits.partition(".")
    precision = max(len(whole.lstrip("0")) + len(fraction), 1)
    if precision == 19 and int(whole + fraction) >= 2**63:
        precision = 20  # 19 digits are kept in 64 bits
    if precision > MAX_PRECISION:
        raise SqlError("22003", f'"{digits}" has more than {MAX_PRECISION} digits')
    if "." in digits:
        exact = RedshiftType("numeric", (precision, len(fraction)))
        # DuckDB counts a zero before the point as a digit, and makes a double of what has too many.
        return typed(tree, exact) if precision < MAX_PRECISION else cast_to(exp.Literal.string(digits), exact)
    value = int(whole)
    if value > 2**63:  # DuckDB would have 39 digits
        return cast_to(exp.Literal.string(digits), RedshiftType("numeric", (precision, 0)))
    fits = INTEGER if value < 2**31 else BIGINT if value < 2**63 else RedshiftType("numeric", (precision, 0))
    return typed(tree, fits)


@node(exp.Null)
def untyped(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return tree


@node(exp.Boolean, exp.Exists)
def boolean(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return typed(tree, BOOLEAN)


_LEAST = {str(2**31): INTEGER, str(2**63): BIGINT}


@node(exp.Paren, exp.Neg, exp.BitwiseNot, exp.Distinct)
def transparent(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Nodes with the type of what they hold."""
    if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal) and str(tree.this.this) in _LEAST:
        return cast_to(tree, _LEAST[str(tree.this.this)])
    inner = tree.this if tree.this is not None else tree.expressions[0]
    if isinstance(tree, exp.BitwiseNot) and type_of(inner).name == "varbyte":
        raise unsupported("~ of VARBYTE")
    if isinstance(tree, exp.Neg) and not isinstance(inner, exp.Literal) and type_of(inner).name in INTEGERS:
        return cast_to(tree, type_of(inner))  # of the least constant DuckDB makes the next type's value
    return typed(tree, type_of(inner))


@node(exp.And, exp.Or, exp.Not)
def logic(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Of booleans, and of integers as DuckDB has it too: other than zero is true."""
    for operand in tree.iter_expressions():
        require_boolean(tree.key.upper(), operand)
    return typed(tree, BOOLEAN)


def require_boolean(place: str, condition: exp.Expr) -> None:
    """An integer becomes a boolean by itself (`implicit-conversion-types`); DuckDB takes any number for one."""
    if type_of(condition).name not in ("boolean", "unknown", *INTEGERS):
        shown = spelled(type_of(condition))
        raise SqlError("42804", f"argument of {place} must be type boolean, not type {shown}")


@node(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
def arithmetic_operator(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Numbers by Redshift's result types, dates and intervals by their own rules; strings are joined by +."""
    operands = {type_of(tree.this).name, type_of(tree.expression).name}
    open_ = (exp.Null, exp.Parameter)  # the other side decides
    texts = operands <= STRINGS and not all(isinstance(operand, open_) for operand in (tree.this, tree.expression))
    if isinstance(tree, exp.Add) and texts:
        return concatenation(exp.DPipe(this=tree.this, expression=tree.expression), session)
    _settle_untyped(tree)
    left, right = type_of(tree.this), type_of(tree.expression)
    if not (is_number(left) and is_number(right)):
        return _datetime_arithmetic(tree, left, right)
    result = arithmetic(_SYMBOLS[type(tree)], left, right)
    _promote(tree, result)
    if isinstance(tree, exp.Mod) and result.name in FLOATS:
        raise SqlError("42883", f"operator does not exist: {spelled(left)} % {spelled(right)}")
    computed = divide(tree.this, tree.expression, result) if isinstance(tree, exp.Div) else typed(tree, result)
    # An infinite sum that something finite is added to is infinite in the end; times 0 it would be NaN.
    return _finite(computed) if result.name in FLOATS and not _begins_sum(tree) else computed


def _finite(value: exp.Expr) -> exp.Expr:
    """A float that has left its range is an error, as in every computation (`r_numeric_computations201`)."""
    return call("_redshift.finite", value, type_=type_of(value))


def _begins_sum(tree: exp.Expr) -> bool:
    """Whether a node, in parentheses or not, is what something is added to or taken from."""
    while isinstance(tree.parent, exp.Paren):
        tree = tree.parent
    return isinstance(tree.parent, exp.Add | exp.Sub) and tree.arg_key == "this"


def _settle_untyped(tree: exp.Expr) -> None:
    """A string literal or parameter beside a typed operand takes its type: `'1' + 2`."""
    for side, other in (("this", "expression"), ("expression", "this")):
        operand, partner = tree.args[side], type_of(tree.args[other])
        if type_of(operand).name != "unknown":
            continue
        if partner.name in DATETIMES and isinstance(tree, exp.Sub):
            tree.set(side, convert(operand, partner))
        elif partner == DATE:
            raise SqlError("42725", f"operator is not unique: date {_SYMBOLS[type(tree)]} unknown")
        elif is_number(partner) or partner.name == "unknown":
            tree.set(side, as_number(operand, partner if is_number(partner) else DOUBLE))
        elif partner.name in DATETIMES:
            tree.set(side, cast_to(operand, INTERVAL))


def _promote(tree: exp.Expr, result: RedshiftType) -> None:
    """Casts where DuckDB would compute in a narrower type: real + integer, smallint + an integer literal, and the
    product of two decimals of 64 bits, for which it has no more."""
    for side in ("this", "expression"):
        operand = tree.args[side]
        name = type_of(operand).name
        narrow_float = result.name == "double precision" and name == "real"
        narrow_integer = result.name in INTEGERS and name in INTEGERS and name != result.name
        if narrow_float or (narrow_integer and not isinstance(operand, exp.Literal)):
            tree.set(side, cast_to(operand, result))
    if isinstance(tree, exp.Mul) and result.name == "numeric":
        (p1, s1), (p2, _) = (as_numeric(type_of(operand)).modifiers for operand in (tree.this, tree.expression))
        if max(p1, p2) <= _SHORT_PRECISION < p1 + p2:
            tree.set("this", cast_to(tree.this, RedshiftType("numeric", (_SHORT_PRECISION + 1, s1))))


def divide(left: exp.Expr, right: exp.Expr, result: RedshiftType) -> exp.Expr:
    """Integers give an integer cut towards zero; numerics are divided exactly, to the scale of the result."""
    if result.name in INTEGERS:
        return typed(exp.IntDiv(this=_grouped(left), expression=_grouped(right)), result)
    if result.name in FLOATS:
        return call("_redshift.divide_float", left, right, type_=result)
    (dividend, scale_left), (divisor, scale_right) = _digits(left), _digits(right)
    scale = result.modifiers[1]
    shift = scale + scale_right - scale_left
    return cast_to(call("_redshift.divide_numeric", dividend, divisor, unit(-shift), unit(scale), type_=result), result)


def _digits(value: exp.Expr) -> tuple[exp.Expr, int]:
    """The digits of an exact number without their point, and how many of them stand behind it."""
    precision, scale = as_numeric(type_of(value)).modifiers
    if precision <= _SHORT_PRECISION < precision + scale:
        value = cast_to(value, RedshiftType("numeric", (_SHORT_PRECISION + 1, scale)))
    # Many places are a way to go round DuckDB's 38 digits.
    length = "long" if scale > 9 and precision + scale > MAX_PRECISION else "short"
    return call(f"_redshift.{length}_digits", value, unit(-scale), type_=type_of(value)), scale


def _grouped(tree: exp.Expr) -> exp.Expr:
    return typed(exp.Paren(this=tree), type_of(tree)) if isinstance(tree, exp.Binary) else tree


def _datetime_arithmetic(tree: exp.Expr, left: RedshiftType, right: RedshiftType) -> exp.Expr:
    names = (left.name, right.name)
    if isinstance(tree, exp.Sub) and left.name in DATETIMES and right.name in DATETIMES:
        return cast_to(tree, INTEGER) if names == ("date", "date") else typed(tree, INTERVAL)
    if isinstance(tree, exp.Add | exp.Sub):
        subtracted = isinstance(tree, exp.Sub)
        if right == INTERVAL and left.name in (*MOMENTS, "interval"):
            return typed(tree, TIMESTAMP if left == DATE else left)
        if left == INTERVAL and right.name in MOMENTS and not subtracted:
            return typed(tree, TIMESTAMP if right == DATE else right)
        for side, other in (("this", right), ("expression", left)):
            if type_of(tree.args[side]).name in INTEGERS and other == DATE and not (subtracted and side == "this"):
                tree.set(side, cast_to(tree.args[side], INTEGER))
                return typed(tree, DATE)
        if not subtracted and set(names) in ({"date", "time"}, {"date", "timetz"}):
            return typed(tree, TIMESTAMP if "time" in names else TIMESTAMPTZ)
    if isinstance(tree, exp.Mul | exp.Div) and "interval" in names and any(is_number(side) for side in (left, right)):
        for side in ("this", "expression"):
            if is_number(type_of(tree.args[side])):
                tree.set(side, cast_to(tree.args[side], DOUBLE))  # DuckDB takes no other: exact up to 2^53
        return typed(tree, INTERVAL)
    raise _no_operator(left, _SYMBOLS[type(tree)], right)


def _no_operator(left: RedshiftType, symbol: str, right: RedshiftType) -> SqlError:
    """Of bytes Redshift has some (`r_VARBYTE_OPERATORS`)."""
    if left.name == right.name == "varbyte":
        return unsupported(f"{symbol} of VARBYTE")
    return SqlError("42883", f"operator does not exist: {spelled(left)} {symbol} {spelled(right)}")


@node(exp.Pow, exp.Sqrt, exp.Cbrt)
def power_operator(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`x ^ y`, `|/ x`, `||/ x`: the functions POWER, SQRT and CBRT."""
    if not isinstance(tree, exp.Pow):
        _refuse_operator_behind(tree)
    called = "power" if isinstance(tree, exp.Pow) else tree.key
    operands = (cast_to(operand, DOUBLE) for operand in tree.iter_expressions())
    return call(f"_redshift.{called}", *operands, type_=DOUBLE)


@node(exp.Abs)
def absolute(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`@ x`; the function ABS has its own rule."""
    _refuse_operator_behind(tree)
    return call("abs", tree.this, type_=type_of(tree.this))


def _refuse_operator_behind(tree: exp.Expr) -> None:
    """sqlglot takes `|/ a + b` for `(|/ a) + b`, Redshift for `|/ (a + b)`."""
    parent = tree.parent
    while isinstance(parent, exp.Binary) and isinstance(parent, (*_SYMBOLS, exp.Pow)):
        if parent.this is tree:
            raise unsupported("an operator behind |/, ||/ or @ without parentheses")
        tree, parent = parent, parent.parent


_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)


@node(*_COMPARISONS)
def comparison(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Both sides in one type; blanks at the end mean nothing."""
    if isinstance(tree.this, exp.Tuple) and isinstance(tree.expression, exp.Tuple):
        return _row_comparison(tree, session)
    if any(type(operand) in _COMPARISONS for operand in (tree.this, tree.expression)):
        raise unsupported("a comparison of a comparison without parentheses")
    if isinstance(tree.expression, exp.Any | exp.All) and isinstance(tree.expression.this, exp.Query):
        found = in_list(exp.In(this=tree.this, query=tree.expression.this), session)
        return found if isinstance(tree.expression, exp.Any) else typed(exp.Not(this=found), BOOLEAN)
    _compare_alike(tree, ("this", "expression"))
    return typed(tree, BOOLEAN)


def _row_comparison(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Rows column by column: to DuckDB a NULL in one is a value like any other."""
    if not isinstance(tree, exp.EQ | exp.NEQ):
        raise unsupported("a comparison of rows other than = and <>")
    left, right = tree.this.expressions, tree.expression.expressions
    if len(left) != len(right):
        raise SqlError("42601", "unequal number of entries in row expressions")
    connect = exp.and_ if isinstance(tree, exp.EQ) else exp.or_
    pairs = [
        comparison(type(tree)(this=one.copy(), expression=other.copy()), session)
        for one, other in zip(left, right, strict=True)
    ]
    return typed(exp.Paren(this=connect(*pairs, copy=False)), BOOLEAN)


@node(exp.Between)
def between(tree: exp.Expr, session: SessionState) -> exp.Expr:
    if tree.args.get("symmetric") is not None:
        raise unsupported("BETWEEN SYMMETRIC" if tree.args["symmetric"] else "BETWEEN ASYMMETRIC")
    _compare_alike(tree, ("this", "low", "high"))
    return typed(tree, BOOLEAN)


def _compare_alike(tree: exp.Expr, sides: tuple[str, ...]) -> None:
    for side, operand in zip(sides, comparable([tree.args[side] for side in sides]), strict=True):
        tree.set(side, operand)


def comparable(operands: list[exp.Expr]) -> list[exp.Expr]:
    """Operands that are compared, in one type and without the blanks at their ends (`r_Character_types`)."""
    types = [type_of(operand) for operand in operands]
    if SUPER in types and not any(isinstance(operand, exp.Any | exp.All) for operand in operands):
        raise unsupported("a comparison of a SUPER value")  # DuckDB has the string "1" for equal to 1, and not 1.0
    target = BOOLEAN if BOOLEAN in types else common(types)
    if {"varchar", "char"} & {type_.name for type_ in types} and any(is_number(type_) for type_ in types):
        operands, target = _with_numbers_as_text(operands)
        types = [type_of(operand) for operand in operands]
    return [_comparable(*operand, target) for operand in zip(operands, types, strict=True)]


def _with_numbers_as_text(operands: list[exp.Expr]) -> tuple[list[exp.Expr], RedshiftType]:
    """A number beside a string is compared as text; but beside a decimal the string is a number."""
    if not any(type_of(operand).name == "numeric" for operand in operands):
        return [as_text(operand) for operand in operands], VARCHAR
    return [
        as_number(operand, ANY_NUMERIC) if type_of(operand).name in STRINGS else operand for operand in operands
    ], ANY_NUMERIC


def _comparable(operand: exp.Expr, type_: RedshiftType, target: RedshiftType) -> exp.Expr:
    if isinstance(operand, exp.Null):
        return operand
    if target.name in STRINGS and type_.name in STRINGS:
        return unpadded(operand)
    if isinstance(operand, exp.Any | exp.All):
        return operand
    if type_.name == "unknown" and target.name not in STRINGS:
        return as_number(operand, target)
    if type_.name in STRINGS and target.name in DATETIMES:
        return convert(operand, target)
    if target.name in ("double precision", "boolean") and type_ != target:
        return convert(operand, target)  # DuckDB would compare floats of four bytes, and 2 = true as numbers
    if target.name in STRINGS:
        raise SqlError("42883", f"operator does not exist: {spelled(target)} = {spelled(type_)}")
    return operand


def unpadded(operand: exp.Expr) -> exp.Expr:
    """A value as comparisons see it, and every value of a subquery; a char has lost its blanks already."""
    type_ = type_of(operand)
    if type_.name not in ("varchar", "unknown"):
        return operand
    if isinstance(operand, exp.Literal):
        return typed(exp.Literal.string(str(operand.this).rstrip(" ")), type_)
    if isinstance(operand, exp.Query):
        (column,) = _columns([type_])
        return typed(_shown_as(operand, [unpadded(column)]), type_)
    return call("_redshift.unpadded", operand, type_=type_)


def _columns(types: list[RedshiftType]) -> list[exp.Expr]:
    return [typed(exp.column(f"v{index}", quoted=True), type_) for index, type_ in enumerate(types)]


def _shown_as(query: exp.Expr, shown: list[exp.Expr]) -> exp.Expr:
    """The query around which its columns, of the names that `_columns` gives them, are shown as said."""
    names = [exp.to_identifier(f"v{index}") for index in range(len(shown))]
    derived = exp.Subquery(this=query.unnest(), alias=exp.TableAlias(this="s", columns=names))
    return exp.Subquery(this=exp.Select(expressions=shown).from_(derived, copy=False))


@node(exp.In)
def in_list(tree: exp.Expr, session: SessionState) -> exp.Expr:
    query = tree.args.get("query")
    if query is None and not tree.expressions:
        raise SqlError("42601", 'syntax error at or near ")"')
    if query is None and isinstance(tree.this, exp.Tuple):
        found = [comparison(exp.EQ(this=tree.this.copy(), expression=row), session) for row in tree.expressions]
        return typed(exp.Paren(this=exp.or_(*found, copy=False)), BOOLEAN)
    if query is None:
        value, *items = comparable([tree.this, *tree.expressions])
        tree.set("this", value)
        tree.set("expressions", items)
        return typed(tree, BOOLEAN)
    values = tree.this.expressions if isinstance(tree.this, exp.Tuple) else [tree.this]
    columns = _columns(query.meta["types"])
    if len(values) != len(columns):
        raise SqlError("42601", f"subquery has too {'few' if len(columns) < len(values) else 'many'} columns")
    pairs = [comparable([value.copy(), column]) for value, column in zip(values, columns, strict=True)]
    for value, (compared, _) in zip(values, pairs, strict=True):
        value.replace(compared)
    shown = [column for _, column in pairs]
    as_it_is = all(one is other for one, other in zip(shown, columns, strict=True))
    tree.set("query", exp.Subquery(this=query.unnest()) if as_it_is else _shown_as(query, shown))
    return typed(tree, BOOLEAN)


@node(exp.Is)
def is_predicate(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """IS TRUE and IS FALSE of an integer too: other than zero is true (`r_comparison_condition`)."""
    if isinstance(tree.expression, exp.Boolean):
        require_boolean("IS TRUE", tree.this)
    return typed(tree, BOOLEAN)


@node(exp.Any, exp.All, exp.Tuple)
def row_or_set(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`= ANY` is IN and `<> ALL` is NOT IN; Redshift knows no other (`r_comparison_condition`)."""
    compared = isinstance(tree.parent, exp.Binary) and not isinstance(tree.parent, exp.Like | exp.ILike)
    if isinstance(tree, exp.Any) and compared and not isinstance(tree.parent, exp.EQ):
        raise unsupported("a comparison with ANY or SOME other than =")
    if isinstance(tree, exp.All) and compared and not isinstance(tree.parent, exp.NEQ):
        raise unsupported("a comparison with ALL other than <>")
    held = type_of(tree.this) if tree.this is not None else UNKNOWN
    if compared and tree.this and not isinstance(tree.this.unnest(), exp.Query) and not held.name.endswith("[]"):
        raise SqlError("42809", "op ANY/ALL (array) requires array on right side")
    return typed(tree, RedshiftType(held.name.removesuffix("[]"), held.modifiers))


@node(exp.Array)
def array(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """`ARRAY[1, 2]`, as catalog queries have it beside arrays of the catalog; ARRAY(1, 2) is SUPER."""
    item = common([type_of(each) for each in tree.expressions])
    if not tree.args.get("bracket_notation") or item.name not in ("smallint", "integer"):
        raise unsupported("ARRAY[...] of other than integers")
    return typed(tree, RedshiftType(f"{item.name}[]"))


@node(exp.DPipe)
def concatenation(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """NULL if either side is; numbers and dates in Redshift's text form."""
    lengths = [type_of(tree.this).modifiers, type_of(tree.expression).modifiers]
    names = {type_of(tree.this).name, type_of(tree.expression).name}
    if names == {"varbyte"}:
        return typed(tree, VARBYTE)
    if "varbyte" in names:
        raise unsupported("|| of VARBYTE and another type")
    most = most_bytes(type_of(tree.this)) + most_bytes(type_of(tree.expression))
    strings = type_of(tree.this).name in STRINGS and type_of(tree.expression).name in STRINGS
    tree.set("this", _unlimited(as_text(tree.this)))
    tree.set("expression", _unlimited(as_text(tree.expression)))
    both = strings and all(lengths)
    type_ = RedshiftType("varchar", (min(lengths[0][0] + lengths[1][0], MAX_VARCHAR),)) if both else VARCHAR
    return typed(tree, type_) if most <= MAX_VARCHAR else call("_redshift.limited", tree, text("||"), type_=type_)


def _unlimited(value: exp.Expr) -> exp.Expr:
    """A joined string without the check of its length: the one around it is longer."""
    joined = value.unnest()
    checked = isinstance(joined, exp.Anonymous) and joined.this == "_redshift.limited"
    return joined.expressions[0] if checked and joined.expressions[1].name == "||" else value


@node(exp.Like, exp.ILike)
def like(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """The blanks of a char count; the backslash escapes unless ESCAPE says otherwise, which DuckDB has to be told."""
    if isinstance(tree.expression, exp.Any | exp.All):
        raise unsupported("LIKE ANY and LIKE ALL")
    value, pattern = padded(as_text(tree.this)), as_text(tree.expression)
    plain = isinstance(pattern, exp.Literal) and "\\" not in str(pattern.this)
    kind = type(tree)
    if kind is exp.ILike and not (isinstance(pattern, exp.Literal) and str(pattern.this).isascii()):
        # To DuckDB É and é are alike as well.
        if isinstance(tree.parent, exp.Escape) and str(tree.parent.expression.this).isalpha():
            raise unsupported("ILIKE with a letter for its ESCAPE")
        kind, value, pattern = exp.Like, _ascii_lower(value), _ascii_lower(pattern)
    matched = typed(kind(**{**tree.args, "this": value, "expression": pattern}), BOOLEAN)
    if plain or isinstance(tree.parent, exp.Escape):
        return matched
    return typed(exp.Escape(this=matched, expression=exp.Literal.string("\\")), BOOLEAN)


def _ascii_lower(value: exp.Expr) -> exp.Expr:
    return call("_redshift.ascii_lower", value, type_=VARCHAR)


@node(exp.Escape)
def escape(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """SIMILAR TO has made its own of the escape character."""
    return typed(tree, BOOLEAN) if isinstance(tree.this, exp.Like | exp.ILike) else tree.this


@node(exp.SimilarTo)
def similar_to(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """A pattern of SQL's own (`%`, `_`, alternation) that has to match the whole value."""
    mark = "\\"
    if isinstance(tree.parent, exp.Escape):
        mark = literal_text(tree.parent.expression, "an ESCAPE")
        if len(mark) != 1:
            raise SqlError("22025", "invalid escape string: it must be one character")
    pattern = text(similar_pattern(literal_text(tree.expression, "a SIMILAR TO pattern"), mark))
    return call("regexp_full_match", padded(as_text(tree.this)), pattern, text("s"), type_=BOOLEAN)


def similar_pattern(pattern: str, mark: str = "\\") -> str:
    """A SIMILAR TO pattern as a regular expression: `%` and `_` mean something, `.`, `^` and `$` do not."""
    parts = []
    for escaped, bracket, other in re.findall(rf"{re.escape(mark)}(.)|(\[[^\]]*\])|(.)", pattern, re.DOTALL):
        if escaped:
            parts.append(re.escape(escaped))
        elif bracket:
            parts.append(bracket)
        else:
            parts.append({"%": ".*", "_": ".", ".": r"\.", "^": r"\^", "$": r"\$", "\\": r"\\"}.get(other, other))
    return "".join(parts)


@node(exp.RegexpLike, exp.RegexpILike)
def posix_match(tree: exp.Expr, session: SessionState) -> exp.Expr:
    if isinstance(tree.expression, exp.DPipe):
        raise unsupported("|| behind ~ without parentheses, which would join the result of ~,")
    pattern = posix(tree.expression, "i" if isinstance(tree, exp.RegexpILike) else "")
    return call("regexp_matches", padded(as_text(tree.this)), pattern, type_=BOOLEAN)


def posix(pattern: exp.Expr, options: str = "") -> exp.Expr:
    """A point is any character, `^` and `$` are the ends of a line: RE2 has to be told both."""
    told = text(f"(?{options}ms)")
    if isinstance(pattern, exp.Literal):
        return text(f"{told.this}{pattern.this}")
    return typed(exp.DPipe(this=told, expression=as_text(pattern)), VARCHAR)


_BITWISE: dict[type[exp.Expr], str] = {
    exp.BitwiseAnd: "&", exp.BitwiseOr: "|", exp.BitwiseXor: "#", exp.BitwiseLeftShift: "<<",
    exp.BitwiseRightShift: ">>",
}  # fmt: skip


@node(*_BITWISE)
def bitwise(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """A shifted integer keeps its type."""
    left, right = type_of(tree.this), type_of(tree.expression)
    if {left.name, right.name} - {*INTEGERS, "unknown"}:
        raise _no_operator(left, _BITWISE[type(tree)], right)
    shifted = isinstance(tree, exp.BitwiseLeftShift | exp.BitwiseRightShift)
    return typed(tree, left if shifted else common([left, right]))


@node(exp.If)
def branch(tree: exp.Expr, session: SessionState) -> exp.Expr:
    if tree.parent is not None and tree.parent.this is None:
        require_boolean("CASE/WHEN", tree.this)
    return typed(tree, type_of(tree.args["true"]))


@node(exp.Case)
def case(tree: exp.Expr, session: SessionState) -> exp.Expr:
    """Every branch in the common type; a bare string literal takes it too. CASE x WHEN y compares like x = y."""
    if tree.this is not None:
        value, *searched = comparable([tree.this, *(branch.this for branch in tree.args["ifs"])])
        tree.set("this", value)
        for branch, search in zip(tree.args["ifs"], searched, strict=True):
            branch.set("this", search)
    branches = [branch.args["true"] for branch in tree.args["ifs"]]
    if tree.args.get("default") is not None:
        branches.append(tree.args["default"])
    result = common([type_of(branch) for branch in branches])
    for branch_value in branches:
        branch_value.replace(settle(branch_value.copy(), result))
    return typed(tree, result)


def settle(value: exp.Expr, target: RedshiftType) -> exp.Expr:
    """One of several alternatives, in the type of them all."""
    source = type_of(value)
    if isinstance(value, exp.Null) or source == target:
        return value
    if source.name in STRINGS and target.name in STRINGS and (source.name, target.name) != ("unknown", "char"):
        return value
    if source.name == "unknown" or (is_number(source) and is_number(target)):
        return convert(value, target)
    if source.name in DATETIMES and target.name in DATETIMES:
        return convert(value, target)
    raise SqlError("42804", f"types {spelled(target)} and {spelled(source)} cannot be matched")
