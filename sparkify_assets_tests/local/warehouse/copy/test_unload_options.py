"""unload_options: the grammar of UNLOAD."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sparkify_assets.local.warehouse import parser
from sparkify_assets.local.warehouse.copy import unload_options
from sparkify_assets.local.warehouse.copy.grammar import Authorization
from sparkify_assets.local.warehouse.copy.unload_options import UnloadCommand
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Reader

ROLE = "iam_role 'arn:aws:iam::1:role/r'"


def parse(rest: str = ROLE, query: str = "'select 1'") -> UnloadCommand:
    sql = f"unload ({query}) to 's3://lake/out/' {rest}"
    return unload_options.parse(Reader(parser.tokenize(sql), sql))


def test_the_least_statement() -> None:
    command = parse()
    assert (command.query, command.target) == ("select 1", "s3://lake/out/")
    assert command.authorization == Authorization(("arn:aws:iam::1:role/r",))
    assert (command.format, command.parallel, command.has("allowoverwrite")) == ("text", True, False)


def test_quotes_in_the_query_are_doubled_or_it_stands_between_dollars() -> None:
    assert parse(query="'select ''a'''").query == "select 'a'"
    assert parse(query="$$select 'a'$$").query == "select 'a'"


@pytest.mark.parametrize(
    ("rest", "field", "value"),
    [
        ("format as csv", "format", "csv"),
        ("format parquet", "format", "parquet"),
        ("json", "format", "json"),
        ("parallel off", "parallel", False),
        ("parallel false", "parallel", False),
        ("parallel", "parallel", True),
        ("manifest verbose", "manifest", "verbose"),
        ("delimiter as '\\t'", "delimiter", "\t"),
        ("maxfilesize as 1 gb", "maxfilesize", 1024**3),
        ("maxfilesize 5.5", "maxfilesize", int(5.5 * 1024**2)),
        ("null as '\\\\N'", "null", "\\N"),
        ("zstd", "compression", "zstd"),
    ],
)
def test_options_in_any_order(rest: str, field: str, value: object) -> None:
    assert getattr(parse(f"{rest} {ROLE}"), field) == value
    assert getattr(parse(f"{ROLE} {rest}"), field) == value


@pytest.mark.parametrize("rest", ["encrypted", "encrypted auto", "region as 'us-west-2'", "kms_key_id 'k' encrypted"])
def test_what_changes_no_byte_is_accepted(rest: str) -> None:
    assert replace(parse(f"{ROLE} {rest}"), given=frozenset()) == replace(parse(), given=frozenset())


@pytest.mark.parametrize(
    ("rest", "sqlstate"),
    [
        ("", "42601"),
        (f"{ROLE} csv csv", "42601"),
        (f"{ROLE} json header", "42601"),
        (f"{ROLE} parquet gzip", "42601"),
        (f"{ROLE} cleanpath allowoverwrite", "42601"),
        (f"{ROLE} maxfilesize 1 mb", "22023"),
        (f"{ROLE} delimiter 'ab'", "22023"),
        (f"{ROLE} format orc", "0A000"),
        (f"{ROLE} master_symmetric_key 'k'", "0A000"),
    ],
)
def test_what_it_refuses(rest: str, sqlstate: str) -> None:
    with pytest.raises(SqlError) as raised:
        parse(rest)
    assert raised.value.sqlstate == sqlstate
