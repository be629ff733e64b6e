"""One client's session: its statements in order, each in its transaction, on a DuckDB cursor of its own.

Here: what surrounds a statement. Write locks are taken before DuckDB's transaction begins where they can be, so that a
writer that had to wait sees what it waited for. Not here: what SQL means (statements, dialect), statements that touch
no table (commands), the protocol (session), databases and users (engine).
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from sparkify_assets.local.warehouse import commands, cursors, errors, parser, statements, types
from sparkify_assets.local.warehouse.copy import load, unload
from sparkify_assets.local.warehouse.database import Database
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import (
    ROWS_PER_CHUNK,
    Kind,
    RedshiftType,
    Result,
    ResultColumn,
    Statement,
)
from sparkify_assets.local.warehouse.interrupt import Interrupt
from sparkify_assets.local.warehouse.parser import Text
from sparkify_assets.local.warehouse.transaction import Transaction

if TYPE_CHECKING:
    from sparkify_assets.local.warehouse.engine import Engine

_IDLE, _BLOCK, _FAILED = b"I", b"T", b"E"
# Arrow drops the zone of a TIMETZ, and both ways to read an interval are needed for its rows.
_NOT_IN_BULK = {"timetz", "interval"}
# How many statements are remembered, and how long one may be: rows in the text of an INSERT come but once.
_KNOWN_STATEMENTS = 200
_KNOWN_LENGTH = 20_000
_LARGEST_SCRIPT = 16 * 1024 * 1024


@dataclass
class Prepared:
    """One statement as the client wrote it, and as it was understood in one state of the catalog and settings."""

    sql: str
    parameters: tuple[RedshiftType, ...]
    statement: Statement
    state: object
    columns: tuple[ResultColumn, ...] | None = None


class Backend:
    """Executes for one client; used by one thread. Only `cancel` and `running` may be used from another."""

    def __init__(
        self, engine: Engine, database: Database, user: str, settings: dict[str, str], pid: int, secret: int
    ) -> None:
        self.pid, self.secret, self.user = pid, secret, user
        self.engine = engine
        self.database = database.name
        self.settings = settings
        self.settings_at_start = dict(settings)  # what RESET and SET ... TO DEFAULT go back to
        self.cursor = database.cursor(user)
        self.last_copy_id = self.last_unload_id = self.last_query_id = -1  # none so far (`PG_LAST_COPY_ID`)
        self.last_copy_count = self.last_unload_count = 0
        self.named = cursors.Named(self)
        self.status = _IDLE
        self._catalog = database
        self._transaction = Transaction(self.cursor, database, pid)
        self._interrupt = Interrupt(self.cursor)
        self._settings_before = dict(self.settings)
        self._in_script = False
        self._known: dict[object, tuple[object, Statement]] = {}
        self._answers: dict[str, tuple[Sequence[ResultColumn], list[Sequence[Any]]]] = {}

    # What the protocol asks for

    def split(self, sql: str) -> list[Text]:
        """The statements of a script. SqlError if it is too long, or if any of several can't be read."""
        if (sql, ()) in self._known:
            return [Text(sql)]
        if len(sql.encode()) > _LARGEST_SCRIPT:
            raise SqlError("54000", f"Statement is too large. Maximum Allowed: {_LARGEST_SCRIPT} bytes")
        texts = parser.split(sql)
        self._in_script = len(texts) > 1
        if self._in_script and self.status != _FAILED:
            with self._translated():
                for text in texts:
                    statements.check_syntax(text, self)
        return texts

    def prepare(self, text: Text, parameter_oids: Sequence[int]) -> Prepared:
        """Understand one statement. SqlError 25P02 for all but COMMIT and ROLLBACK in a failed transaction."""
        if self.status == _FAILED and not statements.ends_transaction(text):
            raise _in_failed_transaction()
        given = tuple(types.from_oid(oid) for oid in parameter_oids)
        state, statement = self._understood(text, given)
        return Prepared(text.sql, _parameters(given, statement.parameters), statement, state)

    def describe(self, prepared: Prepared) -> tuple[ResultColumn, ...]:
        """The columns that a statement will give, without running it; none if it gives no rows."""
        if prepared.columns is None:
            with self._translated():
                prepared.columns = self._columns(prepared)
        return prepared.columns

    def execute(self, prepared: Prepared, values: Sequence[Any], *, hold: bool, more: bool = False) -> Result:
        """Run a statement. Its rows must be read before the next statement, unless `hold` asks for all at once.

        If `more` may come before the request is over, they share a transaction.
        """
        self._in_script |= more
        self._interrupt.arm(int(self.settings["statement_timeout"]))
        prepared = _fitted(prepared, values)
        generation = self._transaction.generation
        statement = self._current(prepared)
        self.last_query_id = next(self.engine.query_ids)
        with self.engine.history.recorded(self, statement), self._translated():
            self._transaction.lock(statement, self._interrupt.check, alone=self._alone)
            while not self._transaction.begun and generation != self._transaction.generation:
                generation = self._transaction.generation
                statement = self._current(prepared)  # who had its locks may have changed what it means, and locks
                self._transaction.lock(statement, self._interrupt.check, alone=self._alone)
            result = _HANDLERS[statement.kind](self, statement, values)
            if hold:
                return Result(result.tag, result.columns, iter(list(result.rows)), result.notices)
            return result

    def sync(self) -> None:
        """The client's request is over: outside of a transaction block its work is committed."""
        try:
            if self.status == _IDLE:
                with self._translated():
                    self.commit()
        finally:
            self._in_script = False
            self._interrupt.disarm()

    def fail(self) -> None:
        """Give up the transaction; in a block, the client has to say ROLLBACK before anything else is done."""
        self._interrupt.disarm()
        self._in_script = False
        self.roll_back()
        self.status = _IDLE if self.status == _IDLE else _FAILED

    @property
    def in_block(self) -> bool:
        return self.status == _BLOCK

    @property
    def _alone(self) -> bool:
        """Whether a statement is all of its transaction; those of a script share one, block or not."""
        return not (self.in_block or self._in_script or self._transaction.begun)

    @property
    def running(self) -> bool:
        return self._interrupt.armed

    def cancel(self, reason: str = "user request") -> None:
        self._interrupt.fire(reason)

    def close(self) -> None:
        """The client is gone: its transaction with its locks, its temporary tables and its cursor go too."""
        self._interrupt.disarm()  # who stops the server or watches over it must not reach for a closed cursor
        try:
            self.roll_back()
        finally:
            self.cursor.close()

    # Transactions

    def commit(self) -> None:
        self._transaction.commit()
        self._settings_before = dict(self.settings)
        self.named.end_transaction()

    def roll_back(self) -> None:
        """Also takes back what SET changed since the transaction began."""
        self._transaction.roll_back()
        self.settings.clear()
        self.settings.update(self._settings_before)
        self.named.end_transaction()

    def _begin_block(self, statement: Statement, values: Sequence[Any]) -> Result:
        notices = [] if self.status == _IDLE else ["there is already a transaction in progress"]
        if self.status == _IDLE:
            self._transaction.read_only = statement.payload
        self.status = _BLOCK
        return Result(statement.tag, notices=notices)

    def _commit_block(self, statement: Statement, values: Sequence[Any]) -> Result:
        if self.status == _FAILED:
            return self._roll_back_block(statement, values)
        notices = [] if self.status == _BLOCK else ["there is no transaction in progress"]
        self.status = _IDLE
        self.commit()
        return Result(statement.tag, notices=notices)

    def _roll_back_block(self, statement: Statement, values: Sequence[Any]) -> Result:
        notices = ["there is no transaction in progress"] if self.status == _IDLE else []
        self.status = _IDLE
        self.roll_back()
        return Result("ROLLBACK", notices=notices)

    def refuse_in_block(self, command: str) -> None:
        """SqlError 25001 for a command that commits by itself."""
        if self.status != _IDLE:
            raise SqlError("25001", f"{command} cannot run inside a transaction block")

    # Statements

    def _query(self, statement: Statement, values: Sequence[Any]) -> Result:
        # A query alone needs no transaction around it: DuckDB gives it its snapshot.
        if not self._alone:
            self._transaction.begin()
            self._transaction.uses(statement)
        if statement.constant:
            return self._constant(statement)
        self._steps(statement.steps, values)
        columns = types.result_columns(self._description(), statement.columns)
        rest = None if {column.type.name for column in columns} & _NOT_IN_BULK else self._batches
        return Result(statement.tag, columns, self._rows(columns), rest=rest)

    def _constant(self, statement: Statement) -> Result:
        """Asked once: `select 1` is how pools see that a connection lives, and DuckDB is most of what it costs."""
        answer = self._answers.get(statement.sql)
        if answer is None:
            self._steps(statement.steps, ())
            columns = types.result_columns(self._description(), statement.columns)
            answer = columns, list(self._rows(columns))
            if len(self._answers) >= _KNOWN_STATEMENTS:
                self._answers.clear()
            self._answers[statement.sql] = answer
        return Result(statement.tag, answer[0], iter(answer[1]))

    def _write(self, statement: Statement, values: Sequence[Any]) -> Result:
        if statement.kind is Kind.DDL and statement.payload:
            self.refuse_in_block(statement.payload)
        self._transaction.begin()
        self._transaction.uses(statement)
        self._steps(statement.steps, values)
        if statement.kind is Kind.DDL:
            self._transaction.changed_catalog = True
            self._catalog.generation += 1
        if statement.kind is not Kind.WRITE:
            return Result(statement.tag)
        (count,) = self.cursor.fetchone() or (0,)
        return Result(f"{statement.tag} {count}")

    def _ignore(self, statement: Statement, values: Sequence[Any]) -> Result:
        if statement.tag == "VACUUM":
            self.refuse_in_block(statement.tag)
        return Result(statement.tag)

    def _truncate(self, statement: Statement, values: Sequence[Any]) -> Result:
        """Commits the transaction it stands in; in a block, the next statement begins another one."""
        result = self._write(statement, values)
        self.commit()
        return result

    def _copy(self, statement: Statement, values: Sequence[Any]) -> Result:
        self.engine.require_role(statement.payload.authorization)
        self._transaction.begin()
        self._transaction.uses(statement)
        self.last_copy_id = self.last_query_id
        with self._unordered():
            self.last_copy_count = count = load.run(statement.payload, self, self._interrupt.check)
            self._interrupt.check()
        table = statement.payload.table[-1]
        notice = f"Load into table '{table}' completed, {count} record(s) loaded successfully."
        return Result(statement.tag, notices=[notice])

    @contextlib.contextmanager
    def _unordered(self) -> Iterator[None]:
        """Rows may be written in any order, as by Redshift's slices; to keep one costs a third of a COPY's time."""
        self.cursor.execute("SET SESSION preserve_insertion_order = false")
        try:
            yield
        except BaseException:
            self.roll_back()  # in a failed transaction nothing can be set
            raise
        finally:
            self.cursor.execute("RESET SESSION preserve_insertion_order")

    def _unload(self, statement: Statement, values: Sequence[Any]) -> Result:
        self.engine.require_role(statement.payload.authorization)
        self.last_unload_id = self.last_query_id
        result = self._query(statement, values)
        self.last_unload_count = count = unload.run(statement.payload, self, result.columns, result.rows, self._batches)
        return Result(statement.tag, notices=[f"UNLOAD completed, {count} record(s) unloaded successfully."])

    def _steps(self, steps: Sequence[str], values: Sequence[Any]) -> None:
        for step in steps:
            self._interrupt.check()
            if values:
                (parsed,) = self.cursor.extract_statements(step)
                self.cursor.execute(parsed, {name: values[int(name) - 1] for name in parsed.named_parameters})
            else:
                self.cursor.execute(step)

    def _rows(self, columns: Sequence[ResultColumn]) -> Iterator[Sequence[Any]]:
        with self._translated():
            if any(column.type.name == "interval" for column in columns):
                # DuckDB's own rows turn the months of an interval into days, Arrow's don't.
                for batch in self.cursor.to_arrow_reader() or ():
                    yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
            while True:
                chunk = self.cursor.fetchmany(ROWS_PER_CHUNK)
                self._interrupt.check()
                yield from chunk
                if len(chunk) < ROWS_PER_CHUNK:
                    return

    def _batches(self) -> Iterator[pa.RecordBatch]:
        with self._translated():
            for batch in self.cursor.to_arrow_reader(ROWS_PER_CHUNK) or ():  # None if no row is left
                self._interrupt.check()
                yield batch

    # Understanding

    def _understood(self, text: Text, parameters: tuple[RedshiftType, ...]) -> tuple[object, Statement]:
        """A statement's meaning, and the state in which it has it; asked again in the same state, it is remembered."""
        state = self._state(text.sql)
        known = self._known.get((text.sql, parameters))
        if known is None or known[0] != state:
            with self._translated():
                statement = statements.parse(text, self, parameters)
            known = state, statement
            if len(self._known) >= _KNOWN_STATEMENTS:
                self._known.clear()
            if len(text.sql) <= _KNOWN_LENGTH:
                self._known[text.sql, parameters] = known
        return known

    def _state(self, sql: str) -> object:
        """Changes when a statement could mean something else: with the catalog, the settings, and what was last done.

        To be taken before the statement is understood: a change in between then counts as one.
        """
        last_query_id = self.last_query_id if "pg_last_query_id" in sql.lower() else 0
        last = self.last_copy_id, self.last_unload_id, last_query_id
        return self._transaction.generation, tuple(self.settings.items()), last, self.named.generation

    def _current(self, prepared: Prepared) -> Statement:
        """The prepared statement as it is to be understood now; SqlError 0A000 if its tables or columns are others."""
        if self.status == _FAILED and prepared.statement.kind not in (Kind.COMMIT, Kind.ROLLBACK):
            raise _in_failed_transaction()
        if prepared.state != self._state(prepared.sql):
            state, statement = self._understood(Text(prepared.sql), prepared.parameters)
            _refuse_other_tables(prepared.statement, statement)
            prepared.state, prepared.statement = state, statement
            announced, prepared.columns = prepared.columns, None
            # The client reads rows by what it was told when it prepared them.
            if announced is not None and self.describe(prepared) != announced:
                prepared.columns = announced
                raise SqlError("0A000", "cached plan must not change result type")
        return prepared.statement

    def _columns(self, prepared: Prepared) -> tuple[ResultColumn, ...]:
        statement = self._current(prepared)
        if statement.kind is not Kind.QUERY:
            return commands.columns(self, statement)
        if statement.columns is not None:
            return statement.columns
        relation = self.cursor.sql(statement.steps[-1], params=[None] * len(prepared.parameters) or None)
        assert relation is not None
        return types.result_columns(types.described(relation), None)

    def _description(self) -> list[tuple[str, Any]]:
        return [(name, type_) for name, type_, *_ in self.cursor.description or ()]

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """DuckDB's errors as Redshift's; an interrupted statement says who stopped it."""
        try:
            yield
        except (duckdb.Error, OSError) as error:
            self._interrupt.check()
            raise errors.from_engine(error) from error


