"""A session of the dialect's own for each test, on one database in memory."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from sparkify_assets.local.warehouse import catalog
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    catalog.bootstrap(connection)
    yield connection
    connection.close()


@pytest.fixture
def session(database: duckdb.DuckDBPyConnection) -> Iterator[Direct]:
    """Whatever the test does is undone: it all happens in one transaction."""
    cursor = database.cursor()
    catalog.open_session(cursor)
    cursor.execute("BEGIN TRANSACTION")
    yield Direct(cursor)
    cursor.execute("ROLLBACK")
    cursor.close()
