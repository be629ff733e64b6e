"""Interval literals: `interval '1w, 1h, 1m, 1s'`, `interval '3' day`.

Here: the words of a literal, what they are to DuckDB, and the names of date parts, which functions take, too. Not here:
arithmetic with intervals (`operators`). Rule: `r_interval_literals` of the developer guide.
"""

from __future__ import annotations

import re

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.rules import node
from sparkify_assets.local.warehouse.dialect.typed import INTERVAL, typed
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState
from sparkify_assets.local.warehouse.parser import veiled

# `r_Dateparts_for_datetime_functions`: every spelling -> DuckDB's name.
PARTS = {
    spelling: part
    for part, spellings in {
        "millennium": "millennium millennia mil mils", "century": "century centuries c cent cents",
        "decade": "decade decades dec decs", "epoch": "epoch", "year": "year years y yr yrs",
        "quarter": "quarter quarters qtr qtrs", "month": "month months mon mons", "week": "week weeks w",
        "dow": "dayofweek dow dw weekday", "doy": "dayofyear doy dy yearday", "day": "day days d",
        "hour": "hour hours h hr hrs", "minute": "minute minutes m min mins", "second": "second seconds s sec secs",
        "millisecond": "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon",
        "microsecond": "microsecond microseconds us usec usecs usecond useconds microsec microsecs microsecon",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip
_QUANTITY = re.compile(r"([+-]?\d*\.?\d+)\s*([a-z]+)\s*,?\s*")
_NOT_A_LENGTH = {"dow", "doy", "epoch"}


@node(exp.Interval)
def interval(tree: exp.Expr, session: SessionState) -> exp.Expr:
    words = veiled(tree.this.name)
    if not words.isascii():
        raise SqlError("42601", f'syntax error at or near "{tree.this.name}": an interval stands in quotes')
    unit = tree.args.get("unit")
    if unit is not None:
        # Parts of a quantity that are smaller than the unit would be cut off.
        if isinstance(unit, exp.IntervalSpan) or not re.fullmatch(r"[+-]?\d+", words.strip()):
            raise unsupported("an interval with a unit behind it, and more than a whole number in quotes,")
        words = f"{words} {unit.name}"
    full = spelled_out(re.sub(r"(?<!\d)\.", "0.", words.strip().lower()))
    return typed(exp.Cast(this=exp.Literal.string(full), to=exp.DataType.build("INTERVAL")), INTERVAL)


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
