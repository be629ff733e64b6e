"""The local warehouse beside a real PostgreSQL: generated queries over the SQL that Redshift kept from it.

Both get the same statement from the same driver and must give the same values and types. Where Redshift is known to
answer otherwise, the difference is named with its page of the developer guide. Not here: what only Redshift has
(`golden`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sparkify_assets_tests.local.warehouse import postgres
from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse

pytestmark = pytest.mark.xdist_group("differential")

COLUMNS = (
    "i integer, s smallint, b bigint, n numeric(8,2), m numeric(6,3), f double precision, v varchar(20), c char(4), "
    "d date, t timestamp, o boolean"
)
ROWS = """
(1, 2, 3, 1.25, 2.005, 0.5, 'abc', 'ab', '2018-11-01', '2018-11-01 10:15:30.123456', true),
(-7, 3, 40, -99.95, -0.125, -2.25, 'Hello World', 'x', '2016-02-29', '2016-02-29 23:59:59', false),
(0, 0, 0, 0, 0, 0, '', '', '2000-01-01', '2000-01-01 00:00:00', null),
(null, null, null, null, null, null, null, null, null, null, null),
(42, -5, 1000, 100.50, 9.999, 1e6, 'a_b%c', 'ABCD', '1999-12-31', '1999-12-31 12:00:00.5', true),
(1, 7, -12, 33.33, 1.500, 3.75, 'déjà vu', 'ab', '2021-01-03', '2021-01-03 06:30:00', false)
"""

# Names of one type in the two: PostgreSQL's text is Redshift's varchar.
_SAME_TYPE = {25: 1043}

# What Redshift answers otherwise, by its page: an expression over t, and the one that gives the same in PostgreSQL.
DIFFERENCES = [
    ("r_AVG", "avg(i), avg(b)", "trunc(avg(i))::bigint, trunc(avg(b))::bigint"),
    ("r_AVG", "avg(n)", "trunc(avg(n), 2)"),
    ("r_numeric_computations201", "n / nullif(m, 0)", "trunc(n / nullif(m, 0), 6)"),
    ("r_CONCAT", "concat(v, null)", "v || null"),
    ("c_Supported_data_types", "n::integer, n::decimal(8,1)", "trunc(n)::integer, trunc(n, 1)"),
    ("r_Numeric_types201", "12.7::decimal", "12.7::decimal(18,0)"),
    ("r_SUBSTRING", "'naïve'::varchar(3)", "'na'::varchar(3)"),
    ("r_OCTET_LENGTH", "octet_length(c)", "octet_length(rtrim(c))"),
    ("r_Dateparts_for_datetime_functions", "extract(second from t)", "trunc(extract(second from t))::integer"),
    ("r_Dateparts_for_datetime_functions", "extract(decade from t)", "extract(decade from t)::integer + 1"),
    ("REGEXP_REPLACE", "regexp_replace(v, '[a-c]', '*')", "regexp_replace(v, '[a-c]', '*', 'g')"),
    ("r_STDDEV_functions", "stddev(n), var_pop(i)", "stddev(n::float8), var_pop(i::float8)"),
]
_IN_ORDER = "from (select * from t order by i, s) t"


@dataclass(frozen=True)
class Both:
    warehouse: Any
    postgres: Any


@pytest.fixture(scope="module")
def both(warehouse: Warehouse) -> Iterator[Both]:
    """One table with the same rows in both."""
    folder = postgres.binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (Debian package `postgresql`)")
    warehouse.engine.create_database("differential")
    ours = psycopg2.connect(host="127.0.0.1", port=warehouse.port, user=USER, password=PASSWORD, dbname="differential")
    ours.autocommit = True
    with postgres.running(folder) as theirs:
        for connection in (ours, theirs):
            connection.cursor().execute(f"create table t ({COLUMNS}); insert into t values {ROWS}")
        yield Both(ours, theirs)
    ours.close()


@pytest.mark.parametrize("number", range(len(DIFFERENCES)))
def test_the_named_differences(both: Both, number: int) -> None:
    """Each is as large as its page of the guide says, and no larger."""
    page, redshift, same = DIFFERENCES[number]
    ours = _run(both.warehouse, f"select {redshift} {_IN_ORDER}")
    theirs = _run(both.postgres, f"select {same} {_IN_ORDER}")
    assert not ours.error
    assert _alike(ours, theirs), f"{redshift}, see {page}\nwarehouse:  {ours}\nPostgreSQL: {theirs}"


# Expressions, by type

_ints = st.sampled_from(["i", "s", "1", "3", "-2", "100"])
_wholes = st.sampled_from(["i", "s", "b"])
_numerics = st.sampled_from(["n", "m", "1.5", "0.25", "-10.05"])
_floats = st.sampled_from(["f", "f * 2", "n::float8", "sqrt(abs(f))", "power(2, s)", "ln(abs(f) + 1)", "exp(s)"])
_texts = st.sampled_from(["v", "c", "'abc'", "'a b'", "v || c", "'x' || v", "i::varchar", "n::varchar", "d::varchar"])
_counts = st.sampled_from(["0", "1", "2", "3", "7", "abs(s)"])
_parts = st.sampled_from(["year", "quarter", "month", "week", "day", "hour", "minute", "dow", "doy", "century"])
_steps = st.sampled_from(
    ["1 day", "3 hours", "90 seconds", "2 months", "1 year", "1 week", "-5 days", "1 month 3 days"]
)
_dates = st.sampled_from(
    ["d", "t", "d + interval '1 day'", "t - interval '1 month'", "timestamp '2020-02-29 08:00:00'"]
)
_date_patterns = st.sampled_from([
    "YYYY-MM-DD", "YY", "Mon", "MONTH", "Month", "FMMonth DD", "Dy", "DAY", "HH24:MI:SS", "HH12 AM", "HH:MI pm", "MS",
    "US", "Q", "IW", "IYYY", "DDD", "D", "WW", "W", "CC", "J", "ID", "SSSS", "FMDD.FMMM.YYYY", "YYYY\"T\"HH24", "Y",
])  # fmt: skip
_number_patterns = st.sampled_from([
    "999", "9999.99", "0000.0", "9,999.99", "FM9990.00", "S999", "999S", "MI999", "999D99", "FM999", "99", "0", ".99",
    "FM999.99", "999.", "SG999", "999MI",
])  # fmt: skip
_like = st.sampled_from(["a%", "%b%", "_b%", "%", "abc", "%o W%", "a_b%", "%é%"])
_similar = st.sampled_from(["a%", "(abc|x)", "%(b|o)%", "[a-c]+", "_%", "abc?", "a.c", "%l{2}%"])
_posix = st.sampled_from(["^a", "b$", "[A-Z]", "l+o", "a|x", "^[a-z_%]*$"])


@st.composite
def whole(draw: st.DrawFn) -> str:
    a, b, n, v, part, day = (draw(s) for s in (_ints, _ints, _counts, _texts, _parts, _dates))
    return draw(
        st.sampled_from([
            f"{a} + {b}", f"{a} - ({b})", f"{a} * {b}", f"{a} / nullif({b}, 0)", f"{a} % nullif({b}, 0)", f"-({a})",
            f"abs({a})", f"mod({a}, nullif({b}, 0))", f"{a} & 7", f"{a} | 8", f"length({v})", "octet_length(v)",
            f"strpos({v}, 'b')", f"position('c' in {v})", f"ascii({v})", f"coalesce({a}, {b})", f"nullif({a}, {b})",
            f"greatest({a}, {b})", f"least({a}, {b}, 5)", f"case when {a} > {b} then {a} else {b} end",
            f"case {a} when 1 then 10 when 2 then 20 end", "d - date '2018-01-01'", f"({a})::bigint",
            f"extract({part} from ({day})::timestamp)::integer", f"date_part('{part}', ({day})::timestamp)",
            f"({a})::smallint",
            f"{n}::integer << 2", "o::integer", "f::integer", f"char_length({v})",
        ])
    )  # fmt: skip


@st.composite
def number(draw: st.DrawFn) -> str:
    a, b, i, f = draw(_numerics), draw(_numerics), draw(_ints), draw(_floats)
    return draw(
        st.sampled_from([
            f"{a} + {b}", f"{a} - ({b})", f"{a} * {b}", f"{a} * {i}", f"{i} + {a}", f"-({a})", f"abs({a})",
            f"round({a}, 1)", f"round({a})", f"trunc({a}, 1)", f"trunc({a})", f"ceil({a})", f"floor({a})",
            f"mod({a}, 3.0)", f"coalesce({a}, 0)", f"greatest({a}, {i})", f"case when o then {a} else {i} end",
            f"{f} + {i}", f"{f} * {a}", f"{f} / 3", f"round(({f})::numeric(20,4), 2)", f, f"round({a}, -1)",
            f"({i})::numeric(12,3)", "trunc(f)", "ceil(f)", "floor(f)", f"sign({a})", f"{a} % 2",
        ])
    )  # fmt: skip


@st.composite
def text(draw: st.DrawFn) -> str:
    a, b, n, k, day = (draw(s) for s in (_texts, _texts, _counts, _counts, _dates))
    number_, pattern, dates = draw(_numerics | _wholes), draw(_number_patterns), draw(_date_patterns)
    return draw(
        st.sampled_from([
            f"{a} || {b}", f"substring({a}, {n}, {k})", f"substring({a} from {n})", f"left({a}, {n})",
            f"right({a}, {n})", f"lpad({a}, {n}, 'xy')", f"rpad({a}, {n})", f"repeat({a}, {n})", f"reverse({a})",
            f"replace({a}, 'b', 'zz')", f"translate({a}, 'abc', 'xy')", f"split_part({a}, ' ', {k}::integer + 1)",
            f"btrim({a}, 'ax')", f"ltrim({a}, 'a')", f"rtrim({a}, 'c')", f"trim(both 'a' from {a})", f"md5({a})",
            "upper(c)::varchar", "lower(c)::varchar", "initcap(c)", f"coalesce(v, {b})", "nullif(v, 'abc')",
            f"chr({n}::integer + 65)",
            f"case when {a} > {b} then v else 'none' end", f"to_char({day}, '{dates}')", "greatest(v, 'b')",
            f"to_char({number_}, '{pattern}')", f"quote_literal({a})", f"quote_ident({a})", "to_hex(abs(i))",
        ])
    )  # fmt: skip


@st.composite
def moment(draw: st.DrawFn) -> str:
    a, b, step, part = draw(_dates), draw(_dates), draw(_steps), draw(_parts.filter(lambda p: p not in ("dow", "doy")))
    return draw(
        st.sampled_from([
            f"{a} + interval '{step}'", f"{a} - interval '{step}'", f"date_trunc('{part}', ({a})::timestamp)",
            f"greatest({a}, {b})", "d + 7", "d - 30", f"({a})::date", "d::timestamp", f"coalesce({a}, {b})",
            "to_date('05 Nov 2018', 'DD Mon YYYY')", f"case when o then {a} else {b} end", f"cast({a} as date)",
        ])
    )  # fmt: skip


@st.composite
def truth(draw: st.DrawFn) -> str:
    i, j, v, w, day = draw(whole()), draw(_ints), draw(_texts), draw(_texts), draw(_dates)
    a, b = draw(_numerics), draw(_ints | _numerics)
    return draw(
        st.sampled_from([
            f"{i} > {j}", f"{i} = {j}", f"{a} <= {b}", f"{a} <> {b}", f"{v} = {w}", f"{v} < {w}", f"{v} is null",
            f"{i} between -2 and 5", f"{j} in (1, 2, null)", f"{j} not in (1, 2)", f"{v} in ('abc', 'x')", "o", "not o",
            f"v like '{draw(_like)}'", f"v not like '{draw(_like)}'", f"v ilike '{draw(_like)}'",
            f"v similar to '{draw(_similar)}'", f"v ~ '{draw(_posix)}'", f"v !~ '{draw(_posix)}'",
            f"{day} > date '2018-01-01'", f"{day} between '2000-01-01' and '2018-11-01'", "o is true", "o is not false",
            f"{a} is not null", f"{i} = any (select i from t)", f"exists (select 1 from t u where u.i = {j})",
        ])
    )  # fmt: skip


conditions = st.one_of(
    truth(), st.tuples(truth(), st.sampled_from(["and", "or"]), truth()).map(lambda x: f"({x[0]} {x[1]} {x[2]})")
)
values = st.one_of(whole(), number(), text(), moment(), conditions)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Some expressions of every row that meets a condition."""
    shown = ", ".join(f"({draw(values)}) as x{n}" for n in range(4))
    where = f" where {draw(conditions)}" if draw(st.booleans()) else ""
    return f"select i, s, {shown} from t{where} order by i, s"


