"""DECLARE, FETCH and CLOSE; PREPARE, EXECUTE and DEALLOCATE: what one session keeps by name.

Rules: `declare`, `fetch`, `r_PREPARE` in the Redshift developer guide: one open cursor at a time, inside a transaction
block, forward only. Not here: reading the statements (statements), running what they name (backend).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sparkify_assets.local.warehouse import types
from sparkify_assets.local.warehouse.errors import NO_ACTIVE_TRANSACTION, SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, Result, ResultColumn

if TYPE_CHECKING:
    from sparkify_assets.local.warehouse.backend import Backend, Prepared


@dataclass(frozen=True)
class Declare:
    name: str
    query: str


@dataclass(frozen=True)
class Fetch:
    """`count` None fetches all."""

    name: str
    count: int | None


@dataclass(frozen=True)
class Close:
    """`name` None closes whatever is open."""

    name: str | None


@dataclass(frozen=True)
class Prepare:
    name: str
    types: tuple[RedshiftType, ...]
    query: str


@dataclass(frozen=True)
class Execute:
    """`arguments` are SQL expressions."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Deallocate:
    """`name` None deallocates all."""

    name: str | None


Command = Declare | Fetch | Close | Prepare | Execute | Deallocate


@dataclass
class _Cursor:
    columns: Sequence[ResultColumn]
    rows: Iterator[Sequence[Any]]


class Named:
    """The cursor and the prepared statements of one session."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._cursors: dict[str, _Cursor] = {}
        self._prepared: dict[str, Prepared] = {}
        self.generation = 0  # counts what a name came to mean: a client's own FETCH may now give other columns

    def run(self, command: Command) -> Result:
        match command:
            case Declare(name, query):
                return self._declare(name, query)
            case Fetch(name, count):
                return self._fetch(name, count)
            case Close(name):
                return self._close(name)
            case Prepare(name, parameter_types, query):
                return self._prepare(name, parameter_types, query)
            case Execute(name, arguments):
                prepared = self._known(name)
                return self._backend.execute(prepared, self._values(prepared, arguments), hold=False)
            case Deallocate(name):
                return self._deallocate(name)

    def columns(self, command: Command) -> Sequence[ResultColumn]:
        """The columns that `run` will give."""
        match command:
            case Fetch(name):
                return self._open(name).columns
            case Execute(name):
                return self._backend.describe(self._known(name))
        return ()

    def end_transaction(self) -> None:
        """A cursor lives as long as its transaction."""
        self._cursors.clear()

    def _declare(self, name: str, query: str) -> Result:
        if not self._backend.in_block:
            raise SqlError(NO_ACTIVE_TRANSACTION, "DECLARE CURSOR may only be used in transaction blocks")
        if name in self._cursors:
            raise SqlError("42P03", f'cursor "{name}" already exists')
        if self._cursors:
            raise SqlError(
                "0A000", f'cursor "{next(iter(self._cursors))}" is open: only one cursor at a time can be open'
            )
        result = self._backend.execute(self._backend.prepare(query, ()), (), hold=True)
        self.generation += 1
        self._cursors[name] = _Cursor(result.columns, iter(result.rows))
        return Result("DECLARE CURSOR")

    def _fetch(self, name: str, count: int | None) -> Result:
        cursor = self._open(name)
        rows = list(itertools.islice(cursor.rows, count))
        return Result(f"FETCH {len(rows)}", cursor.columns, iter(rows))

    def _close(self, name: str | None) -> Result:
        if name is None:
            self._cursors.clear()
        else:
            self._open(name)
            del self._cursors[name]
        return Result("CLOSE CURSOR")

    def _open(self, name: str) -> _Cursor:
        if name not in self._cursors:
            raise SqlError("34000", f'cursor "{name}" does not exist')
        return self._cursors[name]

    def _prepare(self, name: str, parameter_types: tuple[RedshiftType, ...], query: str) -> Result:
        if name in self._prepared:
            raise SqlError("42P05", f'prepared statement "{name}" already exists')
        self.generation += 1
        self._prepared[name] = self._backend.prepare(query, [types.oid(type_) for type_ in parameter_types])
        return Result("PREPARE")

    def _known(self, name: str) -> Prepared:
        if name not in self._prepared:
            raise SqlError("26000", f'prepared statement "{name}" does not exist')
        return self._prepared[name]

    def _values(self, prepared: Prepared, arguments: Sequence[str]) -> Sequence[Any]:
        """The arguments, evaluated as a query would."""
        if len(arguments) != len(prepared.parameters):
            message = f"wrong number of parameters for prepared statement: {len(arguments)}"
            raise SqlError("42601", message, detail=f"Expected {len(prepared.parameters)} parameters.")
        if not arguments:
            return ()
        query = self._backend.prepare(f"select {', '.join(arguments)}", ())
        (row,) = self._backend.execute(query, (), hold=True).rows
        return row

    def _deallocate(self, name: str | None) -> Result:
        if name is None:
            self._prepared.clear()
        else:
            self._known(name)
            del self._prepared[name]
        return Result("DEALLOCATE")
