"""SELECT and its clauses: `dialect.queries` and the names of `dialect.binder`."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def tables(session: Direct) -> Direct:
    session.run("create table a (id int, v varchar(3)); insert into a values (1, 'x'), (2, 'y')")
    session.run("create table b (w int, id int); insert into b values (10, 1)")
    return session


@pytest.mark.parametrize(
    ("projection", "name"),
    [
        ("1", "?column?"),
        ("count(*)", "count"),
        ("id::bigint", "id"),
        ("'1'::int", "int4"),
        ("cast(2008 as char(4))", "bpchar"),
        ("cast(1 as decimal(4,1))", "numeric"),
        ("nvl(v, 'q')", "coalesce"),
        ("datediff(day, getdate(), getdate())", "date_diff"),
        ("date_part(day, getdate())", "pgdate_part"),
        ("extract(day from getdate())", "date_part"),
        ("case when true then 1 end", "case"),
        ("trim(v)", "btrim"),
        ('id as "Id"', "id"),
        ("current_date", "date"),
        ("sysdate", "timestamp"),
        ("session_user", "session_user"),
    ],
)
def test_column_names(tables: Direct, projection: str, name: str) -> None:
    """An unnamed column gets the name that Redshift gives it; names are folded to lower case."""
    (statement,) = tables.parse(f"select {projection} from a group by id, v")
    assert [column.name for column in statement.columns or ()] == [name]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select * from a join b using (id)", [(1, "x", 10)]),
        ("select b.*, a.v from a, b where a.id = b.id", [(10, 1, "x")]),
        ("select * from b left join a using (id)", [(1, 10, "x")]),
        ("select id as q, q + 1 as r from a order by r desc limit 1", [(2, 3)]),
        ("select x.id from (select id from a) x where x.id = (select max(id) from b where b.id = x.id)", [(1,)]),
        ("select * from (select id from a) where id = 2", [(2,)]),
        ("with x(n) as (select id from a) select n from x order by n desc", [(2,), (1,)]),
        ("with recursive x(n) as (select 1 union all select n + 1 from x where n < 3) select sum(n) from x", [(6,)]),
        ("select id from a qualify row_number() over (order by id desc) = 1", [(2,)]),
        ("select top 1 id from a order by id", [(1,)]),
        ("select id from a minus select id from b", [(2,)]),
        ("select id from a order by id limit all offset 1", [(2,)]),
        ("select memory.public.a.id from memory.public.a order by 1", [(1,), (2,)]),
        ("select * exclude (v) from a order by 1", [(1,), (2,)]),
        ("select b.*, a.* exclude v from a, b where a.id = 1", [(10, 1, 1)]),
        ("select * from a natural join b", [(1, "x", 10)]),
        ("select id, a.id, b.id from a natural full join b order by 1 desc", [(2, 2, None), (1, 1, 1)]),
        ("select * from (select 1 as p) x natural join (select 2 as q) y", [(1, 2)]),
        ("select id from b right join a using (id) order by id", [(1,), (2,)]),
        ("select * from b x, (a join b using (id)) where x.id = 1", [(10, 1, 1, "x", 10)]),
        ("select * from ((a join b using (id)))", [(1, "x", 10)]),
        ("select a.id from a join b on a.id = b.id order by id", [(1,)]),
        ("select length(v) as id from a order by id, 1 limit 1", [(1,)]),
        ('select "ID" from A order by Id', [(1,), (2,)]),
        ("select exists (select 1 from a), 1 in (select id from b)", [(True, True)]),
        ("select count(*) from a having count(*) > 1", [(2,)]),
        ("select -id as id from a order by id + 0", [(-1,), (-2,)]),
        ("select v from a b where exists (select 1 from b where v = 'x' and b.id = 1)", [("x",)]),
        ("select sum(id) + 5 as id from a group by abs(id) having abs(id) < 2", [(6,)]),
    ],
)
def test_queries(tables: Direct, query: str, rows: list[tuple[object, ...]]) -> None:
    """A query means what it means in Redshift."""
    assert tables.run(query) == rows


@pytest.mark.parametrize(
    ("query", "sqlstate"),
    [
        ("select nope from a", "42703"),
        ("select a.nope from a", "42703"),
        ("select q.id from a", "42P01"),
        ("select * from nope", "42P01"),
        ("select * from a, a", "42712"),
        ("select * from a cross join b join a c using (id)", "42702"),
        ("select * from a join b using (w)", "42703"),
        ("select * exclude (nope) from a", "42703"),
        ("select distinct v from a order by id", "42P10"),
        ("select id from a, (b join b c using (id))", "42702"),
        ("select * from a join b on a.id = b.id order by id", "42702"),
        ("select distinct on (id) id from a", "0A000"),
        ("select * from generate_series(1, 2)", "0A000"),
        ("select * from other.public.a", "0A000"),
        ("select 1 union select 1, 2", "42601"),
        ("select from where", "42601"),
        ("select id from a intersect all select id from b", "0A000"),
        ("select 1 from a x, x.v", "0A000"),
        ("select 1 from a x cross join x.v.w as i", "0A000"),
        ("select 1 from b, a x, x.v i", "0A000"),
        ("select 1 from a x join x.v on true", "42P01"),
        ("select 1 from a x, y.v", "42P01"),
        ("with x as (values (1)) select * from x", "0A000"),
        ("with x (a, b) as (select 1) select * from x", "42P10"),
        ("with recursive x as (select 1 union all select 2) select * from x", "00000"),
        ("select id from a limit all", "00000"),
        ("select id from a group by all id", "42601"),
        ("select * from a pivot (count(*) for id in (1)) pivot (count(*) for v in ('x'))", "0A000"),
        ("select * from (a join b using (id)) pivot (count(*) for w in (1))", "0A000"),
        ("select id exclude (v) from a", "0A000"),
        ("select id as v, a.* exclude (v) from a", "0A000"),
        ("select a.* exclude (v), b.* from a, b", "42601"),
        ("select a.* exclude v, b.* from a, b", "42601"),
        ("select * exclude (upper(v)) from a", "42601"),
        ("select q.* from a", "42P01"),
        ("select *", "42601"),
        ("select * from (select 1 as c, 2 as c)", "00000"),
        ("select * exclude (c) from (select 1 as c, 2 as c)", "0A000"),
        ("select other.public.a.id from a", "0A000"),
        ("select ?", "42601"),
    ],
)
def test_queries_that_are_refused(tables: Direct, query: str, sqlstate: str) -> None:
    """What is wrong or not known is an error with its code."""
    assert tables.refused(query) == sqlstate


def test_set_operations_have_common_types(tables: Direct) -> None:
    """The columns of a UNION come in one type."""
    (statement,) = tables.parse("select 'abcdef' as v union select v from a")
    assert statement.columns is not None
    assert statement.columns[0].type.modifiers == (6,)


def test_what_a_query_reads(tables: Direct) -> None:
    """The statement names the relations it reads."""
    (statement,) = tables.parse("select 1 from a where exists (select 1 from b)")
    assert statement.reads == {"public.a", "public.b"}


def test_the_types_of_parameters(tables: Direct) -> None:
    """A parameter without a type takes that of what it meets."""
    (statement,) = tables.parse("select v from a where id = $1")
    assert [parameter.name for parameter in statement.parameters] == ["integer"]


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("select sum(a) over (order by a range unbounded preceding) from t", "0A000"),
        ("select sum(a) over (order by a rows unbounded preceding exclude current row) from t", "0A000"),
        ("select * from t x asof join t y on x.a >= y.a", "0A000"),
        ("select a from t where 'x' like any ('x', 'y')", "0A000"),
        ("select null::timestamp(3)", "0A000"),
        ("select count(distinct a, a) from t", "42883"),
        ("select a from t where not a / 2.0", "42804"),
        ("select a from t where a = 1 or a / 2.0", "42804"),
    ],
)
def test_what_duckdb_knows_and_redshift_does_not_is_refused(session: Direct, sql: str, sqlstate: str) -> None:
    session.run("create table t (a int)")
    assert session.refused(sql) == sqlstate


@pytest.mark.parametrize(
    ("parts", "rows"),
    [
        ("select 1, 'a'::varchar(1) union all select n + 1::bigint, m || 'b' from r where n < 3", 3),
        ("select date '2018-11-01', 0 union all select dateadd(day, 1, n)::date, m + 1 from r where m < 2", 3),
        ("select date '2018-11-01', 0 union all select dateadd(day, 1, n), m + 1 from r where m < 2", None),
        ("select 1, 0 union all select n * 1.5::float, n / 2 from r where n < 9", None),
        ("select 1.5, 0 union all select n * 1.5, m + 1 from r where m < 3", None),
    ],
)
def test_what_refers_to_itself_keeps_the_types_of_its_first_part(session: Direct, parts: str, rows: int | None) -> None:
    """Its own columns are understood by them: `n / 2` of an integer that has become a float would be cut off."""
    query = f"with recursive r(n, m) as ({parts}) select count(*) from r"
    if rows is None:
        assert session.refused(query) == "0A000"
    else:
        assert session.run(query) == [(rows,)]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("to_char('2018-11-02'::date, 'MM'::character varying::text)", "11"),
        ("date_trunc(('year'::character varying)::text, '2018-11-02'::timestamp)::varchar(10)", "2018-01-01"),
        ("date_diff(('day'::character varying)::text, '2018-11-02'::timestamp, '2018-11-05'::timestamp)", 3),
        ("json_extract_path_text('{\"a\": 1}'::text, 'a'::text)", "1"),
        ("\"position\"('abc'::text, 'c'::text)", 3),
        ("\"substring\"('abc'::text, 2, 1)", "b"),
        ("'abc'::text ~~ 'a%'::character varying::text", True),
        ("pg_catalog.row_number() OVER (ORDER BY 1 + 1)", 1),
        ('"sysdate"() = sysdate', True),
    ],
)  # fmt: skip
def test_expressions_as_redshift_shows_those_of_a_view(tables: Direct, expression: str, value: object) -> None:
    assert tables.value(expression) == value


def test_a_literal_that_a_cast_cuts_is_none(tables: Direct) -> None:
    assert tables.refused("select to_char('2018-11-02'::date, 'YYYY-MM'::varchar(4))") == "0A000"


def test_where_knows_aliases_in_questions_to_the_catalog_alone(session: Direct) -> None:
    """AWS's drivers rely on it where the guide (`r_WHERE_clause`) has no alias in WHERE."""
    session.run("create table t (a int)")
    assert session.run("select relname as name from pg_class where name = 't'") == [("t",)]
    with pytest.raises(SqlError, match='column "name" does not exist'):
        session.run("select a as name from t where name = 1")
