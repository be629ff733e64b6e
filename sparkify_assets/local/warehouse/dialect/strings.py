"""String, number, hash and JSON functions.

Here: what Redshift's `String_functions_header`, `Math_functions`, `hash-functions` and `json-functions` pages list and
DuckDB can answer exactly. Not here: aggregates, dates, patterns for to_char.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import as_text, cut_digits
from sparkify_assets.local.warehouse.dialect.operators import comparable, settle
from sparkify_assets.local.warehouse.dialect.rules import (
    call,
    function,
    like_first,
    literal_text,
    node,
    number,
    same,
    text,
)
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INTEGER,
    INTEGERS,
    STRINGS,
    SUPER,
    VARCHAR,
    arithmetic,
    cast_to,
    common,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

Arguments = list[exp.Expr]


def _string_like_first(arguments: Arguments) -> RedshiftType:
    first = type_of(arguments[0])
    return RedshiftType("varchar", first.modifiers) if first.name in STRINGS else VARCHAR


def _strings(names: str, called: str, result: RedshiftType | None = None, least: int = 1, most: int = 1) -> None:
    """Functions whose first argument is taken as text whatever its type."""

    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        type_ = result or _string_like_first(arguments)
        return call(called, as_text(arguments[0]), *arguments[1:], type_=type_)

    function(*names.split(), arguments=(least, most))(rule)


_strings("lower", "lower")
_strings("upper", "upper")
_strings("initcap", "_redshift.initcap")
_strings("reverse", "reverse")
_strings("len length char_length character_length textlen", "_redshift.characters", INTEGER)
_strings("octet_length", "_redshift.bytes", INTEGER)
_strings("ascii", "ascii", INTEGER)
_strings("ltrim", "ltrim", None, 1, 2)
_strings("rtrim", "rtrim", None, 1, 2)
_strings("btrim trim", "trim", None, 1, 2)
_strings("repeat replicate", "repeat", VARCHAR, 2, 2)
_strings("replace", "replace", VARCHAR, 3, 3)
_strings("translate", "translate", None, 3, 3)
_strings("split_part", "_redshift.split_part", None, 3, 3)
_strings("strpos", "_redshift.place_of", INTEGER, 2, 2)
_strings("md5", "md5", RedshiftType("varchar", (32,)))
_strings("sha1 func_sha1 sha", "sha1", RedshiftType("varchar", (40,)))
_strings("quote_literal", "_redshift.quote_literal", VARCHAR)
_strings("quote_ident", "_redshift.quote_ident", VARCHAR)
_strings("is_valid_json", "_redshift.is_valid_json", BOOLEAN)
_strings("is_valid_json_array", "_redshift.is_valid_json_array", BOOLEAN)
_strings("json_parse", "_redshift.json_parse", SUPER)
_strings("can_json_parse", "_redshift.can_json_parse", BOOLEAN)

same("chr", VARCHAR)
same("to_hex", VARCHAR, called="_redshift.hex")
same("abs", like_first)
same("cbrt", DOUBLE, called="_redshift.cbrt")
same("sqrt exp ln sin cos tan asin acos atan cot degrees radians", DOUBLE)
same("dexp", DOUBLE, called="exp")
same("dlog1", DOUBLE, called="ln")
same("log dlog10", DOUBLE, called="log10")
same("power pow", DOUBLE, 2, 2, called="pow")
same("atan2", DOUBLE, 2, 2)
same("pi random", DOUBLE, 0, 0)
same("json_serialize", VARCHAR, called="_redshift.json_text")


def _end(name: str) -> None:
    """LEFT and RIGHT: what a negative length gives is not documented, and DuckDB would count from the other end."""

    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        side = exp.Literal.string(name.upper())
        return call("_redshift.end_of", side, as_text(arguments[0]), arguments[1], type_=_string_like_first(arguments))

    function(name, arguments=(2, 2))(rule)


_end("left")
_end("right")


def _pad(name: str) -> None:
    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        fill = arguments[2] if len(arguments) > 2 else text(" ")
        return call(name, as_text(arguments[0]), arguments[1], fill, type_=VARCHAR)

    function(name, arguments=(2, 3))(rule)


_pad("lpad")
_pad("rpad")


@function("charindex", arguments=(2, 2))
def charindex(arguments: Arguments, session: SessionState) -> exp.Expr:
    """CHARINDEX(part, whole) is STRPOS with its arguments the other way round."""
    return call("_redshift.place_of", as_text(arguments[1]), arguments[0], type_=INTEGER)


@node(exp.StrPosition)
def position(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return call("_redshift.place_of", as_text(tree.this), tree.args["substr"], type_=INTEGER)


@function("substr", arguments=(2, 3), label="substring")
def substring_function(arguments: Arguments, session: SessionState) -> exp.Expr:
    return _substring(*arguments)


@node(exp.Substring)
def substring(tree: exp.Expr, session: SessionState) -> exp.Expr:
    parts = [tree.args[part] for part in ("this", "start", "length") if tree.args.get(part) is not None]
    return _substring(*parts)


def _substring(value: exp.Expr, *range_: exp.Expr) -> exp.Expr:
    """Positions before the first count towards the length, where DuckDB would count from the end."""
    return call("_redshift.substring_of", as_text(value), *range_, type_=_string_like_first([value]))


@node(exp.Trim)
def trim(tree: exp.Expr, session: SessionState) -> exp.Expr:
    position_ = str(tree.args.get("position") or "BOTH").upper()
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(position_, "trim")
    characters = [tree.args["expression"]] if tree.args.get("expression") is not None else []
    return call(name, as_text(tree.this), *characters, type_=_string_like_first([tree.this]))


@function("concat", arguments=(2, 2))
def concat(arguments: Arguments, session: SessionState) -> exp.Expr:
    """NULL if either argument is, where DuckDB's concat skips it."""
    joined = exp.DPipe(this=as_text(arguments[0]), expression=as_text(arguments[1]))
    return typed(exp.Paren(this=joined), VARCHAR)


