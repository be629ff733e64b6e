"""Runs a COPY: the objects' records into the table, all or nothing.

Here: the order of things, the statement that loads a batch, and what happens to the records it refuses. Not here: how
bytes become records (`shards`, `records`, `delimited`), how a field becomes a value (`conversions`), what is written
down about it (`loads`).
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence

import duckdb

from sparkify_assets.local.warehouse.copy import (
    conversions,
    delimited,
    jsonpaths,
    loads,
    parquet,
    records,
    sources,
    target,
)
from sparkify_assets.local.warehouse.copy.faults import Field, Rejected
from sparkify_assets.local.warehouse.copy.jsonpaths import Paths
from sparkify_assets.local.warehouse.copy.options import CopyCommand
from sparkify_assets.local.warehouse.copy.shards import Batch, Current, Fetch, Shard, batches
from sparkify_assets.local.warehouse.copy.target import Target
from sparkify_assets.local.warehouse.dialect.relations import Column
from sparkify_assets.local.warehouse.errors import INTERNAL, SqlError
from sparkify_assets.local.warehouse.interfaces import SessionState

# Bounds what is kept in memory, to be read again if records are bad; smaller batches leave processors idle more often.
_BATCH_BYTES = 512 * 1024 * 1024
# What stands in place of the number of the first bad column, when it is not a column that is bad.
_NOT_A_RECORD, _WRONG_SHAPE, _MISSING_ELEMENT = 0, -1, -2
_SHAPES = {_WRONG_SHAPE: jsonpaths.WRONG_SHAPE, _MISSING_ELEMENT: jsonpaths.MISSING_ELEMENT}
_LINES = "_copy_lines"


def run(command: CopyCommand, session: SessionState, still_wanted: Callable[[], None] = lambda: None) -> int:
    """The rows loaded. SqlError XX000 if more records are bad than MAXERROR allows, or an object can't be read.

    `still_wanted` is asked again and again and raises when the load is to end.
    """
    table = target.find(session, command)
    load = Load(command, session, table, still_wanted)
    session.last_copy_count = 0  # what pg_last_copy_count() gives if the load fails
    with loads.recorded(session, command, table) as outcome:
        load.run(outcome)
        if not outcome.scanned and not outcome.rejected:
            raise SqlError(INTERNAL, f"None of the objects that the manifest lists exists: {command.source}")
        if command.fails(len(outcome.rejected)):
            raise _failure(table, outcome.rejected)
    return outcome.rows


class Load:
    """One COPY under way."""

    def __init__(
        self, command: CopyCommand, session: SessionState, table: Target, still_wanted: Callable[[], None]
    ) -> None:
        self.command = command
        self.cursor = session.cursor
        self.table = table
        self.columns = table.columns
        self.still_wanted = still_wanted
        self._current = Current()

    def run(self, outcome: loads.Outcome) -> None:
        if self.command.format == "parquet":
            outcome.rows, outcome.scanned = parquet.load(self.cursor, self.command, self.table, self.still_wanted)
            return
        found = sources.find(self.command)
        by_columns = functools.partial(delimited.encode, columns=self.columns)
        encode = records.encode if self.command.format == "json" else by_columns
        fetch = Fetch(self.command, found, encode, self.still_wanted)
        outcome.scanned, outcome.rejected = fetch.scanned, fetch.rejected
        paths = self._paths() if self.command.format == "json" else jsonpaths.by_position(len(self.columns))
        with self._readable(), contextlib.closing(fetch.shards()) as shards:
            for batch in batches(shards, _BATCH_BYTES):
                outcome.rows += self._load(batch, paths, outcome.rejected)
                if self.command.fails(len(outcome.rejected)):
                    return

    def _load(self, batch: Batch, paths: Paths | None, rejected: list[Rejected]) -> int:
        """Loads what is good; only if the batch has bad records are these looked at one by one."""
        self._current.batch = batch
        try:
            rows = _Rows(self.command, self.columns, paths or self._paths_by_any_case())
            loaded = self._count(rows.counted if self.command.has("noload") else rows.insert(self.table))
        except duckdb.Error:
            if batch.failure:
                raise batch.failure from None
            raise
        refused = self.cursor.execute(rows.refused).fetchall() if loaded < batch.rows else []
        repaired = Shard()
        for row, line, column, fields in refused:
            if self.command.fails(len(rejected)):
                return loaded
            uri, number = batch.origin(row)
            line = line.removesuffix("\n")
            if column > 0:
                rejected.append(self._bad_value(uri, number, line, column, fields))
            elif column in _SHAPES:
                rejected.append(Rejected(uri, number, line, _SHAPES[column]))
            else:
                rejected.extend(_no_records(uri, number, line, repaired))
        if repaired.rows:
            loaded += self._load(Batch([repaired.close()]), paths, rejected)
        return loaded

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """The current batch stands in DuckDB under a name."""
        self.cursor.register(_LINES, self._current)
        try:
            yield
        finally:
            self._current.batch = Batch([])
            with contextlib.suppress(duckdb.Error):  # of a failed transaction, in which it is gone anyway
                self.cursor.unregister(_LINES)

    def _bad_value(self, uri: str, number: int, line: str, column: int, fields: list[str | None]) -> Rejected:
        """A record whose value for a column (counted from 1) is the first bad one, with its fields up to there."""
        text = line if self.command.format == "json" else delimited.original(line)
        fault = conversions.fault(self.columns[column - 1], fields[column - 1], self.command)
        read = zip(self.columns[:column], fields[:column], strict=True)
        described = (Field(each.name, target.short_type(each), target.length(each), value) for each, value in read)
        return Rejected(uri, number, text, fault, tuple(described))

    def _paths(self) -> Paths | None:
        """Where the columns' values are; None if that depends on the spelling of the keys in the data."""
        names = [column.name for column in self.columns]
        if self.command.json == "auto":
            return jsonpaths.by_name(names)
        if self.command.json == "auto ignorecase":
            return None
        if self.command.json == "noshred":
            if [column.type.name for column in self.columns] != ["super"]:
                raise SqlError(INTERNAL, "COPY with JSON 'noshred' needs a single column, of type SUPER")
            return jsonpaths.WHOLE
        return jsonpaths.from_file(self.command.json, names)

    def _paths_by_any_case(self) -> Paths:
        query = f"select distinct unnest(try(json_keys(line))) from {_LINES}"
        keys = self.cursor.execute(query).fetchall()
        return jsonpaths.by_any_case([column.name for column in self.columns], sorted(key for (key,) in keys))

    def _count(self, statement: str) -> int:
        counted = self.cursor.execute(statement).fetchone()
        return int(counted[0]) if counted else 0


