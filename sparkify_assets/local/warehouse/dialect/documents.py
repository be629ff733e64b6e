"""Functions of JSON documents and SUPER values.

Here: what Redshift's `json-functions`, `Array_Functions` and `Object_Functions` pages list and DuckDB can answer
exactly. Not here: navigation into a SUPER value.
"""

from __future__ import annotations

import json

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.relations import HIDDEN
from sparkify_assets.local.warehouse.dialect.rules import call, function, literal_text, no_such_function, text
from sparkify_assets.local.warehouse.dialect.signatures import Arguments, brought, count, define
from sparkify_assets.local.warehouse.dialect.typed import (
    BOOLEAN,
    INTEGER,
    INTEGERS,
    STRINGS,
    SUPER,
    VARCHAR,
    cast_to,
    type_of,
)
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState

define("is_valid_json", "t", "_redshift.is_valid_json", BOOLEAN)
define("is_valid_json_array", "t", "_redshift.is_valid_json_array", BOOLEAN)
define("can_json_parse", "t", "_redshift.is_json", BOOLEAN)
define("json_parse", "t", "_redshift.json_parse", SUPER)
define("json_serialize", "s", "_redshift.json_text")
define("json_typeof", "s", "_redshift.json_typeof")
define("is_array", "s", "_redshift.is_array", BOOLEAN)
define("is_object", "s", "_redshift.is_object", BOOLEAN)
define("get_array_length", "s", "_redshift.get_array_length", INTEGER)
define("array_concat", "ss", "_redshift.array_concat", SUPER)
define("array_flatten", "s", "_redshift.array_flatten", SUPER)
define("subarray", "sii", "_redshift.subarray", SUPER)
define("split_to_array", "t|t", "_redshift.split_to_array", SUPER)


@function("json_extract_path_text", arguments=(2, 7))
def json_extract_path_text(arguments: Arguments, session: SessionState) -> exp.Expr:
    """The value at the path of keys, up to five; the keys must be literals."""
    lenient = isinstance(arguments[-1], exp.Boolean)
    names = arguments[1:-1] if lenient else arguments[1:]
    if not 1 <= len(names) <= 5:
        raise no_such_function("json_extract_path_text", arguments)
    keys = [literal_text(name, "a key of JSON_EXTRACT_PATH_TEXT") for name in names]
    if any(key in ("", "*") or '"' in key for key in keys):
        raise unsupported("a key of JSON_EXTRACT_PATH_TEXT that is empty, an asterisk or has a quotation mark")
    document = _json(arguments, len(arguments) - 1 if lenient else 99, "OBJECT")
    path = "$" + "".join(f'."{key}"' for key in keys)
    return call("_redshift.json_at", document, text(path), text(json.dumps(keys)), type_=VARCHAR)


@function("json_extract_array_element_text", arguments=(2, 3))
def json_extract_array_element_text(arguments: Arguments, session: SessionState) -> exp.Expr:
    (index,) = brought("json_extract_array_element_text", "i", arguments[1:2])
    return call("_redshift.json_element", _json(arguments, 2, "ARRAY"), index, type_=VARCHAR)


@function("json_array_length", arguments=(1, 2))
def json_array_length(arguments: Arguments, session: SessionState) -> exp.Expr:
    return count("json_array_length", _json(arguments, 1, "ARRAY"))


def _json(arguments: Arguments, at: int, kind: str) -> exp.Expr:
    """The first argument as a document of this kind; `null_if_invalid` stands at that place if it is given."""
    lenient = exp.false() if len(arguments) <= at else arguments[at]
    if not isinstance(lenient, exp.Boolean):
        raise unsupported("null_if_invalid that is not a literal")
    return call("_redshift.json_of", *brought("json", "t", arguments[:1]), text(kind), lenient, type_=VARCHAR)


@function("array")
def array(arguments: Arguments, session: SessionState) -> exp.Expr:
    """A SUPER array of values; of ARRAY(SELECT ...), by which psql asks the catalog, a plain one."""
    if len(arguments) == 1 and isinstance(arguments[0], exp.Query):
        tables = list(arguments[0].find_all(exp.Table))
        if not tables or any(table.db != HIDDEN for table in tables):
            raise unsupported("ARRAY(SELECT ...)")
        return call("array", arguments[0], type_=SUPER)
    return _assembled("[]", [_element(argument) for argument in arguments])


@function("object")
def object_(arguments: Arguments, session: SessionState) -> exp.Expr:
    if len(arguments) % 2:
        raise no_such_function("object", arguments)
    keys = [brought("object", "t", [key])[0] for key in arguments[::2]]
    values = [_element(value) for value in arguments[1::2]]
    pairs = zip(keys, values, strict=True)
    return _assembled("{}", [call("_redshift.json_pair", *pair, type_=VARCHAR) for pair in pairs])


def _element(value: exp.Expr) -> exp.Expr:
    """A value as JSON; dates have none, and how a float is written in it is not documented."""
    kind = type_of(value).name
    if kind not in (*INTEGERS, *STRINGS, "numeric", "boolean", "super"):
        raise unsupported(f"a SUPER value of {kind}")
    written = value if kind in STRINGS or kind == "boolean" else cast_to(value, VARCHAR)
    return call("_redshift.json_string" if written is value else "_redshift.json_as_written", written, type_=VARCHAR)


def _assembled(brackets: str, parts: Arguments) -> exp.Expr:
    items = exp.Cast(this=exp.Array(expressions=parts), to=exp.DataType.build("VARCHAR[]", dialect="duckdb"))
    return call("_redshift.assembled", text(brackets), items, type_=SUPER)
