"""psycopg2: what it writes into a statement for the values of Python, and what it hears of the server."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg2
import pytest


@pytest.fixture
def cursor(simple: Any) -> Any:
    return simple.cursor()


@pytest.mark.parametrize(
    "value",
    [
        True, None, -1, 2**40, Decimal("1.50"), "it's", "back\\slash \\n", "%s", "ü", "",
        dt.date(2018, 11, 1), dt.time(1, 2, 3, 4), dt.datetime(2018, 11, 1, 1, 2, 3, 4),
        dt.datetime(2018, 11, 1, tzinfo=dt.UTC), dt.timedelta(1, 2, 3), float("inf"),
    ],
)  # fmt: skip
def test_a_value_comes_back_as_it_went(cursor: Any, value: Any) -> None:
    """libpq doubles the backslashes of a string, for it is not told that they stand for themselves."""
    cursor.execute("select %s", (value,))
    assert cursor.fetchone() == (value,)


def test_tuples_are_for_in_and_lists_for_any(cursor: Any) -> None:
    """What psycopg2 makes of a list, ARRAY[...], may hold integers and is no type of a column."""
    cursor.execute("select 1 where 2 in %s and 2 = any (%s)", ((1, 2), [1, 2]))
    assert cursor.fetchone() == (1,)
    cursor.execute("select %s", ([1, 2],))
    assert cursor.fetchone() == ([1, 2],)
    for statement, values in ("select %s", ["a"]), ("create table listed as select %s as a", [1]):
        with pytest.raises(psycopg2.errors.FeatureNotSupported):
            cursor.execute(statement, (values,))


def test_copy_from_the_client_is_refused(cursor: Any, tmp_path: Any) -> None:
    cursor.execute("create table t (a integer)")
    (tmp_path / "rows").write_text("1\n")
    with (tmp_path / "rows").open() as rows, pytest.raises(psycopg2.Error):
        cursor.copy_expert("copy t from stdin", rows)
    cursor.execute("select count(*) from t")
    assert cursor.fetchone() == (0,)


def test_notices_and_tags(simple: Any, cursor: Any) -> None:
    cursor.execute("commit")
    assert cursor.statusmessage == "COMMIT"
    assert simple.notices == ["NOTICE:  there is no transaction in progress\n"]


def test_a_script_that_cannot_be_read_runs_nothing(simple: Any) -> None:
    """As in PostgreSQL, which reads the whole text before it runs the first statement."""
    with simple.cursor() as cursor:
        for wrong in ("selec 1", "select 1 from where", "drop", "explain select 1"):
            with pytest.raises(psycopg2.Error):
                cursor.execute(f"create table t (a int); insert into t values (1); commit; {wrong}")
            with pytest.raises(psycopg2.errors.UndefinedTable):
                cursor.execute("select * from t")
        cursor.execute("create table t (a int); insert into t values (1); create table u as select * from t")
        cursor.execute("drop table u; create table u (b int); insert into u (b) values (3); select b from u")
        assert cursor.fetchall() == [(3,)]
