"""Names that a declaration gives: `ddl.names`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    "statement",
    [
        "create table user (a int)", "create table t (offset int)", "create view table as select 1 as a",
        "create view v (end) as select 1 as a", "create schema system",
        "create schema all", "create user default password disable", "create table 'quoted' (a int)",
        "alter table there rename to select", "alter table there rename column a to tag",
        "alter table there add column limit int",
    ],
)  # fmt: skip
def test_reserved_words_are_refused(session: Direct, statement: str) -> None:
    session.run("create table there (a int)")
    assert session.refused(statement) == "42601"


def test_quoted_or_qualified_they_are_names(session: Direct) -> None:
    """Behind a point any word is a name."""
    session.run('create table "user" ("offset" int); create table public.table (a int)')
    assert session.run('select "offset" from "user"') == []


def test_timestamp_is_a_name(session: Direct) -> None:
    session.run("create table t (timestamp timestamp sortkey, a int); insert into t (timestamp) values ('2018-11-01')")
    assert session.run("select timestamp::varchar(10) from t where timestamp > timestamp '2018-10-31'") == [
        ("2018-11-01",)
    ]
