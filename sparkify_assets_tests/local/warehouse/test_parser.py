"""Tokens, scripts and trees: `parser`."""

from __future__ import annotations

import pytest
from sqlglot import exp

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Reader, parse_tree, split, tokenize
from sparkify_assets_tests.local.warehouse.direct import Direct


def test_a_script_is_split_at_its_semicolons() -> None:
    """Not inside strings or comments, and empty statements are none."""
    sql = "select 'a;b'; -- one; two\n;; select 2;"
    assert [text.sql for text in split(sql)] == ["select 'a;b'", "select 2"]


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("/* dbt */ select 1 -- end", ["/* dbt */ select 1 -- end"]),
        (" -- first;\nselect 1 /* ; */ ; /* lost */ select 2", ["-- first;\nselect 1 /* ; */", "select 2"]),
        ("; /* lost */ select 1", ["select 1"]),
        ("/* nothing */", []),
    ],
)
def test_a_statement_keeps_its_comments(sql: str, statements: list[str]) -> None:
    """Before the first one and behind each; the places of its tokens count them."""
    texts = split(sql)
    assert [text.sql for text in texts] == statements
    assert all(text.sql[token.start : token.end + 1] == token.text for text in texts for token in text.tokens)


def test_the_places_of_a_statement_are_its_own() -> None:
    """Wherever in a script it begins: an error says where in the statement it is."""
    alone, second, third = split("select 1;\n select 1; -- a\nselect 1")
    places = [[(token.start, token.line, token.col) for token in text.tokens] for text in (alone, second, third)]
    assert places[0] == places[1] == places[2]


def test_functions_keep_their_names() -> None:
    """No function is guessed at: each is anonymous, under Redshift's name."""
    tree = parse_tree("select lower(a), count(distinct b), left(c, 1), current_setting('x') from date(a)")
    names = {node.this for node in tree.find_all(exp.Anonymous)}
    assert names == {"lower", "count", "left", "current_setting", "date"}


@pytest.mark.parametrize("expression", ["'a' similar to ('a|b')", "substring('abc' from 1 for (2)) = 'ab'"])
def test_a_word_before_parentheses_may_be_none(session: Direct, expression: str) -> None:
    assert session.value(expression)


def test_a_table_is_no_function() -> None:
    """A column list behind a table's name leaves the name alone."""
    tree = parse_tree("insert into date (a) select 1")
    assert tree.this.this.name == "date"


def test_identifiers_are_folded() -> None:
    """Quoted or not, as Redshift does; of their letters those of ASCII alone."""
    tree = parse_tree('select "Foo" as BAR from "BÄZ"')
    assert {node.name for node in tree.find_all(exp.Identifier)} == {"foo", "bar", "bÄz"}


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


