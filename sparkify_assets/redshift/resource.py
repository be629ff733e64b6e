"""The Redshift resource: the one place that connects, opens transactions, executes writes and asks audits.

Here: connections, retries, and the order in which a write is filled, audited and published. Not here: the SQL of any of
these (`writes`, `audits`, `ddl`, `loads`), or anything of Dagster's assets.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import dagster as dg
import polars as pl
import redshift_connector
import tenacity
from redshift_connector.core import Connection
from redshift_connector.cursor import Cursor
from redshift_connector.error import Error as DriverError

from sparkify_assets.redshift import ddl, loads
from sparkify_assets.redshift.audits import Audit, AuditFailed, Finding, Scope, question, sample
from sparkify_assets.redshift.errors import (
    LoadFailed,
    MissingInput,
    RejectedRecord,
    TransientError,
    WarehouseError,
    translate,
)
from sparkify_assets.redshift.s3 import Copy, Lake, S3Object
from sparkify_assets.redshift.table import Table, Window
from sparkify_assets.redshift.writes import EVERYTHING, NEW, CopyJson, Write, dated

T = TypeVar("T")
Rows = Sequence[Sequence[Any]]


@dataclass
class Publication:
    """What a write did: rows by log date (one entry, "", for a table without dates), the table's rows, seconds, SQL."""

    rows_written: dict[str, int]
    rows_in_table: int
    findings: list[Finding]
    statements: list[str]
    seconds: float = 0.0


