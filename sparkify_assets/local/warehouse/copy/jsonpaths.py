"""Which JSON value goes into which column.

Here: 'auto', 'auto ignorecase' and JSONPaths files, as the expression that takes a record's fields out of it. Not here:
what a field's text becomes (`conversions`).

Source of the rules: developer guide, `copy-parameters-data-format.md` (JSON, JSONPaths file, JSONPath expressions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sparkify_assets.local.warehouse.copy import sources
from sparkify_assets.local.warehouse.copy.faults import Fault
from sparkify_assets.local.warehouse.ddl.declared import literal
from sparkify_assets.local.warehouse.dialect.relations import quote
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError, unsupported

# As many as a table has columns: each one before it, too, is a place in a type.
_ELEMENTS = 1600
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

    def wrong_shape(self, record: str) -> str:
        """Whether the record is an array where objects are asked for, or the other way round."""
        objects = any(isinstance(path[0], str) for paths in self.columns for path in paths if path)
        if self == WHOLE:
            return "false"
        # A record begins with { or [, and comparing is cheaper than looking at the first character.
        return f"{record} {'<' if objects else '>='} '{{' and json_valid({record})"

    def missing_element(self, record: str) -> str:
        """Whether an array element that a path asks for is not there."""
        indexed = (path for paths in self.columns for path in paths if any(isinstance(step, int) for step in path))
        return " or ".join(f"not json_exists({record}, {_literal_path(path)})" for path in indexed) or "false"


class Shapes:
    """What is taken out of a record: values of nested types that DuckDB makes, each by reading the record once.

    One is enough unless paths are in each other's way: one leads into another's value, or keys differ only in case.
    """

    def __init__(self, paths: Paths, types: Sequence[str]) -> None:
        """`types` are the columns' in DuckDB: VARCHAR for the text of a value, JSON for a document."""
        self._made: list[dict[tuple[Step, ...], str]] = [{}]
        self._places = [[self._place(path, type_) for path in alternatives]
                        for alternatives, type_ in zip(paths.columns, types, strict=True)]  # fmt: skip

    def _place(self, path: tuple[Step, ...], type_: str) -> tuple[int, tuple[Step, ...]]:
        """The first shape that has room for the path."""
        roomy = (number for number, shape in enumerate(self._made) if _has_room(shape, path, type_))
        number = next(roomy, len(self._made))
        if number == len(self._made):
            self._made.append({})
        self._made[number][path] = type_
        return number, path

    def of(self, record: str) -> str:
        """The shapes as columns `shape_0`, ...; NULL if the record isn't JSON."""
        made = (literal(json.dumps(_type(shape, is_outer=True))) for shape in self._made)
        return ", ".join(f"try(json_transform({record}, {type_})) as shape_{i}" for i, type_ in enumerate(made))

    def field(self, column: int) -> str:
        """What a column (counted from 0) has in the shapes: what the first path that leads anywhere leads to."""
        found = [_value(number, path) for number, path in self._places[column]]
        return found[0] if len(found) == 1 else f"coalesce({', '.join([*found, 'null'])})"


def _value(number: int, path: tuple[Step, ...]) -> str:
    """What a path leads to in a shape. The record itself needs no shape, which would make its numbers anew."""
    steps = (f"[{literal(step) if isinstance(step, str) else step + 1}]" for step in path)
    return f"shape_{number}{''.join(steps)}" if path else "line"


def _has_room(shape: Mapping[tuple[Step, ...], str], path: tuple[Step, ...], type_: str) -> bool:
    return shape.get(path) == type_ or not any(_clash(path, other) for other in shape)


def _clash(path: tuple[Step, ...], other: tuple[Step, ...]) -> bool:
    """Whether one type can't have both: to DuckDB, names of fields are the same but for case."""
    for step, another in zip(path, other, strict=False):
        if step != another:
            return type(step) is not type(another) or str(step).lower() == str(another).lower()
    return True


def _type(paths: Mapping[tuple[Step, ...], str], is_outer: bool = False) -> str:
    """The DuckDB type that has a place for each path.

    Somewhere in it there must be a decimal: it makes DuckDB leave all numbers as they are written, with every digit.
    """
    if () in paths:
        return paths[()]
    steps: dict[Step, dict[tuple[Step, ...], str]] = {}
    for (step, *rest), type_ in paths.items():
        steps.setdefault(step, {})[tuple(rest)] = type_
    digits = ["DECIMAL(1, 0)"] if is_outer else []
    indexes = [step for step in steps if isinstance(step, int)]
    if indexes:
        elements = (_type(steps.get(index, {(): "VARCHAR"})) for index in range(max(indexes) + 1))
        return f"TUPLE({', '.join([*elements, *digits])})"
    no_key = "".join(map(str, steps)) + "?"
    fields = [(str(step), _type(inner)) for step, inner in steps.items()] + [(no_key, each) for each in digits]
    return f"STRUCT({', '.join(f'{quote(name)} {type_}' for name, type_ in fields)})"


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
    if any(isinstance(step, int) and step >= _ELEMENTS for step in steps):
        raise unsupported(f"an element behind the {_ELEMENTS:,}th of a JSON array")
    return tuple(steps)


def _literal_path(path: tuple[Step, ...]) -> str:
    """The path as DuckDB writes it."""
    if any('"' in step for step in path if isinstance(step, str)):
        raise unsupported(f"a JSON key with a double quotation mark ({path})")
    if "*" in path:  # to DuckDB, in quotation marks too, all keys
        raise unsupported("a JSON key '*'")
    return literal("$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path))


def _invalid(uri: str, reason: str) -> SqlError:
    return SqlError(INTERNAL, f"Invalid JSONPath format: {reason}", detail=f"JSONPaths file: {uri}")
