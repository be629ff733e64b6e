"""Tokens, scripts and trees: `parser`."""

from __future__ import annotations

import pytest
from sqlglot import exp

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import FUNCTION_MARK, Reader, parse_tree, split, text_of, tokenize


def test_a_script_is_split_at_its_semicolons() -> None:
    """Not inside strings or comments, and empty statements are none."""
    sql = "select 'a;b'; -- one; two\n;; select 2 /* ; */;"
    assert [text_of(tokens, sql) for tokens in split(tokenize(sql))] == ["select 'a;b'", "select 2"]


def test_functions_keep_their_names() -> None:
    """No function is guessed at: each is anonymous, under Redshift's name."""
    tree = parse_tree("select lower(a), count(distinct b), left(c, 1), current_setting('x') from date(a)")
    names = {str(node.this).removeprefix(FUNCTION_MARK) for node in tree.find_all(exp.Anonymous)}
    assert names == {"lower", "count", "left", "current_setting", "date"}


def test_a_table_is_no_function() -> None:
    """A column list behind a table's name leaves the name alone."""
    tree = parse_tree("insert into date (a) select 1")
    assert tree.this.this.name == "date"


def test_identifiers_are_folded() -> None:
    """Quoted or not, as Redshift does."""
    tree = parse_tree('select "Foo" as BAR from Baz')
    assert {node.name for node in tree.find_all(exp.Identifier)} == {"foo", "bar", "baz"}


def test_parameters_without_blanks_between() -> None:
    """`$1,$2` are two parameters and no quoted text."""
    tree = parse_tree("select $1,$2")
    assert [node.this.name for node in tree.find_all(exp.Parameter)] == ["1", "2"]


@pytest.mark.parametrize(
    "sql",
    [
        "select from where", "select 'open", "select (1", "select 1 from a join b", "select 1 from a left join b",
        "select 1 from a join b join c on true", "delete from a using b inner join c",
    ],
)  # fmt: skip
def test_syntax_errors(sql: str) -> None:
    """What can't be read is 42601."""
    with pytest.raises(SqlError) as caught:
        parse_tree(sql)
    assert caught.value.sqlstate == "42601"


def test_the_reader_takes_words_one_by_one() -> None:
    """sqlglot's tokens of several words come apart."""
    sql = "primary key (a, b) group by"
    reader = Reader(tokenize(sql), sql)
    assert reader.take("primary", "key")
    assert reader.names() == ["a", "b"]
    assert reader.take("group")
    reader.expect("by")
    reader.end()


def test_strings_between_dollars() -> None:
    """With a tag or without; `$1,$2` is no string, and a tag inside another string is text."""
    assert [token.text for token in tokenize("is $note$it's; $1$note$, $$a\\b$$, '$x$ $x$'")] == [
        "is", "it's; $1", ",", "a\\b", ",", "$x$ $x$",
    ]  # fmt: skip
    assert [token.text for token in tokenize("($1,$2)")] == ["(", "$", "1", ",", "$", "2", ")"]


def test_a_typed_literal_is_cast_as_a_whole() -> None:
    """`date '...'::timestamp` is a timestamp; sqlglot alone would cast the text first."""
    tree = parse_tree("select date '2018-11-05'::timestamp")
    assert tree.expressions[0].args["to"].is_type("timestamp")
