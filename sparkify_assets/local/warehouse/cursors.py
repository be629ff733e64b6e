"""DECLARE, FETCH and CLOSE; PREPARE, EXECUTE and DEALLOCATE: what one session keeps by name.

Rules: `declare`, `fetch`, `r_PREPARE` in the Redshift developer guide: one open cursor at a time, inside a transaction
block, forward only. Not here: reading the statements (statements), running what they name (backend).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparkify_assets.local.warehouse import types
from sparkify_assets.local.warehouse.cursor_statements import Command
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, Result, ResultColumn
from sparkify_assets.local.warehouse.parser import Text

if TYPE_CHECKING:
    from sparkify_assets.local.warehouse.backend import Backend, Prepared


@dataclass
class _Cursor:
    columns: Sequence[ResultColumn]
    rows: Iterator[Sequence[Any]]
    current: Sequence[Any] | None = None  # the row it stands on; none before the first and behind the last


class Named:
    """The cursor and the prepared statements of one session."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._cursors: dict[str, _Cursor] = {}
        self.prepared: dict[str, Prepared | None] = {}  # by PREPARE and by Parse messages; None for an empty one
        self.generation = 0  # counts what a name came to mean: a client's own FETCH may now give other columns

    def run(self, command: Command) -> Result:
        match command:
            case Command("declare", name, query):
                return self._declare(name, query)
            case Command("fetch", name, count):
                return self._fetch(name, count)
            case Command("close", name):
                _forget(name, self._cursors, self._open)
                return Result("CLOSE CURSOR")
            case Command("prepare", name, (parameter_types, query)):
                return self._prepare(name, parameter_types, query)
            case Command("execute", name, arguments):
                prepared = self._known(name)
                return self._backend.execute(prepared, self._values(prepared, arguments), hold=False)
        _forget(self._folded(command.name), self.prepared, self.statement)
        return Result("DEALLOCATE")

    def columns(self, command: Command) -> Sequence[ResultColumn]:
        """The columns that `run` will give."""
        if command.verb == "fetch":
            return self._open(command.name).columns
        return self._backend.describe(self._known(command.name)) if command.verb == "execute" else ()

    def end_transaction(self) -> None:
        """A cursor lives as long as its transaction."""
        self._cursors.clear()

    def _declare(self, name: str, query: str) -> Result:
        if not self._backend.in_block:
            raise SqlError("25P01", "DECLARE CURSOR may only be used in transaction blocks")
        if name in self._cursors:
            raise SqlError("42P03", f'cursor "{name}" already exists')
        if self._cursors:
            raise SqlError("0A000", f'only one cursor at a time can be open: "{next(iter(self._cursors))}" is')
        prepared = self._backend.prepare(Text(query), ())
        _require(prepared, "DECLARE CURSOR", "SELECT")
        result = self._backend.execute(prepared, (), hold=True)
        self.generation += 1
        self._cursors[name] = _Cursor(result.columns, iter(result.rows))
        return Result("DECLARE CURSOR")

    def _fetch(self, name: str, count: int | None) -> Result:
        cursor = self._open(name)
        if count == 0:
            rows = [] if cursor.current is None else [cursor.current]
        else:
            rows = list(itertools.islice(cursor.rows, count))
            cursor.current = rows[-1] if len(rows) == count else None
        return Result(f"FETCH {len(rows)}", cursor.columns, iter(rows))

    def _open(self, name: str) -> _Cursor:
        if name not in self._cursors:
            raise SqlError("34000", f'cursor "{name}" does not exist')
        return self._cursors[name]

    def _prepare(self, name: str, parameter_types: tuple[RedshiftType, ...], query: str) -> Result:
        if name in self.prepared:
            raise SqlError("42P05", f'prepared statement "{name}" already exists')
        prepared = self._backend.prepare(Text(query), [types.oid(type_) for type_ in parameter_types])
        _require(prepared, "PREPARE", "SELECT", "INSERT 0", "UPDATE", "DELETE")
        self.generation += 1
        self.prepared[name] = prepared
        return Result("PREPARE")

    def statement(self, name: str) -> Prepared | None:
        if name not in self.prepared:
            raise SqlError("26000", f'prepared statement "{name}" does not exist')
        return self.prepared[name]

    def _known(self, name: str) -> Prepared:
        prepared = self.statement(self._folded(name))
        if prepared is None:
            raise SqlError("42601", f'prepared statement "{name}" is empty')
        return prepared

    def _folded(self, name: str) -> str:
        """The statement that SQL calls so: it folds names, quoted ones too; those of Parse messages stay as sent."""
        return next((each for each in self.prepared if each.lower() == name), name)

    def _values(self, prepared: Prepared, arguments: Sequence[str]) -> Sequence[Any]:
        """The arguments, evaluated as a query would."""
        if len(arguments) != len(prepared.parameters):
            message = f"wrong number of parameters for prepared statement: {len(arguments)}"
            raise SqlError("42601", message, detail=f"Expected {len(prepared.parameters)} parameters.")
        if not arguments:
            return ()
        query = self._backend.prepare(Text(f"select {', '.join(arguments)}"), ())
        (row,) = self._backend.execute(query, (), hold=True).rows
        return row


def _forget(name: str, kept: dict[str, Any], find: Callable[[str], Any]) -> None:
    """What has this name, or everything where there is none; `find` raises what is said of a name nobody knows."""
    if not name:
        kept.clear()
    else:
        find(name)
        del kept[name]


def _require(prepared: Prepared, command: str, *tags: str) -> None:
    """SqlError 42601 for a statement that this command doesn't take."""
    if prepared.statement.tag not in tags:
        raise SqlError("42601", f"{command} takes no {prepared.statement.tag} statement")
