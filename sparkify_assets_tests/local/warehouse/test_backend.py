"""backend: transactions, results and failures, as redshift_connector and psycopg2 see them."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
import redshift_connector

from sparkify_assets.local.warehouse import statements
from sparkify_assets.local.warehouse.copy import load
from sparkify_assets.local.warehouse.interfaces import ROWS_PER_CHUNK, SessionState
from sparkify_assets.local.warehouse.serial import SerialOrder
from sparkify_assets.local.warehouse.transaction import Transaction
from sparkify_assets_tests.local.warehouse.conftest import ENDLESS, Warehouse, fetch

Connect = Callable[..., Any]


def failure(work: Callable[[], object]) -> dict[str, str]:
    """The fields of the error that the driver raises."""
    with pytest.raises(redshift_connector.Error) as raised:
        work()
    fields: dict[str, str] = raised.value.args[0]
    return fields


def waiting(work: Callable[[], object]) -> threading.Thread:
    """A thread that does the work, which has to wait for another session."""
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.2)
    assert thread.is_alive()
    return thread


def test_every_type_reaches_the_driver_as_what_it_is(connect: Connect) -> None:
    """An announced type that isn't exact would put the driver out of step."""
    cursor = connect().cursor()
    cursor.execute(
        "select 1::smallint as a, 2::integer as b, 3::bigint as c, 1.50::numeric(10, 2) as d, 1.5::real as e,"
        " 0.1::double precision as f, true as g, 'x'::varchar(5) as h, date '2018-11-01' as i,"
        " timestamp '2018-11-01 21:01:46.796' as j, null::integer as k"
    )
    moment = dt.datetime(2018, 11, 1, 21, 1, 46, 796000)
    expected = [1, 2, 3, Decimal("1.50"), 1.5, 0.1, True, "x", dt.date(2018, 11, 1), moment, None]
    assert list(cursor.fetchall()) == [expected]
    assert [column[1] for column in cursor.description] == [21, 23, 20, 1700, 700, 701, 16, 1043, 1082, 1114, 23]


def test_parameters_of_every_kind_come_back(connect: Connect) -> None:
    connection = connect()
    fetch(
        connection,
        "create table t (a integer, b varchar(20), c timestamp, d numeric(10, 2), e boolean, f float, g date)",
    )
    row = (70000, "né", dt.datetime(2018, 11, 1, 1, 2, 3), Decimal("1.25"), True, 2.5, dt.date(2018, 11, 1))
    fetch(connection, "insert into t values (%s, %s, %s, %s, %s, %s, %s)", row)
    fetch(connection, "insert into t values (%s, %s, %s, %s, %s, %s, %s)", (None,) * 7)
    assert fetch(connection, "select * from t where a = %s", (70000,)) == [row]
    assert fetch(connection, "select count(*) from t where b is null") == [(1,)]


def test_a_constant_query_gives_the_same_however_often_it_is_asked(connect: Connect, simple: Any) -> None:
    """Its row is remembered: names and types are those of a query that is run, and a failed transaction refuses it."""
    constant = "select 1, null as n, -2.50 as d, 'x  ' as t, true"
    for connection in (connect(), simple):
        seen = set()
        for asked in (constant, constant, constant, f"{constant} from (select 1) as one"):
            cursor = connection.cursor()
            cursor.execute(asked)
            seen.add((str([column[:2] for column in cursor.description]), tuple(cursor.fetchone())))
        assert len(seen) == 1
    connection = connect(autocommit=False)
    fetch(connection, constant)
    failure(lambda: fetch(connection, "select no_such_column"))
    assert failure(lambda: fetch(connection, constant))["C"] == "25P02"


