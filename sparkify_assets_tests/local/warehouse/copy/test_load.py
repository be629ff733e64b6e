"""A COPY of JSON as a whole: from objects in a real S3 to rows, all or nothing."""

from __future__ import annotations

import bz2
import gzip
import json
from typing import Any

import pytest

from sparkify_assets.local.warehouse.copy import load, options
from sparkify_assets.local.warehouse.dialect.relations import quote
from sparkify_assets.local.warehouse.errors import QUERY_CANCELED, SqlError

from .conftest import Warehouse


def test_loads_every_object_under_a_prefix(warehouse: Warehouse) -> None:
    """A prefix is a plain string match, not a folder."""
    warehouse.create("a bigint, b varchar")
    uri = warehouse.put("data/part-1.json", '{"a": 1, "b": "x"}\n{"a": 2}\n')
    warehouse.put("data/part-10.json", '{"b": "y", "a": 3}')
    warehouse.put("data/other.json", '{"a": 9}')
    assert warehouse.copy(uri.removesuffix("-1.json")) == 3
    assert warehouse.rows("select * from t order by a") == [(1, "x"), (2, None), (3, "y")]


def test_a_manifest_names_objects_exactly(warehouse: Warehouse) -> None:
    """The listed objects and no others are loaded; one that is listed twice is loaded twice."""
    warehouse.create("a bigint")
    uri = warehouse.put("d/1", '{"a": 1}')
    warehouse.put("d/10", '{"a": 10}')
    manifest = warehouse.put("m", json.dumps({"entries": [{"url": uri, "mandatory": True}, {"url": uri}]}))
    assert warehouse.copy(manifest, "manifest json 'auto'") == 2
    assert warehouse.rows() == [(1,), (1,)]


def test_a_mandatory_object_that_is_missing_fails_the_load(warehouse: Warehouse) -> None:
    """The error names the object; without `mandatory` it is passed over."""
    warehouse.create("a bigint")
    entries: list[dict[str, Any]] = [
        {"url": warehouse.put("1", '{"a": 1}')},
        {"url": f"s3://{warehouse.bucket}/gone", "mandatory": True},
    ]
    manifest = warehouse.put("m", json.dumps({"entries": entries}))
    with pytest.raises(SqlError, match=f"does not exist.*s3://{warehouse.bucket}/gone"):
        warehouse.copy(manifest, "manifest json 'auto'")
    entries[1]["mandatory"] = False
    warehouse.put("m", json.dumps({"entries": entries}))
    assert warehouse.copy(manifest, "manifest json 'auto'") == 1


@pytest.mark.parametrize(
    ("source", "rest", "message"),
    [
        ("s3://{bucket}/none", "json 'auto'", "The specified S3 prefix 'none' does not exist"),
        ("s3://no-such-bucket/x", "json 'auto'", "bucket does not exist.*no-such-bucket"),
        ("s3://{bucket}/none", "manifest json 'auto'", "Problem reading manifest file.*none"),
        ("s3://{bucket}/bad", "manifest json 'auto'", "Problem reading manifest file - invalid manifest.*bad"),
        ("s3://{bucket}/bad", "json 's3://{bucket}/paths'", "Problem reading JSONPaths file.*paths"),
    ],
)
def test_what_is_not_there_is_named(warehouse: Warehouse, source: str, rest: str, message: str) -> None:
    """A missing prefix, bucket, manifest or JSONPaths file is an error that names it."""
    warehouse.create("a bigint")
    warehouse.put("bad", "{}")
    with pytest.raises(SqlError, match=message):
        warehouse.copy(source.format(bucket=warehouse.bucket), rest.format(bucket=warehouse.bucket))


def test_a_server_that_knows_no_s3_says_so(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.create("a bigint")
    uri = warehouse.put("x", "{}")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SqlError, match="AWS_ENDPOINT_URL_S3"):
        warehouse.copy(uri, "json 'auto'")


