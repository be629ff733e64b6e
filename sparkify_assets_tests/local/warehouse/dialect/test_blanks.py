"""Blanks at the end of strings: `dialect.blanks`."""

from __future__ import annotations

from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.fixture
def padded(session: Direct) -> Direct:
    session.run("create table a (k varchar(5), n int); insert into a values ('x', 1), ('x ', 2), ('y  ', 4), (null, 8)")
    session.run("create table b (k varchar(9), n int); insert into b values ('x   ', 1), ('z', 2)")
    return session


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("select sum(n) from a group by k order by 1", [(3,), (4,), (8,)]),
        ("select len(k), k || '!', sum(n) from a where n > 2 group by k order by k", [(3, "y  !", 4), (None, None, 8)]),
        ("select a.k as j, sum(n) from a group by j having a.k = 'y' order by j", [("y  ", 4)]),
        ("select k || 'z' as p, p || ' ' as q, sum(n) from a where n > 2 group by 1, 2 order by q",
         [("y  z", "y  z ", 4), (None, None, 8)]),
        ("select k, grouping(k), sum(n) from a where n > 2 group by rollup (k) order by 2, 3",
         [("y  ", 0, 4), (None, 0, 8), (None, 1, 12)]),
        ("select coalesce(c::varchar, 'all'), sum(n) from (select 'q'::char(2) as c, k, n from a) s "
         "group by rollup (c, k) order by 2, 1", [("q", 3), ("q", 4), ("q", 8), ("all", 15), ("q", 15)]),
        ("select sum(n), (select count(*) from b where b.n = 1 and a.k is not null) from a group by k order by 1",
         [(3, 1), (4, 1), (8, 0)]),
        ("select max(sum(n)) over (partition by k) from a group by k, n order by 1", [(2,), (2,), (4,), (8,)]),
        ("select count(*) from (select distinct k from a)", [(3,)]),
        ("select distinct k, n from a order by k, n desc", [("x ", 2), ("x", 1), ("y  ", 4), (None, 8)]),
        ("select distinct * from a where n > 2 order by 1", [("y  ", 4), (None, 8)]),
        ("select count(distinct k), approximate count(distinct k) from a", [(2, 2)]),
        ("select listagg(distinct k, ',') within group (order by n desc) from a", [("y  ,x ",)]),
        ("select listagg(n, ',') within group (order by k, n desc) from a", [("2,1,4,8",)]),
        ("select count(*) from (select k from a union select k from b)", [(4,)]),
        ("select n, k from b where n = 2 union select n, k from a where n > 2 order by k, n",
         [(4, "y  "), (2, "z"), (8, None)]),
        ("select count(*) from (select k from a intersect select k from b)", [(1,)]),
        ("select k from a except select k from b order by k", [("y  ",), (None,)]),
        ("select n, rank() over (order by k), count(*) over (partition by k) from a order by n",
         [(1, 1, 2), (2, 1, 2), (4, 3, 1), (8, 4, 1)]),
        ("select n from a where n < 4 order by k, n desc", [(2,), (1,)]),
        ("select len(rtrim(k)), md5(k) is null, sum(n), k || '' from a where n > 2 group by 1, 2, 4, k order by 3",
         [(1, False, 4, "y  "), (None, True, 8, None)]),
        ("select case when k in (select k from b) then k else '-' end as j, count(*) from a group by 1 order by 1",
         [("-", 2), ("x", 2)]),
    ],
)  # fmt: skip
def test_blanks_at_the_end_mean_nothing(padded: Direct, query: str, rows: list[tuple[Any, ...]]) -> None:
    """Strings that differ in blanks at their ends are one group, one row, one peer; one of them is shown as it is."""
    assert padded.run(query) == rows


def test_the_least_and_greatest_string(session: Direct) -> None:
    """To MIN and MAX too a blank at the end is nothing, and so comes before a tab."""
    session.run(r"create table a (k varchar(5)); insert into a values ('x '), ('x\t'), (null), ('x')")
    query = "select max(k), max(distinct k), rtrim(min(k)), max(max(k)) over (), min(null::varchar) from a"
    assert session.run(query) == [("x\t", "x\t", "x", "x\t", None)]


def test_what_is_written_is_united(padded: Direct) -> None:
    """A set operation that was rewritten stands in an INSERT and in a view too."""
    padded.run("create view v as select k from a union select k from b")
    padded.run("create table c (k varchar(9)); insert into c (select k from a union select k from b)")
    assert padded.run("select (select count(*) from v), (select count(*) from c)") == [(4, 4)]


@pytest.mark.parametrize(
    "query",
    [
        "select i from s order by v", "select v from s order by 1", "select distinct v from s", "select max(v) from s",
        "select v, count(*) from s group by v", "select i from s group by i, v", "select count(distinct v) from s",
        "select v from s union select v from s", "select v from s except select v from s",
        "select v from s union all select v from s order by 1", "select greatest(v, v) from s",
        "select rank() over (order by v) from s", "select count(*) over (partition by v) from s",
        "select listagg(i) within group (order by v) from s",
    ],
)  # fmt: skip
def test_super_values_have_an_order_of_their_own(session: Direct, query: str) -> None:
    """To DuckDB they are texts: 10 would come before 9, and 1 and 1.0 would be two (`query-super`)."""
    session.run("create table s (i int, v super); insert into s values (1, 9), (2, 10)")
    assert session.refused(query) == "0A000"
    assert session.run("select i, v from s union all select 3, v from s where i > 1 order by i desc")[0] == (3, "10")