def test_row_counts_are_those_of_the_statement(connect: Connect, simple: Any) -> None:
    fetch(connect(), "create table t (a integer)")
    with simple.cursor() as cursor:
        for sql, count, tag in (
            ("insert into t values (1), (2), (3)", 3, "INSERT 0 3"),
            ("update t set a = a + 1 where a > 1", 2, "UPDATE 2"),
            ("delete from t where a = 1", 1, "DELETE 1"),
        ):
            cursor.execute(sql)
            assert (cursor.rowcount, cursor.statusmessage) == (count, tag)


def test_a_large_result_is_whole_and_in_order(connect: Connect, simple: Any) -> None:
    """More rows than one chunk, so that most of them go the fast way; in binary and in text."""
    connection = connect()
    fetch(connection, "create table n (a integer)")
    fetch(connection, "insert into n values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)")
    sql = (
        "select x.a + 10 * y.a + 100 * z.a + 1000 * w.a + 10000 * v.a as i, 'row ' || i as name"
        " from n as x, n as y, n as z, n as w, n as v where v.a < 2 order by i"
    )
    expected = [(i, f"row {i}") for i in range(20_000)]
    assert fetch(connection, sql) == expected
    assert fetch(connection, f"{sql} limit {ROWS_PER_CHUNK}") == expected[:ROWS_PER_CHUNK]
    with simple.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.fetchall() == expected


def test_what_is_not_committed_is_seen_by_nobody_else(connect: Connect) -> None:
    writer, reader = connect(autocommit=False), connect()
    fetch(reader, "create table t (a integer)")
    fetch(writer, "insert into t values (1)")
    assert fetch(writer, "select a from t") == [(1,)]
    assert fetch(reader, "select a from t") == []
    writer.commit()
    assert fetch(reader, "select a from t") == [(1,)]


def test_a_rollback_takes_everything_back(connect: Connect) -> None:
    """Rows, tables and settings alike."""
    connection = connect(autocommit=False)
    fetch(connection, "create table kept (a integer)")
    connection.commit()
    fetch(connection, "insert into kept values (1)")
    fetch(connection, "create table dropped (a integer)")
    fetch(connection, "set query_group to 'load'")
    connection.rollback()
    assert fetch(connection, "select a from kept") == []
    assert fetch(connection, "show query_group") == [("default",)]
    assert failure(lambda: fetch(connection, "select a from dropped"))["C"] == "42P01"


def test_a_rollback_keeps_what_the_client_asked_for_on_connecting(connect: Connect) -> None:
    connection = connect(autocommit=False, application_name="loader")
    fetch(connection, "select 1")
    connection.rollback()
    assert fetch(connection, "show application_name") == [("loader",)]


def test_in_a_failed_transaction_only_rollback_is_heard(connect: Connect) -> None:
    """25P02 until then; COMMIT is a rollback, too."""
    connection = connect(autocommit=False)
    fetch(connection, "create table t (a integer)")
    connection.commit()
    fetch(connection, "insert into t values (1)")
    assert failure(lambda: fetch(connection, "select * from nowhere"))["C"] == "42P01"
    for refused in ("select a from t", "select * from nowhere", "insert into made_in_it values (1)"):
        assert failure(lambda refused=refused: fetch(connection, refused))["C"] == "25P02"  # type: ignore[misc]
    connection.commit()
    assert fetch(connection, "select a from t") == []


@pytest.mark.parametrize(
    ("begin", "end"), [("begin", "end"), ("start transaction", "commit work"), ("begin work", "abort")]
)
def test_transactions_begin_and_end_by_any_of_their_names(simple: Any, begin: str, end: str) -> None:
    with simple.cursor() as cursor:
        cursor.execute("create table t (a integer)")
        cursor.execute(begin)
        assert simple.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_INTRANS
        cursor.execute("insert into t values (1)")
        cursor.execute(end)
        assert simple.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_IDLE
        cursor.execute("select count(*) from t")
        assert cursor.fetchone() == (0 if end == "abort" else 1,)