_aggregates = st.sampled_from([
    "count(*)", "count(v)", "count(distinct i)", "sum(i)", "sum(s)", "sum(b)", "sum(n)", "sum(f)", "avg(f)", "min(n)",
    "max(v)", "min(d)", "max(t)", "sum(distinct i)", "bool_and(o)", "bool_or(o)", "stddev(f)", "var_pop(f)",
    "bit_and(i)", "bit_or(s)", "sum(i + n)", "max(case when o then i end)", "count(nullif(i, 1))", "sum(i * 1.5)",
])  # fmt: skip


@st.composite
def groups(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from(["o", "i % 2", "left(v, 1)", "date_trunc('year', t)", "c", "coalesce(s, 0) > 2"]))
    shown = ", ".join(draw(_aggregates) for _ in range(3))
    having = f" having {draw(st.sampled_from(['count(*) > 1', 'sum(i) > 0', 'max(n) is not null']))}"
    return f"select {key} as k, {shown} from t group by {key}{draw(st.sampled_from(['', having]))} order by 1"


@st.composite
def named_groups(draw: st.DrawFn) -> str:
    """Groups by what the select list says, in names that columns have too, over a join or a derived table."""
    source = draw(st.sampled_from([
        "t", "t l left join (select i as j, v as w from t) r on l.i = r.j", "(select * from t where o) t",
        "(select v, c, i, s, n, d, o from t union select v, c, i, s, n, d, o from t where i > 0) t",
    ]))  # fmt: skip
    keys = draw(st.lists(st.sampled_from([
        "v", "c", "length(v)", "i % 2", "coalesce(v, c::varchar)", "case when v in (select c from t) then v end",
        "md5(v)", "nullif(v, 'abc')", "o",
    ]), min_size=1, max_size=2, unique=True))  # fmt: skip
    names = draw(st.permutations(["i", "v", "n", "x"]))
    shown = ", ".join(f"{value} as {name}" for value, name in zip([*keys, draw(_named)], names, strict=False))
    by = draw(st.sampled_from([", ".join(keys), ", ".join(str(at) for at in range(1, len(keys) + 1))]))
    having = draw(st.sampled_from(["", f" having {keys[0]} is not null", " having count(distinct v) < 2"]))
    order = draw(st.sampled_from(["", f"{keys[0]} is null, ", f"{len(keys) + 1} desc, "]))
    return f"select {shown} from {source} group by {by}{having} order by {order}1, 2, {len(keys) + 1}"


