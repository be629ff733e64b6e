"""Which JSON value goes into which column.

Here: 'auto', 'auto ignorecase' and JSONPaths files, as the expression that takes a record's fields out of it. Not here:
what a field's text becomes (`conversions`).

Source of the rules: developer guide, `copy-parameters-data-format.md` (JSON, JSONPaths file, JSONPath expressions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy import sources
from sparkify_assets.local.warehouse.copy.faults import Fault
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError, unsupported

WRONG_SHAPE = Fault(1216, "Invalid JSONPath format: Member is not an object.")
MISSING_ELEMENT = Fault(1216, "Invalid JSONPath format: Not an array or index out of range.")

Step = str | int
_STEP = re.compile(
    r"""\['(?P<single>[^'\\]+)'\]|\["(?P<double>[^"\\]+)"\]|\[(?P<index>\d+)\]|\.(?P<dot>[^.\[\]'"\\]+)"""
)


@dataclass(frozen=True)
class Paths:
    """One path a column, in the order of the columns; several spellings of a path where case is ignored."""

    columns: tuple[tuple[tuple[Step, ...], ...], ...]

    def fields(self, record: str) -> str:
        """A DuckDB list of the fields' texts, NULL for one that is missing; NULL as a whole if `record` isn't JSON."""
        if all(len(paths) == 1 for paths in self.columns):  # all at once is faster
            spelled = ", ".join(_literal_path(path) for (path,) in self.columns)
            return f"try(json_extract_string({record}, [{spelled}]))"
        texts = ", ".join(_first(f"json_extract_string({record}, {{}})", paths) for paths in self.columns)
        return f"try([{texts}])"

    def document(self, column: int, record: str) -> str:
        """The JSON text of one column's value (columns are counted from 1)."""
        return _first(f"try(json_extract({record}, {{}}))", self.columns[column - 1])

    def is_rewritten(self, column: int, text: str) -> str:
        """Whether DuckDB may have written a column's number anew: one with a fraction or exponent, and -0."""
        number = "'^(0|-?[0-9]+([.][0-9]+(e[-+]?[0-9]+)?|e[-+]?[0-9]+))$'"
        kind = _first("json_type(line, {})", self.columns[column - 1])
        # Most texts begin above the digits, and comparing is cheap.
        return f"{text} < ':' and regexp_matches({text}, {number}) and {kind} in ('DOUBLE', 'BIGINT')"

    def written(self, column: int) -> str:
        """The text of one column's value as the record has it."""
        found = [
            f"case when json_exists(line, {_literal_path(path)}) then "
            f"_redshift_json_value(line, {literal(json.dumps(path))}) end"
            for path in self.columns[column - 1]
        ]
        return f"coalesce({', '.join([*found, 'null'])})"

    def wrong_shape(self, record: str) -> str:
        """Whether the record is an array where objects are asked for, or the other way round."""
        objects = any(isinstance(path[0], str) for paths in self.columns for path in paths if path)
        if self == WHOLE:
            return "false"
        # A record begins with { or [, and comparing is cheaper than looking at the first character.
        return f"{record} < '{{'" if objects else f"{record} >= '{{'"

    def missing_element(self, record: str) -> str:
        """Whether an array element that a path asks for is not there."""
        indexed = (path for paths in self.columns for path in paths if any(isinstance(step, int) for step in path))
        return " or ".join(f"not json_exists({record}, {_literal_path(path)})" for path in indexed) or "false"


WHOLE = Paths((((),),))  # noshred: the record itself


def by_name(names: Sequence[str]) -> Paths:
    """'auto': the key that is spelt as the column."""
    return Paths(tuple(((name,),) for name in names))


def by_any_case(names: Sequence[str], keys: Sequence[str]) -> Paths:
    """'auto ignorecase': every key of the data that is the column's name but for case."""
    return Paths(tuple(tuple((key,) for key in keys if key.lower() == name.lower()) for name in names))


def by_position(count: int) -> Paths:
    """The elements of an array, one after another."""
    return Paths(tuple(((index,),) for index in range(count)))


def from_file(uri: str, names: Sequence[str]) -> Paths:
    """The paths of a JSONPaths file; a file without the key `jsonpaths` means 'auto'."""
    try:
        content = json.loads(sources.read(uri, "JSONPaths file"))
    except ValueError as error:
        raise _invalid(uri, f"the JSON is malformed: {error}") from error
    if not isinstance(content, dict):
        raise _invalid(uri, "it must contain a single JSON object")
    if "jsonpaths" not in content:
        return by_name(names)
    expressions = content["jsonpaths"]
    if not isinstance(expressions, list):
        raise _invalid(uri, "jsonpaths must be an array")
    if len(expressions) != len(names):
        raise SqlError(
            INTERNAL,
            "Number of jsonpaths and the number of columns should match. "
            f"JSONPath size: {len(expressions)}, Number of columns in table or column list: {len(names)}",
            detail=f"JSONPaths file: {uri}",
        )
    notations: set[bool] = set()
    paths = Paths(tuple((_steps(expression, uri, notations),) for expression in expressions))
    if len(notations) > 1:
        raise _invalid(uri, "bracket notation and dot notation can't be mixed")
    return paths


def _steps(expression: object, uri: str, notations: set[bool]) -> tuple[Step, ...]:
    """One path; `notations` gets whether its names stand in brackets."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        raise _invalid(uri, f"not a JSONPath expression: {expression!r}")
    steps: list[Step] = []
    position = 1
    while found := _STEP.match(expression, position):
        position = found.end()
        if found["index"]:
            steps.append(int(found["index"]))
        else:
            notations.add(found["dot"] is None)
            steps.append(found["single"] or found["double"] or found["dot"])
    if position < len(expression) or not steps or "*" in steps:
        raise _invalid(uri, f"not a path to a single element: {expression}")
    return tuple(steps)


def _literal_path(path: tuple[Step, ...]) -> str:
    """The path as DuckDB writes it."""
    if any('"' in step for step in path if isinstance(step, str)):
        raise unsupported(f"a JSON key with a double quotation mark ({path})")
    if "*" in path:  # to DuckDB, in quotation marks too, all keys
        raise unsupported("a JSON key '*'")
    return literal("$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path))


def _first(extracted: str, paths: Sequence[tuple[Step, ...]]) -> str:
    """What the first path that leads anywhere leads to."""
    return f"coalesce({', '.join([*(extracted.format(_literal_path(path)) for path in paths), 'null'])})"


def _invalid(uri: str, reason: str) -> SqlError:
    return SqlError(INTERNAL, f"Invalid JSONPath format: {reason}", detail=f"JSONPaths file: {uri}")
