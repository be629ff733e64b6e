"""database: one DuckDB file, shared by its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sparkify_assets.local.warehouse.database import Database
from sparkify_assets.local.warehouse.history import History


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database("dev", tmp_path / "dev.duckdb", History())
    yield database
    database.close()


def test_sessions_share_tables_and_keep_temporary_ones_to_themselves(database: Database) -> None:
    one, other = database.cursor("owner"), database.cursor("owner")
    one.execute("create table shared (a integer)")
    one.execute("create temp table mine (a integer)")
    assert other.execute("select count(*) from shared").fetchone() == (0,)
    with pytest.raises(duckdb.CatalogException):
        other.execute("select count(*) from mine")


def test_a_session_sees_nothing_of_another_one_s_open_transaction(database: Database) -> None:
    one, other = database.cursor("owner"), database.cursor("owner")
    one.execute("create table t (a integer)")
    one.execute("begin")
    one.execute("insert into t values (1)")
    assert other.execute("select count(*) from t").fetchone() == (0,)
    one.execute("commit")
    assert other.execute("select count(*) from t").fetchone() == (1,)


def test_no_python_variable_stands_for_a_table(database: Database) -> None:
    a_variable = [1]
    with pytest.raises(duckdb.CatalogException, match="a_variable"):
        database.cursor("owner").execute("select * from a_variable")
    assert a_variable == [1]
