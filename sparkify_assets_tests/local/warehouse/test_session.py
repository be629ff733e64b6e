"""session: the conversation over bytes alone, with a real engine behind it and no socket."""

from __future__ import annotations

import struct

import pytest

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.session import Session
from sparkify_assets.local.warehouse.transaction import Transaction
from sparkify_assets_tests.local.warehouse.conftest import (
    PASSWORD,
    USER,
    Conversation,
    error_fields,
    message,
    password_message,
    startup,
    text,
)


def parse(sql: str, name: str = "", oids: tuple[int, ...] = ()) -> bytes:
    return message("P", text(name) + text(sql) + struct.pack(f"!h{len(oids)}i", len(oids), *oids))


def bind(*values: bytes | None, portal: str = "", statement: str = "", result_format: int = 0) -> bytes:
    body = b"".join(struct.pack("!i", -1) if v is None else struct.pack("!i", len(v)) + v for v in values)
    formats = struct.pack("!hh", 1, result_format)
    return message("B", text(portal) + text(statement) + struct.pack("!hh", 0, len(values)) + body + formats)


def execute(portal: str = "", rows: int = 0) -> bytes:
    return message("E", text(portal) + struct.pack("!i", rows))


def query(sql: str) -> bytes:
    return message("Q", text(sql))


SYNC = message("S")


@pytest.fixture
def client(conversation: Conversation) -> Conversation:
    conversation.log_in()
    return conversation


def test_encryption_is_declined_and_the_client_goes_on_in_the_clear(conversation: Conversation) -> None:
    answer = b"".join(conversation.session.receive(message("", struct.pack("!i", 80877103))))
    assert answer == b"N"
    assert conversation.start() == "R"


def test_the_right_password_opens_the_session(conversation: Conversation) -> None:
    """AuthenticationOk, the parameters, the key for cancelling, ready."""
    codes = conversation.log_in()
    assert codes.startswith("RS")
    assert codes.endswith("SKZ")


@pytest.mark.parametrize(
    ("password", "database", "sqlstate", "words"),
    [
        ("wrong", "dev", "28000", 'password authentication failed for user "owner"'),
        ("correct horse", "nowhere", "3D000", 'database "nowhere" does not exist'),
        ("correct horse", "../dev", "3D000", 'database "../dev" does not exist'),
    ],
)
def test_who_may_not_come_in_is_told_why_and_hung_up_on(
    conversation: Conversation, password: str, database: str, sqlstate: str, words: str
) -> None:
    conversation.start(database)
    ((code, body),) = conversation.send(password_message(password))
    assert (code, error_fields(body)["C"], error_fields(body)["M"]) == ("E", sqlstate, words)
    assert conversation.session.closed


def test_nothing_but_a_password_is_taken_before_the_password(conversation: Conversation) -> None:
    conversation.start()
    assert conversation.codes(query("select 1")) == "E"
    assert conversation.session.closed


def test_a_simple_query_gives_columns_rows_tag_and_status(client: Conversation) -> None:
    answers = client.send(query("select 1 as one"))
    assert [code for code, _ in answers] == ["T", "D", "C", "Z"]
    assert answers[1][1] == struct.pack("!hi", 1, 1) + b"1"
    assert answers[2][1] == text("SELECT")
    assert answers[3][1] == b"I"


def test_a_simple_query_may_hold_many_statements(client: Conversation) -> None:
    """Each is understood when its turn comes: the second reads the table that the first made."""
    sql = "create table t (a integer); insert into t values (1), (2); select a from t;"
    assert client.codes(query(sql)) == "CCTDDCZ"


def test_many_statements_are_one_transaction(client: Conversation) -> None:
    """The table that the first made is gone when the second fails."""
    assert client.codes(query("create table t (a integer); select * from nowhere")) == "CEZ"
    ((_, body), _) = client.send(query("select * from t"))
    assert error_fields(body)["C"] == "42P01"


def test_sql_knows_what_a_message_prepared(client: Conversation) -> None:
    """psqlODBC prepares by messages, under a name in upper case, and deallocates by SQL."""
    prepared = parse("select 1", "_PLAN0x5") + SYNC
    assert client.codes(prepared) == "1Z"
    assert client.codes(query('execute "_PLAN0x5"; deallocate "_PLAN0x5"')) == "TDCCZ"
    assert client.codes(prepared) == "1Z"
    assert client.codes(query("prepare p as select 2")) == "CZ"
    assert client.codes(bind(statement="p") + execute() + SYNC) == "2DCZ"
    assert client.codes(query("deallocate all") + bind(statement="p") + SYNC) == "CZEZ"


