"""Redshift SQL run on DuckDB without a server in between: what the dialect's and the DDL's tests stand on."""

from __future__ import annotations

from typing import Any

import duckdb

from sparkify_assets.local.warehouse import catalog, errors, settings, statements
from sparkify_assets.local.warehouse.dialect.typed import spelled
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import Statement
from sparkify_assets.local.warehouse.parser import split


class Direct:
    """One client's session on a cursor. The test's transaction is open and is rolled back at its end."""

    user = "owner"
    database = "memory"
    pid = 4711
    last_copy_id = 7
    last_copy_count = 42
    last_unload_id = 8
    last_unload_count = 43
    last_query_id = 9

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self.cursor = cursor
        catalog.open_session(cursor, self.user)
        self.settings = settings.defaults()

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of the last statement of a script."""
        rows: list[tuple[Any, ...]] = []
        try:
            for text in split(sql):
                for step in statements.parse(text, self).steps:
                    rows = self.cursor.execute(step).fetchall()
        except duckdb.Error as error:
            raise errors.from_engine(error) from error
        return rows

    def parse(self, sql: str) -> list[Statement]:
        return [statements.parse(text, self) for text in split(sql)]

    def value(self, expression: str) -> Any:
        """What one expression gives."""
        ((value,),) = self.run(f"select {expression}")
        return value

    def type(self, expression: str) -> str:
        """The Redshift type of one expression."""
        (statement,) = self.parse(f"select {expression}")
        assert statement.columns is not None
        return spelled(statement.columns[0].type)

    def refused(self, sql: str) -> str:
        """The SQLSTATE that a statement ends with."""
        try:
            self.run(sql)
        except SqlError as error:
            return error.sqlstate
        return "00000"