def test_truncate_commits_what_came_before_it(connect: Connect) -> None:
    """TRUNCATE can't be rolled back and takes the transaction with it (r_TRUNCATE)."""
    connection, other = connect(autocommit=False), connect()
    for sql in ("create table t (a integer)", "create table log (a integer)", "insert into t values (1)"):
        fetch(other, sql)
    fetch(connection, "insert into log values (1)")
    fetch(connection, "truncate t")
    connection.rollback()
    assert fetch(other, "select (select count(*) from t), (select count(*) from log)") == [(0, 1)]


def test_temporary_tables_are_the_sessions_own(connect: Connect) -> None:
    """Two sessions have each its own of the same name, and neither waits for the other."""
    first, second = connect(autocommit=False), connect(autocommit=False)
    for number, connection in enumerate((first, second), start=1):
        fetch(connection, "create temp table t (a integer)")
        fetch(connection, f"insert into t values ({number})")
    assert (fetch(first, "select a from t"), fetch(second, "select a from t")) == ([(1,)], [(2,)])


def test_a_second_writer_waits_and_then_sees_what_the_first_committed(connect: Connect) -> None:
    """As the first statement of its transaction, it takes its snapshot when the lock is its own."""
    first, second = connect(autocommit=False), connect(autocommit=False)
    fetch(first, "create table t (a integer)")
    fetch(first, "insert into t values (1)")
    first.commit()
    fetch(first, "update t set a = a + 1")
    waiter = waiting(lambda: fetch(second, "update t set a = a + 10"))
    assert fetch(connect(), "select a from t") == [(1,)], "a reader must not wait"
    first.commit()
    waiter.join(5)
    second.commit()
    assert fetch(connect(), "select a from t") == [(12,)]


def test_a_write_after_anothers_commit_is_a_serialization_conflict(connect: Connect) -> None:
    """The snapshot is older than the commit: no serial order explains both (c_serial_isolation)."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    assert fetch(first, "select count(*) from t") == [(0,)]
    fetch(second, "insert into t values (1)")
    fields = failure(lambda: fetch(first, "insert into t select count(*) from t"))
    assert (fields["C"], fields["M"]) == ("XX000", "1023")
    ((table,),) = fetch(second, "select oid from pg_class where relname = 't'")
    cycle = r"transactions forming the cycle are: \d+, \d+ \(pid:\d+\)"
    assert re.fullmatch(f"Serializable isolation violation on table - {table}, {cycle}", fields["D"])
    first.rollback()
    fetch(first, "insert into t select count(*) from t")
    first.commit()
    assert sorted(fetch(second, "select a from t")) == [(1,), (1,)]


@pytest.mark.parametrize("statement", ["truncate t", "alter table t rename to k"])
def test_rows_that_the_snapshot_has_not_are_not_passed_over(connect: Connect, statement: str) -> None:
    """TRUNCATE would leave them, and under its new name the table would look as if nobody had written it."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    fetch(second, "create table u (a integer)")
    fetch(first, "select a from u")
    fetch(second, "insert into t values (1)")
    assert failure(lambda: fetch(first, statement))["M"] == "1023"


