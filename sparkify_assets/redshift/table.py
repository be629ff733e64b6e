"""Tables and columns as values: declared once, read by DDL, audits, COPY, lineage and documentation.

Here: what a table is. Not here: SQL that makes or fills one (`ddl`, `writes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property


@dataclass(frozen=True)
class Column:
    """A column: its Redshift type, what it means, and the rules its values keep.

    `source` is the key of the JSON record that COPY reads into it. `references` is `table.column` of the dimension that
    must hold the value. `accepted` lists the only values that are expected beside NULL.
    """

    name: str
    type: str
    comment: str
    nullable: bool = True
    primary_key: bool = False
    references: str | None = None
    accepted: tuple[str, ...] = ()
    source: str | None = None

    @property
    def required(self) -> bool:
        """Whether NULL is refused. Redshift enforces NOT NULL, and a primary key implies it (r_CREATE_TABLE_NEW)."""
        return self.primary_key or not self.nullable


column = Column


@dataclass(frozen=True)
class Window:
    """Half-open range of log dates [start, end), ISO formatted: the partitions of one run."""

    start: str
    end: str

    @classmethod
    def of(cls, first: str, last: str) -> Window:
        """The window from the first to the last day, both inside."""
        return cls(first, (date.fromisoformat(last) + timedelta(days=1)).isoformat())

    @property
    def days(self) -> list[str]:
        """Every day of the window, in order."""
        first, end = date.fromisoformat(self.start), date.fromisoformat(self.end)
        return [(first + timedelta(days=number)).isoformat() for number in range((end - first).days)]

    def contains(self, column_name: str) -> str:
        """The one predicate by which rows of the window are selected, deleted and audited."""
        return f"{column_name} >= '{self.start}' and {column_name} < '{self.end}'"


@dataclass(frozen=True)
class Table:
    """A table of the warehouse. In an f-string it is its own name, ready for FROM."""

    schema: str
    name: str
    comment: str
    columns: tuple[Column, ...]
    diststyle: str = "auto"
    distkey: str | None = None
    sortkey: tuple[str, ...] = ()
    partitioned: bool = False

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key, in order."""
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def select_list(self) -> str:
        return ", ".join(self.column_names)


class Partition:
    """The rows of a table that belong to the run's log dates. In an f-string it is a derived table, ready for FROM."""

    def __init__(self, table: Table, window: Window) -> None:
        self.table = table
        self.window = window

    def __str__(self) -> str:
        return f"(select * from {self.table} where {self.window.contains('log_date')})"
