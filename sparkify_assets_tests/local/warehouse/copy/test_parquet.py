"""COPY from Parquet: by position, with types that match."""

from __future__ import annotations

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
