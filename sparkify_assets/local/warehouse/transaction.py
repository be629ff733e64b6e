"""One client's transaction on DuckDB: its locks, its snapshot, and its place in the serial order.

Rules: "Serializable isolation" and "Managing concurrent write operations" in the Redshift developer guide. Not here:
which statements begin and end a transaction (`backend`), who waits for whom (`locks`), what order there is (`serial`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import duckdb

from sparkify_assets.local.warehouse.database import Database
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import Kind, Statement

# What waits for the readers of the tables it names, and keeps them out until the transaction ends.
_EXCLUSIVE = ("LOCK", "TRUNCATE", "ALTER TABLE", "CREATE VIEW", "DROP TABLE", "DROP VIEW", "DROP SCHEMA")


class Transaction:
    """Between `begin` and `commit` or `roll_back`; outside of that DuckDB commits each statement by itself."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, database: Database, owner: int) -> None:
        self.begun = False
        self.read_only = False
        self.changed_catalog = False
        self._cursor = cursor
        self._database = database
        self._owner = owner
        self._generation = 0
        self._locked = False

    @property
    def generation(self) -> int:
        """Counts the changes of the catalog, those that the transaction can see.

        What it has changed itself, it sees; of what others have, only what was there when it began.
        """
        return self._generation if self.begun and not self.changed_catalog else self._database.generation

    def lock(self, statement: Statement, still_wanted: Callable[[], None], *, alone: bool) -> None:
        """Lock what a statement writes and wait for what it reads.

        What is read stays read until the transaction's end; a query alone is over at once.

        SqlError 25006 where the transaction may only read, 40P01 in a deadlock. Before `begin`, the snapshot is still
        to be taken, so waiting for another's commit is enough to see it.
        """
        locks, tables = self._database.locks, _shared(statement.writes)
        if self.read_only and (tables or statement.kind is Kind.DDL):
            raise SqlError("25006", "transaction is read-only")
        reads = _shared(statement.reads | statement.leans_on)
        hold = not alone or bool(statement.leans_on)
        self._locked |= bool(tables or (reads and hold))
        locks.take(self._owner, reads, "read", still_wanted, hold=hold)
        locks.take(self._owner, tables, "exclusive" if statement.tag in _EXCLUSIVE else "write", still_wanted)

    def begin(self) -> None:
        if not self.begun:
            self.begun = True
            with self._database.serial.moment:
                self._generation = self._database.generation
                self._database.serial.begin(self._owner)
                self._cursor.execute("BEGIN TRANSACTION")
                self._cursor.execute("SELECT txid_current()")  # only with a statement like this is there a snapshot

    def uses(self, statement: Statement) -> None:
        """Goes on to a statement; SqlError 1023 if others that overlap have made that impossible."""
        serial, reads, writes = self._database.serial, _shared(statement.reads), _shared(statement.writes)
        if statement.kind is not Kind.DDL:
            serial.require_unchanged(self._owner, reads | writes)
        serial.use(self._owner, reads, writes)
        if statement.kind is Kind.DDL:
            serial.change(self._owner, _shared(statement.leans_on), writes if statement.steps else frozenset())

    def commit(self) -> None:
        """Make it durable, then let the next writer in. If DuckDB can't commit, nothing of it stays."""
        try:
            with self._database.serial.moment if self.begun else contextlib.nullcontext():
                if self.begun:
                    self._commit()
                self._end(committed=True)
        except BaseException:
            self.roll_back()
            raise

    def _commit(self) -> None:
        try:
            self._cursor.execute("COMMIT")
        except duckdb.FatalException as error:
            # The write-ahead log has it, but couldn't be merged into the file: only the next statement fails.
            if "COMMIT succeeded and is durable" not in str(error):
                raise

    def roll_back(self) -> None:
        try:
            if self.begun:
                self._cursor.execute("ROLLBACK")
        except (duckdb.TransactionException, duckdb.FatalException):
            pass  # a commit that failed has already rolled back, and so has a database that stopped
        finally:
            self._end(committed=False)

    def _end(self, *, committed: bool) -> None:
        self.read_only = False
        if self.changed_catalog:
            self.changed_catalog = False
            self._database.generation += 1  # before the locks go: who waited for them understands its statement anew
        if self.begun:
            self.begun = False
            self._database.serial.end(self._owner, committed=committed)
        if self._locked:
            self._locked = False
            self._database.locks.release(self._owner)


def _shared(tables: frozenset[str]) -> frozenset[str]:
    """Those that other sessions can change: neither temporary tables nor the catalog, which is always read anew."""
    return frozenset(
        table for table in tables if not table.startswith(("pg_temp", "pg_catalog.", "information_schema."))
    )
