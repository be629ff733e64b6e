"""cursors: what a session keeps by name, through psycopg2 and redshift_connector."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest
import redshift_connector

from sparkify_assets_tests.local.warehouse.conftest import fetch

Connect = Callable[..., Any]
NUMBERS = "select 1 as a union all select 2 union all select 3 order by 1"


def sqlstate(cursor: Any, sql: str) -> str:
    with pytest.raises(psycopg2.Error) as raised:
        cursor.execute(sql)
    return str(raised.value.pgcode)


def test_a_named_cursor_of_psycopg2_fetches_in_parts(simple: Any) -> None:
    simple.autocommit = False
    with simple.cursor("parts") as cursor:
        cursor.itersize = 2
        cursor.execute(NUMBERS)
        assert list(cursor) == [(1,), (2,), (3,)]


def test_every_form_of_fetch(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute(f"begin; declare c cursor for {NUMBERS}")
    for form, rows in (("next", [(1,)]), ("forward", [(2,)]), ("forward 5", [(3,)]), ("all", [])):
        cursor.execute(f"fetch {form} from c")
        assert (cursor.fetchall(), cursor.description[0].name) == (rows, "a")
    cursor.execute("close c")
    assert sqlstate(cursor, "fetch all from c") == "34000"


def test_forward_0_fetches_the_current_row_again(simple: Any) -> None:
    """None before the first row and behind the last."""
    cursor = simple.cursor()
    cursor.execute(f"begin; declare c cursor for {NUMBERS}")
    seen = []
    for form in ("forward 0", "forward 3", "forward 0", "forward 0", "next", "forward 0"):
        cursor.execute(f"fetch {form} from c")
        seen.append([row[0] for row in cursor])
    assert seen == [[], [1, 2, 3], [3], [3], [], []]


@pytest.mark.parametrize(
    "sql",
    [
        "begin; declare c cursor for insert into t values (1)", "prepare p as create table u (a integer)",
        "prepare p as commit", "prepare p as truncate t",
    ],
)  # fmt: skip
def test_only_queries_and_writes_have_names(simple: Any, sql: str) -> None:
    cursor = simple.cursor()
    cursor.execute("create table t (a integer)")
    assert sqlstate(cursor, sql) == "42601"


def test_a_cursor_shows_the_rows_of_its_declaration(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute("create table t (a integer); insert into t values (1)")
    cursor.execute("begin; declare c cursor for select a from t; delete from t; fetch all from c")
    assert cursor.fetchall() == [(1,)]


def test_a_cursor_needs_a_transaction_block_and_ends_with_it(simple: Any) -> None:
    cursor = simple.cursor()
    assert sqlstate(cursor, f"declare c cursor for {NUMBERS}") == "25P01"
    cursor.execute(f"begin; declare c cursor for {NUMBERS}; commit")
    assert sqlstate(cursor, "fetch next from c") == "34000"


def test_one_cursor_at_a_time(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute(f"begin; declare c cursor for {NUMBERS}")
    assert sqlstate(cursor, f"declare d cursor for {NUMBERS}") == "0A000"
    cursor.execute(f"rollback; begin; declare d cursor for {NUMBERS}")


def test_the_extended_protocol_is_told_the_cursors_columns(connect: Connect) -> None:
    connection = connect(autocommit=False)
    fetch(connection, "declare c cursor for select 1 as a, 'x'::varchar(3) as b")
    assert fetch(connection, "fetch all from c") == [(1, "x")]


def test_the_same_fetch_of_other_columns_is_an_error_and_no_wrong_row(connect: Connect) -> None:
    """The driver prepares `fetch next from c` once and reads what follows by the columns it was told then."""
    connection = connect(autocommit=False)
    fetch(connection, "declare c cursor for select 1 as a")
    assert fetch(connection, "fetch next from c") == [(1,)]
    fetch(connection, "close c")
    fetch(connection, "declare c cursor for select 'x'::varchar(3) as b")
    with pytest.raises(redshift_connector.ProgrammingError, match="cached plan must not change result type"):
        fetch(connection, "fetch next from c")


def test_prepare_execute_deallocate(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute("create table t (a integer, b varchar(5)); insert into t values (1, 'x'), (2, 'y')")
    cursor.execute("prepare q (integer, varchar) as select a, b from t where a = $1 or b = $2 order by a")
    cursor.execute("execute q (1 + 0, 'y')")
    assert cursor.fetchall() == [(1, "x"), (2, "y")]
    cursor.execute("deallocate prepare q")
    assert sqlstate(cursor, "execute q (1, 'y')") == "26000"


def test_a_prepared_write_gives_its_own_tag(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute("create table t (a integer); prepare w (integer) as insert into t values ($1); execute w (7)")
    assert (cursor.statusmessage, cursor.rowcount) == ("INSERT 0 1", 1)


def test_names_and_numbers_of_arguments_are_checked(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute("prepare q (integer) as select $1")
    assert sqlstate(cursor, "prepare q as select 1") == "42P05"
    assert sqlstate(cursor, "execute q") == "42601"
    assert sqlstate(cursor, "execute q (1, 2)") == "42601"
    cursor.execute("deallocate all; prepare q as select 1")


def test_cursors_as_odbc_drivers_write_them(simple: Any) -> None:
    cursor = simple.cursor()
    cursor.execute('begin; declare "SQL_CUR1" cursor for select 1 as a; fetch 10 in "SQL_CUR1"')
    assert cursor.fetchall() == [(1,)]
    assert sqlstate(cursor, 'declare "SQL_CUR2" cursor with hold for select 1') == "0A000"