@dataclass
class Session:
    """A connection with its log of statements. `with session.transaction()` commits once, or rolls back."""

    connection: Connection
    label: str
    statements: list[str] = field(default_factory=list)

    def execute(self, sql: str) -> Cursor:
        """Run one statement. Raises WarehouseError or TransientError, each telling the label."""
        self.statements.append(sql)
        cursor = self.connection.cursor()
        cursor.paramstyle = "qmark"  # the one style that leaves % and : in SQL alone
        try:
            return cursor.execute(sql)
        except (DriverError, OSError) as error:
            raise translate(error, self.label) from error

    def fetch(self, sql: str) -> Rows:
        return self.execute(sql).fetchall()

    def frame(self, sql: str) -> pl.DataFrame:
        """The rows of a query as a DataFrame."""
        cursor = self.execute(sql)
        names = [name.decode() if isinstance(name, bytes) else name for name, *_ in cursor.description or ()]
        return pl.DataFrame(cursor.fetchall() if names else [], schema=names, orient="row", infer_schema_length=None)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is executed inside is committed together; an exception rolls all of it back."""
        try:
            yield
            self.connection.commit()
        except BaseException as error:
            self.roll_back()
            if isinstance(error, (DriverError, OSError)):
                raise translate(error, self.label) from error
            raise

    def roll_back(self) -> None:
        """Undo what is not committed."""
        # When the connection is gone its transaction is too, and the first error is the one to tell.
        with suppress(DriverError, OSError):
            self.connection.rollback()


class RedshiftResource(dg.ConfigurableResource):
    """Redshift over `redshift_connector`. What is left None is read from the environment when a run connects.

    With REDSHIFT_PASSWORD set it logs in with user and password; without it, with temporary credentials (IAM) for
    REDSHIFT_CLUSTER_IDENTIFIER or the Serverless REDSHIFT_WORKGROUP. The password is no field of the resource, so that
    no page, log or repr can show it. TLS is on unless REDSHIFT_TLS=false.
    """

    host: str | None = None
    port: int | None = None
    database: str | None = None
    user: str | None = None
    cluster_identifier: str | None = None
    workgroup: str | None = None
    tls: bool | None = None
    copy_role: str | None = None
    max_errors: int | None = None
    statement_timeout_seconds: int | None = None

    # ---- what people and assets ask of it

    def query(self, sql: str, label: str = "a query") -> pl.DataFrame:
        """The rows of one SELECT as a DataFrame, read in a transaction of its own."""
        with self.session(label) as session, session.transaction():
            return session.frame(sql)

    def execute(self, *statements: str, label: str = "a statement") -> None:
        """Run statements as one transaction. Safe to repeat is the caller's business, so it is tried once."""
        with self.session(label) as session, session.transaction():
            for statement in statements:
                session.execute(statement)

    def audit(self, table: Table, audits: Sequence[Audit], label: str) -> list[Finding]:
        """The audits' findings over the whole table as it stands."""
        with self.session(label) as session, session.transaction():
            return _ask(session, audits, Scope(rows=str(table)))

    def publish(
        self,
        table: Table,
        write: Write,
        audits: Sequence[Audit],
        window: Window = EVERYTHING,
        lake: Lake | None = None,
        label: str = "",
        reads: Sequence[Table] = (),
    ) -> Publication:
        """Execute a write with its audits in one transaction: all of it becomes visible, or nothing.

        Tables that are missing are made first: the written one, and those it `reads`, which then are empty.
        The whole transaction is run again, with back-off, after a serialization conflict or a lost connection; a write
        replaces what it wrote before, so repeating one whose COMMIT got lost is safe. Raises AuditFailed, LoadFailed,
        MissingInput, TableMismatch or another WarehouseError; then the old rows stay.
        """
        started = time.perf_counter()
        label = label or f"a write to {table}"
        publication = self._retrying(lambda: self._publish_once(table, write, audits, window, lake, label, reads))
        publication.seconds = time.perf_counter() - started
        return publication

    # ---- one write

    def _publish_once(
        self,
        table: Table,
        write: Write,
        audits: Sequence[Audit],
        window: Window,
        lake: Lake | None,
        label: str,
        reads: Sequence[Table],
    ) -> Publication:
        with self.session(label) as session:
            _ensure(session, table, reads)
            del session.statements[:]
            with session.transaction():
                # Taken before the transaction's first read: a second writer waits here instead of failing with 1023
                # (guide: r_LOCK, c_serial_isolation).
                session.execute(f"lock {table}")
                for statement in write.fill(table, window):
                    session.execute(statement)
                if isinstance(write, CopyJson):
                    self._load(session, table, write, window, lake)
                findings = _ask(session, audits, write.scope(table, window))
                if any(finding.blocks for finding in findings):
                    raise AuditFailed(str(table), findings)
                written = _rows_written(session, table)
                for statement in write.publish(table, window):
                    session.execute(statement)
                total = int(session.fetch(f"select count(*) from {table}")[0][0])
            return Publication(written, total, findings, list(session.statements))

    def _load(self, session: Session, table: Table, write: CopyJson, window: Window, lake: Lake | None) -> None:
        if lake is None:
            raise WarehouseError(f"COPY into {table} needs the bucket's resource, and was given none.")
        for statement in loads.forget(table, window):
            session.execute(statement)
        copies = write.copies(table)
        lake.put({key: content for copy in copies for key, content in copy.files.items()})
        queries = {self._copy(session, copy, lake): copy.log_date for copy in copies}
        session.execute(loads.record_objects(table, queries))
        for statement in loads.record_rejects(table, _set_aside(session, write, queries, lake)):
            session.execute(statement)

    def _copy(self, session: Session, copy: Copy, lake: Lake) -> int:
        """Run one COPY and give its query id, under which Redshift's load views know it."""
        limit = _setting(self.max_errors, "SPARKIFY_MAX_ERRORS", 0, int)
        role = _setting(self.copy_role, "REDSHIFT_COPY_ROLE", "default", str)
        try:
            session.execute(copy.statement(role, limit))
        except WarehouseError as error:
            raise _refused(session, copy, lake) or error from error
        query = int(session.fetch("select pg_last_copy_id()")[0][0])
        if copy.log_date:
            session.execute(dated(copy.log_date))
        return query

    # ---- connecting

    @contextmanager
    def session(self, label: str) -> Iterator[Session]:
        """A connection, closed at the end. `label` becomes the query group, so that a query leads back to its asset."""
        timeout = _setting(self.statement_timeout_seconds, "REDSHIFT_STATEMENT_TIMEOUT", 3600, int)
        with closing(self._connect(label)) as connection:
            session = Session(connection, label)
            with session.transaction():
                session.execute(f"set query_group to {ddl.text(label[:320])}")
                session.execute(f"set statement_timeout to {timeout * 1000}")
            yield session

    def _connect(self, label: str) -> Connection:
        try:
            return redshift_connector.connect(**self._parameters())
        except (DriverError, OSError) as error:
            raise translate(error, label) from error

    def _parameters(self) -> dict[str, Any]:
        common = {
            "host": _setting(self.host, "REDSHIFT_HOST", "", str),
            "port": _setting(self.port, "REDSHIFT_PORT", 5439, int),
            "database": _setting(self.database, "REDSHIFT_DATABASE", "sparkify", str),
            "ssl": _setting(
                self.tls, "REDSHIFT_TLS", True, lambda text: text.lower() not in ("false", "0", "no", "off")
            ),
            "application_name": "sparkify",
        }
        password = os.environ.get("REDSHIFT_PASSWORD")
        if password:
            return common | {"user": _setting(self.user, "REDSHIFT_USER", "sparkify_owner", str), "password": password}
        return common | self._temporary_credentials()

    def _temporary_credentials(self) -> dict[str, Any]:
        """GetClusterCredentials or, for Serverless, GetCredentials (guide: generating-user-credentials)."""
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        workgroup = _setting(self.workgroup, "REDSHIFT_WORKGROUP", "", str)
        if workgroup:
            return {
                "iam": True,
                "ssl": True,
                "is_serverless": True,
                "serverless_work_group": workgroup,
                "region": region,
            }
        cluster = _setting(self.cluster_identifier, "REDSHIFT_CLUSTER_IDENTIFIER", "", str)
        if not cluster:
            raise WarehouseError(
                "No way to reach Redshift is set: set REDSHIFT_PASSWORD with REDSHIFT_HOST and REDSHIFT_USER, or "
                "REDSHIFT_CLUSTER_IDENTIFIER or REDSHIFT_WORKGROUP for temporary credentials (on one machine: "
                "sparkify local env)."
            )
        user = _setting(self.user, "REDSHIFT_USER", "sparkify_owner", str)
        return {"iam": True, "ssl": True, "cluster_identifier": cluster, "db_user": user, "region": region}

    def _retrying(self, work: Callable[[], T]) -> T:
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            stop=tenacity.stop_after_attempt(5),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=5),
            reraise=True,
        )(work)