def test_an_unknown_table_or_column_is_named(warehouse: Warehouse) -> None:
    """42P01 and 42703, as for any other statement."""
    uri = warehouse.put("x", '{"a": 1}')
    with pytest.raises(SqlError, match="nope"):
        warehouse.copy(uri, table="nope")
    warehouse.create("a bigint")
    with pytest.raises(SqlError, match="zzz"):
        warehouse.copy(uri, table="t (a, zzz)")


def test_auto_is_case_sensitive(warehouse: Warehouse) -> None:
    """Column names are lower case, so only lower-case keys match; `auto ignorecase` takes any."""
    warehouse.create("userid bigint, name varchar")
    uri = warehouse.put("x", '{"userId": 1, "name": "a"}\n{"USERID": 2, "other": 0, "NAME": "b"}\n')
    assert warehouse.copy(uri) == 2
    assert warehouse.rows() == [(None, "a"), (None, None)]
    warehouse.rows("delete from t")
    assert warehouse.copy(uri, "json 'auto ignorecase'") == 2
    assert warehouse.rows() == [(1, "a"), (2, "b")]


@pytest.mark.parametrize("key", ["*", 'a "b"', "it's", "ä.b[0]", "a?", "\\u00e9"])
def test_any_text_is_a_key(warehouse: Warehouse, key: str) -> None:
    """Also what means something in a path or in the name of a type; beside it stands a key that differs in case."""
    warehouse.create(f'{quote(key)} integer, "b" integer')
    other = {key.upper() + "x": 7, "b": 2, key: 1.0}
    warehouse.copy(warehouse.put("x", json.dumps(other)))
    assert warehouse.rows() == [(1, 2)]


def test_a_path_may_lead_into_the_value_of_another(warehouse: Warehouse) -> None:
    """Each column gets what its own path leads to, also where two differ only in case or are the same."""
    warehouse.create("whole varchar, part bigint, again bigint, upper bigint, element varchar, document super")
    paths = ["$.o", "$.o.x[1]", "$.o.x[1]", "$.O", "$.o.x[0].y", "$.o.x"]
    uri = warehouse.put("p", json.dumps({"jsonpaths": paths}))
    warehouse.copy(warehouse.put("x", '{"o": {"x": [{"y": 1.50}, 2]}, "O": 3}'), f"json '{uri}'")
    assert warehouse.rows() == [('{"x":[{"y":1.50},2]}', 2, 2, 3, "1.50", '[{"y":1.50},2]')]


def test_keys_that_differ_only_in_case_may_stand_in_one_record(warehouse: Warehouse) -> None:
    """`auto ignorecase` takes one that has a value."""
    warehouse.create("a bigint, b bigint")
    uri = warehouse.put("x", '{"A": null, "a": 1, "B": 2}\n{"A": 3, "b": 4}\n')
    assert warehouse.copy(uri, "json 'auto ignorecase'") == 2
    assert warehouse.rows("select * from t order by a") == [(1, 2), (3, 4)]


def test_an_element_far_behind_is_refused(warehouse: Warehouse) -> None:
    warehouse.create("a bigint")
    paths = warehouse.put("p", '{"jsonpaths": ["$.a[1600]"]}')
    with pytest.raises(SqlError, match="1,600") as caught:
        warehouse.copy(warehouse.put("x", '{"a": []}'), f"json '{paths}'")
    assert caught.value.sqlstate == "0A000"


@pytest.mark.parametrize("option", ["auto", "noshred"])
def test_a_document_keeps_its_digits(warehouse: Warehouse, option: str) -> None:
    """SUPER, from a value of a record or from all of it, has numbers as they are written."""
    warehouse.create("a super")
    document = '{"x": [1.50, -0, 1e5, 12345678901234567890.12], "y": "1.0", "z": {}}'
    record = document if option == "noshred" else f'{{"a": {document}}}'
    warehouse.copy(warehouse.put("x", record), f"json '{option}'")
    assert warehouse.rows() == [('{"x":[1.50,-0,1e5,12345678901234567890.12],"y":"1.0","z":{}}',)]