def test_an_empty_query_is_answered_as_such(client: Conversation) -> None:
    assert client.codes(query(" ; ")) == "IZ"
    assert client.codes(parse("") + bind() + execute() + SYNC) == "12IZ"


def test_the_extended_protocol_describes_before_it_runs(client: Conversation) -> None:
    """Statement and portal are described, parameters come as text, results go as asked."""
    steps = parse("select $1::integer + 1 as x", oids=(23,)) + message("D", b"S" + text("")) + SYNC
    assert client.codes(steps) == "1tTZ"
    answers = client.send(bind(b"41", result_format=1) + message("D", b"P" + text("")) + execute() + SYNC)
    assert [code for code, _ in answers] == ["2", "T", "D", "C", "Z"]
    assert answers[2][1] == struct.pack("!hii", 1, 4, 42)


def test_what_the_jdbc_driver_sends_opens_a_session_that_shows_floats_in_full(conversation: Conversation) -> None:
    """It asks for two more digits, as do Go's drivers, and for compression, which nobody has to give."""
    asked = {"DateStyle": "ISO", "extra_float_digits": "2", "_pq_.compression": "lz4:1", "client_protocol_version": "2"}
    conversation.codes(message("", startup(user=USER, database="dev", client_encoding="UTF8", **asked)))
    assert conversation.codes(password_message(PASSWORD)).endswith("Z")
    begin, sql = parse("BEGIN", "S_1"), "select $1::float8, 0.1::real, 1::float8"
    pipeline = begin + bind(statement="S_1") + execute() + parse(sql) + bind(b"0.1", portal="C_2") + execute("C_2", 1)
    (row,) = (body for code, body in conversation.send(pipeline + SYNC) if code == "D")
    assert row[2:] == b"".join(struct.pack("!i", len(v)) + v for v in (b"0.10000000000000001", b"0.1", b"1"))


def test_a_statement_without_rows_is_described_as_no_data(client: Conversation) -> None:
    assert client.codes(parse("create table t (a integer)") + message("D", b"S" + text("")) + SYNC) == "1tnZ"


def test_a_statement_that_can_not_be_described_leaves_its_name_free(client: Conversation) -> None:
    """Its table may have been dropped since it was parsed; redshift_connector names its next statement as this one."""
    client.codes(query("create table t (a int)"))
    assert client.codes(parse("select a from t", "s")) == "1"
    client.codes(query("drop table t"))
    assert client.codes(message("D", b"S" + text("s")) + SYNC) == "EZ"
    assert client.codes(parse("select 1", "s") + message("D", b"S" + text("s")) + SYNC) == "1tTZ"


def test_statements_up_to_a_sync_are_one_transaction(client: Conversation) -> None:
    """A query among them, too: what it read counts in the order of transactions."""
    other = Conversation(Session(client.session._engine, b"salt"))
    other.log_in()
    client.codes(query("create table t (a int)"))
    assert client.codes(parse("select count(*) from t") + bind() + execute()) == "12DC"
    other.codes(query("insert into t values (1)"))
    pairs = client.send(parse("insert into t select count(*) from t") + bind() + execute() + message("H") + SYNC)
    assert error_fields(dict(pairs)["E"])["M"] == "1023"
    assert client.codes(parse("select count(*) from t") + bind() + execute() + message("H") + SYNC) == "12DCZ"


