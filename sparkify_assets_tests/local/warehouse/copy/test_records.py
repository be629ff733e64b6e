"""JSON text to one record a line, wherever its white space stands."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse.copy import options, records
from sparkify_assets.local.warehouse.copy.shards import Lines, Shard

COMMAND = options.parse("copy t from 's3://b/k' iam_role default json 'auto'")
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUES, max_size=4), max_size=8)


@given(OBJECTS, st.sampled_from(["\n", "", " ", "\r\n", "\n\n"]), st.sampled_from([None, 1]), st.integers(1, 64))
def test_every_record_comes_out_once(objects: list[object], separator: str, indent: int | None, size: int) -> None:
    """Whatever separates the records, however they are indented and wherever the chunks end."""
    content = separator.join(json.dumps(value, indent=indent, ensure_ascii=False) for value in objects).encode()
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    pieces = list(records.encode(chunks, COMMAND))
    shard = Shard()
    for piece in pieces:
        assert isinstance(piece, Lines)
        shard.add("s3://b/k", piece)
    lines = shard.close().lines.to_pylist()
    # Records that share a line are told apart when DuckDB refuses the line.
    assert [json.loads(record.text) for line in lines for record in records.split(line)] == objects
    assert len(lines) == shard.rows


@given(st.lists(st.sampled_from(['{"a": 1}', "x", '{"a": ', '{"b": [1}', "{}", "[1]", ""]), max_size=12))
def test_malformed_lines_never_hide_a_record(lines: list[str]) -> None:
    """Each line that is a record is found, with its number, unless a malformed one before it is still open."""
    found = {record.line for record in records.split("\n".join(lines)) if record.valid}
    wanted = {number for number, line in enumerate(lines, 1) if line in ('{"a": 1}', "{}", "[1]")}
    assert found == wanted | found
    assert found - wanted <= {number for number in found if number > 1}


def test_the_line_is_the_last_one_of_the_record() -> None:
    """As `stl_load_errors.line_number` has it."""
    assert [record.line for record in records.split('{"a":\n1}\n\n{"a": 2}{"a":\n\n3}')] == [2, 4, 6]
