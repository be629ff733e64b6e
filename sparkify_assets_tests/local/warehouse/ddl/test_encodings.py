"""ENCODE: `ddl.encodings`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("column", "encoding"),
    [
        ("a bigint", "az64"), ("a varchar(5)", "lzo"), ("a real", "none"), ("a date sortkey", "none"),
        ("a int encode raw", "none"), ("a varchar(5) encode text32k", "text32k"),
        ("a bigint encode mostly32", "mostly32"),
    ],
)  # fmt: skip
def test_every_column_has_one(session: Direct, column: str, encoding: str) -> None:
    """What is named, or what its type has."""
    session.run(f"create table t ({column}); create temp table u (like t)")
    assert session.run("select encoding from pg_table_def where tablename = 't'") == [(encoding,)]


@pytest.mark.parametrize("column", ["a varchar(5) encode az64", "a int encode mostly32", "a char(5) encode text255"])
def test_an_encoding_is_for_some_types(session: Direct, column: str) -> None:
    assert session.refused(f"create table t ({column})") == "42P16"