def test_a_transaction_sees_what_was_there_when_its_place_in_the_order_was_taken(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB's own snapshot would be that of the first statement after BEGIN, when others may have committed."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    go_on, waiting = SerialOrder.use, ["insert into t values (1)"]

    def use(order: SerialOrder, *arguments: Any) -> None:
        if waiting:
            fetch(second, waiting.pop())
        go_on(order, *arguments)

    monkeypatch.setattr(SerialOrder, "use", use)
    assert fetch(first, "select count(*) from t") == [(0,)]
    first.rollback()
    assert fetch(first, "select count(*) from t") == [(1,)]


# What reads a table: its name, or that of a view which may be over another view.
VIEWS = """
    create view bound as select a from t;
    create view nested as select a from (select a, count(*) from bound group by a) as q;
    create view late as select a from public.bound with no schema binding
"""
READING = pytest.mark.parametrize("source", ["t", "bound", "nested", "late"])


@READING
def test_transactions_that_read_what_the_other_writes_have_no_order(connect: Connect, source: str) -> None:
    """The last operation of the two is refused, though no table was written twice (c_serial_isolation)."""
    first, second = connect(autocommit=False), connect(autocommit=False)
    for statement in ("create table tab1 (a integer)", "create table t (a integer)", *VIEWS.split(";")):
        fetch(first, statement)
    first.commit()
    fetch(first, "select * from tab1")
    fetch(first, "insert into t values (1)")
    fetch(second, "insert into tab1 values (1)")
    assert failure(lambda: fetch(second, f"select * from {source}"))["M"] == "1023"
    second.rollback()
    first.commit()


def test_rows_are_added_to_what_others_added_to(connect: Connect) -> None:
    """Nothing was read of it: either may have come first (c_write_readwrite)."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    fetch(second, "create table u (a integer)")
    fetch(first, "select * from u")
    fetch(second, "insert into t values (1)")
    fetch(first, "insert into t values (2)")
    first.commit()
    assert sorted(fetch(second, "select a from t")) == [(1,), (2,)]


@pytest.mark.parametrize("statement", ["lock t", "alter table t add column b integer"])
def test_readers_wait_for_an_exclusive_lock(connect: Connect, statement: str) -> None:
    """And read what there is afterwards (r_LOCK, r_ALTER_TABLE)."""
    first, second = connect(autocommit=False), connect()
    fetch(first, "create table t (a integer)")
    first.commit()
    fetch(first, statement)
    fetch(first, "insert into t (a) values (1)")
    seen: list[Any] = []
    reader = waiting(lambda: seen.extend(fetch(second, "select a from t")))
    first.commit()
    reader.join(5)
    assert seen == [(1,)]


@READING
@pytest.mark.parametrize(
    "statement", ["lock t", "alter table t add column b integer", "drop table t cascade", "truncate t"]
)
def test_an_exclusive_lock_waits_for_transactions_that_have_read_the_table(
    connect: Connect, statement: str, source: str
) -> None:
    """Until they end; a query alone is over at once (r_LOCK, c_write_readwrite)."""
    reader, changer = connect(autocommit=False), connect()
    for each in ("create table t (a integer)", *VIEWS.split(";")):
        fetch(reader, each)
    reader.commit()
    assert fetch(connect(), "select a from t") == fetch(reader, f"select a from {source}") == []
    waiter = waiting(lambda: fetch(changer, statement))
    assert fetch(reader, "select a from t") == []
    reader.commit()
    waiter.join(5)
    assert not waiter.is_alive()


def test_a_change_of_the_catalog_is_seen_after_the_transaction_that_could_not_see_it(
    connect: Connect, simple: Any
) -> None:
    """What a statement meant in an old snapshot isn't what it means afterwards, and the two are never mixed."""
    other, cursor = connect(), simple.cursor()
    fetch(other, "create table t (a integer)")
    fetch(other, "insert into t values (1)")
    fetch(other, "create table u (a integer)")
    cursor.execute("begin; select * from u")
    fetch(other, "alter table t add column b integer default 2")
    with pytest.raises(psycopg2.Error, match="1023"):
        cursor.execute("select * from t")
    cursor.execute("rollback")
    cursor.execute("select * from t")
    assert cursor.fetchall() == [(1, 2)]


def test_the_statements_of_a_script_share_a_snapshot_and_a_place_in_the_order(
    connect: Connect, simple: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are one transaction without a BEGIN, too: what its queries read counts, and nobody changes it meanwhile."""
    other, cursor, waits = connect(), simple.cursor(), [threading.Event(), threading.Event()]
    cursor.execute("create table t (a integer); create table u (a integer)")

    def meanwhile(parsed: Any, *arguments: Any) -> Any:
        if parsed.sql.startswith("insert into u"):
            waits[0].set()
            waits[1].wait(5)
        return understood(parsed, *arguments)

    understood = statements.parse
    monkeypatch.setattr(statements, "parse", meanwhile)
    errors: list[str] = []

    def script() -> None:
        try:
            cursor.execute("select count(*) from t; insert into u select count(*) from t")
        except psycopg2.Error as error:
            errors.append(str(error))

    thread = threading.Thread(target=script)
    thread.start()
    assert waits[0].wait(5)
    fetch(other, "insert into t select count(*) from u")
    waits[1].set()
    thread.join(5)
    assert "1023" in errors[0]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("drop table t", "create view v as select a from t"),
        ("alter table t rename column a to b", "create view v as select a from t"),
        ("create view v as select a from t", "drop table t"),
        ("drop table t", "grant select on t to public"),
        ("grant select on t to public", "revoke select on t from public"),
        ("create group g", "create group g"),
        ("drop table t", "comment on table t is 'x'"),
        ("drop table t", "create table k (b integer references t)"),
        ("drop schema s", "comment on schema s is 'x'"),
        ("drop schema s", "alter schema s owner to owner"),
    ],
)
def test_ddl_on_what_has_changed_since_the_snapshot_is_a_conflict(connect: Connect, theirs: str, ours: str) -> None:
    """It would leave a view of no table, a grant that the next table of this name has, or two groups of one name."""
    first, second = connect(autocommit=False), connect()
    for statement in ("create schema s", "create table t (a integer primary key)", "create table u (a integer)"):
        fetch(second, statement)
    fetch(first, "select a from u")
    fetch(second, theirs)
    assert failure(lambda: fetch(first, ours))["M"] == "1023"


@pytest.mark.parametrize(
    ("theirs", "sqlstate"),
    [
        ("alter table t add column b integer", "XX000"),
        ("alter table t rename to was; create table t (a integer)", "XX000"),
        ("drop table t", "42P01"),
    ],
)
@pytest.mark.parametrize("ours", ["select a from t", "insert into t values (1)", "truncate t"])
def test_a_table_that_has_changed_since_the_snapshot_is_not_used(
    connect: Connect, theirs: str, sqlstate: str, ours: str
) -> None:
    """The catalog is no part of the snapshot, so the table of the snapshot is nobody's; a dropped one doesn't exist."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    fetch(second, "create table u (a integer)")
    fetch(first, "select a from u")
    for statement in theirs.split(";"):
        fetch(second, statement)
    assert failure(lambda: fetch(first, ours))["C"] == sqlstate


def test_a_conflict_in_the_catalog_names_the_table(connect: Connect) -> None:
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    fetch(first, "select a from t")
    fetch(second, "create table u (a integer)")
    assert "on table - u" in failure(lambda: fetch(first, "alter table t rename to u"))["D"]


def test_what_a_statement_means_after_waiting_is_locked_too(connect: Connect) -> None:
    """The view that the reader waited for is over another table now, which it reads until its end."""
    first, reader, third = connect(autocommit=False), connect(autocommit=False), connect()
    for statement in ("create table t (a integer)", "create table u (a integer)", "create view v as select a from t"):
        fetch(third, statement)
    fetch(first, "create or replace view v as select a from u")
    thread = waiting(lambda: fetch(reader, "select a from v"))
    first.commit()
    thread.join(5)
    waiter = waiting(lambda: fetch(third, "truncate u"))
    reader.commit()
    waiter.join(5)
    assert not waiter.is_alive()


def test_what_has_changed_before_a_statement_has_its_locks_is_understood_anew(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of one name would be there otherwise: it needn't have waited for the other."""
    first, second = connect(), connect()
    view = "create view late as select 1 as a with no schema binding"
    go_on, waiting = Transaction.lock, [view]

    def lock(*arguments: Any, **options: Any) -> None:
        if waiting:
            fetch(second, waiting.pop())
        go_on(*arguments, **options)

    monkeypatch.setattr(Transaction, "lock", lock)
    assert failure(lambda: fetch(first, view))["C"] == "42P07"


def test_a_change_of_the_catalog_is_known_before_its_locks_are_free(
    connect: Connect, warehouse: Warehouse, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else who waited could run what its statement meant before."""
    connection = connect(autocommit=False)
    fetch(connection, "create table t (a integer)")
    opened = warehouse.engine._open[database]
    before, seen, free = opened.generation, list[int](), opened.locks.release

    def release(owner: int) -> None:
        seen.append(opened.generation)
        free(owner)

    monkeypatch.setattr(opened.locks, "release", release)
    connection.commit()
    assert seen[0] > before


def test_views_and_grants_lean_on_a_table_side_by_side(connect: Connect) -> None:
    """None of them changes it; who drops it waits for them."""
    first, second = connect(autocommit=False), connect()
    fetch(second, "create table t (a integer)")
    fetch(first, "create view v as select a from t")
    fetch(second, "create view w as select a from t")
    fetch(second, "grant select on t to public")
    fetch(first, "create view x as select a from t")
    fetch(second, "drop view w")
    found: list[dict[str, str]] = []
    thread = waiting(lambda: found.append(failure(lambda: fetch(second, "drop table t"))))
    first.commit()
    thread.join(5)
    assert found[0]["C"] == "2BP01"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("alter table t add column b integer", "truncate t"),
        ("drop schema s", "create table s.k (a integer)"),
        ("create table s.k (a integer)", "drop schema s"),
    ],
)
def test_a_commit_that_the_catalog_no_longer_allows_is_a_conflict(connect: Connect, theirs: str, ours: str) -> None:
    """And says so as Redshift does."""
    first, second = connect(autocommit=False), connect()
    for statement in ("create schema s", "create table t as select 1 as a", "create table u (a integer)"):
        fetch(second, statement)
    fetch(first, "select a from u")
    fetch(second, theirs)

    def work() -> None:
        fetch(first, ours)
        first.commit()

    assert failure(work)["M"] == "1023"


@pytest.mark.parametrize(
    "statement", ["create table v (a integer)", "grant select on t to public", "comment on schema public is 'x'"]
)
def test_a_transaction_that_may_only_read_changes_no_catalog(simple: Any, statement: str) -> None:
    """Grants and comments are changes, though they write no table."""
    cursor = simple.cursor()
    cursor.execute("create table t (a integer)")
    cursor.execute("begin read only")
    with pytest.raises(psycopg2.Error) as raised:
        cursor.execute(statement)
    assert raised.value.pgcode == "25006"


def test_a_deadlock_costs_one_of_the_two_its_transaction(connect: Connect) -> None:
    first, second = connect(autocommit=False), connect(autocommit=False)
    for name in ("t", "u"):
        fetch(first, f"create table {name} (a integer)")
    first.commit()
    fetch(first, "insert into t values (1)")
    fetch(second, "insert into u values (2)")
    waiter = waiting(lambda: fetch(first, "insert into u values (1)"))
    assert failure(lambda: fetch(second, "insert into t values (2)"))["C"] == "40P01"
    waiter.join(5)
    first.commit()
    assert fetch(connect(), "select (select count(*) from t), (select count(*) from u)") == [(1, 1)]


def test_a_statement_timeout_ends_a_query_and_a_wait_for_a_lock(connect: Connect) -> None:
    holder, other = connect(autocommit=False), connect()
    fetch(other, "create table t (a integer)")
    fetch(holder, "insert into t values (1)")
    fetch(other, "set statement_timeout to 200")
    for sql in ("insert into t values (2)", ENDLESS):
        begun = time.monotonic()
        assert failure(lambda sql=sql: fetch(other, sql))["C"] == "57014"  # type: ignore[misc]
        assert time.monotonic() - begun < 3
    assert fetch(other, "select 1") == [(1,)]


def test_a_prepared_statement_follows_the_catalog(connect: Connect) -> None:
    """What was prepared before another session's DDL is understood again when it runs."""
    first, second = connect(), connect()
    fetch(first, "create table t (a integer)")
    fetch(first, "insert into t values (%s)", (1,))
    fetch(second, "drop table t")
    fetch(second, "create table t (a integer, b integer default 7)")
    fetch(first, "insert into t values (%s)", (1,))
    assert fetch(second, "select a, b from t") == [(1, 7)]


@pytest.mark.parametrize("change", ["set search_path to s", "create temp table t as select 2 as a"])
def test_a_prepared_statement_does_not_go_over_to_another_table_of_the_name(connect: Connect, change: str) -> None:
    """It was planned for the one that its name meant then; whoever prepares it again is answered."""
    connection = connect()
    for statement in ("create schema s", "create table t (a integer)", "create table s.t (a integer)"):
        fetch(connection, statement)
    assert fetch(connection, "select a from t") == []
    fetch(connection, change)
    assert failure(lambda: fetch(connection, "select a from t"))["C"] == "0A000"
    assert len(fetch(connection, "select a from t ")) == ("temp" in change)


def test_a_prepared_statement_that_would_give_other_columns_is_an_error(connect: Connect) -> None:
    """The driver reads rows by what it was told when it prepared them; a fresh statement sees the new columns."""
    first, second = connect(), connect()
    fetch(first, "create table t (a integer)")
    assert fetch(first, "select * from t") == []
    fetch(second, "alter table t add column b varchar(5) default 'x'")
    assert failure(lambda: fetch(first, "select * from t"))["C"] == "0A000"
    assert fetch(first, "select * from t ") == []


def test_executemany_inserts_every_row(connect: Connect) -> None:
    connection = connect(autocommit=False)
    cursor = connection.cursor()
    cursor.execute("create table t (a integer, b varchar(10))")
    cursor.executemany("insert into t values (%s, %s)", [(i, str(i)) for i in range(50)])
    connection.commit()
    assert fetch(connection, "select count(*), sum(a) from t") == [(50, 1225)]


@pytest.mark.parametrize("last", ["select 1", "select error('XX000:broken')"])
def test_only_a_copy_may_write_its_rows_in_any_order(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    """The session keeps an order again, even after a COPY that left DuckDB's transaction unable to set anything."""
    asked, cursors = "select current_setting('preserve_insertion_order')", []

    def run(command: object, session: SessionState, still_wanted: object) -> int:
        assert session.cursor.execute(asked).fetchone() == (False,)
        cursors.append(session.cursor)
        session.cursor.execute(last)
        return 0

    monkeypatch.setattr(load, "run", run)
    connection = connect()
    fetch(connection, "create table t (a integer)")
    with contextlib.suppress(redshift_connector.Error):
        fetch(connection, "copy t from 's3://bucket/key' iam_role default json 'auto'")
    assert cursors[0].execute(asked).fetchone() == (True,)
    assert fetch(connection, "select count(*) from t") == [(0,)]


def test_an_error_inside_the_server_is_this_clients_alone(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug becomes XX000 for the one who met it; the next statement and the next client are served."""
    connection, other = connect(), connect()
    with monkeypatch.context() as patch:
        patch.setattr("sparkify_assets.local.warehouse.backend.Backend._constant", lambda *_: 1 / 0)
        assert failure(lambda: fetch(connection, "select 1"))["C"] == "XX000"
    assert fetch(connection, "select 1") == [(1,)]
    assert fetch(other, "select 1") == [(1,)]
    assert "failed inside the server" in caplog.text


@pytest.mark.parametrize("value", ["a\\b", "\\n", "it's \\' one", "two\nlines", "é\\"])
def test_psycopg2_doubles_the_backslashes_of_a_parameter(simple: Any, value: str) -> None:
    """It does so unless a server says that it takes them as they are, which Redshift doesn't."""
    with simple.cursor() as cursor:
        cursor.execute("select %s", (value,))
        assert cursor.fetchall() == [(value,)]
