"""String and hash functions.

Here: what Redshift's `String_functions_header` and `hash-functions` pages list and DuckDB can answer exactly. Not here:
operators on strings, patterns for to_char.
"""

from __future__ import annotations

import re

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.conversions import INTEGER_BYTES, as_text
from sparkify_assets.local.warehouse.dialect.operators import concatenation, posix
from sparkify_assets.local.warehouse.dialect.rules import FUNCTIONS, call, function, literal_text, node, number, text
from sparkify_assets.local.warehouse.dialect.signatures import (
    Arguments,
    brought,
    count,
    define,
    same_string,
    string_like_first,
)
from sparkify_assets.local.warehouse.dialect.typed import (
    BIGINT,
    INTEGER,
    VARBYTE,
    VARCHAR,
    cast_to,
    spelled,
    type_of,
    typed,
)
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.functions import compiled_pattern
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState

define("lower upper", "t", result=same_string)
define("initcap", "t", "_redshift.initcap", string_like_first)
define("reverse", "t", "_redshift.reverse", string_like_first)
define("ascii", "t", result=INTEGER)
define("chr", "i", "_redshift.chr")
define("ltrim rtrim", "t|t", result=string_like_first)
define("btrim trim", "t|t", "trim", string_like_first)
define("lpad", "ti|t", "_redshift.lpad")
define("rpad", "ti|t", "_redshift.rpad")
define("repeat replicate", "ti", "_redshift.repeated")
define("strpos position", "tt", "strpos", INTEGER)
define("charindex", "tt", "_redshift.place_in", INTEGER)
define("octetindex", "tt", "_redshift.byte_in", INTEGER)
define("bpcharcmp bttext_pattern_cmp", "tt", "_redshift.compare_text", INTEGER)
define("from_hex", "t", "_redshift.from_hex", VARBYTE)
define("crc32", "t", "_redshift_crc32", RedshiftType("varchar", (8,)))
define("quote_literal", "t", "_redshift.quote_literal")
define("quote_ident", "t", "_redshift.quote_ident")
define("strtol", "ti", "_redshift.strtol", BIGINT)

define("md5", "t", result=RedshiftType("varchar", (32,)))
define("sha1 func_sha1 sha", "t", "sha1", RedshiftType("varchar", (40,)))
define("sha2", "ti", "_redshift.sha2", RedshiftType("varchar", (128,)))


define("left", "ti", "_redshift.left_end", string_like_first)
define("right", "ti", "_redshift.right_end", string_like_first)
define("split_part", "tti", "_redshift.split_part", string_like_first)
# Positions before the first count towards the length, where DuckDB would count from the end.
define("substr substring", "ti|i", "_redshift.checked_substring", string_like_first, "substring")


def _grows(old: exp.Expr, new: exp.Expr) -> bool:
    """Whether a string may have more bytes when the new stands in the place of the old."""
    literals = isinstance(old, exp.Literal) and isinstance(new, exp.Literal)
    return not literals or len(str(new.this).encode()) > len(str(old.this).encode())


@function("replace", arguments=(3, 3))
def replace(arguments: Arguments, session: SessionState) -> exp.Expr:
    value, old, new = brought("replace", "ttt", arguments)
    return call("_redshift.replaced" if _grows(old, new) else "replace", value, old, new, type_=VARCHAR)


@function("translate", arguments=(3, 3))
def translate(arguments: Arguments, session: SessionState) -> exp.Expr:
    """As long as its first argument, unless a character may become one of more bytes."""
    values = brought("translate", "ttt", arguments)
    ascii_only = isinstance(values[2], exp.Literal) and str(values[2].this).isascii()
    return call("translate", *values, type_=string_like_first(values) if ascii_only else VARCHAR)


def _length(names: str, of_text: str) -> None:
    """In characters or in bytes, which are the same in a varbyte."""

    def rule(arguments: Arguments, session: SessionState) -> exp.Expr:
        if type_of(arguments[0]).name == "varbyte":
            return count("octet_length", arguments[0])
        return count(of_text, *brought("len", "t", arguments))

    function(*names.split(), arguments=(1, 1))(rule)


_length("len length char_length character_length textlen", "length")
_length("octet_length", "strlen")


@node(exp.StrPosition)
def position(tree: exp.Expr, session: SessionState) -> exp.Expr:
    return FUNCTIONS["strpos"].rewrite([tree.this, tree.args["substr"]], session)


@node(exp.Substring)
def substring(tree: exp.Expr, session: SessionState) -> exp.Expr:
    parts = [tree.args[part] for part in ("this", "start", "length") if tree.args.get(part) is not None]
    return FUNCTIONS["substr"].rewrite(parts, session)


@node(exp.Trim)
def trim(tree: exp.Expr, session: SessionState) -> exp.Expr:
    parts = [tree.args[part] for part in ("this", "expression") if tree.args.get(part) is not None]
    return FUNCTIONS[trim_name(tree)].rewrite(parts, session)


def trim_name(tree: exp.Expr) -> str:
    return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(str(tree.args.get("position")).upper(), "btrim")


@function("concat", arguments=(2, 2))
def concat(arguments: Arguments, session: SessionState) -> exp.Expr:
    """As `||` does it: NULL if either argument is, where DuckDB's concat skips it."""
    joined = exp.DPipe(this=arguments[0], expression=arguments[1])
    return typed(exp.Paren(this=concatenation(joined, session)), type_of(joined))


