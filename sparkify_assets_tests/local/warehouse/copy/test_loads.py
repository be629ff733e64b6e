"""The traces of a load: the load views, which outlive its rollback."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.copy import loads
from sparkify_assets.local.warehouse.errors import SqlError

from .conftest import Warehouse


def test_errors_are_seen_inside_the_open_transaction_and_outlive_its_rollback(warehouse: Warehouse) -> None:
    """The views have been read before in the same transaction: its snapshot must not hide the new rows."""
    warehouse.create("a bigint")
    warehouse.rows("begin")
    assert warehouse.errors("query") == []
    warehouse.copy(warehouse.put("x", '{"a": 1}\n{"a": "x"}'), "json 'auto' maxerror 2")
    query = warehouse.session.last_query_id
    assert warehouse.errors("query") == [(query,)]
    warehouse.rows("rollback")
    assert warehouse.rows() == []
    assert warehouse.errors("query, tbl, session") == [(query, 1, 1001)]


def test_every_fact_of_a_load(warehouse: Warehouse) -> None:
    """Objects with lines, bytes and ETag; the load with its counts."""
    warehouse.create("a bigint, b varchar")
    warehouse.put("x/1", '{"a": 1}\n{"a": 2}')
    warehouse.put("x/2", '{"a": 3}\n')
    warehouse.copy(f"s3://{warehouse.bucket}/x/")
    files = warehouse.rows(
        "select file_name, lines_scanned, bytes_scanned, len(file_etag) from _redshift.sys_load_detail"
    )
    base = f"s3://{warehouse.bucket}/x"
    assert sorted(files) == [(f"{base}/1", 2, 17, 32), (f"{base}/2", 1, 9, 32)]
    assert sorted(warehouse.rows("select filename, lines_scanned from _redshift.stl_load_commits")) == [
        (f"{base}/1", 2), (f"{base}/2", 1),
    ]  # fmt: skip
    (history,) = warehouse.rows(
        "select status, table_name, data_source, file_format, loaded_rows, source_file_count, source_file_bytes,"
        " error_count, duration >= 0 from _redshift.sys_load_history"
    )
    assert history == ("completed", "t", f"{base}/", "json", 3, 2, 26, 0, True)


@pytest.mark.parametrize(
    ("view", "column"),
    [("stl_load_errors", "userid"), ("stl_load_commits", "userid"), ("sys_load_history", "user_id")],
)
def test_who_loaded_it(warehouse: Warehouse, view: str, column: str) -> None:
    """By the id that the user has in `pg_user`."""
    warehouse.create("a bigint")
    warehouse.rows("insert into _redshift._principals values (4711, 'user', 'owner', true, [], map {})")
    warehouse.copy(warehouse.put("x", '{"a": 1}\n{"a": "x"}'), "json 'auto' maxerror 2")
    joined = f"_redshift.{view} join _redshift.pg_user on usesysid = {column}"
    assert warehouse.rows(f"select usename from {joined}") == [("owner",)]


def test_a_rejected_record_with_all_its_fields(warehouse: Warehouse) -> None:
    """`stl_loaderror_detail` has the fields up to the bad one; raw data is single-byte and at most 1024 long."""
    warehouse.create("a varchar, b integer, c varchar")
    line = '{"a": "é", "b": "x1", "c": "' + "y" * 2000 + '"}'
    with pytest.raises(SqlError):
        warehouse.copy(warehouse.put("x", line))
    detail = "select field, colname, value, is_null, type from _redshift.stl_loaderror_detail order by field"
    assert warehouse.rows(detail) == [(0, "a", ".", 0, "varchar"), (1, "b", "x1", 0, "int4")]
    (raw,) = warehouse.errors("raw_line")[0]
    assert raw == line.replace("é", ".")[:1024]
    new = (
        "select column_name, column_type, column_length, error_code, error_message from _redshift.sys_load_error_detail"
    )
    assert warehouse.rows(new) == [("b", "int4", "0", 1207, "Invalid digit, Value 'x', Pos 0, Type: Integer")]
    assert warehouse.rows("select status, loaded_rows, error_count from _redshift.sys_load_history") == [
        ("aborted", 0, 1)
    ]


def test_a_line_that_was_cut_off_is_passed_over(warehouse: Warehouse) -> None:
    """A server killed while it wrote leaves the facts of all earlier loads readable."""
    warehouse.create("a bigint")
    warehouse.copy(warehouse.put("x", '{"a": 1}'))
    folder = next(iter(warehouse.folder.glob("*.loads")))
    with (folder / "loads").open("a") as file:
        file.write('{"query_id": 1')
    assert warehouse.rows("select count(*) from _redshift.sys_load_history") == [(1,)]
    loads.bootstrap(warehouse.session.cursor)
    warehouse.copy(f"s3://{warehouse.bucket}/x")
    assert warehouse.rows("select count(*) from _redshift.sys_load_history") == [(2,)]