def test_jsonpaths_follow_the_column_list(warehouse: Warehouse) -> None:
    """Paths match the column list in its order; nested values, array elements and whole objects can be reached."""
    warehouse.create("a bigint, b varchar, c varchar, d varchar")
    paths = warehouse.put("p", json.dumps({"jsonpaths": ["$.o.x", "$.tags[1]", "$.o", "$.n"]}))
    uri = warehouse.put("x", '{"o": {"x": "v",\n "y": [1, 2.5]}, "tags": ["p", "q"], "n": 7}')
    assert warehouse.copy(uri, f"json '{paths}'", table="t (b, c, d, a)") == 1
    assert warehouse.rows() == [(7, "v", "q", '{"x":"v","y":[1,2.5]}')]
    with pytest.raises(SqlError, match="JSONPath size: 4, Number of columns in table or column list: 2"):
        warehouse.copy(uri, f"json '{paths}'", table="t (a, b)")


def test_arrays_are_records_too(warehouse: Warehouse) -> None:
    """With JSONPaths by index; with 'auto' an array has no member to match."""
    warehouse.create("a bigint, b varchar")
    paths = warehouse.put("p", '{"jsonpaths": ["$[0]", "$[1]"]}')
    uri = warehouse.put("x", '[1, "one"]\n[2,\n "two"]\n[3]')
    assert warehouse.copy(uri, f"json '{paths}' maxerror 2") == 2
    assert warehouse.errors("line_number, err_reason") == [
        (4, "Invalid JSONPath format: Not an array or index out of range.")
    ]
    assert warehouse.rows() == [(1, "one"), (2, "two")]
    with pytest.raises(SqlError, match="Load into table 't' failed"):
        warehouse.copy(uri)
    assert warehouse.errors("err_reason")[0] == ("Invalid JSONPath format: Member is not an object.",)


def test_records_may_be_separated_by_any_white_space(warehouse: Warehouse) -> None:
    """Objects over several lines, several on a line, CRLF, blank lines, no newline at all."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", '{"a": 1}{"a": 2}\n{\n  "a":\n 3\n}\r\n\r\n{"a": 4}\t{"a":5}\n\n')
    assert warehouse.copy(uri) == 5
    assert warehouse.rows("select a from t order by a") == [(1,), (2,), (3,), (4,), (5,)]


def test_several_records_on_a_line_between_lines_of_one(warehouse: Warehouse) -> None:
    """They are found although the object looks like one record a line."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", '{"a": 1}\n{"a": 2} {"a": 3}\n{"a": 4} x {"a": 5}\n{"a": 6}')
    assert warehouse.copy(uri, "json 'auto' maxerror 5") == 5
    assert warehouse.rows("select a from t order by a") == [(1,), (2,), (3,), (4,), (6,)]
    assert warehouse.errors("line_number, trim(raw_line)") == [(3, 'x {"a": 5}')]


def test_an_empty_object_has_no_rows(warehouse: Warehouse) -> None:
    """It is recorded with 0 lines."""
    warehouse.create("a bigint")
    assert warehouse.copy(warehouse.put("x", "")) == 0
    assert warehouse.rows("select lines_scanned from _redshift.sys_load_detail") == [(0,)]


@pytest.mark.parametrize(("option", "pack"), [("gzip", gzip.compress), ("bzip2", bz2.compress)])
def test_compression_holds_for_every_object(warehouse: Warehouse, option: str, pack: Any) -> None:
    """A plain object under GZIP fails the load and is named."""
    warehouse.create("a bigint")
    uri = warehouse.put("x/1", pack(b'{"a": 1}\n') + pack(b'{"a": 2}\n'))
    assert warehouse.copy(uri, f"json 'auto' {option}") == 2
    warehouse.put("x/2", '{"a": 3}')
    with pytest.raises(SqlError, match=f"decompression of s3://{warehouse.bucket}/x/2 failed"):
        warehouse.copy(f"s3://{warehouse.bucket}/x/", f"json 'auto' {option}")


