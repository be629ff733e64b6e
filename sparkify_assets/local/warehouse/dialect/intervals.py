"""Interval literals: `interval '1w, 1h, 1m, 1s'`, `interval '3' day`.

Here: the words of a literal, and what they are to DuckDB. Not here: arithmetic with intervals (`operators`). Rule:
`r_interval_literals` of the developer guide.
"""

from __future__ import annotations

import re

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.dates import PARTS
from sparkify_assets.local.warehouse.dialect.rules import node
from sparkify_assets.local.warehouse.dialect.typed import INTERVAL, typed
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import SessionState
from sparkify_assets.local.warehouse.parser import veiled

_QUANTITY = re.compile(r"([+-]?\d*\.?\d+)\s*([a-z]+)\s*,?\s*")
_NOT_A_LENGTH = {"dow", "doy", "epoch"}


@node(exp.Interval)
def interval(tree: exp.Expr, session: SessionState) -> exp.Expr:
    unit = tree.args.get("unit")
    quantity = veiled(tree.this.name)
    if not quantity.isascii():
        raise SqlError("42601", f'syntax error at or near "{tree.this.name}": an interval stands in quotes')
    words = spelled_out(f"{quantity} {unit.name if unit is not None else ''}".strip().lower())
    return typed(exp.Cast(this=exp.Literal.string(words), to=exp.DataType.build("INTERVAL")), INTERVAL)


def spelled_out(words: str) -> str:
    """The quantities with their parts in full; a bare number is seconds; a time of day stays as it is."""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", words):
        return f"{words} second"
    if not re.fullmatch(f"({_QUANTITY.pattern})+", words):
        return words
    return " ".join(f"{quantity} {_part(word)}" for quantity, word in _QUANTITY.findall(words))


def _part(word: str) -> str:
    part = PARTS.get(word)
    if part is None or part in _NOT_A_LENGTH:
        raise SqlError("22023", f'interval unit "{word}" is not recognized')
    return part
