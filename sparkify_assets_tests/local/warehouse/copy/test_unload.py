"""unload: rows into objects on the real local S3, and back by COPY."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparkify_assets.local.warehouse.engine import Engine
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Text


class Unloading:
    """A session of its own warehouse, and the folder that holds its bucket."""

    def __init__(self, engine: Engine, bucket: Path) -> None:
        self.backend = engine.open({"user": "owner", "database": "dev"})
        self.bucket = bucket

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            result = self.backend.execute(self.backend.prepare(Text(sql), ()), (), hold=True)
            self.backend.sync()
            return [tuple(row) for row in result.rows]
        except SqlError:
            self.backend.fail()
            raise

    def unload(self, query: str, rest: str = "", prefix: str = "out/") -> dict[str, bytes]:
        """The objects that are under the prefix afterwards, by the rest of their key."""
        self.run(f"unload ($${query}$$) to 's3://{self.bucket.name}/{prefix}' iam_role default {rest}")
        return {
            str(path.relative_to(self.bucket / prefix)): path.read_bytes()
            for path in (self.bucket / prefix).rglob("*")
            if path.is_file()
        }

    def fails(self, query: str, rest: str = "") -> SqlError:
        with pytest.raises(SqlError) as raised:
            self.unload(query, rest)
        self.backend.fail()
        return raised.value


@pytest.fixture
def session(s3: Path, tmp_path: Path) -> Iterator[Unloading]:
    bucket = s3 / f"unload-{tmp_path.name.replace('_', '-').lower()[:50]}".strip("-")
    bucket.mkdir()
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    session = Unloading(engine, bucket)
    session.run("create table t (a integer, b varchar(20), c numeric(8, 2), d boolean, e timestamp)")
    session.run("insert into t values (1, 'x|y', 1.5, true, '2018-11-01 10:00:00.5')")
    session.run("insert into t values (2, null, null, null, null), (3, 'say \"hi\"', 0, false, '2018-11-02')")
    yield session
    engine.close()


ALL = "select * from t order by a"


def test_text_is_delimited_by_bars_and_dealt_to_the_slices(session: Unloading) -> None:
    """Values as Redshift prints them, NULL as nothing."""
    assert session.unload(ALL) == {
        "0000_part_00": b'1|x|y|1.50|t|2018-11-01 10:00:00.5\n3|say "hi"|0.00|f|2018-11-02 00:00:00\n',
        "0001_part_00": b"2||||\n",
    }


def test_parallel_off_writes_one_object_in_order(session: Unloading) -> None:
    assert session.unload("select a from t order by a desc", "parallel off") == {"000": b"3\n2\n1\n"}


def test_csv_quotes_where_it_must(session: Unloading) -> None:
    written = session.unload("select a, b from t order by a", "csv header parallel off")
    assert written == {"000": b'a,b\n1,x|y\n2,\n3,"say ""hi"""\n'}


def test_delimiter_null_quotes_and_escapes(session: Unloading) -> None:
    written = session.unload("select a, b from t order by a", r"delimiter '|' null as '\\N' escape parallel off")
    assert written == {"000": b'1|x\\|y\n2|\\N\n3|say "hi"\n'}
    written = session.unload("select b from t where a = 3", "addquotes escape parallel off", "quoted/")
    assert written == {"000": b'"say \\"hi\\""\n'}


def test_json_has_an_object_a_line(session: Unloading) -> None:
    """Booleans as t and f, NULL as null, SUPER as the JSON that it is."""
    session.run("create table s (a integer, j super)")
    session.run("""insert into s select 1, json_parse('{"k": [1, 2]}')""")
    assert session.unload("select a, j from s", "json parallel off") == {"000": b'{"a":1,"j":{"k":[1,2]}}\n'}
    written = session.unload("select a, b, c, d from t where a < 3 order by a", "json parallel off", "other/")
    assert [json.loads(line) for line in written["000"].splitlines()] == [
        {"a": 1, "b": "x|y", "c": 1.5, "d": "t"},
        {"a": 2, "b": None, "c": None, "d": None},
    ]


