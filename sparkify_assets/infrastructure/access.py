"""Who may do what inside the database: the owner that loads, the analysts who read.

Here: the statements that are missing, as SQL, and running them. Not here: who can reach the warehouse (`network`), or
tables (every load ensures its own).
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sparkify_assets.infrastructure.aws import InfrastructureError
from sparkify_assets.infrastructure.declared import ADMIN
from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.errors import TransientError, WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource, Session

SCHEMAS = ("staging", "star", "marts")
ANALYSTS = "analysts"
"""The group that reads every table of every schema, those of tomorrow included, and writes nothing."""


@dataclass(frozen=True)
class Found:
    """What the catalog says is there; `readable` are the schemas that the analysts may use."""

    user: str
    database: str
    schemas: frozenset[str]
    users: frozenset[str]
    groups: frozenset[str]
    readable: frozenset[str]


def configure(warehouse: RedshiftResource, schemas: Sequence[str] = SCHEMAS) -> list[str]:
    """Runs what is missing as one transaction, and returns it. When that isn't allowed, the error tells it."""
    label = "users, groups and schemas"
    with administrator(warehouse).session(label) as session, session.transaction():
        statements = missing(look(session), owner(warehouse), schemas)
        try:
            for statement in statements:
                session.execute(statement)
        except TransientError:
            raise
        except WarehouseError as refused:
            raise InfrastructureError(
                f"{refused} A superuser has to run this once: {'; '.join(statements)}."
            ) from refused
    return statements


def administrator(warehouse: RedshiftResource) -> RedshiftResource:
    """With temporary credentials, the cluster's administrator; with a password, the user it belongs to."""
    return warehouse if os.environ.get("REDSHIFT_PASSWORD") else RedshiftResource(user=ADMIN)


def owner(warehouse: RedshiftResource) -> str:
    """The user that loads the tables and owns them."""
    return warehouse.user or os.environ.get("REDSHIFT_USER") or "sparkify_owner"


def look(session: Session) -> Found:
    """Reads the catalog."""

    def names(sql: str) -> frozenset[str]:
        return frozenset(str(row[0]) for row in session.fetch(sql))

    user, database = session.fetch("select current_user, current_database()")[0]
    return Found(
        user=str(user),
        database=str(database),
        schemas=names("select nspname from pg_namespace"),
        users=names("select usename from pg_user") | {str(user)},
        groups=names("select groname from pg_group"),
        readable=names(
            "select namespace_name from svv_schema_privileges "
            f"where upper(privilege_type) = 'USAGE' and identity_name = {text(ANALYSTS)}"
        ),
    )


def missing(found: Found, owner: str, schemas: Sequence[str] = SCHEMAS) -> list[str]:
    """The statements that the database lacks, in their order. The owner logs in by IAM, so it needs no password."""
    return [*_principals(found, owner), *(line for schema in schemas for line in _schema(found, owner, schema))]


def _principals(found: Found, owner: str) -> Iterator[str]:
    if owner not in found.users:
        yield f"create user {owner} password disable"
        yield f"grant create, temporary on database {found.database} to {owner}"
    if ANALYSTS not in found.groups:
        yield f"create group {ANALYSTS}"


def _schema(found: Found, owner: str, schema: str) -> Iterator[str]:
    """Default privileges belong to the user who makes the tables (guide: r_ALTER_DEFAULT_PRIVILEGES)."""
    if schema not in found.schemas:
        yield f"create schema if not exists {schema} authorization {owner}"
    if schema not in found.readable:
        of_owner = "" if found.user == owner else f"for user {owner} "
        yield f"grant usage on schema {schema} to group {ANALYSTS}"
        yield f"grant select on all tables in schema {schema} to group {ANALYSTS}"
        yield f"alter default privileges {of_owner}in schema {schema} grant select on tables to group {ANALYSTS}"


def activity(warehouse: RedshiftResource) -> dict[str, Any]:
    """What goes on inside: data in MB, queries that run, who is connected. What can't be read says why."""
    facts: dict[str, Any] = {}
    with warehouse.session("a look at the warehouse") as session:
        for name, sql in _ACTIVITY.items():
            try:
                with session.transaction():
                    found = [row[0] for row in session.fetch(sql)]
                facts[name] = ", ".join(found) if name == "connected" else int(found[0] or 0)
            except WarehouseError as refused:
                facts[name] = f"not known: {refused}"
    return facts


_ACTIVITY = {
    "data_mb": "select sum(size) from svv_table_info",
    "running_queries": (
        "select count(*) from sys_query_history where status = 'running' and session_id <> pg_backend_pid()"
    ),
    "connected": (
        "select trim(user_name) || ' (' || cast(count(*) as varchar) || ')' "
        "from stv_sessions group by user_name order by user_name"
    ),
}