_HANDLERS: dict[Kind, Callable[[Backend, Statement, Sequence[Any]], Result]] = {
    Kind.QUERY: Backend._query,
    Kind.WRITE: Backend._write,
    Kind.DDL: Backend._write,
    Kind.COPY: Backend._copy,
    Kind.UNLOAD: Backend._unload,
    Kind.TRUNCATE: Backend._truncate,
    Kind.BEGIN: Backend._begin_block,
    Kind.COMMIT: Backend._commit_block,
    Kind.ROLLBACK: Backend._roll_back_block,
    Kind.LOCK: Backend._ignore,
    Kind.IGNORED: Backend._ignore,
    **commands.HANDLERS,
}


def _fitted(prepared: Prepared, values: Sequence[Any]) -> Prepared:
    """The statement for the digits that its numeric parameters have: a driver says `numeric` without a scale."""
    fitted = []
    pairs = itertools.zip_longest(prepared.parameters, values, prepared.statement.parameters)
    for type_, value, known in pairs:
        if type_ is not None and type_.name == "numeric" and isinstance(value, Decimal) and value.is_finite():
            precision, scale = _digits(value)
            most, decimals = type_.modifiers
            open_ = type_ == types.ANY_NUMERIC and known in (None, types.ANY_NUMERIC)
            if open_ or scale > decimals or precision - scale > most - decimals:
                type_ = RedshiftType("numeric", (precision, scale))
        fitted.append(type_)
    if tuple(fitted) == prepared.parameters:
        return prepared
    return replace(prepared, parameters=tuple(fitted), state=None, columns=None)