@function("to_hex", arguments=(1, 1))
def to_hex(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A negative number's bits: 32 of them, of a bigint 64."""
    if type_of(arguments[0]).name in ("bigint", "varbyte"):
        return call("_redshift.hex", arguments[0], type_=VARCHAR)
    return call("_redshift.hex_of_integer", *brought("to_hex", "i", arguments), type_=VARCHAR)


_FNV_SEED = -3750763034362895579


@function("fnv_hash", arguments=(1, 2))
def fnv_hash(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Of integers and of varchar; how the other types' bytes are is not documented."""
    value, seed = [*arguments, number(_FNV_SEED)][:2]
    kind = type_of(value).name
    if kind not in INTEGER_BYTES and kind not in ("varchar", "unknown"):
        raise unsupported(f"FNV_HASH of {spelled(type_of(value))}")
    return call("_redshift.fnv_hash", cast_to(value, VARCHAR), number(INTEGER_BYTES.get(kind, 0)), seed, type_=BIGINT)


@function("regexp_substr", arguments=(2, 5))
def regexp_substr(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The first match, or the one of that number from a position on; an empty string if there is none."""
    if len(arguments) > 2:
        searched = _matches(arguments, arguments[4:]).expressions
        occurrence = arguments[3] if len(arguments) > 3 else number(1)
        return call("_redshift.regexp_substr", *searched, occurrence, type_=VARCHAR)
    return call("regexp_extract", *_searched("regexp_substr", arguments), type_=VARCHAR)


@function("regexp_count", arguments=(2, 4))
def regexp_count(arguments: Arguments, session: SessionState) -> exp.Expr:
    if len(arguments) > 2:
        return count("len", _matches(arguments, arguments[3:]))
    return count("_redshift.regexp_count", *_searched("regexp_count", arguments))


@function("regexp_instr", arguments=(2, 6))
def regexp_instr(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Where a match begins, or with an option other than 0 what follows on it."""
    if len(arguments) > 2:
        found = _matches(arguments, arguments[5:])
        which = arguments[3:5] + [number(1), number(0)][len(arguments[3:5]) :]
        return count("_redshift.regexp_place", found, as_text(arguments[0]).copy(), *which)
    return count("_redshift.regexp_instr", *_searched("regexp_instr", arguments))


@function("regexp_replace", arguments=(2, 5))
def regexp_replace(arguments: Arguments, session: SessionState) -> exp.Expr:
    """Every match is replaced, where DuckDB replaces the first; `$1` is a group, where DuckDB says `\\1`."""
    if len(arguments) > 3:
        pattern, flags = _pattern([arguments[0], arguments[1], arguments[3]], arguments[4:])
        value, replacement, start = brought("regexp_replace", "tti", [arguments[0], arguments[2], arguments[3]])
        return call("_redshift_regexp_replace", value, pattern, replacement, start, flags, type_=VARCHAR)
    (replacement,) = brought("regexp_replace", "t", [*arguments, text("")][2:3])
    found = _searched("regexp_replace", arguments[:2])
    return call("_redshift.regexp_replaced", *found, replacement, type_=VARCHAR)


def _searched(name: str, arguments: Arguments) -> Arguments:
    """The string and the pattern that is searched for in it."""
    value, pattern = brought(name, "tt", arguments)
    if isinstance(pattern, exp.Literal):
        _require_greedy(str(pattern.this))
    return [value, posix(pattern)]


def _require_greedy(pattern: str) -> None:
    """Lazy quantifiers are Perl's; what a POSIX pattern makes of one the guide doesn't say."""
    if re.search(r"[*+?}]\?", re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", pattern)):
        raise unsupported(f"a lazy quantifier in {pattern} without the parameter p")


def _matches(arguments: Arguments, parameters: Arguments) -> exp.Expr:
    """The list of all matches from the third argument's position on."""
    pattern, flags = _pattern(arguments, parameters)
    value, start = brought("regexp", "ti", [arguments[0], arguments[2]])
    return call("_redshift_matches", value, pattern, start, flags, type_=VARCHAR)


def _pattern(arguments: Arguments, parameters: Arguments) -> tuple[exp.Expr, exp.Expr]:
    """Pattern and parameters of a search from a position on, refused where Python's `re` would read them otherwise."""
    pattern = literal_text(arguments[1], "a pattern beside a position")
    flags = literal_text(parameters[0], "the parameters of a regular expression") if parameters else ""
    if set(flags) - set("ciep") or {"c", "i"} <= set(flags):
        raise SqlError("22023", f'invalid regular expression parameters "{flags}"')
    if arguments[2].name != "1" and re.search(r"(?<![\[\\])\^|\\[bB]", pattern):
        raise unsupported("an anchor in a regular expression that is searched from a later position on")
    if "p" not in flags:
        _require_greedy(pattern)
    if re.search(r"\\[ZAz<>]|\[\[[.=]", pattern) or ("p" not in flags and re.search(r"\(\?[^:]", pattern)):
        raise unsupported(f"the regular expression {pattern}")
    try:
        compiled_pattern(pattern, flags)
    except re.error as error:
        raise unsupported(f"the regular expression {pattern}") from error
    return text(pattern), text(flags)
