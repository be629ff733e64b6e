"""psql, the program itself: what its backslash commands show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")

Psql = Callable[..., str]


@pytest.fixture
def psql(warehouse: Warehouse, database: str) -> Psql:
    """Runs commands in one psql; what it printed, without alignment."""

    def run(*commands: str, expect_error: bool = False) -> str:
        server = {"PGHOST": "127.0.0.1", "PGPORT": str(warehouse.port), "PGDATABASE": database}
        arguments = [argument for command in commands for argument in ("-c", command)]
        done = subprocess.run(
            ["psql", "-X", "-A", "-v", "ON_ERROR_STOP=1", *arguments], capture_output=True, text=True, timeout=30,
            env=os.environ | server | {"PGUSER": USER, "PGPASSWORD": PASSWORD}, check=False,
        )  # fmt: skip
        assert expect_error == bool(done.returncode), done.stderr
        return done.stderr if expect_error else done.stdout

    return run


def test_dt_lists_the_tables_of_the_search_path(psql: Psql, declared: Any) -> None:
    assert psql(r"\dt") == (
        "List of relations\nschema|name|type|owner\npublic|artists|table|owner\n(1 row)\n"
    )  # fmt: skip


def test_dt_takes_a_pattern(psql: Psql, declared: Any) -> None:
    assert "mart|plays|table|owner\n(1 row)" in psql(r"\dt mart.*")
    assert "mart|plays" in psql("set search_path to mart, public", r"\dt")


def test_dt_shows_temporary_tables(psql: Psql) -> None:
    assert "|scratch|table|owner" in psql("create temp table scratch (a integer)", r"\dt")


def test_d_describes_a_table(psql: Psql, declared: Any) -> None:
    """Declared types with their lengths, NOT NULL, and defaults as they were written."""
    lines = psql(r"\d artists").splitlines()
    assert re.fullmatch(r"""id\|integer\|\|not null\|"identity"\(\d+, 0, '1,1'::text\)""", lines.pop(2))
    assert lines == [
        'Table "public.artists"',
        "Column|Type|Collation|Nullable|Default",
        "name|character varying(20)|||'x'",
        "amount|numeric(10,2)|||",
        "seen|timestamp without time zone|||",
    ]


def test_d_describes_a_view(psql: Psql, declared: Any) -> None:
    assert psql(r"\d mart.codes").splitlines()[:4] == [
        'View "mart.codes"',
        "Column|Type|Collation|Nullable|Default",
        "artist|bigint|||",
        "code|character(3)|||",
    ]


def test_d_alone_lists_tables_and_views(psql: Psql, declared: Any) -> None:
    shown = psql(r"\d")
    assert "public|artists|table|owner\npublic|names|view|owner\n" in shown


def test_d_of_an_unknown_name_says_so(psql: Psql) -> None:
    assert "Did not find any relation named" in psql(r"\d nowhere", expect_error=True)


def test_dn_lists_the_schemas(psql: Psql, declared: Any) -> None:
    assert psql(r"\dn") == "List of schemas\nname|owner\nmart|owner\npublic|rdsdb\n(2 rows)\n"


def test_dn_plus_shows_comments(psql: Psql, declared: Any) -> None:
    assert "mart|owner||the marts" in psql("comment on schema mart is 'the marts'", r"\dn+")


def test_l_lists_every_database(psql: Psql, warehouse: Warehouse, database: str) -> None:
    shown = psql(r"\l")
    assert all(f"\n{name}|rdsdb|UTF8|" in shown for name in warehouse.engine.databases())


def test_du_lists_the_users(psql: Psql) -> None:
    shown = psql("create user reader password 'Quiet1234'", r"\du")
    assert "owner|Superuser, Create role, Create DB|" in shown
    assert "reader||" in shown


def test_dv_lists_the_views_bound_or_not(psql: Psql, declared: Any) -> None:
    assert "public|names|view|owner\n(1 row)" in psql(r"\dv")
    assert "mart|codes|view|owner\nmart|loose|view|owner\n(2 rows)" in psql(r"\dv mart.*")


def test_rows_tags_and_errors_read_as_they_do_in_redshift(psql: Psql) -> None:
    shown = psql("create table t (a integer)", "insert into t values (1), (2)", "select sum(a) from t")
    assert shown == "CREATE TABLE\nINSERT 0 2\nsum\n3\n(1 row)\n"
    assert 'ERROR:  relation "nowhere" does not exist' in psql("select * from nowhere", expect_error=True)