def _setting(value: T | None, variable: str, default: T, convert: Callable[[str], T]) -> T:
    if value is not None:
        return value
    text = os.environ.get(variable)
    try:
        return convert(text) if text else default
    except ValueError as error:
        raise WarehouseError(f"{variable} has a value that can't be used: {text!r}.") from error


def _ensure(session: Session, table: Table, reads: Sequence[Table]) -> None:
    """Make what is missing, and add to the written tables what their declarations have gained."""
    loaded = any(column.source for column in table.columns)
    written = [table, loads.ledger(table.schema), loads.rejects(table.schema)] if loaded else [table]
    with session.transaction():
        there = _columns(session, [*written, *reads])
        for each in (*written, *reads):
            if str(each) not in there:
                statements = [ddl.create_schema(each.schema), *ddl.create_table(each)]
            else:
                statements = ddl.migrate(each, there[str(each)]) if each in written else []
            for statement in statements:
                session.execute(statement)


def _columns(session: Session, tables: Sequence[Table]) -> dict[str, dict[str, str]]:
    """Name and type of the columns of those of the tables that exist."""
    these = " or ".join(
        f"(table_schema = {ddl.text(each.schema)} and table_name = {ddl.text(each.name)})" for each in tables
    )
    found: dict[str, dict[str, str]] = {}
    for schema, table, column, *type_ in session.fetch(
        "select table_schema, table_name, column_name, "
        "data_type, character_maximum_length, numeric_precision, numeric_scale "
        f"from svv_columns where {these} order by table_schema, table_name, ordinal_position"
    ):
        found.setdefault(f"{schema}.{table}", {})[column] = _declared(*type_)
    return found


def _declared(kind: str, length: int | None, precision: int | None, scale: int | None) -> str:
    if kind.startswith("character") and length:
        return f"{kind}({length})"
    return f"{kind}({precision},{scale})" if kind == "numeric" else kind


def _ask(session: Session, audits: Sequence[Audit], scope: Scope) -> list[Finding]:
    """One query for all audits; the offending rows are fetched only of those that have any."""
    if not audits:
        return []
    counts, measures = [0] * len(audits), [dict[str, float]() for _ in audits]
    for position, measure, number in session.fetch(question(audits, scope)):
        if measure:
            measures[position][measure] = float(number or 0)
        else:
            counts[position] = int(number)
    return [
        _finding(session, audit, scope, count, numbers)
        for audit, count, numbers in zip(audits, counts, measures, strict=True)
    ]


def _finding(session: Session, audit: Audit, scope: Scope, count: int, measures: dict[str, float]) -> Finding:
    if not count:
        return Finding(audit, 0, measures=measures)
    rows = session.frame(sample(audit, scope))
    return Finding(audit, count, tuple(rows.columns), tuple(rows.rows()), measures)


def _rows_written(session: Session, table: Table) -> dict[str, int]:
    if not table.partitioned:
        return {"": int(session.fetch(f"select count(*) from {NEW}")[0][0])}
    return {
        str(day): int(rows) for day, rows in session.fetch(f"select log_date, count(*) from {NEW} group by log_date")
    }


def _set_aside(session: Session, write: CopyJson, queries: Mapping[int, str | None], lake: Lake) -> list[loads.Reject]:
    """The records that the COPYs of a write refused, as they stand in their objects."""
    objects = {item.uri: item for item in write.objects}
    refused = loads.rejected_by(session.fetch, f"query_id in ({', '.join(map(str, queries))})")
    dated_loads = bool([day for day in queries.values() if day])
    return [
        (code, objects[item.object].log_date if dated_loads else None, _with_record(item, write.objects, lake))
        for code, item in refused
    ]


def _refused(session: Session, copy: Copy, lake: Lake) -> WarehouseError | None:
    """What a failed COPY says of itself: the rejected records, read after the rollback, or the object that is gone."""
    session.roll_back()
    newest = "query_id = (select max(query_id) from sys_load_error_detail where session_id = pg_backend_pid())"
    rejected = loads.rejected_by(session.fetch, newest)
    if rejected:
        return LoadFailed(str(copy.table), [_with_record(item, copy.objects, lake) for _, item in rejected[:10]])
    here = {item.key for item in lake.objects(copy.objects[0].key.split("/")[0] + "/")}
    gone = [item.uri for item in copy.objects if item.key not in here]
    return (
        MissingInput(f"Gone since it was listed: {', '.join(gone)}. Nothing was changed; land it again.")
        if gone
        else None
    )


def _with_record(item: RejectedRecord, objects: Sequence[S3Object], lake: Lake) -> RejectedRecord:
    source = next((each for each in objects if each.uri == item.object), None)
    return replace(item, record=lake.record(source, item.line)) if source else item
