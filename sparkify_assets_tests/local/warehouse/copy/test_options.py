"""The grammar of COPY: every spelling of the authorization, options in any order, and what is refused."""

from __future__ import annotations

import itertools

import pytest

from sparkify_assets.local.warehouse.copy.grammar import Authorization
from sparkify_assets.local.warehouse.copy.options import GRAMMAR, parse
from sparkify_assets.local.warehouse.errors import SqlError

ROLE = "arn:aws:iam::123456789012:role/copy"


@pytest.mark.parametrize(
    ("words", "authorization"),
    [
        ("iam_role default", Authorization(("default",))),
        (f"IAM_ROLE '{ROLE}'", Authorization((ROLE,))),
        (f"iam_role '{ROLE},{ROLE}2'", Authorization((ROLE, f"{ROLE}2"))),
        (f"credentials 'aws_iam_role={ROLE}'", Authorization((ROLE,))),
        (f"with credentials as 'aws_iam_role={ROLE}'", Authorization((ROLE,))),
        ("CREDENTIALS AS 'aws_access_key_id=a;aws_secret_access_key=b;token=c'", Authorization(by_key=True)),
        ("access_key_id 'a' secret_access_key 'b' session_token 'c'", Authorization(by_key=True)),
    ],
)
def test_authorization(words: str, authorization: Authorization) -> None:
    """Keys are recognised and not kept."""
    command = parse(f"copy t from 's3://b/k' {words}")
    assert command.authorization == authorization
    assert "'b'" not in repr(command)


def test_options_may_come_in_any_order() -> None:
    """Also before the authorization, with or without AS and FORMAT."""
    parts = [
        "iam_role default",
        "manifest",
        "format as json 's3://b/p'",
        "timeformat as 'epochmillisecs'",
        "maxerror 3",
    ]
    commands = {
        parse(" ".join(["copy s.t (a, B)\nfrom 's3://b/m'", *order])) for order in itertools.permutations(parts)
    }
    (command,) = commands
    assert (command.table, command.columns, command.has("manifest")) == (("s", "t"), ("a", "b"), True)
    assert (command.format, command.json, command.timeformat) == ("json", "s3://b/p", "epochmillisecs")
    assert command.maxerror == 3


@pytest.mark.parametrize("word", sorted(GRAMMAR.ignored))
def test_what_is_ignored_changes_nothing(word: str) -> None:
    """An ignored option leaves the command what it was, with each argument it can have."""
    plain = parse("copy t from 's3://b/k' iam_role default csv")
    for argument in GRAMMAR.ignored[word] or ("as 'us-west-2'", "1000"):
        command = parse(f"copy t from 's3://b/k' iam_role default {word} {argument} csv")
        assert {**vars(command), "given": None} == {**vars(plain), "given": None}


@pytest.mark.parametrize(
    ("rest", "sqlstate", "named"),
    [
        ("iam_role default lzop", "0A000", "LZOP"), ("iam_role default format avro", "0A000", "AVRO"),
        ("iam_role default encrypted", "0A000", "ENCRYPTED"), ("iam_role default shapefile", "0A000", "SHAPEFILE"),
        ("iam_role default json 'auto' delimiter ','", "42601", "DELIMITER"), ("csv", "42601", "authorization"),
        ("iam_role default csv removequotes", "42601", "REMOVEQUOTES"),
        ("iam_role default gzip gzip", "42601", "COMPRESSION"),
        ("iam_role default gzip bzip2", "42601", "COMPRESSION"), ("iam_role default csv parquet", "42601", "FORMAT"),
        ("iam_role default csv json 'auto'", "42601", "FORMAT"),
        ("iam_role default region 'a' region 'a'", "42601", "REGION"),
        ("iam_role default maxerror 100001", "22023", "MAXERROR"),
        ("iam_role default delimiter ''", "22023", "delimiter"),
        ("iam_role default ignoreheader -1", "22023", "IGNOREHEADER"),
        ("iam_role default csv quote ','", "22023", "QUOTE"), ("iam_role default json 'AUTO'", "22023", "AUTO"),
        ("iam_role default fixedwidth 'a:3;b:4'", "22023", "FIXEDWIDTH"), ("access_key_id 'a'", "42601", "SECRET"),
        ("iam_role default fixedwidth 'a:3' encoding utf16", "22023", "UTF8"),
        ("iam_role 'r' session_token 't'", "42601", "one authorization"),
        ("iam_role default credentials 'aws_iam_role=x'", "42601", "one authorization"),
        ("iam_role default maxerror 1 ignoreallerrors", "42601", "IGNOREALLERRORS"),
        ("credentials 'aws_iam_role=x;master_symmetric_key=y'", "0A000", "master_symmetric_key"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named(rest: str, sqlstate: str, named: str) -> None:
    """0A000 for what Redshift has and the local warehouse has not, 42601 and 22023 for what Redshift refuses."""
    with pytest.raises(SqlError, match=named) as caught:
        parse(f"copy t from 's3://b/k' {rest}")
    assert caught.value.sqlstate == sqlstate


def test_only_s3_is_a_source() -> None:
    """DynamoDB, EMR and SSH are 0A000."""
    with pytest.raises(SqlError, match="dynamodb"):
        parse("copy t from 'dynamodb://x' iam_role default readratio 50")


def test_backslashes_in_literals() -> None:
    """`\\t` and octal name a character; `\\N` stays."""
    command = parse(r"copy t from 's3://b/it''s' iam_role default delimiter '\t' null as '\N'")
    assert (command.delimiter, command.null, command.source) == ("\t", "\\N", "s3://b/it's")
    assert parse(r"copy t from 's3://b/k' iam_role default delimiter '\001'").separator == "\x01"
    assert parse(r"copy t from 's3://b/k' iam_role default delimiter '|~|'").separator == "|~|"


@pytest.mark.parametrize(
    ("max_errors", "errors", "fails"), [(0, 0, False), (0, 1, True), (1, 1, True), (2, 1, False), (2, 2, True)]
)
def test_maxerror_counts_as_the_guide_says(max_errors: int, errors: int, fails: bool) -> None:
    """`error_count` errors or more fail the load; 0 and 1 both mean the first."""
    command = parse(f"copy t from 's3://b/k' iam_role default maxerror {max_errors}")
    assert command.fails(errors) is fails
