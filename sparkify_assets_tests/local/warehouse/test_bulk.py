"""bulk: whole Arrow batches to rows, byte for byte as encoding writes them one value at a time."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from sparkify_assets.local.warehouse import bulk, encoding, types
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn

QUERY = """
    select i::smallint as s, i - 5 as b, i::int as i, i::hugeint as h, 'same' as fixed, 'ä' || i as varying,
           case when i % 3 = 0 then null else (i / 3 - 20)::decimal(10, 2) end as n,
           i::decimal(38, 10) / 10000000000 as tiny, date '2018-11-01' + (i % 99)::int as d,
           case when i % 7 = 0 then null else timestamp '1999-12-01' + to_microseconds(i * 250000) end as ts,
           timestamptz '2018-11-01 00:00:00+05' as tz, time '01:02:03' + to_microseconds(i * 1000) as t,
           i % 2 = 0 as flag, sqrt(i) as f, (i / 7)::float as r, null::varchar as nothing, null as unknown,
           case when i % 2 = 0 then '' end as blank, [i] as list, '\\xAB'::blob as bytes
    from range(1000) as r(i)"""
TEXT_ONLY = {"numeric", "date", "varbyte"}


@pytest.mark.parametrize("format_", [encoding.TEXT, encoding.BINARY])
def test_bulk_and_single_values_give_the_same_bytes(format_: int) -> None:
    """Every type, with nulls, in text and binary."""
    with duckdb.connect(config={"autoload_known_extensions": False}) as connection:
        connection.execute("set timezone = 'UTC'")
        relation = connection.sql(QUERY)
        columns = types.result_columns(types.described(relation), None)
        formats = [encoding.TEXT if column.type.name in TEXT_ONLY else format_ for column in columns]
        expected = encoding.encode_rows(relation.fetchall(), columns, formats)
        batches = relation.to_arrow_reader(300)
        assert b"".join(bulk.encode_batch(batch, columns, formats) for batch in batches) == expected


def test_a_value_too_large_for_the_announced_type_is_an_error() -> None:
    """Never a number that has lost its upper bytes."""
    batch = pa.record_batch({"a": pa.array([2**40])})
    with pytest.raises(SqlError, match="announced"):
        bulk.encode_batch(batch, [ResultColumn("a", RedshiftType("integer"))], [encoding.BINARY])


def test_a_batch_without_rows_is_no_bytes() -> None:
    batch = pa.record_batch({"a": pa.array([], pa.string())})
    assert bulk.encode_batch(batch, [ResultColumn("a", RedshiftType("varchar"))], [encoding.TEXT]) == b""
