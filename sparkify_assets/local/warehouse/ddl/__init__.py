"""CREATE, ALTER, DROP, COMMENT, GRANT: Redshift's declarations as DuckDB statements plus rows of the hidden schema.

Here: `parse`, which finds the module for a statement. `tables`, `alter`, `views` and `objects` read the tokens and give
the steps; `declared` writes the hidden rows. Not here: queries inside them (`dialect`).
"""

from __future__ import annotations

from sparkify_assets.local.warehouse.ddl import alter, objects, privileges, tables, views
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader


def parse(reader: Reader, session: SessionState) -> Statement:
    """The statement that begins with CREATE, ALTER, DROP, COMMENT, GRANT or REVOKE."""
    verb = reader.next().text.lower()
    if verb == "create":
        return _create(reader, session)
    if verb == "drop":
        return objects.drop(reader, session)
    if verb == "alter":
        return _alter(reader, session)
    if verb == "comment":
        return objects.comment(reader, session)
    return privileges.grant(reader, session, verb)


def _create(reader: Reader, session: SessionState) -> Statement:
    replace = reader.take("or", "replace")
    temporary = reader.take_one("temp", "temporary") is not None
    if reader.take_one("local", "global"):
        temporary = reader.take_one("temp", "temporary") is not None
    if reader.take("table"):
        return tables.create(reader, session, temporary)
    if reader.take("view"):
        return views.create(reader, session, replace)
    if reader.take("schema"):
        return objects.create_schema(reader, session)
    if reader.take("database"):
        return objects.create_database(reader)
    if (kind := reader.take_one("user", "group", "role")) is not None:
        return privileges.create(reader, session, kind)
    raise unsupported(f"CREATE {reader.token.text.upper() if reader.token else ''}")


def _alter(reader: Reader, session: SessionState) -> Statement:
    if reader.take("table"):
        return alter.table(reader, session)
    if reader.take("schema"):
        return objects.alter_schema(reader, session)
    if (kind := reader.take_one("user", "group", "role")) is not None:
        return privileges.alter(reader, session, kind)
    if reader.take("default", "privileges"):
        return privileges.default_privileges(reader)
    raise unsupported(f"ALTER {reader.token.text.upper() if reader.token else ''}")