@pytest.mark.parametrize(
    "sql",
    [
        "select a, from t", "select a,, b from t", "select abs(, a) from t", "select a from t where a in (1, )",
        "select [1, 2]", "insert into t values (1), ", "update t set a = 1, where b = 2", "select a from t group by a,",
        "select 0x1F", "select 1_000", "select 1a", "select 1e", "select 1 == 1", "select 1 <=> 1", "select ! true",
        "select true && false", "select {fn now()}", "select a rlike b from t", "select 1 as 'a'",
        "insert into values (1)", "select 1 into from t", "select a from t limit 2, 1", "select a from t offset 1 rows",
        "select a from t fetch first 1 rows only",
        "select a from t limit 1 where a = 1", "select a from t order by a where a",
        "select a from t group by a where a = 1", "select a from t where a = 1 from t", "select a not null from t",
        "select (1, 2)", "select coalesce((1, 2))", "select distinct (a, b) from t",
        "select * except (a) from t", "select * ilike 'a' from t", "select * replace (1 as a) from t",
        "select t.* as x from t", "select as struct 1 as a", "select as value 1", "select abs(select 1)",
        "select * from t positional join u", "select * from t any join u using (a)",
        "select * from t natural join u using (a)", "select * from (t)",
        "select * from 't'", "select * from only t", "with x as (table t) select 1", "select * from t |> where a = 1",
        "select * from table(f(1))",
        "select a div 2",

        "select a into outfile 'x' from t",

        "insert into t set a = 1", "insert t values (1)", "insert into table t values (1)", "insert into t values 1",
        "insert into t (a) from u select a", "insert or ignore into t values (1)",
        "insert overwrite t values (1)",
        "delete t from t", "delete a, b from a", "delete from a, b",
        "delete from a join b on true", "delete from (a)", "delete from only t", "update a, b set c = 1",
        "update only a set b = 1", "update a join b on true set c = 1", "select 'a'::bytea", "select cast(a as string)",
        "select cast(a as double)", "select a::number", "select cast(a as blob)", "select cast(a as int64)",
        "select cast(a as int collate c)", "select cast(a as varchar(10, 2))", "select cast(a as varchar(10 char))",
        "select cast(a as char(x 4))", "select cast(a as numeric(5, 2, 1))", "select cast(a as int[])",
    ],
)  # fmt: skip
def test_what_only_other_dialects_say_is_a_syntax_error(sql: str) -> None:
    """sqlglot reads these, and would make something of them."""
    with pytest.raises(SqlError) as caught:
        parse_tree(sql)
    assert caught.value.sqlstate == "42601"


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t order by a fetch first row with ties", "select a from t limit 1 with ties",
        "select a from t limit 50 percent", "select a from t limit 1 by a", "select a from t where a in ()",
        "select * from t asof join u on t.a >= u.a", "select * from t semi join u on t.a = u.a",
        "select * from t left anti join u on t.a = u.a", "select * from t tablesample (10 percent)", "from t select a",
        "select a ?? 1 from t", "select b ->> 'a' from t", "select x -> x + 1", "select array[1.5]",
        "select {'a': 1}", "select map {'a': 1}", "select struct(1 as a)", "select try_cast('1' as int)",
        "select distinct on (a) a from t", "select a from t for update", "select a from t lock in share mode",
        "select a from t with (nolock)", "select count(*) filter (where a > 1) from t", "select a from t cluster by a",
        "select a, count(*) from t group by a with rollup", "select sum(a) over w from t window w as (order by a)",
        "select * from unnest(array[1, 2])", "select * from t, lateral (select a) x", "select a <-> 1 from t",
        "select * from (values (1, 2)) as v(a, b)", "values (1, 2)", "insert into u values (1) on conflict do nothing",
        "insert into u values (1) returning a", "replace into u values (1)", "insert into u by name select 1 as a",
        "delete from t limit 1", "delete from t order by a limit 1", "update t set a = 1 limit 1",
        "update t set (a, b) = (1, 'x')", "select a from t prewhere a = 1", "select a from t connect by prior a = a",
        "select * from t cross apply (select 1) x", "select a // 2 from t", "select a ** 2 from t",
        "select * from t match_recognize (pattern (a) define a as true)", "select a[1] from t",
        "select * from t union by name select * from u", "select position('a', b) from t",
    ],
)  # fmt: skip
def test_nothing_of_other_dialects_is_accepted(session: Direct, sql: str) -> None:
    """What sqlglot reads and the tree shows is refused where it is understood."""
    session.run("create table t (a int, b varchar(9)); create table u (a int)")
    assert session.refused(sql) in ("42601", "42703", "42883", "0A000")


def test_a_sharp_is_no_alias() -> None:
    """`5 #3` would be a column of that name."""
    with pytest.raises(SqlError, match="the operator # is not supported"):
        parse_tree("select 5 #3")
    assert parse_tree("select #t.a from #t").find(exp.Table).name == "#t"  # type: ignore[union-attr]


def test_too_many_parentheses() -> None:
    """Refused before they are parsed: the time that takes grows with the square of the depth."""
    with pytest.raises(SqlError) as caught:
        parse_tree("select * from " + "(select * from " * 1000 + "t" + ") x" * 1000)
    assert caught.value.sqlstate == "54001"


def test_a_syntax_error_says_where() -> None:
    with pytest.raises(SqlError) as caught:
        parse_tree("select 1\n  from t where where a")
    assert str(caught.value) == (
        'syntax error at or near "where" in context "select 1\n  from t where where", at line 2, column 16'
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\\b", "a\\b"), (r"\t\n\r\b\f", "\t\n\r\b\f"), (r"\.\d\a\v", ".dav"), (r"it\'s", "it's"),
        (r"\101\0601", "A01"), (r"\303\251", "é"), ("it''s", "it's"),
    ],
)  # fmt: skip
def test_backslashes_in_strings(written: str, meant: str) -> None:
    """Every string of Redshift has the escapes of C."""
    assert [token.text for token in tokenize(f"'{written}'")] == [meant]


def test_a_string_holds_no_zero_byte() -> None:
    with pytest.raises(SqlError) as caught:
        tokenize(r"'a\000b'")
    assert caught.value.sqlstate == "22021"


@pytest.mark.parametrize("null", [r"null as '\0'", r"NULL '\000'"])
def test_zero_may_stand_for_null_in_a_load(null: str) -> None:
    """The guide has it so (`copy-parameters-data-conversion.md`, NULL AS). No other string gets by with it."""
    assert tokenize(f"select 1; copy t from 's3://b/k' {null}")[-1].text == "\0"
    for sql in (f"select {null}", rf"copy t from '\0' {null}", f"copy t from 's3://b/k' {null}; select {null}"):
        with pytest.raises(SqlError):
            tokenize(sql)


def test_comments_are_nested() -> None:
    assert [token.text for token in tokenize("1 /* a /* b */ c */ + 2 -- d")] == ["1", "+", "2"]


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
