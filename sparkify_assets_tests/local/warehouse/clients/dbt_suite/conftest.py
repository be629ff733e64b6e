"""dbt's own adapter tests, told where the warehouse is. Their projects, logs and profiles stay in temporary folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import sqlparse
from dbt.adapters.factory import reset_adapters
from dbt.tests.fixtures.project import *  # noqa: F403  (dbt's fixtures, for dbt's tests)

from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse

GRANTEES = ("dbt_test_user_1", "dbt_test_user_2", "dbt_test_user_3")


@pytest.fixture(scope="class", name="dbt_profile_target")
def target(warehouse: Warehouse, grantees: None) -> dict[str, Any]:
    reset_adapters()  # dbt would go on with the one of a run that this process has made for another warehouse
    return {
        "type": "redshift", "host": "127.0.0.1", "port": warehouse.port, "user": USER, "password": PASSWORD,
        "dbname": "first", "threads": 4, "sslmode": "disable", "autocommit": True,
    }  # fmt: skip


@pytest.fixture(scope="session")
def grantees(warehouse: Warehouse) -> Iterator[None]:
    """The three users that the tests of grants name by environment variables."""
    connection = psycopg2.connect(host="127.0.0.1", port=warehouse.port, user=USER, password=PASSWORD, dbname="first")
    connection.autocommit = True
    with connection.cursor() as cursor, pytest.MonkeyPatch.context() as patch:
        for name in GRANTEES:
            cursor.execute(f"create user {name} password disable")
            patch.setenv(name.upper(), name)
        yield
    connection.close()


@pytest.fixture(scope="class", name="logs_dir")
def temporary_logs_dir(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("logs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_LOG_PATH", str(folder))
        yield str(folder)


@pytest.fixture(scope="class", name="project")
def project_of_single_statements(project_setup: Any, project_files: None) -> Any:
    """dbt's project, whose `run_sql` sends a script one statement at a time: the extended protocol takes no more."""
    run_one = project_setup.run_sql

    def run_sql(sql: str, fetch: str | None = None) -> Any:
        results = [run_one(statement, fetch) for statement in sqlparse.split(sql) if _says_something(statement)]
        return results[-1] if results else None

    project_setup.run_sql = run_sql
    return project_setup


def _says_something(statement: str) -> bool:
    return bool(sqlparse.format(statement, strip_comments=True).strip(" ;\n"))
