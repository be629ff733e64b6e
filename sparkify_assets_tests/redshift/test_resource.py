"""The resource on the local warehouse: one transaction a write, audited before it is published, retried when safe."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from sparkify_assets.redshift.audits import AuditFailed, key_audits
from sparkify_assets.redshift.errors import LoadFailed, TableMismatch, TransientError, WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.table import Table, Window, column
from sparkify_assets.redshift.writes import ReplaceKeys, ReplacePartition, ReplaceTable
from sparkify_assets_tests.platform import Platform, event

SCORES = Table(
    "star",
    "scores",
    "One row per player and day.",
    (
        column("player", "varchar(8)", "Who.", primary_key=True),
        column("points", "integer", "How many.", nullable=False),
        column("log_date", "date", "The day.", nullable=False),
    ),
    partitioned=True,
    sortkey=("log_date",),
)
AUDITS = key_audits(SCORES)
FIRST, SECOND = (Window.of(day, day) for day in ("2018-11-01", "2018-11-02"))


@pytest.fixture
def warehouse(database: str) -> RedshiftResource:
    return RedshiftResource()


def day(window: Window, *scores: tuple[str, Any]) -> ReplacePartition:
    rows = (
        f"select '{player}' as player, {points} as points, date '{window.start}' as log_date"
        for player, points in scores
    )
    return ReplacePartition(select=" union all ".join(rows))


def stored(warehouse: RedshiftResource) -> list[tuple[Any, ...]]:
    return sorted(warehouse.query("select player, points from star.scores").rows())


def test_a_write_makes_what_is_missing_and_reports(warehouse: RedshiftResource) -> None:
    """Schema and table are created; the report counts rows by log date and in the table."""
    warehouse.publish(SCORES, day(FIRST, ("ada", 1), ("bo", 2)), AUDITS, FIRST)
    publication = warehouse.publish(SCORES, day(SECOND, ("cy", 3)), AUDITS, SECOND)
    assert publication.rows_written == {"2018-11-02": 1}
    assert publication.rows_in_table == 3
    assert publication.seconds > 0
    assert any(statement.startswith("insert into star.scores") for statement in publication.statements)


def test_a_partition_replaces_only_itself_and_twice_is_once(warehouse: RedshiftResource) -> None:
    """Writing a day again leaves no trace of its old rows and does not touch its neighbours."""
    for _ in range(2):
        warehouse.publish(SCORES, day(FIRST, ("ada", 1), ("bo", 2)), AUDITS, FIRST)
        warehouse.publish(SCORES, day(SECOND, ("cy", 3)), AUDITS, SECOND)
    warehouse.publish(SCORES, day(FIRST, ("dee", 4)), AUDITS, FIRST)
    assert stored(warehouse) == [("cy", 3), ("dee", 4)]


@pytest.mark.parametrize(
    ("scores", "broken"),
    [
        ([("ada", 9), ("ada", 9)], "unique_player"),
        ([("cy", 9)], "unique_player"),
        ([("ada", "cast(null as integer)")], "not_null_points"),
    ],
)
def test_a_broken_rule_keeps_the_old_rows(warehouse: RedshiftResource, scores: list[Any], broken: str) -> None:
    """The write is rolled back, and the error carries the rule with its first offending rows."""
    warehouse.publish(SCORES, day(FIRST, ("ada", 1)), AUDITS, FIRST)
    warehouse.publish(SCORES, day(SECOND, ("cy", 3)), AUDITS, SECOND)
    with pytest.raises(AuditFailed, match=broken) as raised:
        warehouse.publish(SCORES, day(FIRST, *scores), AUDITS, FIRST)
    assert [found.audit.name for found in raised.value.findings if found.sample] == [broken]
    assert stored(warehouse) == [("ada", 1), ("cy", 3)]


def test_replaced_keys_follow_old_and_new_content(warehouse: RedshiftResource) -> None:
    """A key that left the day's content loses its row, or falls back to what is left of it elsewhere."""
    warehouse.execute(
        "create schema staging",
        "create table staging.games (player varchar(8), points integer, log_date date)",
        "insert into staging.games values ('ada', 1, '2018-11-01'), ('ada', 5, '2018-11-02'), ('bo', 2, '2018-11-02')",
    )

    def write(window: Window) -> None:
        keys = f"select player from staging.games where {window.contains('log_date')}"
        newest = """
            select player, points, log_date from (
                select player, points, log_date,
                    row_number() over (partition by player order by log_date desc) as recency
                from staging.games where player in (select touched.player from touched)
            ) as games where recency = 1
        """
        warehouse.publish(SCORES, ReplaceKeys(by="player", keys=keys, select=newest), AUDITS, window)

    write(FIRST)
    write(SECOND)
    assert stored(warehouse) == [("ada", 5), ("bo", 2)]
    warehouse.execute("delete from staging.games where log_date = '2018-11-02'")
    write(SECOND)
    assert stored(warehouse) == [("ada", 1)]


def test_a_reader_sees_old_or_new_never_half(warehouse: RedshiftResource) -> None:
    """While a day is written again and again, every read sees all of one version."""
    warehouse.publish(SCORES, day(FIRST, ("ada", 0), ("bo", 0)), AUDITS, FIRST)
    writer = threading.Thread(
        target=lambda: [warehouse.publish(SCORES, day(FIRST, ("ada", n), ("bo", n)), AUDITS, FIRST) for n in range(8)]
    )
    writer.start()
    seen = []
    while writer.is_alive():
        seen.append({points for _, points in stored(warehouse)})
    writer.join()
    assert seen
    assert all(len(points) == 1 for points in seen)