def test_numbers_keep_their_text_in_varchar(warehouse: Warehouse) -> None:
    """Numbers, booleans and nested values are loaded into varchar as text; escapes are resolved."""
    warehouse.create("a varchar, b varchar, c varchar, d varchar, e varchar")
    uri = warehouse.put("x", '{"a": 311, "b": 4.6, "c": true, "d": {"k": [1, null]}, "e": "\\u00e9\\n\\\\"}')
    warehouse.copy(uri)
    assert warehouse.rows() == [("311", "4.6", "true", '{"k":[1,null]}', "é\n\\")]


@pytest.mark.parametrize(
    "number",
    ["1.50", "-0", "-0.0", "0", "1e5", "1E+2", "100.000", "12345678901234567890123.10", "0.12345678901234567890"],
)
@pytest.mark.parametrize("option", ["auto", "auto ignorecase", "paths"])
def test_a_number_in_varchar_is_as_it_was_written(warehouse: Warehouse, number: str, option: str) -> None:
    """A string that looks like a number is one already; of two equal keys the first counts."""
    warehouse.create("a varchar(40), b char(40)")
    paths = warehouse.put("paths", '{"jsonpaths": ["$[\'a\']", "$[\'b\']"]}')
    record = f'{{"a": {number}, "b": {number}, "a": 7.70}}\n{{"a": "{number}", "b": {{"c": 2}}}}'
    warehouse.copy(warehouse.put("x", record), f"json '{paths if option == 'paths' else option}'")
    assert warehouse.rows("select * from t order by b") == [(number, number), (number, '{"c":2}')]


def test_a_whole_float_goes_into_an_integer(warehouse: Warehouse) -> None:
    """`1540919166796.0` is a bigint; a fraction, an overflow or a letter is an error with its code."""
    warehouse.create("a bigint, b smallint")
    values = ["1.540919166796E12", "1540919166796.0", '"12"', "12.5", '"1a"', "99999999999999999999"]
    values += ['""', "null", '"  "', "-3", "15e-1", "1.5e0", "9007199254740993.0", "9.007199254740993E15"]
    uri = warehouse.put("x", "\n".join(f'{{"a": {value}, "b": 1}}' for value in values))
    assert warehouse.copy(uri, "json 'auto' maxerror 9") == 8
    loaded = [-3, 12, 1540919166796, 1540919166796, 9007199254740993]
    assert warehouse.rows("select a from t order by a nulls last") == [(value,) for value in [*loaded, *[None] * 3]]
    overflow = "Overflow, Value '99999999999999999999', Type: Long"
    assert warehouse.errors("line_number, colname, type, raw_field_value, err_code, err_reason") == [
        (4, "a", "int8", "12.5", 1207, "Invalid digit, Value '.', Pos 2, Type: Long"),
        (5, "a", "int8", "1a", 1207, "Invalid digit, Value 'a', Pos 1, Type: Long"),
        (6, "a", "int8", "99999999999999999999", 1222, overflow),
        (11, "a", "int8", "15e-1", 1207, "Invalid digit, Value 'e', Pos 2, Type: Long"),
        (12, "a", "int8", "1.5e0", 1207, "Invalid digit, Value '.', Pos 1, Type: Long"),
        (14, "a", "int8", "9.007199254740993E15", 1207, "Invalid digit, Value '.', Pos 1, Type: Long"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("a smallint", "40000", 1222), ("a double", '"x"', 1208), ("a decimal(5,2)", '"1,5"', 1209),
        ("a decimal(5,2)", "12345.6", 1222), ("a boolean", '"maybe"', 1210), ("a date", '"2018-13-01"', 1205),
        ("a date", '"18-1-1"', 1205), ("a timestamp", '"2018-11-01T00:00:00Z"', 1206),
        ("a bigint not null", "null", 1213),
        ("a varchar not null", "null", 1213), ("a timestamp", "1541105830796", 1206),
        ("a smallint", '"-"', 1207), ("a date", '"0000-01-01"', 1205), ("a timestamp", '"0000-12-31 00:00:00"', 1206),
        ("a timestamptz", '"0000-12-31 00:00:00"', 1206),
    ],
)  # fmt: skip
def test_a_wrong_value_has_its_code(warehouse: Warehouse, column: str, value: str, code: int) -> None:
    """The codes of the load error reference."""
    warehouse.create(f"{column}, b varchar")
    with pytest.raises(SqlError) as caught:
        warehouse.copy(warehouse.put("x", f'{{"a": {value}}}'))
    assert caught.value.sqlstate == "XX000"
    assert caught.value.message.startswith("Load into table 't' failed.  Check 'sys_load_error_detail'")
    assert warehouse.errors("line_number, colname, err_code") == [(1, "a", code)]


