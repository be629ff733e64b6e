"""DDL from declared tables: pure functions that return statements, and the comparison with what is there.

Here: CREATE, ALTER, COMMENT and the diff. Not here: running them (`resource`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from sparkify_assets.redshift.errors import TableMismatch
from sparkify_assets.redshift.table import Column, Table


def text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def create_schema(schema: str) -> str:
    return f"create schema if not exists {schema}"


def create_table(table: Table) -> list[str]:
    """The table with its keys and styles, and the comments that make it readable in any client.

    Keys are declared for the planner and for people; Redshift does not enforce them (guide: t_Defining_constraints),
    so the audits do.
    """
    lines = [_column(column) for column in table.columns]
    if table.key:
        lines.append(f"primary key ({', '.join(table.key)})")
    style = [f"diststyle {'key' if table.distkey else table.diststyle}"]
    if table.distkey:
        style.append(f"distkey ({table.distkey})")
    if table.sortkey:
        style.append(f"sortkey ({', '.join(table.sortkey)})")
    return [f"create table if not exists {table} ({', '.join(lines)}) {' '.join(style)}", *_comments(table)]


def create_temp(name: str, table: Table) -> str:
    """A temporary table of the same columns.

    What COPY fills keeps NOT NULL, so that COPY rejects the record by file and line; what a SELECT fills takes NULL, so
    that an audit can show the row.
    """
    lines = (_column(column) if column.source else f"{column.name} {column.type}" for column in table.columns)
    return f"create temp table {name} ({', '.join(lines)})"


def migrate(table: Table, actual: Mapping[str, str]) -> list[str]:
    """Statements that bring an existing table to its declaration: nullable columns are added, nothing else is touched.

    `actual` maps column name to type as the catalog tells it. Raises TableMismatch with the difference when the table
    holds other columns or types than declared.
    """
    declared = {column.name: column for column in table.columns}
    added = [column for name, column in declared.items() if name not in actual]
    problems = [
        *(
            f"+ {column.name} {column.type} not null: can't be added to a table that has rows"
            for column in added
            if column.required
        ),
        *(
            f"- {name} {kind}: is in the table, not in the declaration"
            for name, kind in actual.items()
            if name not in declared
        ),
        *(
            f"~ {name}: is {kind}, declared {declared[name].type}"
            for name, kind in actual.items()
            if name in declared and canonical(kind) != canonical(declared[name].type)
        ),
    ]
    if problems:
        raise TableMismatch(
            f"{table} is not the table that is declared; nothing was changed:\n  " + "\n  ".join(problems) + "\n"
            "Change the declaration, alter the table by hand, or drop it and materialize all its partitions again."
        )
    return [f"alter table {table} add column {column.name} {column.type}" for column in added]


def canonical(kind: str) -> str:
    """One spelling for each type, so that `varchar(8)` equals `character varying(8)`."""
    return exp.DataType.build(kind, dialect="redshift").sql(dialect="redshift").lower()


def _column(column: Column) -> str:
    return f"{column.name} {column.type}{' not null' if column.required else ''}"


def _comments(table: Table) -> list[str]:
    return [
        f"comment on table {table} is {text(table.comment)}",
        *(f"comment on column {table}.{column.name} is {text(column.comment)}" for column in table.columns),
    ]