_named = st.sampled_from(["count(*)", "sum(i)", "max(v)", "count(distinct c)", "sum(count(*)) over ()", "min(n)"])


@st.composite
def windows(draw: st.DrawFn) -> str:
    order = draw(st.sampled_from(["i, s", "i desc, s", "d", "n desc nulls last"]))
    partition = draw(st.sampled_from(["", "partition by o ", "partition by i "]))
    frame = draw(st.sampled_from([
        "rows unbounded preceding", "rows between 1 preceding and 1 following",
        "rows between current row and unbounded following",
    ]))  # fmt: skip
    ranked = draw(st.sampled_from(["row_number()", "rank()", "dense_rank()", "lag(i)", "lead(n, 2)", "cume_dist()"]))
    # Ranks are integers in Redshift, bigints in PostgreSQL (`r_WF_RANK`).
    cast = "::bigint" if "rank()" in ranked else ""
    framed = draw(
        st.sampled_from(["sum(i)", "sum(n)", "count(v)", "min(d)", "max(s)", "first_value(v)", "last_value(i)"])
    )
    return (
        f"select i, s, {ranked} over ({partition}order by {order}){cast}, "
        f"{framed} over ({partition}order by {order} {frame}) from t order by i, s"
    )


@st.composite
def sets(draw: st.DrawFn) -> str:
    operator = draw(st.sampled_from(["union", "union all", "intersect", "except"]))
    left, right = draw(st.sampled_from([("i", "s"), ("i", "n"), ("n", "m"), ("v", "c"), ("d", "t"), ("s", "b")]))
    return f"select {left} as x from t {operator} select {right} from t order by 1"


