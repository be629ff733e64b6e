"""COPY from Parquet: by position, with types that match."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from sparkify_assets.local.warehouse.errors import SqlError

from .conftest import Warehouse


def _file(tmp_path: Path, select: str) -> bytes:
    path = tmp_path / "file.parquet"
    duckdb.connect().execute(f"copy ({select}) to '{path}' (format parquet)")
    return path.read_bytes()


def test_columns_are_matched_by_position(warehouse: Warehouse, tmp_path: Path) -> None:
    """Names don't matter; the objects' rows are counted as lines."""
    warehouse.create("a bigint, b varchar(3), c timestamp")
    content = _file(
        tmp_path, "select 1::int as x, 'é' as y, timestamp '2018-11-01 00:00:00' as z union all select 2, null, null"
    )
    assert warehouse.copy(warehouse.put("x.parquet", content), "format as parquet") == 2
    assert warehouse.rows("select a, b, c::varchar from t order by a") == [
        (1, "é", "2018-11-01 00:00:00"),
        (2, None, None),
    ]
    assert warehouse.rows("select lines_scanned from _redshift.stl_load_commits") == [(2,)]


@pytest.mark.parametrize(
    ("select", "detail"),
    [
        ("select 1 as a", "Unmatched number of columns.*Table columns: 2, Data columns: 1"),
        ("select 'x' as a, 'y' as b", "incompatible Parquet schema for column 'a'"),
        ("select 1 as a, 'abcd' as b", "Table: 3, Data: 4"),
    ],
)
def test_a_file_that_does_not_fit(warehouse: Warehouse, tmp_path: Path, select: str, detail: str) -> None:
    """The error says what differs, in which file."""
    warehouse.create("a bigint, b varchar(3)")
    with pytest.raises(SqlError, match="Spectrum Scan Error") as caught:
        warehouse.copy(warehouse.put("x.parquet", _file(tmp_path, select)), "parquet")
    assert caught.value.detail
    assert re.search(detail, caught.value.detail)
    assert "x.parquet" in caught.value.detail


@pytest.mark.parametrize(
    ("column", "select", "detail"),
    [
        ("a char(3)", "select 'é' as a", "Multibyte character not supported for CHAR"),
        ("a decimal(8,2)", "select 1.259::decimal(4,3) as a", "numeric.8,2., Parquet column a: DECIMAL.4,3."),
        ("a varchar(9)", "select [1, 2] as a", "Parquet column a: INTEGER"),
    ],
)
def test_values_are_not_made_to_fit(
    warehouse: Warehouse, tmp_path: Path, column: str, select: str, detail: str
) -> None:
    """Neither is a digit cut off, nor a list written as text."""
    warehouse.create(column)
    with pytest.raises(SqlError) as caught:
        warehouse.copy(warehouse.put("x.parquet", _file(tmp_path, select)), "parquet")
    assert re.search(detail, caught.value.detail or "")


def test_varbyte_is_measured(warehouse: Warehouse, tmp_path: Path) -> None:
    """Bytes that don't fit are neither cut off nor kept."""
    warehouse.create("a blob")
    warehouse.rows("update _redshift._columns set type = 'varbyte', modifiers = [2]")
    for content in ("ab", "abc"):
        warehouse.put(f"{content}.parquet", _file(tmp_path, f"select '{content}'::blob as a"))
    assert warehouse.copy(f"s3://{warehouse.bucket}/ab.", "parquet") == 1
    with pytest.raises(SqlError) as caught:
        warehouse.copy(f"s3://{warehouse.bucket}/abc.", "parquet")
    assert "Table: 2, Data: 3" in (caught.value.detail or "")


def test_fillrecord_fills_the_last_columns(warehouse: Warehouse, tmp_path: Path) -> None:
    """NULL also for varchar, into which text and CSV load empty strings."""
    warehouse.create("a bigint, b varchar(3), c integer")
    uri = warehouse.put("x.parquet", _file(tmp_path, "select 1 as a"))
    assert warehouse.copy(uri, "parquet fillrecord") == 1
    assert warehouse.rows() == [(1, None, None)]


def test_blanks_at_the_end_of_a_char_are_not_kept(warehouse: Warehouse, tmp_path: Path) -> None:
    """They mean nothing in it: with them it would equal no other char."""
    warehouse.create("a char(3), b varchar(3)")
    uri = warehouse.put("x.parquet", _file(tmp_path, "select 'x ' as a, 'x ' as b union all select '  ', '  '"))
    warehouse.copy(uri, "parquet")
    assert warehouse.rows("select * from t order by a") == [("", "  "), ("x", "x ")]


@pytest.mark.parametrize("content", ["", "PAR1 and no more"])
def test_what_is_no_parquet_is_named_by_its_address(warehouse: Warehouse, content: str) -> None:
    """Not by the file to which it was fetched, nor in DuckDB's words."""
    warehouse.create("a bigint")
    uri = warehouse.put("x.parquet", content)
    with pytest.raises(SqlError) as caught:
        warehouse.copy(uri, "parquet")
    assert caught.value.detail == f"File '{uri}' is not a Parquet file"


@pytest.mark.parametrize(("more", "loaded"), [(0, True), (1, False), (None, False)])
def test_a_manifest_has_to_tell_the_size(warehouse: Warehouse, tmp_path: Path, more: int | None, loaded: bool) -> None:
    """Columnar files need `meta.content_length` (`loading-data-files-using-manifest.md`)."""
    warehouse.create("a bigint")
    content = _file(tmp_path, "select 1 as a")
    entry: dict[str, object] = {"url": warehouse.put("x.parquet", content)}
    if more is not None:
        entry["meta"] = {"content_length": len(content) + more}
    manifest = warehouse.put("m", json.dumps({"entries": [entry]}))
    if loaded:
        assert warehouse.copy(manifest, "parquet manifest") == 1
    else:
        with pytest.raises(SqlError, match="Spectrum Scan Error"):
            warehouse.copy(manifest, "parquet manifest")
