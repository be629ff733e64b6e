"""grammar: the loop over options, and the spellings of the authorization."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse import parser
from sparkify_assets.local.warehouse.copy.grammar import Authorization, Grammar
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Reader

ARN = "arn:aws:iam::1:role/r"


GRAMMAR = Grammar(
    "COPY", {"csv": None}, frozenset({"loud", "escape"}), {"size": Reader.number}, {"dull": ("on",)},
    {"csv": {"escape", "size"}, "text": set()},
)  # fmt: skip


def read(sql: str) -> dict[str, object]:
    return GRAMMAR.read(Reader(parser.tokenize(sql), sql))


@pytest.mark.parametrize(
    ("sql", "authorization"),
    [
        (f"iam_role '{ARN}'", Authorization((ARN,))),
        (f"iam_role as '{ARN},{ARN}2'", Authorization((ARN, f"{ARN}2"))),
        ("iam_role default", Authorization(("default",))),
        (f"credentials 'aws_iam_role={ARN}'", Authorization((ARN,))),
        (f"with credentials as 'aws_iam_role={ARN}'", Authorization((ARN,))),
        ("credentials 'aws_access_key_id=a;aws_secret_access_key=b;token=c'", Authorization(by_key=True)),
        ("access_key_id 'a' secret_access_key 'b'", Authorization(by_key=True)),
        ("access_key_id as 'a', secret_access_key as 'b', session_token 'c'", Authorization(by_key=True)),
    ],
)
def test_every_spelling_of_the_authorization(sql: str, authorization: Authorization) -> None:
    """By role, by a chain of roles, by keys: in one string or apart."""
    assert read(sql)["authorization"] == authorization


def test_options_are_read_by_their_words_until_the_end() -> None:
    fields = read("loud size as 3 iam_role default dull on")
    assert fields["size"] == 3
    assert fields["given"] == {"loud", "size", "iam_role", "dull"}


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("iam_role default quietly", "0A000"),
        ("iam_role default iam_role default", "42601"),
        ("", "42601"),
        ("iam_role default 'loud'", "42601"),
    ],
)
def test_what_is_no_option_or_comes_twice_is_refused(sql: str, sqlstate: str) -> None:
    with pytest.raises(SqlError) as raised:
        read(sql)
    assert raised.value.sqlstate == sqlstate


def test_what_excludes_the_format_is_named() -> None:
    with pytest.raises(SqlError, match="ESCAPE is not supported with CSV"):
        read("escape gzip iam_role default format as csv")
    with pytest.raises(SqlError, match="SIZE is not supported with CSV"):
        read("size 1 iam_role default csv")
    assert read("csv iam_role default size 0")["size"] == 0
