"""types: Redshift's types on the wire, and which one a DuckDB type is."""

from __future__ import annotations

import duckdb
import pytest

from sparkify_assets.local.warehouse import types
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn


@pytest.mark.parametrize(
    ("duckdb_type", "redshift_type"),
    [
        ("tinyint", RedshiftType("smallint")),
        ("integer", RedshiftType("integer")),
        ("hugeint", RedshiftType("numeric", (38, 0))),
        ("decimal(10,2)", RedshiftType("numeric", (10, 2))),
        ("varchar", RedshiftType("varchar")),
        ("json", RedshiftType("super")),
        ("integer[]", RedshiftType("integer[]")),
        ("timestamptz", RedshiftType("timestamptz")),
        ("timetz", RedshiftType("timetz")),
        ("blob", RedshiftType("varbyte")),
    ],
)
def test_a_duckdb_type_is_the_redshift_type_that_holds_its_values(
    duckdb_type: str, redshift_type: RedshiftType
) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql(f"select null::{duckdb_type} as x")
        assert types.result_columns(types.described(relation), None) == (ResultColumn("x", redshift_type),)


@pytest.mark.parametrize(
    ("type_", "modifier"),
    [
        (RedshiftType("numeric", (18, 4)), (18 << 16 | 4) + 4),
        (RedshiftType("numeric", (38,)), (38 << 16) + 4),
        (RedshiftType("varchar", (256,)), 260),
        (RedshiftType("varchar"), -1),
        (RedshiftType("integer"), -1),
    ],
)
def test_modifiers_are_as_in_pg_attribute(type_: RedshiftType, modifier: int) -> None:
    assert types.type_modifier(type_) == modifier


def test_what_the_dialect_declares_wins_over_what_duckdb_says() -> None:
    """DuckDB forgets the length of a VARCHAR."""
    declared = [ResultColumn("x", RedshiftType("varchar", (10,)))]
    with duckdb.connect() as connection:
        description = types.described(connection.sql("select 'a' as x"))
    assert types.result_columns(description, declared) == tuple(declared)


@pytest.mark.parametrize("object_id", [17, 1007, 2950])
def test_a_parameter_of_a_type_that_is_not_here_is_refused(object_id: int) -> None:
    """bytea, an array and uuid: their bytes must not be taken for text."""
    with pytest.raises(SqlError) as raised:
        types.from_oid(object_id)
    assert raised.value.sqlstate == "0A000"


def test_a_parameter_whose_type_the_client_leaves_open_is_unknown() -> None:
    assert {types.from_oid(object_id) for object_id in (-1, 0, 705)} == {RedshiftType("unknown")}