@st.composite
def joins(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["join", "left join", "right join", "full join"]))
    on = draw(st.sampled_from(["l.i = r.s", "l.i = r.i", "l.c = r.c", "l.i = r.i and l.o"]))
    return f"select l.i, r.s, l.v from t l {kind} t r on {on} order by 1, 2, 3"


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(query=st.one_of(rows(), rows(), rows(), groups(), named_groups(), windows(), sets(), joins()))
def test_generated_queries_agree(both: Both, query: str) -> None:
    """Values and types of whatever the generator says; an error in one is an error in the other."""
    ours, theirs = _run(both.warehouse, query), _run(both.postgres, query)
    assert _alike(ours, theirs), f"{query}\nwarehouse:  {ours}\nPostgreSQL: {theirs}"


@dataclass(frozen=True)
class Answer:
    types: list[int]
    rows: list[tuple[Any, ...]]
    error: str | None = None


def _run(connection: Any, sql: str) -> Answer:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            types = [_SAME_TYPE.get(column.type_code, column.type_code) for column in cursor.description]
            return Answer(types, cursor.fetchall())
    except psycopg2.Error as error:
        return Answer([], [], f"{error.pgcode} {error}")


def _alike(ours: Answer, theirs: Answer) -> bool:
    if ours.error or theirs.error:
        return bool(ours.error) == bool(theirs.error)
    pairs = zip(ours.rows, theirs.rows, strict=False)
    same_rows = len(ours.rows) == len(theirs.rows) and all(all(map(_equal, *pair)) for pair in pairs)
    return ours.types == theirs.types and same_rows


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, Decimal | int) and isinstance(other, Decimal | int):
        return one == other
    return type(one) is type(other) and one == other
