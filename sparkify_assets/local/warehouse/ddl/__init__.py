"""CREATE, ALTER, DROP, COMMENT, GRANT: Redshift's declarations as DuckDB statements plus rows of the hidden schema.

Here: `parse`, which finds the module for a statement. `tables`, `alter`, `views`, `objects` and `privileges` read the
tokens and give the steps; `declared` writes the hidden rows. Not here: queries inside them (`dialect`).
"""

from __future__ import annotations

from sparkify_assets.local.warehouse.ddl import alter, names, objects, privileges, tables, views
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader


def parse(reader: Reader, session: SessionState) -> Statement:
    """The statement that begins with CREATE, ALTER, DROP, COMMENT, GRANT or REVOKE."""
    verb = reader.next().text.lower()
    others = {"create": _create, "drop": objects.drop, "alter": _alter, "comment": objects.comment}
    return others[verb](reader, session) if verb in others else privileges.grant(reader, session, verb)


def _create(reader: Reader, session: SessionState) -> Statement:
    replace = reader.take("or", "replace")
    if replace and not reader.peek("view"):
        raise names.unknown("CREATE OR REPLACE", reader)
    local = reader.take("local")
    temporary = reader.take_one("temp", "temporary") is not None
    if (local or temporary) and not reader.peek("table"):
        raise reader.error()
    if reader.take("table"):
        if local and not temporary:
            raise SqlError("42601", 'syntax error at or near "local"')
        return tables.create(reader, session, temporary)
    if reader.take("view"):
        return views.create(reader, session, replace)
    if reader.take("schema"):
        return objects.create_schema(reader, session)
    if reader.take("database"):
        return objects.create_database(reader, session)
    if (kind := reader.take_one("user", "group", "role")) is not None:
        return privileges.create(reader, session, kind)
    raise names.unknown("CREATE", reader)


def _alter(reader: Reader, session: SessionState) -> Statement:
    if reader.take("table"):
        return alter.table(reader, session)
    if reader.take("schema"):
        return objects.alter_schema(reader, session)
    if (kind := reader.take_one("user", "group", "role")) is not None:
        return privileges.alter(reader, session, kind)
    if reader.take("default", "privileges"):
        return privileges.default_privileges(reader)
    raise names.unknown("ALTER", reader)