@pytest.mark.parametrize(
    ("column", "options", "value", "loaded"),
    [
        ("decimal(8,2)", "", "20.259", "20.25"), ("decimal(8,2)", "roundec", "20.259", "20.26"),
        ("decimal(8,0)", "", "20.9", "20"),
        ("decimal(30,1)", "", "12345678901234567890.19", "12345678901234567890.1"),
        ("boolean", "", '"yes"', "true"), ("boolean", "", "false", "false"),
        ("double", "", "1e3", "1000.0"), ("date", "", '"2018-11-30 10:00:00"', "2018-11-30"),
        ("date", "dateformat 'MM/DD/YYYY'", '"11/30/2018"', "2018-11-30"),
        ("date", "dateformat 'auto'", '"20181130"', "2018-11-30"),
        ("timestamp", "", '"2018-11-01 21:01:46.796"', "2018-11-01 21:01:46.796"),
        ("timestamp", "timeformat 'epochmillisecs'", "1541105830796", "2018-11-01 20:57:10.796"),
        ("timestamp", "timeformat 'epochmillisecs'", "1541105830796.0", "2018-11-01 20:57:10.796"),
        ("timestamp", "timeformat 'epochsecs'", '"1541105830"', "2018-11-01 20:57:10"),
        ("timestamp", "timeformat 'auto'", '"2019-02-11T05:09:12.195Z"', "2019-02-11 05:09:12.195"),
        ("timestamp", "timeformat 'auto'", '"1997-12-17 07:37:16-08"', "1997-12-17 07:37:16"),
        ("timestamp", "timeformat 'MON DD, YYYY HH12:MI AM'", '"Nov 30, 2018 09:05 PM"', "2018-11-30 21:05:00"),
        ("timestamptz", "", '"1997-12-17 07:37:16-08"', "1997-12-17 15:37:16+00"),
        ("timestamptz", "timeformat 'epochsecs'", "0", "1970-01-01 00:00:00+00"),
        ("date", "acceptanydate dateformat 'auto'", '"00/00/00 00:00:00"', None),
        ("date", "acceptanydate", '"0000-01-01"', None),
        ("timestamp", "", '"0001-01-01 00:00:00"', "0001-01-01 00:00:00"),
        ("varchar", "", '"  "', "  "), ("varchar", "blanksasnull", '" \\t"', None), ("varchar", "", '""', ""),
        ("varchar", "blanksasnull", '""', ""), ("varchar", "emptyasnull", '""', None),
        ("varchar", "trimblanks", '" a \\t"', " a"),
    ],
)  # fmt: skip
def test_conversion(warehouse: Warehouse, column: str, options: str, value: str, loaded: str | None) -> None:
    """One value through each rule of the data conversion parameters."""
    warehouse.create(f"a {column}, b varchar")
    warehouse.copy(warehouse.put("x", f'{{"a": {value}, "b": "b"}}'), f"json 'auto' {options}")
    assert warehouse.rows("select a::varchar from t") == [(loaded,)]