def _in_failed_transaction() -> SqlError:
    message = "current transaction is aborted, commands ignored until end of transaction block"
    return SqlError("25P02", message)


def _refuse_other_tables(before: Statement, now: Statement) -> None:
    """PREPARE planned the statement (`r_PREPARE`): where its names lead elsewhere since, its tables are not these."""
    if now.kind in (Kind.QUERY, Kind.WRITE):
        was, is_now = (statement.reads | statement.writes for statement in (before, now))
        left, come = ({full_name.split(".", 1)[1] for full_name in each} for each in (was - is_now, is_now - was))
        if left & come:
            raise errors.unsupported(f"a prepared statement in which {min(left & come)} is another table now")


def _digits(value: Decimal) -> tuple[int, int]:
    """Precision and scale; SqlError 22003 for more digits than a numeric can have."""
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    scale = max(-exponent, 0)
    precision = max(len(digits) + max(exponent, 0), scale, 1)
    if precision > 38 or scale > 37:
        raise SqlError("22003", "Numeric data overflow (result precision)")
    return precision, scale


def _parameters(given: Sequence[RedshiftType], inferred: Sequence[RedshiftType]) -> tuple[RedshiftType, ...]:
    """The parameters' types: as the client says, where it does, else as the statement lets them be known."""
    unknown = RedshiftType("unknown")
    pairs = itertools.zip_longest(given, inferred, fillvalue=unknown)
    return tuple(said if said != unknown else known for said, known in pairs)
