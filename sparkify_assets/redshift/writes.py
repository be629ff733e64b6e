"""Writes: the closed set of ways in which a table is filled. Each is a value that gives its statements; none runs them.

A write has two halves with the audits between them: `fill` puts the new rows into a temporary table; `publish` deletes
what they replace and inserts them. Both halves and the audits are one transaction, so a reader sees the old rows or the
new ones. TRUNCATE commits (guide: r_TRUNCATE), so no write uses it.

MERGE is not among them: it can't delete the row whose source has vanished, and a re-delivered log makes rows vanish.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from dataclasses import dataclass

from sparkify_assets.redshift.audits import Scope
from sparkify_assets.redshift.ddl import create_temp, text
from sparkify_assets.redshift.s3 import Copy, S3Object
from sparkify_assets.redshift.table import Table, Window

NEW = "new_rows"
TOUCHED = "touched"
EVERYTHING = Window("0001-01-01", "9999-12-31")


class Write(abc.ABC):
    """What to write, decided by an asset and executed by the warehouse."""

    @abc.abstractmethod
    def fill(self, table: Table, window: Window) -> list[str]:
        """Statements that leave the new rows in the temporary table `new_rows`."""

    @abc.abstractmethod
    def replaced(self, table: Table, window: Window) -> str:
        """The predicate on `table` for the rows that the new ones replace."""

    def publish(self, table: Table, window: Window) -> list[str]:
        """Statements that put the new rows in the place of the old."""
        return [
            f"delete from {table} where {self.replaced(table, window)}",
            f"insert into {table} ({table.select_list}) select {table.select_list} from {NEW}",
        ]

    def scope(self, table: Table, window: Window) -> Scope:
        """What the audits between fill and publish look at."""
        others = f"(select * from {table} where not ({self.replaced(table, window)}))"
        within = window.contains("log_date") if table.partitioned else "true"
        return Scope(rows=NEW, others=others, within=within)


@dataclass(frozen=True)
class SelectingWrite(Write, abc.ABC):
    """A write whose rows are made by a SELECT in the warehouse."""

    select: str


@dataclass(frozen=True)
class ReplaceTable(SelectingWrite):
    """All rows of the table become the rows of `select`."""

    def fill(self, table: Table, window: Window) -> list[str]:
        return [create_temp(NEW, table), _insert(table, self.select)]

    def replaced(self, table: Table, window: Window) -> str:
        return "true"

    def scope(self, table: Table, window: Window) -> Scope:
        return Scope(rows=NEW)


@dataclass(frozen=True)
class ReplacePartition(SelectingWrite):
    """The rows of the run's log dates become the rows of `select`.

    The insert is filtered by the predicate of the delete: no row can leak across the edge of the window.
    """

    def fill(self, table: Table, window: Window) -> list[str]:
        return [create_temp(NEW, table), _insert(table, self.select, where=window.contains("log_date"))]

    def replaced(self, table: Table, window: Window) -> str:
        return window.contains("log_date")


@dataclass(frozen=True)
class ReplaceKeys(SelectingWrite):
    """The rows of the keys that the run's log dates touch become the rows of `select`.

    Touched is every key that `keys` selects (the days' content now) and every key whose row came from one of these days
    (their content before): a row carries in `log_date` the day it was made from. `select` reads the keys from the
    one-column table `touched`, so that it costs what the days cost, and a key it gives no row for loses its row.
    """

    by: str
    keys: str

    def fill(self, table: Table, window: Window) -> list[str]:
        before = f"select {self.by} from {table} where {window.contains('log_date')}"
        return [
            f"create temp table {TOUCHED} as select {self.by} from ({self.keys}) as now union {before}",
            create_temp(NEW, table),
            _insert(table, self.select, where=f"{self.by} in (select {self.by} from {TOUCHED})"),
        ]

    def replaced(self, table: Table, window: Window) -> str:
        return f"{self.by} in (select {self.by} from {TOUCHED})"


@dataclass(frozen=True)
class CopyJson(Write):
    """The rows of the run's log dates (or of the whole table, when it has none) become the records of `objects`.

    One COPY for each log date and compression, from a manifest that names exactly the objects seen. Records that COPY
    can't load fail the write, or are set aside up to `max_errors` a COPY.
    """

    objects: Sequence[S3Object]
    time_format: str = "auto"

    def copies(self, table: Table) -> list[Copy]:
        """The loads to make, in the order of their dates."""
        groups: dict[tuple[str, bool], list[S3Object]] = {}
        for item in sorted(self.objects, key=lambda item: item.key):
            groups.setdefault((item.log_date or "", item.gzipped), []).append(item)
        return [Copy(table, NEW, tuple(items), self.time_format) for items in groups.values()]

    def fill(self, table: Table, window: Window) -> list[str]:
        return [create_temp(NEW, table)]

    def replaced(self, table: Table, window: Window) -> str:
        return window.contains("log_date") if table.partitioned else "true"


def dated(log_date: str) -> str:
    """Give the rows of the COPY just run their log date: COPY can load only what the record says."""
    return f"update {NEW} set log_date = {text(log_date)} where log_date is null"


def _insert(table: Table, select: str, where: str | None = None) -> str:
    condition = f" where {where}" if where else ""
    return f"insert into {NEW} ({table.select_list}) select {table.select_list} from ({select}) as source{condition}"