def test_varchar_is_measured_in_bytes(warehouse: Warehouse) -> None:
    """Too long is error 1204; TRUNCATECOLUMNS cuts between characters; char takes no multibyte character."""
    warehouse.create("a varchar(3), b char(2)")
    uri = warehouse.put("x", '{"a": "éé", "b": "x "}\n{"a": "éa", "b": "é"}\n{"a": "abc", "b": "xyz"}\n{"a": "é1"}')
    assert warehouse.copy(uri, "json 'auto' maxerror 4") == 1
    multibyte = "Multibyte character not supported for CHAR (Hint: try using VARCHAR). Invalid char: c3 a9"
    assert warehouse.errors("line_number, colname, type, col_length, err_code, err_reason") == [
        (1, "a", "varchar", "3", 1204, "String length exceeds DDL length"),
        (2, "b", "char", "2", 1220, multibyte),
        (3, "b", "char", "2", 1204, "Char length exceeds DDL length"),
    ]  # fmt: skip
    assert warehouse.copy(warehouse.put("y", '{"a": "ééé", "b": "xyz"}'), "json 'auto' truncatecolumns") == 1
    assert warehouse.rows("select * from t order by a") == [("é", "xy"), ("é1", None)]


def test_omitted_columns_get_their_default(warehouse: Warehouse) -> None:
    """A column that is not in the list takes its DEFAULT; one in the list without a key takes NULL."""
    warehouse.create("a bigint, log_date date default '2018-11-01', b varchar default 'x'")
    warehouse.copy(warehouse.put("x", '{"a": 1, "log_date": "2000-01-01"}'), table="t (a, b)")
    assert warehouse.rows("select a, log_date::varchar, b from t") == [(1, "2018-11-01", None)]


def test_a_temporary_table_is_found_first(warehouse: Warehouse) -> None:
    """COPY takes temporary tables as any statement does."""
    warehouse.create("a bigint")
    warehouse.create("a bigint", schema="pg_temp")
    warehouse.copy(warehouse.put("x", '{"a": 1}'))
    assert warehouse.rows("select (select count(*) from public.t), (select count(*) from temp.t)") == [(0, 1)]


def test_malformed_json_is_refused_with_its_line(warehouse: Warehouse) -> None:
    """Each malformed stretch is one error; the records around it are loaded within MAXERROR."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", '{"a": 1}\n{"a": broken}\n{"a": 2\n{"a": 3}\nnonsense\n{"a": NaN}\n{"a": 4}')
    assert warehouse.copy(uri, "json 'auto' maxerror 9") == 3
    assert warehouse.rows("select a from t order by a") == [(1,), (3,), (4,)]
    assert warehouse.errors("line_number, raw_line, err_code") == [
        (2, '{"a": broken}', 1216), (3, '{"a": 2', 1216), (5, "nonsense", 1216), (6, '{"a": NaN}', 1216),
    ]  # fmt: skip
    assert warehouse.copy(warehouse.put("y", "nonsense\n"), "json 'auto' maxerror 9") == 0
    assert warehouse.errors("line_number, raw_line") == [(1, "nonsense")]


def test_invalid_utf8_is_refused_or_replaced(warehouse: Warehouse) -> None:
    """Error 1220 with the bytes; ACCEPTINVCHARS puts one character for each invalid byte."""
    warehouse.create("a varchar")
    uri = warehouse.put("x", b'{"a": "x\xa4y"}\n{"a": "ok"}\n')
    assert warehouse.copy(uri, "json 'auto' maxerror 2") == 1
    assert warehouse.errors("line_number, err_code, err_reason")[0][:2] == (1, 1220)
    assert "a4" in warehouse.errors("err_reason")[0][0]
    assert warehouse.copy(uri, "json 'auto' acceptinvchars as '^'") == 2
    assert warehouse.rows("select a from t order by a") == [("ok",), ("ok",), ("x^y",)]


def test_a_record_of_more_than_4_mb_is_refused(warehouse: Warehouse) -> None:
    """One of just 4 MB is loaded."""
    warehouse.create("a varchar")
    limit = 4 * 1024 * 1024
    fits, too_large = (json.dumps({"b": "x" * (size - len('{"b": ""}'))}) for size in (limit, limit + 1))
    uri = warehouse.put("x", f'{{"a": "1"}}\n{too_large}\n{fits}\n')
    assert warehouse.copy(uri, "json 'auto' maxerror 2") == 2
    assert warehouse.errors("line_number, err_code") == [(2, 1216)]


def test_maxerror_is_the_number_at_which_the_load_fails(warehouse: Warehouse) -> None:
    """As the guide has it: fewer errors than MAXERROR are passed over, as many fail the load."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", '{"a": 1}\n{"a": "x"}\n{"a": "y"}\n{"a": 2}')
    assert warehouse.copy(uri, "json 'auto' maxerror 3") == 2
    with pytest.raises(SqlError, match="Load into table 't' failed") as caught:
        warehouse.copy(uri, "json 'auto' maxerror 2")
    assert caught.value.detail == f"{uri}, line 2, column a: Invalid digit, Value 'x', Pos 0, Type: Long (error 1207)"
    assert warehouse.copy(uri, "json 'auto' ignoreallerrors") == 2


