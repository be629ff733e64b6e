"""FROM pg_get_late_binding_view_cols(): `dialect.unbound`."""

from __future__ import annotations

from sparkify_assets_tests.local.warehouse.direct import Direct

COLUMNS = """select * from pg_get_late_binding_view_cols()
    cols(view_schema name, view_name name, col_name name, col_type varchar, position int)"""


def test_columns_of_views_without_schema_binding(session: Direct) -> None:
    """With their types as the catalog spells them; bound views are left to the catalog."""
    session.run("create schema s; create table s.t (a int, b varchar(7))")
    session.run("create view s.late as select b, a * 1.5 as c from s.t with no schema binding")
    session.run("create view s.bound as select a from s.t")
    assert session.run(COLUMNS) == [
        ("s", "late", "b", "character varying(7)", 1),
        ("s", "late", "c", "numeric(13,1)", 2),
    ]


def test_columns_are_what_they_are_now(session: Direct) -> None:
    """A view reads its tables anew; without them it has no columns."""
    session.run("create table t (a int); create view late as select * from public.t with no schema binding")
    session.run("alter table t add column b date")
    assert [row[2:4] for row in session.run(COLUMNS)] == [("a", "integer"), ("b", "date")]
    session.run("drop table t")
    assert session.run(COLUMNS) == []


def test_the_columns_must_be_named(session: Direct) -> None:
    assert session.refused("select * from pg_get_late_binding_view_cols()") == "42601"