def test_writers_of_one_table_wait_for_each_other(warehouse: RedshiftResource) -> None:
    """Eight days written at once all arrive, none is lost to a conflict."""
    windows = [Window.of(f"2018-11-{number:02}", f"2018-11-{number:02}") for number in range(1, 9)]
    warehouse.publish(SCORES, day(FIRST, ("p1", 0)), AUDITS, FIRST)
    threads = [
        threading.Thread(target=warehouse.publish, args=(SCORES, day(window, (f"p{n}", n)), AUDITS, window))
        for n, window in enumerate(windows, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored(warehouse) == [(f"p{n}", n) for n in range(1, 9)]


def test_a_table_that_differs_is_refused_and_a_new_column_is_added(warehouse: RedshiftResource) -> None:
    """Additive changes are applied; any other difference is told and nothing is changed."""
    warehouse.execute(
        "create schema star", "create table star.scores (player varchar(8) not null, log_date date not null)"
    )
    with pytest.raises(TableMismatch, match=r"\+ points integer not null"):
        warehouse.publish(SCORES, day(FIRST, ("ada", 1)), AUDITS, FIRST)
    warehouse.execute("drop table star.scores")
    wider = Table("star", "scores", "", (*SCORES.columns, column("note", "varchar(99)", "")), partitioned=True)
    warehouse.publish(SCORES, day(FIRST, ("ada", 1)), AUDITS, FIRST)
    write = ReplacePartition(select="select 'ada' as player, 2 as points, '2018-11-01' as log_date, 'x' as note")
    warehouse.publish(wider, write, AUDITS, FIRST)
    assert warehouse.query("select points, note from star.scores").rows() == [(2, "x")]


def test_a_conflict_runs_the_whole_transaction_again(warehouse: RedshiftResource) -> None:
    """Work that fails twice with a conflict and then succeeds was run three times; a final error is not repeated."""
    attempts: list[int] = []

    def work() -> int:
        attempts.append(1)
        if len(attempts) < 3:
            raise TransientError("1023")
        return len(attempts)

    assert warehouse._retrying(work) == 3
    with pytest.raises(WarehouseError):
        warehouse._retrying(lambda: (_ for _ in ()).throw(WarehouseError("no such table")))


def test_the_query_group_leads_from_a_query_to_its_asset(warehouse: RedshiftResource) -> None:
    """Whatever runs in a session carries the label that it was opened with."""
    with warehouse.session("star.scores run 12") as session:
        assert session.fetch("show query_group")[0][0] == "star.scores run 12"


def test_a_wrong_password_is_one_sentence_without_it(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to check and repeats no secret; nor does the resource's repr."""
    monkeypatch.setenv("REDSHIFT_PASSWORD", "open-sesame")
    with pytest.raises(WarehouseError, match="REDSHIFT_PASSWORD") as raised:
        RedshiftResource().query("select 1")
    assert "open-sesame" not in f"{raised.value}{RedshiftResource()!r}"
    assert "\n" not in str(raised.value)


def test_no_server_is_one_sentence(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused connection names the variables that lead to the server."""
    monkeypatch.setenv("REDSHIFT_PORT", "1")
    with pytest.raises(TransientError, match="REDSHIFT_HOST"):
        RedshiftResource().query("select 1")


def test_a_bad_record_fails_the_load_and_names_its_place(platform: Platform) -> None:
    """The old rows stay, and the error tells object, line, column and reason."""
    platform.put_log("2018-11-01", [event()])
    platform.load("stg_events", "2018-11-01")
    before = platform.rows("stg_events")
    uri = platform.put_log("2018-11-01", [event(), event(sessionId="abc"), event()])
    with pytest.raises(LoadFailed) as raised:
        platform.load("stg_events", "2018-11-01")
    place = raised.value.rejected[0]
    assert (place.object, place.line, place.column) == (uri, 2, "session_id")
    assert '"abc"' in place.record
    assert platform.rows("stg_events") == before


def test_records_are_set_aside_up_to_the_limit(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SPARKIFY_MAX_ERRORS the rest loads, the rejects stand in their table, and a check warns."""
    monkeypatch.setenv("SPARKIFY_MAX_ERRORS", "2")
    uri = platform.put_log(
        "2018-11-01", [event(itemInSession=0), "{not json", event(itemInSession=2, location="x" * 2000)]
    )
    publication = platform.load("stg_events", "2018-11-01")
    assert publication.rows_written == {"2018-11-01": 1}
    warned = {found.audit.name: found.offending for found in publication.findings if found.offending}
    assert warned == {"nothing_set_aside": 2}
    aside = platform.warehouse.query("select object, line, record from staging.rejected_records order by line").rows()
    assert [(where, line) for where, line, _ in aside] == [(uri, 2), (uri, 3)]
    assert aside[0][2] == "{not json"
    platform.put_log("2018-11-01", [event()])
    assert platform.load("stg_events", "2018-11-01").rows_written == {"2018-11-01": 1}
    assert platform.warehouse.query("select count(*) from staging.rejected_records").rows() == [(0,)]


def test_a_table_without_dates_is_replaced_whole(warehouse: RedshiftResource) -> None:
    """`ReplaceTable` leaves nothing of what was there."""
    names = Table("star", "names", "", (column("name", "varchar(9)", "", primary_key=True),))
    for name in ("ada", "bo"):
        publication = warehouse.publish(names, ReplaceTable(select=f"select '{name}' as name"), key_audits(names))
        assert publication.rows_written == {"": 1}
    assert warehouse.query("select name from star.names").rows() == [("bo",)]