def test_bad_records_of_small_objects_are_traced_to_them(warehouse: Warehouse) -> None:
    """Many objects share a shard; an error still names its own object and line."""
    warehouse.create("a bigint")
    for number in range(40):
        warehouse.put(
            f"x/{number:02}", f'{{"a": {number}}}\n{{"a": "bad{number}"}}' if number % 10 == 0 else '{"a": 0}'
        )
    assert warehouse.copy(f"s3://{warehouse.bucket}/x/", "json 'auto' maxerror 5") == 40
    found = warehouse.errors("filename, line_number, raw_field_value")
    assert found == [(f"s3://{warehouse.bucket}/x/{number:02}", 2, f"bad{number}") for number in (0, 10, 20, 30)]


def test_noload_checks_and_loads_nothing(warehouse: Warehouse) -> None:
    """Bad records fail it as they would the load."""
    warehouse.create("a bigint")
    warehouse.copy(warehouse.put("x", '{"a": 1}'), "json 'auto' noload")
    assert warehouse.rows() == []
    with pytest.raises(SqlError):
        warehouse.copy(warehouse.put("x", '{"a": "x"}'), "json 'auto' noload")


def test_header_lines_are_skipped_and_counted(warehouse: Warehouse) -> None:
    """IGNOREHEADER counts newlines, also in JSON; line numbers still count from the top of the object."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", 'header\n{"a": 1}\n{"a": "x"}\n')
    assert warehouse.copy(uri, "json 'auto' ignoreheader 1 maxerror 2") == 1
    assert warehouse.errors("line_number") == [(3,)]


def test_utf16_is_converted(warehouse: Warehouse) -> None:
    """ENCODING UTF16 with a byte order mark."""
    warehouse.create("a varchar")
    assert warehouse.copy(warehouse.put("x", '{"a": "é"}'.encode("utf-16")), "json 'auto' encoding utf16") == 1
    assert warehouse.rows() == [("é",)]


def test_large_objects_are_streamed(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one chunk, more than one shard, more than one batch."""
    monkeypatch.setattr(load, "_BATCH_BYTES", 8 * 1024 * 1024)
    warehouse.create("a bigint, b varchar(1000)")
    line = '{{"a": {}, "b": "' + "x" * 1000 + '"}}\n'
    uri = warehouse.put("x", "".join(line.format(number) for number in range(40_000)))
    assert warehouse.copy(uri) == 40_000
    assert warehouse.rows("select count(distinct a), sum(a) from t") == [(40_000, sum(range(40_000)))]


def test_a_load_that_is_not_wanted_any_more_ends(warehouse: Warehouse) -> None:
    """Between two looks at what was fetched; nothing is loaded, and the history has it as aborted."""
    warehouse.create("a bigint")
    uri = warehouse.put("x", '{"a": 1}\n')

    def still_wanted() -> None:
        raise SqlError(QUERY_CANCELED, "canceling statement due to user request")

    command = options.parse(f"copy t from '{uri}' iam_role default json 'auto'")
    with pytest.raises(SqlError, match="canceling statement"):
        load.run(command, warehouse.session, still_wanted)
    assert warehouse.rows() == []
    assert warehouse.rows("select status from _redshift.sys_load_history") == [("aborted",)]
