"""Users, groups, schemas and grants: what is missing is made, once, and analysts read and never write."""

import dataclasses

import pytest

from sparkify_assets.infrastructure import access
from sparkify_assets.infrastructure.access import ANALYSTS, SCHEMAS, Found, missing
from sparkify_assets.infrastructure.aws import InfrastructureError
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource, Session

EMPTY = Found("sparkify_admin", "sparkify", frozenset(), frozenset({"sparkify_admin"}), frozenset(), frozenset())


def test_an_empty_cluster_gets_everything() -> None:
    """The owner without a password, the group, and for each schema grants for present and future tables."""
    statements = missing(EMPTY, "sparkify_owner", ("star",))
    assert statements == [
        "create user sparkify_owner password disable",
        "grant create, temporary on database sparkify to sparkify_owner",
        "create group analysts",
        "create schema if not exists star authorization sparkify_owner",
        "grant usage on schema star to group analysts",
        "grant select on all tables in schema star to group analysts",
        "alter default privileges for user sparkify_owner in schema star grant select on tables to group analysts",
    ]


def test_nothing_is_missing_where_all_is_there() -> None:
    """A second look finds nothing to do."""
    found = dataclasses.replace(
        EMPTY,
        schemas=frozenset(SCHEMAS),
        users=frozenset({"sparkify_owner"}),
        groups=frozenset({ANALYSTS}),
        readable=frozenset(SCHEMAS),
    )
    assert missing(found, "sparkify_owner") == []


def test_analysts_are_granted_no_write() -> None:
    """No statement gives the group more than USAGE and SELECT."""
    grants = [line for line in missing(EMPTY, "o") if ANALYSTS in line and "grant" in line]
    assert len(grants) == 9
    assert all(line.startswith(("grant usage", "grant select", "alter default")) for line in grants)
    assert not any(
        word in line for line in grants for word in ("insert", "update", "delete", "create", "all privileges")
    )


def test_the_local_warehouse_is_configured_once(database: str) -> None:
    """Over the wire: the first call makes the schemas, the second finds nothing to do."""
    warehouse = RedshiftResource()
    done = access.configure(warehouse)
    assert f"create group {ANALYSTS}" in done
    assert set(SCHEMAS) <= set(warehouse.query("select nspname from pg_namespace")["nspname"])
    assert access.configure(warehouse) == []


def test_what_is_not_allowed_is_told_with_its_statements(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who may not create groups is told what a superuser has to run."""
    execute = Session.execute

    def refused(session: Session, sql: str) -> object:
        if sql.startswith("create"):
            raise WarehouseError("Redshift refused: permission denied.")
        return execute(session, sql)

    monkeypatch.setattr(Session, "execute", refused)
    with pytest.raises(InfrastructureError, match=r"A superuser has to run this once: create group analysts"):
        access.configure(RedshiftResource())


def test_activity_says_why_it_does_not_know(database: str) -> None:
    """Each fact is a number, or the reason why there is none."""
    facts = access.activity(RedshiftResource())
    assert set(facts) == {"data_mb", "running_queries", "connected"}
    assert facts["data_mb"] == 0
    assert facts["running_queries"] == 0
    assert facts["connected"].startswith("sparkify_owner (")


def test_temporary_credentials_are_the_administrators(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a password the administrator configures; with one, its user does."""
    assert access.administrator(RedshiftResource()).user == "sparkify_admin"
    monkeypatch.setenv("REDSHIFT_PASSWORD", "x")
    assert access.administrator(RedshiftResource()).user is None