def test_a_commit_that_fails_is_known_before_the_statement_is_complete(
    client: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """redshift_connector closes its statements at the completion of DDL, and an error puts it out of step then."""
    client.codes(query("create table t (a int)"))

    fails, go_on = [SqlError("XX000", "1023")], Transaction.commit

    def commit(transaction: Transaction) -> None:
        if fails:
            raise fails.pop()
        go_on(transaction)

    monkeypatch.setattr(Transaction, "commit", commit)
    assert client.codes(parse("drop table t") + bind() + execute() + SYNC) == "12EZ"


def test_a_portal_gives_its_rows_in_portions(client: Conversation) -> None:
    """Suspended until the last row is out; other statements may run in between."""
    client.send(query("begin"))
    client.send(parse("select 1 as x union all select 2 union all select 3", "s") + bind(statement="s", portal="p"))
    assert client.codes(execute("p", 2)) == "DDs"
    assert client.codes(parse("select 9") + bind() + execute()) == "12DC"
    assert client.codes(execute("p", 2) + SYNC) == "DCZ"


def test_a_portal_outlives_a_simple_query_in_its_transaction(client: Conversation) -> None:
    client.send(query("begin"))
    client.send(
        parse("select 1 as x union all select 2", "s") + bind(statement="s", portal="p") + execute("p", 1) + SYNC
    )
    client.send(query("select 9"))
    assert client.codes(execute("p") + SYNC) == "DCZ"
    client.send(query("commit"))
    assert client.codes(execute("p") + SYNC) == "EZ"


@pytest.mark.parametrize("between", [parse("select 1 +") + SYNC, query("select 2")])
def test_the_unnamed_statement_is_gone_with_the_next(client: Conversation, between: bytes) -> None:
    """What can't be parsed must not run what was parsed before."""
    client.send(parse("create table t (a integer)") + SYNC)
    client.send(between)
    ((_, body), _) = client.send(bind() + execute() + SYNC)
    assert error_fields(body)["C"] == "26000"


def test_after_an_error_everything_is_skipped_until_sync(client: Conversation) -> None:
    assert client.codes(parse("selec 1") + bind() + execute() + message("H")) == "E"
    assert client.codes(bind() + execute()) == ""
    assert client.codes(SYNC) == "Z"
    assert client.codes(query("select 1")) == "TDCZ"


@pytest.mark.parametrize(
    ("data", "sqlstate"),
    [
        (bind(statement="nowhere"), "26000"),
        (execute("nowhere"), "34000"),
        (parse("select 1; select 2"), "42601"),
        (parse("select $1::integer", oids=(23,)) + bind(), "08P01"),
        (parse("select $1::integer", oids=(23,)) + bind(b"1\0"), "22P02"),
        (parse("select $1::varchar", oids=(1043,)) + bind(b"a\0b"), "22021"),
        (parse("select $1", oids=(1007,)), "0A000"),
        (parse("select $0::integer"), "42601"),
        (parse("select $99999999::integer"), "42601"),
        (parse("select 1", "s") + parse("select 2", "s"), "42P05"),
        (parse("select 1") + bind(portal="p") + bind(portal="p"), "42P03"),
        (parse("create table t (a integer)") + bind() + execute() + execute(), "55000"),
    ],
)
def test_misuse_of_statements_and_portals_is_an_error_and_not_the_end(
    client: Conversation, data: bytes, sqlstate: str
) -> None:
    answers = client.send(data + SYNC)
    assert [error_fields(body)["C"] for code, body in answers if code == "E"] == [sqlstate]
    assert client.codes(query("select 1")) == "TDCZ"


@pytest.mark.parametrize(
    ("data", "sqlstate"),
    [
        (query("select $1"), "42P02"),
        (message("F", bytes(10)), "0A000"),
        (query("select 1 " + " " * (16 << 20)), "54000"),
        (query("select " + ", ".join(f"{i} as c{i}" for i in range(1665))), "54011"),
        (query("select " + "(" * 5000), "54001"),
        (query("select " + "abs(" * 5000), "54001"),
    ],
)
def test_what_is_refused_without_a_sync_is_followed_by_ready(client: Conversation, data: bytes, sqlstate: str) -> None:
    (error, ready) = client.send(data)
    assert (error[0], error_fields(error[1])["C"], ready[0]) == ("E", sqlstate, "Z")


def test_malformed_bytes_end_the_connection_with_an_error(client: Conversation) -> None:
    ((code, body),) = client.send(message("?"))
    assert (code, error_fields(body)["S"], error_fields(body)["C"]) == ("E", "FATAL", "08P01")
    assert client.session.closed


def test_closed_statements_are_gone(client: Conversation) -> None:
    assert client.codes(parse("select 1", "s") + message("C", b"S" + text("s")) + SYNC) == "13Z"
    assert "E" in client.codes(bind(statement="s") + SYNC)


def test_a_second_start_up_packet_is_not_taken(client: Conversation) -> None:
    assert client.codes(message("", startup(user="owner"))) in ("", "E")


def test_terminate_ends_the_session(client: Conversation) -> None:
    assert client.codes(message("X")) == ""
    assert client.session.closed