@pytest.mark.parametrize(("word", "extension"), [("gzip", "gz"), ("bzip2", "bz2"), ("zstd", "zst")])
def test_compressed_objects_say_so_in_their_names(session: Unloading, word: str, extension: str) -> None:
    written = session.unload("select a from t order by a", f"{word} parallel off")
    (content,) = written.values()
    assert list(written) == [f"000.{extension}"]
    assert pa.CompressedInputStream(pa.BufferReader(content), word.replace("ip2", "2")).read() == b"1\n2\n3\n"


def test_an_extension_takes_the_place_of_the_compressions_own(session: Unloading) -> None:
    (name,) = session.unload("select a from t", "gzip parallel off extension 'txt.gz'")
    assert name == "000.txt.gz"


def test_parquet_keeps_the_types(session: Unloading) -> None:
    """One file for each slice that has rows; a zone is left out of a TIMESTAMPTZ."""
    written = session.unload("select a, c, e, e::timestamptz as z from t order by a", "parquet")
    assert list(written) == ["0000_part_00.parquet", "0001_part_00.parquet"]
    table = pq.read_table(pa.BufferReader(written["0000_part_00.parquet"]))
    assert [str(column.type) for column in table.schema] == [
        "int32",
        "decimal128(8, 2)",
        "timestamp[us]",
        "timestamp[us]",
    ]
    assert table["a"].to_pylist() == [1, 2]


def test_a_manifest_names_every_object(session: Unloading) -> None:
    written = session.unload(ALL, "manifest")
    urls = [f"s3://{session.bucket.name}/out/{name}" for name in ("0000_part_00", "0001_part_00")]
    assert json.loads(written["manifest"]) == {"entries": [{"url": url} for url in urls]}


def test_a_verbose_manifest_tells_types_and_sizes(session: Unloading) -> None:
    written = session.unload("select a, b, c from t", "csv header parallel off manifest verbose")
    manifest = json.loads(written["manifest"])
    assert manifest["entries"][0]["meta"] == {"content_length": len(written["000"]), "record_count": 4}
    assert manifest["meta"] == {"content_length": len(written["000"]), "record_count": 4}
    assert manifest["schema"]["elements"][1:] == [
        {"name": "b", "type": {"base": "character varying", "max_length": 20}},
        {"name": "c", "type": {"base": "numeric", "precision": 8, "scale": 2}},
    ]


def test_nothing_is_overwritten_unasked(session: Unloading) -> None:
    session.unload(ALL)
    assert "destination on S3 is not empty" in session.fails(ALL).message
    assert len(session.unload("select a from t", "allowoverwrite parallel off")) == 3
    assert session.unload("select 1 as a", "cleanpath parallel off") == {"000": b"1\n"}


def test_large_results_are_cut_at_the_largest_size(session: Unloading) -> None:
    """A line is never cut."""
    digits = "select a from (select 1 as a union all select 2 union all select 3 union all select 4) d"
    query = f"select repeat('x', 9999) as b from ({digits}) p, ({digits}) q, ({digits}) r, ({digits}) s, ({digits}) t"
    written = session.unload(query, "maxfilesize 5 mb parallel off")
    assert sorted(written) == ["000", "001"]
    assert sum(content.count(b"\n") for content in written.values()) == 4**5


def _literal(value: Any) -> str:
    return "null" if value is None else "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_TEXT = st.text(st.sampled_from([*"|,\"'\\\n\r\t N{}é😀"]), max_size=8)
_ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | _TEXT,
        st.none() | st.decimals(-(10**7), 10**7, places=4),
        st.none() | st.datetimes(datetime(1000, 1, 1)),
        st.none() | st.booleans(),
        st.none() | st.lists(_TEXT | st.integers(-9, 9), max_size=3).map(_compact),
    ),
    min_size=1,
    max_size=3,
)