@function("sha2", arguments=(2, 2))
def sha2(arguments: Arguments, session: SessionState) -> exp.Expr:
    bits = arguments[1].name
    if bits not in ("0", "256"):
        return call("_redshift_sha2", as_text(arguments[0]), arguments[1], type_=RedshiftType("varchar", (128,)))
    return call("sha256", as_text(arguments[0]), type_=RedshiftType("varchar", (64,)))


_BYTES = {"smallint": 2, "integer": 4, "bigint": 8}
_FNV_SEED = -3750763034362895579


@function("fnv_hash", arguments=(1, 2))
def fnv_hash(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Of integers and of varchar; how the other types' bytes are is not documented."""
    value, seed = [*arguments, number(_FNV_SEED)][:2]
    kind = type_of(value).name
    if kind not in _BYTES and kind not in ("varchar", "unknown"):
        raise unsupported(f"FNV_HASH of {spelled(type_of(value))}")
    return call("_redshift.fnv_hash", cast_to(value, VARCHAR), number(_BYTES.get(kind, 0)), seed, type_=BIGINT)


@function("strtol", arguments=(2, 2))
def strtol(arguments: Arguments, session: SessionState) -> exp.Expr:
    return call("_redshift_strtol", arguments[0], arguments[1], type_=BIGINT)


@function("regexp_substr", arguments=(2, 5))
def regexp_substr(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The first match, or the one of that number from a position on; an empty string if there is none."""
    if len(arguments) > 4:
        raise unsupported("REGEXP_SUBSTR with parameters")
    if len(arguments) > 2:
        where = [*arguments[2:], number(1)][:2]
        return call("_redshift.regexp_substr", as_text(arguments[0]), arguments[1], *where, type_=VARCHAR)
    return call("regexp_extract", as_text(arguments[0]), arguments[1], type_=VARCHAR)


@function("regexp_replace", arguments=(2, 5))
def regexp_replace(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Every match is replaced, where DuckDB replaces the first; `$1` is a group, where DuckDB says `\\1`."""
    if len(arguments) > 3:
        raise unsupported("REGEXP_REPLACE with a position or parameters")
    replacement = arguments[2] if len(arguments) > 2 else text("")
    if isinstance(replacement, exp.Literal):
        replacement = text(str(replacement.this).replace("\\", "\\\\").replace("$", "\\"))
    return call("regexp_replace", as_text(arguments[0]), arguments[1], replacement, text("g"), type_=VARCHAR)


@function("regexp_count", arguments=(2, 4))
def regexp_count(arguments: Arguments, session: SessionState) -> exp.Expr:
    if len(arguments) > 2:
        raise unsupported("REGEXP_COUNT with a position")
    return call("_redshift.regexp_count", as_text(arguments[0]), arguments[1], type_=INTEGER)


@function("regexp_instr", arguments=(2, 6))
def regexp_instr(arguments: Arguments, session: SessionState) -> exp.Expr:
    if len(arguments) > 2:
        raise unsupported("REGEXP_INSTR with a position")
    return call("_redshift.regexp_instr", as_text(arguments[0]), arguments[1], type_=INTEGER)


def _whole(names: str, called: str) -> None:
    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        value = arguments[0]
        kind = type_of(value)
        if kind.name in INTEGERS:
            return value
        if kind.name == "numeric":
            return cast_to(call(called, value, type_=kind), RedshiftType("numeric", (kind.modifiers[0], 0)))
        return call(called, value, type_=DOUBLE)

    function(*names.split(), arguments=(1, 1))(rule)


_whole("ceil ceiling", "ceil")
_whole("floor", "floor")


@function("sign", arguments=(1, 1))
def sign(arguments: Arguments, session: SessionState) -> exp.Expr:
    """-1, 0 or 1: numeric(1,0) for a numeric, else a double precision."""
    numeric = type_of(arguments[0]).name == "numeric"
    return cast_to(call("sign", arguments[0], type_=INTEGER), RedshiftType("numeric", (1, 0)) if numeric else DOUBLE)


@function("round", arguments=(1, 2))
def round_number(arguments: Arguments, session: SessionState) -> exp.Expr:
    return _to_digits("round", arguments)


@function("mod", arguments=(2, 2))
def mod(arguments: Arguments, session: SessionState) -> exp.Expr:
    result = arithmetic("%", type_of(arguments[0]), type_of(arguments[1]))
    return call("mod", *arguments, type_=result)


@function("trunc", arguments=(1, 2))
def trunc(arguments: Arguments, session: SessionState) -> exp.Expr:
    """TRUNC of a timestamp is its date, of a number the number without its further digits."""
    if type_of(arguments[0]).name in ("date", "timestamp", "timestamptz"):
        return cast_to(arguments[0], RedshiftType("date"))
    return _to_digits("trunc", arguments)


def _to_digits(called: str, arguments: Arguments) -> exp.Expr:
    value, kind = arguments[0], type_of(arguments[0])
    if kind.name == "unknown":
        value, kind = cast_to(value, DOUBLE), DOUBLE
    if len(arguments) == 1:
        result = RedshiftType("numeric", (kind.modifiers[0], 0)) if kind.name == "numeric" else kind
        return cast_to(call(called, value, type_=kind), result)
    digits = arguments[1]
    places = _literal_places(digits)
    if kind.name == "numeric" and places is not None:
        result = RedshiftType("numeric", (kind.modifiers[0], max(min(places, kind.modifiers[1]), 0)))
        cut = call(called, value, digits, type_=kind) if called == "round" else cut_digits(value, places)
        return cast_to(cut, result)
    if kind.name == "numeric" and called == "trunc":
        raise unsupported("TRUNC of a decimal to a number of places that is not a literal")
    return cast_to(call("_redshift.trunc_to" if called == "trunc" else called, value, digits, type_=kind), kind)


def _literal_places(digits: exp.Expr) -> int | None:
    sign, literal = (-1, digits.this) if isinstance(digits, exp.Neg) else (1, digits)
    return sign * int(literal.name) if isinstance(literal, exp.Literal) and not literal.is_string else None


@function("nvl", "coalesce", arguments=(1, 99), label="coalesce")
def coalesce(arguments: Arguments, session: SessionState) -> exp.Expr:
    result = common([type_of(argument) for argument in arguments])
    return call("coalesce", *(settle(argument, result) for argument in arguments), type_=result)


def _extreme(name: str) -> None:
    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        result = common([type_of(argument) for argument in arguments])
        return call(name, *(settle(argument, result) for argument in arguments), type_=result)

    function(name, arguments=(1, 99))(rule)


_extreme("greatest")
_extreme("least")


@function("nullif", arguments=(2, 2))
def nullif(arguments: Arguments, session: SessionState) -> exp.Expr:
    """NULL if both are equal, else the first as it is."""
    first = type_of(arguments[0])
    if first.name not in STRINGS:
        return call("nullif", arguments[0], settle(arguments[1], first), type_=first)
    value, other = comparable([arguments[0].copy(), arguments[1]])
    equal = exp.If(this=exp.EQ(this=value, expression=other), true=exp.Null())
    return typed(exp.Case(ifs=[equal], default=arguments[0]), first)


@function("nvl2", arguments=(3, 3), label="nvl2")
def nvl2(arguments: Arguments, session: SessionState) -> exp.Expr:
    tested, present, absent = arguments
    result = common([type_of(present), type_of(absent)])
    is_null = exp.Is(this=tested, expression=exp.Null())
    chosen = exp.Case(ifs=[exp.If(this=is_null, true=settle(absent, result))], default=settle(present, result))
    return typed(chosen, result)


@function("decode", arguments=(3, 999), label="case")
def decode(arguments: Arguments, session: SessionState) -> exp.Expr:
    """DECODE(value, search, result, ..., default): a NULL value finds a NULL search."""
    value, *pairs = arguments
    default = pairs.pop() if len(pairs) % 2 else None
    results = [*pairs[1::2], *([default] if default is not None else [])]
    result = common([type_of(item) for item in results])
    branches = []
    for search, answer in zip(pairs[::2], pairs[1::2], strict=True):
        left, right = comparable([value.copy(), search])
        match = exp.NullSafeEQ(this=left, expression=right)
        branches.append(exp.If(this=match, true=settle(answer, result)))
    return typed(exp.Case(ifs=branches, default=settle(default, result) if default is not None else None), result)


@function("json_extract_path_text", arguments=(2, 7))
def json_extract_path_text(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The value at the path of keys; the keys must be literals."""
    document, *keys = arguments
    lenient = isinstance(keys[-1], exp.Boolean) and keys.pop().this
    path = "$" + "".join('."' + literal_text(key, "a key of JSON_EXTRACT_PATH_TEXT") + '"' for key in keys)
    return _json("_redshift.json_path", lenient, VARCHAR, document, text(path))


def _json(called: str, lenient: object, type_: RedshiftType, document: exp.Expr, *arguments: exp.Expr) -> exp.Expr:
    """A function of a JSON document: NULL instead of an error for an invalid one if that was asked for."""
    value = call(called, as_text(document), *arguments, type_=type_)
    if not lenient:
        return value
    valid = call("_redshift.is_json", as_text(document).copy(), type_=BOOLEAN)
    return typed(exp.Case(ifs=[exp.If(this=valid, true=value)]), type_)


def _null_if_invalid(arguments: Arguments, at: int) -> object:
    """The last argument of a JSON function, `true` or `false`."""
    if len(arguments) <= at:
        return False
    if not isinstance(arguments[at], exp.Boolean):
        raise unsupported("null_if_invalid that is not a literal")
    return arguments[at].this


@function("json_extract_array_element_text", arguments=(2, 3))
def json_extract_array_element_text(arguments: Arguments, session: SessionState) -> exp.Expr:
    return _json("_redshift.json_element", _null_if_invalid(arguments, 2), VARCHAR, *arguments[:2])


@function("json_array_length", arguments=(1, 2))
def json_array_length(arguments: Arguments, session: SessionState) -> exp.Expr:
    return _json("_redshift.json_length", _null_if_invalid(arguments, 1), INTEGER, arguments[0])


@function("to_number", arguments=(2, 2))
def to_number(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Only the plain patterns: digits, one point, group commas."""
    pattern = literal_text(arguments[1], "a pattern of TO_NUMBER").upper().lstrip("SFM")
    if set(pattern) - set("09.,DGS"):
        raise unsupported(f"the TO_NUMBER pattern '{pattern}'")
    whole, _, fraction = pattern.replace("D", ".").partition(".")
    precision = sum(character in "09" for character in whole + fraction)
    plain = call("replace", as_text(arguments[0]), text(","), text(""), type_=VARCHAR)
    if pattern.endswith("S"):
        plain = call("_redshift.sign_first", plain, type_=VARCHAR)
    return cast_to(plain, RedshiftType("numeric", (precision, len(fraction.strip("S")))))
