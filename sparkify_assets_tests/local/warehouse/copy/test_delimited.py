"""COPY of delimited, CSV and fixed-width text."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.errors import SqlError

from .conftest import Warehouse


@pytest.mark.parametrize(
    ("options", "text", "rows"),
    [
        ("", "1|a\n2|b\n", [(1, "a"), (2, "b")]),
        ("", "1|a|\r\n2||", [(1, "a"), (2, "")]),
        ("", "1|\\N\n|x", [(1, None), (None, "x")]),
        ("null as 'NA'", "NA|NA\n3|\\N", [(None, None), (3, "\\N")]),
        ("null as '\\0'", "\0|\0\n3|a\0b", [(None, None), (3, "a\0b")]),
        ("", "1|a\0b|c\n2|x\n", [(1, "a"), (2, "x")]),
        ("escape", "1|a\0b\\\nc\n2|x\n", [(1, "a"), (2, "x")]),
        ("emptyasnull", "1|\n", [(1, None)]),
        ("delimiter ','", '1,"a"\n', [(1, '"a"')]),
        ("delimiter '\\t'", "1\ta b\n", [(1, "a b")]),
        ("delimiter '\\001'", "1\x01a\n", [(1, "a")]),
        ("delimiter ',' removequotes", "1,\"a, b\"\n2,'c'\n3,d", [(1, "a, b"), (2, "c"), (3, "d")]),
        ("escape", "1|The quick\\\nfox\n2| A\\\\B\\\\C\n3| A \\| B",
         [(1, "The quick\nfox"), (2, " A\\B\\C"), (3, " A | B")]),
        ("escape removequotes", "4|'A Midsummer Night\\'s Dream'", [(4, "A Midsummer Night's Dream")]),
        ("fillrecord", "1\n2|b", [(1, ""), (2, "b")]),
        ("ignoreblanklines", "1|a\n\n\n2|b\n", [(1, "a"), (2, "b")]),
        ("ignoreheader 1", "a|b\n1|x\n", [(1, "x")]),
        ("csv", '1,"A ""quoted"" word"\n2,"two\nlines"\n3, "b" \n4,c d',
         [(1, 'A "quoted" word'), (2, "two\nlines"), (3, "b"), (4, "c d")]),
        ("csv quote as '%'", '1,%a, "b"%\n', [(1, 'a, "b"')]),
        ("format csv delimiter ';'", "1;a\n", [(1, "a")]),
        ("csv", "1,\n2,\"\"\n", [(1, ""), (2, "")]),
        ("fixedwidth 'a:3,b:4'", "  1abcd\n 22é   \n", [(1, "abcd"), (22, "é   ")]),
    ],
)  # fmt: skip
def test_a_text_format(
    warehouse: Warehouse, options: str, text: str, rows: list[tuple[int | None, str | None]]
) -> None:
    """The guide's examples, and the edges of each option."""
    warehouse.create("a integer, b varchar")
    assert warehouse.copy(warehouse.put("x", text), options) == len(rows)
    assert sorted(warehouse.rows(), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize(
    ("options", "text", "error"),
    [
        ("", "1|a|b\n", (1, 1202, "Extra column(s) found")),
        ("", "1|a\n2\n", (2, 1214, "Delimiter not found")),
        ("", "1\0|a\n", (1, 1214, "Delimiter not found")),
        ("", "1|a\n\n", (2, 1214, "Delimiter not found")),
        ("csv", '1,"a\n2,b\n', (1, 1214, "Invalid quote formatting for CSV")),
        ("", "1.0|a\n", (1, 1207, "Invalid digit, Value '.', Pos 1, Type: Integer")),
        ("", "1|abcdef\n", (1, 1204, "String length exceeds DDL length")),
        ("fixedwidth 'a:1,b:2'", "1abc\n", (1, 1202, "Extra column(s) found")),
    ],
)
def test_a_bad_line(warehouse: Warehouse, options: str, text: str, error: tuple[int, int, str]) -> None:
    """It is named with line, code and its own text."""
    warehouse.create("a integer, b varchar(5)")
    with pytest.raises(SqlError, match="Load into table 't' failed"):
        warehouse.copy(warehouse.put("x", text), options)
    (found,) = warehouse.errors("line_number, err_code, err_reason, raw_line")
    assert found[:3] == error
    assert found[3] in text


@pytest.mark.parametrize(
    ("encoding", "content", "rows"),
    [
        ("utf16", "1|é😀\n".encode("utf-16"), [(1, "é😀")]),
        ("utf16le", "\ufeff1|é\n".encode("utf-16-le"), [(1, "é")]),
        ("utf16be", "1|é\n".encode("utf-16-be"), [(1, "é")]),
        ("iso88591", b"1|\xe9\n", [(1, "é")]),
    ],
)
def test_an_encoding_is_converted(
    warehouse: Warehouse, encoding: str, content: bytes, rows: list[tuple[int, str]]
) -> None:
    """A byte order mark is no part of the first field."""
    warehouse.create("a integer, b varchar")
    warehouse.copy(warehouse.put("x", content), f"encoding {encoding}")
    assert warehouse.rows() == rows


@pytest.mark.parametrize(
    ("encoding", "content"),
    [("utf16", "1|a\n".encode("utf-16-le")), ("utf16le", b"1\0|\0\0\xd8\n\0"), ("utf16be", b"\0" * 3)],
)
def test_another_encoding_fails_the_load(warehouse: Warehouse, encoding: str, content: bytes) -> None:
    """No byte order mark, half a character, a lone surrogate."""
    warehouse.create("a integer, b varchar")
    with pytest.raises(SqlError, match=r"encoding of s3://.* is not the one"):
        warehouse.copy(warehouse.put("x", content), f"encoding {encoding} maxerror 9")


@pytest.mark.parametrize("options", ["", "csv", "json 'auto'"])
def test_acceptinvchars_replaces_what_is_no_character(warehouse: Warehouse, options: str) -> None:
    """Code points that UTF-8 can spell and Unicode gives no character are replaced byte by byte, if that is asked."""
    warehouse.create("a varchar")
    text = '{"a": "x\ufdd0\U0001ffffy"}' if "json" in options else "x\ufdd0\U0001ffffy"
    uri = warehouse.put("x", text)
    warehouse.copy(uri, options)
    warehouse.copy(uri, f"{options} acceptinvchars as '^'")
    assert warehouse.rows("select a from t order by a") == [("x^^^^^^^y",), ("x\ufdd0\U0001ffffy",)]
