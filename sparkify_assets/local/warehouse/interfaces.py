"""The values that the warehouse's rooms hand to one another.

Here: the statement as the dialect understood it, the result as the session sends it, and the two objects a statement
can act on. Not here: anything that parses, executes or encodes.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb
import pyarrow as pa

# Rows encoded at a time: large enough to be fast, small enough that a result never stands in memory as bytes.
ROWS_PER_CHUNK = 5_000


class Kind(enum.Enum):
    """What a statement does to the transaction and the locks; not what it says."""

    QUERY = "query"  # returns rows, takes no lock
    WRITE = "write"  # INSERT, UPDATE, DELETE, MERGE: locks the tables it writes
    DDL = "ddl"  # CREATE, ALTER, DROP, COMMENT, GRANT
    COPY = "copy"
    UNLOAD = "unload"
    TRUNCATE = "truncate"  # commits, as in Redshift
    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    SET = "set"  # SET, RESET
    SHOW = "show"
    LOCK = "lock"
    DATABASE = "database"  # CREATE DATABASE, DROP DATABASE: acts on the server
    NAMED = "named"  # DECLARE, FETCH, CLOSE; PREPARE, EXECUTE, DEALLOCATE in SQL
    IGNORED = "ignored"  # accepted and without effect on any result: ANALYZE, VACUUM ...


@dataclass(frozen=True)
class RedshiftType:
    """A type as Redshift declares it: `varchar(256)`, `numeric(18,0)`, `timestamp`.

    `name` is the canonical one: smallint, integer, bigint, numeric, real, double precision, boolean, char, varchar,
    date, time, timetz, timestamp, timestamptz, interval, super, varbyte, oid, name, unknown. `modifiers` are the
    length, or precision and scale.
    """

    name: str
    modifiers: tuple[int, ...] = ()

    def __deepcopy__(self, memo: object) -> RedshiftType:
        return self  # trees are copied with the types on their nodes


@dataclass(frozen=True)
class ResultColumn:
    name: str
    type: RedshiftType


@dataclass(frozen=True)
class Statement:
    """One statement, understood and rewritten.

    `steps` are DuckDB statements run in order inside the statement's transaction; the last one gives the rows or the
    row count. `tag` is the command tag without its count (`SELECT`, `INSERT 0`, `DELETE`, `CREATE TABLE`). `reads` and
    `writes` are `schema.table` names; what DDL `leans_on` must be there and stay as it is. `columns` are the result
    columns where Redshift's type can't be told from DuckDB's result. `payload` carries what the kind needs
    (CopyCommand, the name and value of a SET, ...). A `constant` query reads and calls nothing: it gives the same row
    whenever it is asked.
    """

    sql: str
    kind: Kind
    tag: str
    steps: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    columns: tuple[ResultColumn, ...] | None = None
    parameters: tuple[RedshiftType, ...] = ()
    payload: Any = None
    constant: bool = False
    leans_on: frozenset[str] = frozenset()


@dataclass
class Result:
    """What a statement gave: columns with rows, or only a tag. `rows` yields tuples of Python values.

    Where `rest` is set, it gives in bulk all that comes after the first ROWS_PER_CHUNK of `rows`.
    """

    tag: str
    columns: Sequence[ResultColumn] = ()
    rows: Iterator[Sequence[Any]] = field(default_factory=lambda: iter(()))
    notices: list[str] = field(default_factory=list)
    rest: Callable[[], Iterator[pa.RecordBatch]] | None = None


class SessionState(Protocol):
    """One client's session, as the rooms that execute see it."""

    user: str
    database: str
    pid: int
    settings: dict[str, str]  # lower-case name -> value; search_path, query_group, statement_timeout, ...
    cursor: duckdb.DuckDBPyConnection  # the session's own DuckDB cursor, inside the session's transaction
    last_copy_id: int
    last_copy_count: int
    last_unload_id: int
    last_unload_count: int
    last_query_id: int
