"""One database: a DuckDB file, and what its sessions have to know of one another.

Not here: which databases there are (engine), what one session does with it (transaction, backend).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from sparkify_assets.local.warehouse import catalog
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN
from sparkify_assets.local.warehouse.history import History
from sparkify_assets.local.warehouse.locks import TableLocks
from sparkify_assets.local.warehouse.serial import SerialOrder

# Nothing is fetched from the network, and no Python variable stands for a table.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}


class Database:
    """One open DuckDB file, and what its sessions have to know of one another."""

    def __init__(self, name: str, path: Path, history: History) -> None:
        self.name = name
        self.path = path
        self.locks = TableLocks()
        self.serial = SerialOrder(self.table_id)
        self.generation = 0  # counts the changes of the catalog that any session made
        self._connection = duckdb.connect(str(path), config=_CONFIG)
        try:
            self._connection.execute("SET GLOBAL TimeZone = 'UTC'")
            self._connection.execute("BEGIN TRANSACTION")  # many small statements: one commit instead of one each
            catalog.bootstrap(self._connection, history)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.close()  # half open, it would be in the way of the next who tries
            raise

    def cursor(self, user: str) -> duckdb.DuckDBPyConnection:
        """A session's own: DuckDB keeps transaction and temporary tables by cursor."""
        cursor = self._connection.cursor()
        catalog.open_session(cursor, user)
        return cursor

    def table_id(self, table: str) -> object:
        """The object id of a table or view as it is now; of what is none, the name."""
        query = f"select oid from {HIDDEN}._relations where schema || '.' || name = $1"
        with self._connection.cursor() as cursor:
            found = cursor.execute(query, [table]).fetchone()
        return found[0] if found else table

    def has_stopped(self) -> bool:
        """Whether DuckDB refuses everything, as after a checkpoint that found no room on the disk."""
        try:
            self._connection.execute("SELECT 1")
        except duckdb.FatalException:
            return True
        return False

    def close(self) -> None:
        self._connection.close()
