"""How the star's tables should lie on the slices: computed from the data at hand, for each style that there is.

Here: how unevenly each candidate would spread, the bytes that the star's joins would move, and the choice with its
reason. Not here: changing a table's style, which its declaration does.

Rows are laid on slices by a hash of the distribution key. Redshift does not publish its own; MD5 stands for it.
Any good hash spreads alike: what differs between columns is how many values they have, and how often each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.table import Table

EVEN, ALL = "even", "all"
SMALL = 3_000_000
"""Rows up to which a table may lie whole on every node (guide: c_best-practices-best-dist-key)."""
UNEVEN = 1.5
"""The busiest slice over the average slice, from which a key is no candidate: the others wait for it."""


@dataclass(frozen=True)
class Measured:
    """A table at hand: its rows, its bytes as text, and for each column the rows on the busiest of the slices."""

    rows: int
    bytes: int
    busiest: Mapping[str, int]

    def skew(self, style: str, slices: int) -> float:
        """The busiest slice over the average slice: 1 is even, `slices` is all on one."""
        return self.busiest[style] * slices / self.rows if style in self.busiest and self.rows else 1.0


@dataclass(frozen=True)
class Join:
    """The fact's column that names a dimension's key."""

    column: str
    dimension: str
    key: str


@dataclass(frozen=True)
class Candidate:
    """One table in one style: `even`, `all`, or the key's column. `moved` is the bytes of the star's joins."""

    table: str
    style: str
    skew: float
    moved: int
    declared: bool
    chosen: bool
    why: str


def advise(
    warehouse: RedshiftResource, tables: Mapping[str, Table], slices: int, fact: str = "songplays"
) -> list[Candidate]:
    """Every style of the fact and of its dimensions, with the chosen one of each. Raises WarehouseError."""
    joins = joins_of(tables[fact])
    star = [tables[name] for name in [fact, *dict.fromkeys(join.dimension for join in joins)]]
    measured = {table.name: measure(warehouse, table, slices) for table in star}
    return weigh(tables[fact], star[1:], joins, measured, slices)


def weigh(
    fact: Table, dimensions: Sequence[Table], joins: Sequence[Join], at: Mapping[str, Measured], slices: int
) -> list[Candidate]:
    """The candidates from what was measured: first the fact's, then those of each dimension beside the chosen fact."""

    def lying(join: Join) -> str:
        """How the dimension should lie: whole on every node while it is small, else by its key."""
        return ALL if at[join.dimension].rows <= SMALL else join.key

    def sent(style: str) -> int:
        return sum(_moved(join, style, lying(join), at[fact.name], at[join.dimension], slices) for join in joins)

    spread = [style for style in (EVEN, *fact.column_names) if at[fact.name].skew(style, slices) < UNEVEN]
    best = min(spread, key=lambda style: (sent(style), at[fact.name].skew(style, slices), style != EVEN))
    candidates = [_candidate(fact, style, best, sent(style), at[fact.name], slices) for style in _styles(fact)]
    for dimension in dimensions:
        mine = [join for join in joins if join.dimension == dimension.name]
        chosen = lying(mine[0])
        for style in _styles(dimension):
            moved = sum(_moved(join, best, style, at[fact.name], at[dimension.name], slices) for join in mine)
            candidates.append(_candidate(dimension, style, chosen, moved, at[dimension.name], slices))
    return candidates


def _styles(table: Table) -> list[str]:
    return [ALL, EVEN, *table.column_names]


def _candidate(table: Table, style: str, best: str, moved: int, measured: Measured, slices: int) -> Candidate:
    skew, is_best = measured.skew(style, slices), style == best
    if skew >= UNEVEN:
        why = f"uneven: the busiest slice holds {skew:.1f} times the average"
    elif style == ALL and not is_best:
        why = f"{measured.rows:,} rows, and more every day: too many to load and keep on every node"
    elif style == ALL:
        why = f"{measured.rows:,} rows: few enough to lie whole on every node"
    elif moved:
        why = f"even, but the star's joins move {moved / 1e6:,.1f} MB"
    else:
        why = "even, and the star's joins move nothing"
    return Candidate(table.name, style, skew, moved, style == (table.distkey or table.diststyle), is_best, why)


def joins_of(fact: Table) -> list[Join]:
    """The star's joins are the references that the fact declares."""
    named = [(column.name, column.references.split(".")) for column in fact.columns if column.references]
    return [Join(name, dimension, key) for name, (dimension, key) in named]


def measure(warehouse: RedshiftResource, table: Table, slices: int) -> Measured:
    """Rows, bytes and the busiest slice for each column, in one query."""
    width = " + ".join(f"coalesce(len(cast({column} as varchar)), 0)" for column in table.column_names)
    whole = f"select '' as column_name, count(*) as busiest, sum({width}) as bytes from {table}"
    spread = [
        f"select {text(column)}, max(rows_), cast(0 as bigint) from (select count(*) as rows_ from {table} "
        f"group by mod(strtol(left(md5(cast({column} as varchar)), 8), 16), {slices}))"
        for column in table.column_names
    ]
    found = warehouse.query(" union all ".join([whole, *spread]), label=f"how {table} would lie on {slices} slices")
    rows = {name: (int(busiest or 0), int(size or 0)) for name, busiest, size in found.rows()}
    total, size = rows.pop("")
    return Measured(total, size, {name: busiest for name, (busiest, _) in rows.items()})


def _moved(join: Join, fact_style: str, style: str, fact: Measured, dimension: Measured, slices: int) -> int:
    """Bytes that a join sends between slices, the cheapest way (guide: c_data_redistribution).

    None if both lie together; else the dimension goes to every slice, or to the fact's key, or both to a common key.
    """
    if ALL in (fact_style, style) or (fact_style == join.column and style == join.key):
        return 0
    to_every_slice = dimension.bytes * (slices - 1)
    to_the_fact = dimension.bytes
    to_a_common_key = fact.bytes + (0 if style == join.key else dimension.bytes)
    return min(to_every_slice, to_the_fact if fact_style == join.column else to_a_common_key)


def frame(candidates: Iterable[Candidate]) -> pl.DataFrame:
    """The candidates as rows, for a table or a picture."""
    return pl.DataFrame([vars(candidate) for candidate in candidates])