@pytest.mark.parametrize(
    ("unload", "copy"),
    [
        ("csv null as 'ZZ' gzip", "csv null as 'ZZ' gzip"),
        ("csv header addquotes null as 'ZZ'", "csv ignoreheader 1 null as 'ZZ'"),
        ("escape null as '@'", "escape null as '@'"),
        ("addquotes escape null as '@' delimiter '\\t'", "removequotes escape null as '@' delimiter '\\t'"),
        ("json", "json 'auto'"),
    ],
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS)
def test_what_was_unloaded_is_loaded_again(
    session: Unloading, unload: str, copy: str, rows: list[tuple[Any, ...]]
) -> None:
    """Whatever is in it: delimiters, quotes, newlines, null strings."""
    session.run("drop table if exists s")
    session.run("drop table if exists again")
    session.run("create temp table s (a bigint, b varchar(40), c decimal(12,4), d timestamp, e boolean, f super)")
    session.run("create temp table again (like s)")
    for row in rows:
        *values, nested = map(_literal, row)
        session.run(f"insert into s select {', '.join(values)}, json_parse({nested})")
    session.unload("select * from s", f"{unload} manifest cleanpath")
    session.run(f"copy again from 's3://{session.bucket.name}/out/manifest' iam_role default manifest {copy}")
    columns = "a, b, c, d, e, json_serialize(f)"
    expected = session.run(f"select {columns} from s")
    assert sorted(session.run(f"select {columns} from again"), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("options", ["csv gzip", "json", "parquet", r"escape null as '\\N' delimiter '\t'"])
def test_what_was_unloaded_is_loaded_again_by_its_manifest(session: Unloading, options: str) -> None:
    session.unload(ALL, f"{options} manifest")
    session.run("create table again (like t)")
    given = {"json": "json 'auto'", "csv gzip": "csv gzip emptyasnull"}.get(options, options)
    session.run(f"copy again from 's3://{session.bucket.name}/out/manifest' iam_role default manifest {given}")
    assert session.run("select * from again order by a") == session.run(ALL)


def test_the_session_knows_what_it_unloaded_last(session: Unloading) -> None:
    session.unload("select a from t")
    assert session.run("select pg_last_unload_count(), pg_last_unload_id() = pg_last_query_id()") == [(3, True)]


def test_an_unload_that_failed_is_the_last_one(session: Unloading) -> None:
    """Its id is for further investigation (PG_LAST_UNLOAD_ID)."""
    session.unload("select a from t")
    ((before,),) = session.run("select pg_last_unload_id()")
    session.fails("select a / 0 from t")
    ((after,),) = session.run("select pg_last_unload_id()")
    assert after > before


def test_what_was_unloaded_is_on_record(session: Unloading) -> None:
    """One line an object in stl_unload_log, one an UNLOAD in sys_unload_history; also of one that failed."""
    session.unload(ALL, "gzip")
    session.fails(ALL)
    target = f"s3://{session.bucket.name}/out/"
    assert session.run("select trim(path), line_count, transfer_size > 0 from stl_unload_log order by path") == [
        (f"{target}0000_part_00.gz", 2, True),
        (f"{target}0001_part_00.gz", 1, True),
    ]
    columns = "status, unloaded_location, unloaded_rows, unloaded_files_count, compression_type, file_format"
    assert session.run(f"select {columns} from sys_unload_history order by query_id") == [
        ("success", target, 3, 2, "gzip", "text"),
        ("failed", target, 0, 0, "none", "text"),
    ]


def test_no_rows_leave_empty_text_and_no_parquet(session: Unloading) -> None:
    nothing = "select a from t where false"
    assert session.unload(nothing, "csv header parallel off", "text/") == {"000": b"a\n"}
    assert sorted(session.unload(nothing, "gzip", "gzip/")) == ["0000_part_00.gz", "0001_part_00.gz"]
    assert session.unload(nothing, "parquet", "parquet/") == {}


@pytest.mark.parametrize(
    ("query", "options", "sqlstate", "words"),
    [
        ("select a from t limit 1", "", "0A000", "Limit clause"),
        ("select a from nowhere", "", "42P01", "nowhere"),
        ("delete from t", "", "42601", "SELECT"),
        ("select a, a from t", "json", "42601", "unique"),
        ("select 'x'::varbyte as v", "parquet", "0A000", "VARBYTE"),
        ("select 'x'::varbyte as v", "csv addquotes", "0A000", "VARBYTE"),
        ("select 'NaN'::float8 as n", "json", "0A000", "NaN"),
        ("select a from t", "partition by (a)", "0A000", "PARTITION"),
        ("select a from t", "fixedwidth 'a:3'", "0A000", "FIXEDWIDTH"),
    ],
)
def test_what_it_refuses(session: Unloading, query: str, options: str, sqlstate: str, words: str) -> None:
    error = session.fails(query, options)
    assert (error.sqlstate, words in error.message) == (sqlstate, True)
