"""What a name means: `dialect.relations`."""

from __future__ import annotations

from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets_tests.local.warehouse.direct import Direct


def test_a_temporary_table_hides_another_of_its_name(session: Direct) -> None:
    """Temporary tables come before the search path."""
    session.run("create table t (a int); create temp table t (b int)")
    assert [column.name for column in relations.require(session, ["t"]).columns] == ["b"]
    assert [column.name for column in relations.require(session, ["public", "t"]).columns] == ["a"]


def test_declared_types_come_back(session: Direct) -> None:
    """Lengths that DuckDB doesn't keep are known."""
    session.run("create table t (v varchar(7) not null, i int identity(1,1))")
    value, identity = relations.require(session, ["t"]).columns
    assert (value.type.modifiers, value.not_null, identity.identity) == ((7,), True, "always")


def test_the_catalogs_views_are_found_without_a_schema(session: Direct) -> None:
    """pg_class is found by its bare name, information_schema's tables only with theirs."""
    assert relations.require(session, ["pg_class"]).kind == "system"
    assert relations.find(session, ["columns"]) is None
    assert relations.require(session, ["information_schema", "columns"]).kind == "system"


def test_hidden_tables_stay_hidden(session: Direct) -> None:
    """Nobody reads the declared attributes but through the catalog's views."""
    assert relations.find(session, ["_relations"]) is None
    assert relations.find(session, ["_redshift", "_relations"]) is None