def _no_records(uri: str, number: int, line: str, repaired: Shard) -> Iterator[Rejected]:
    """What is malformed in a line that is no record. It may be several: those are put aside to be loaded."""
    found = list(records.split(line, number))
    is_several = len(found) > 1
    if is_several and (good := [record for record in found if record.valid]):
        repaired.add(uri, records.joined(good))
    for record in found:
        if not (is_several and record.valid):
            yield Rejected(uri, record.line, record.text, records.MALFORMED)


class _Rows:
    """The statements over a batch: lines to fields, fields to values, and the first bad column."""

    def __init__(self, command: CopyCommand, columns: Sequence[Column], paths: Paths) -> None:
        self._columns = columns
        numbered = list(enumerate(columns, 1))
        made = {i: conversions.conversion(column, f"raw_{i}", f"value_{i}", command) for i, column in numbered}
        documents = {i for i, column in numbered if column.type.name == "super"}
        of_json = documents if command.format == "json" else ()
        shapes = jsonpaths.Shapes(paths, ["JSON" if i in of_json else "VARCHAR" for i in made])
        raw = {i: shapes.field(i - 1) for i in made}
        raw |= {i: f"nullif({raw[i]}::varchar, 'null')" for i in documents}  # JSON's null is no value
        shape = [
            # Never true, but as it is random DuckDB tests for bad records where they are found. Else it would move the
            # test down to the lines and make every value twice.
            ("random() < 0", _NOT_A_RECORD),
            (paths.wrong_shape("line"), _WRONG_SHAPE),
            ("shape_0 is null", _NOT_A_RECORD),
            (paths.missing_element("line"), _MISSING_ELEMENT),
        ]
        suspicious = " or ".join([*(test for test, _ in shape), *(made[i].suspicious for i in made)])
        first = " ".join(f"when {test} then {number}" for test, number in [*shape, *((made[i].bad, i) for i in made)])
        self._rows = f"""(
            select *, case when {suspicious} then case {first} end end as bad
            from (select *, {", ".join(f"{made[i].value} as value_{i}" for i in made)}
            from (select *, {", ".join(f"{raw[i]} as raw_{i}" for i in made)}
            from (select row, line, {shapes.of("line")} from {_LINES}))))"""
        fields = ", ".join(f"raw_{i}" for i in made)
        self.counted = f"select count(*) from {self._rows} where bad is null"
        self.refused = f"select row, line, bad, [{fields}] from {self._rows} where bad is not null order by row"

    def insert(self, table: Target) -> str:
        values = ", ".join(f"value_{i}" for i in range(1, len(self._columns) + 1))
        return f"insert into {table.sql} ({table.names}) select {values} from {self._rows} where bad is null"


def _failure(table: Target, rejected: list[Rejected]) -> SqlError:
    first = min(rejected, key=lambda bad: (bad.uri, bad.line))
    column = f", column {first.fields[-1].name}" if first.fields else ""
    return SqlError(
        INTERNAL,
        f"Load into table '{table.name}' failed.  Check 'sys_load_error_detail' system table for details.",
        detail=f"{first.uri}, line {first.line}{column}: {first.fault.reason} (error {first.fault.code})",
    )
