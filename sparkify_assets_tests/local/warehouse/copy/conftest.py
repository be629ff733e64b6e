"""A bucket on the real local S3 and a DuckDB session beside it, for the tests of COPY and UNLOAD."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import obstore
import pytest
import sqlglot
from sqlglot import exp

from sparkify_assets.local.warehouse import catalog
from sparkify_assets.local.warehouse.copy import load, options, sources
from sparkify_assets.local.warehouse.dialect.typed import from_datatype
from sparkify_assets.local.warehouse.history import History


@dataclass
class Session:
    """What COPY needs of a client's session."""

    cursor: duckdb.DuckDBPyConnection
    user: str = "owner"
    database: str = "test"
    pid: int = 1001
    settings: dict[str, str] = field(default_factory=lambda: {"search_path": "public"})
    last_copy_id: int = 0
    last_copy_count: int = 0
    last_unload_id: int = 0
    last_unload_count: int = 0
    last_query_id: int = 100


@dataclass
class Warehouse:
    """A session with shorthands for what the tests do all the time."""

    session: Session
    bucket: str
    folder: Path

    def put(self, key: str, content: str | bytes) -> str:
        obstore.put(sources.store(self.bucket), key, content.encode() if isinstance(content, str) else content)
        return f"s3://{self.bucket}/{key}"

    def create(self, columns: str, name: str = "t", schema: str = "public") -> None:
        """Creates a table as the dialect would, and declares its columns."""
        tree = sqlglot.parse_one(f"create table {name} ({columns})", dialect="redshift")
        where, word = ("temp.main", "temp ") if schema == "pg_temp" else (schema, "")
        declared = "temp.main" if schema == "pg_temp" else "_redshift"
        execute = self.session.cursor.execute
        execute(f"create {word}table {where}.{name} ({columns.replace(' super', ' json')})")
        execute(
            f"insert into {declared}._relations (oid, schema, name, kind) values (1, ?, ?, 'table')", [schema, name]
        )
        for position, column in enumerate(tree.find_all(exp.ColumnDef)):
            kind = from_datatype(column.args["kind"])
            execute(
                f"insert into {declared}._columns (schema, relation, position, name, type, modifiers, not_null)"
                " values (?, ?, ?, ?, ?, ?, ?)",
                [schema, name, position, column.name, kind.name, list(kind.modifiers),
                 column.find(exp.NotNullColumnConstraint) is not None],
            )  # fmt: skip

    def copy(self, source: str, rest: str = "json 'auto'", table: str = "t") -> int:
        self.session.last_query_id += 1
        command = options.parse(f"copy {table} from '{source}' iam_role default {rest}")
        return load.run(command, self.session)

    def rows(self, query: str = "select * from t") -> list[tuple[Any, ...]]:
        return self.session.cursor.execute(query).fetchall()

    def errors(self, columns: str = "filename, line_number, colname, err_code, err_reason") -> list[tuple[Any, ...]]:
        """What `stl_load_errors` has of the newest load."""
        return self.rows(
            f"select {columns} from _redshift.stl_load_errors where query = {self.session.last_query_id} order by all"
        )


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A local S3 in a process of its own, named by the environment; gives the folder that holds the buckets."""
    root = tmp_path_factory.mktemp("s3")
    environment = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-west-2"}
    process = subprocess.Popen(
        [sys.executable, "-m", "sparkify_assets.local.s3", "--root", str(root), "--port", "0"],
        stdout=subprocess.PIPE, text=True, env=os.environ | environment,
    )  # fmt: skip
    assert process.stdout
    address = process.stdout.readline().split()[-1]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (environment | {"AWS_ENDPOINT_URL_S3": f"http://{address}"}).items():
            patch.setenv(name, value)
        (root / "lake").mkdir()
        yield root
    process.terminate()
    process.wait(10)


@pytest.fixture
def warehouse(s3: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """A new database, and a bucket that is the test's own."""
    bucket = tmp_path.name.replace("_", "-").lower()[:60].strip("-")
    (s3 / bucket).mkdir()
    connection = duckdb.connect(str(tmp_path / "test.duckdb"))
    connection.execute("set global TimeZone = 'UTC'")
    catalog.bootstrap(connection, History())
    cursor = connection.cursor()
    catalog.open_session(cursor, "rdsdb")
    cursor.execute("use public")
    yield Warehouse(Session(cursor), bucket, tmp_path)
    connection.close()
