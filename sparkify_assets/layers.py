"""The layers' decorators: a function that returns what to write becomes an asset with its table, checks and lineage.

Here: `@staging` and `@star`, the registry of what they declared, and the one step that writes, audits and reports. Not
here: any table (`staging`, `star`), any SQL (`redshift`).

A parameter of the decorated function is a dependency. Its annotation says what the function sees of it: `Table` is the
whole table, `Partition` its rows of the run's log dates (and `.table` the whole), `Objects` the objects in S3 of the
run's log dates.
"""

import inspect
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dagster as dg

from sparkify_assets.conventions import LOAD_POOL, OWNERS, PREFIXES
from sparkify_assets.partitions import log_date
from sparkify_assets.redshift.audits import Audit, AuditFailed, Finding, key_audits
from sparkify_assets.redshift.errors import WarehouseError, rows_as_text
from sparkify_assets.redshift.lineage import column_lineage
from sparkify_assets.redshift.resource import Publication, RedshiftResource
from sparkify_assets.redshift.s3 import Lake, Objects, require
from sparkify_assets.redshift.table import Column, Partition, Table, Window
from sparkify_assets.redshift.writes import EVERYTHING, CopyJson, SelectingWrite, Write

DAILY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=30))
"""A daily table is stale when no log date was loaded for a day and a half."""

Function = Callable[..., Write]


@dataclass(frozen=True)
class Declaration:
    """A table with the function that says what to write into it, and the rules that its rows keep."""

    table: Table
    function: Function
    rules: list[Audit]

    def parameters(self) -> dict[str, type]:
        """Upstream asset -> what the function sees of it."""
        hints = typing.get_type_hints(self.function)
        return {name: hints[name] for name in inspect.signature(self.function).parameters}

    def upstream(self) -> list[str]:
        """Everything that must be loaded before: what the SELECT reads, and the dimensions that the keys refer to."""
        referenced = [column.references.split(".")[0] for column in self.table.columns if column.references]
        return list(dict.fromkeys([*self.parameters(), *referenced]))

    def reads(self) -> list[Table]:
        """The tables that the SELECT or the audits read."""
        return [DECLARED[name].table for name in self.upstream() if name in DECLARED]

    def write(self, lake: Lake, window: Window = EVERYTHING) -> Write:
        """What to write for a window of log dates. Raises MissingInput when there is no input for one of them."""
        return self.function(**{name: self._seen(name, kind, lake, window) for name, kind in self.parameters().items()})

    def _seen(self, name: str, kind: type, lake: Lake, window: Window) -> Any:
        if kind is Objects:
            return self._objects(name, lake, window)
        table = DECLARED[name].table
        return Partition(table, window) if kind is Partition else table

    def _objects(self, name: str, lake: Lake, window: Window) -> Objects:
        prefix, daily = PREFIXES[name], self.table.partitioned
        objects = lake.dated_objects(prefix, window) if daily else lake.objects(f"{prefix}/")
        require(objects, f"s3://{lake.name}/{prefix}/", window.days if daily else ())
        return objects


DECLARED: dict[str, Declaration] = {}
"""Every declared table by its name, filled as the table modules are imported."""


def staging(*columns: Column, **options: Any) -> Callable[[Function], dg.AssetsDefinition]:
    """An asset of the staging layer: a table that is a function of S3. Options as for `star`."""
    return _layer("staging", columns, **options)


def star(*columns: Column, **options: Any) -> Callable[[Function], dg.AssetsDefinition]:
    """An asset of the star schema: a table that is a function of staging.

    Options: `daily` (one partition a log date), `diststyle`, `distkey`, `sortkey`, `audits` (a function from the table
    to its rules beyond the declared keys), and `described_by`, the assets that say what the records mean.
    """
    return _layer("star", columns, **options)


def _layer(
    schema: str,
    columns: Sequence[Column],
    *,
    daily: bool = False,
    audits: Callable[[Table], list[Audit]] = lambda table: [],
    described_by: Sequence[str] = (),
    **style: Any,
) -> Callable[[Function], dg.AssetsDefinition]:
    def decorate(function: Function) -> dg.AssetsDefinition:
        name, comment = function.__name__, inspect.cleandoc(function.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        table = Table(schema, name, comment, tuple(columns), partitioned=daily, **style)
        declaration = DECLARED[name] = Declaration(table, function, key_audits(table) + audits(table))
        definition = _asset(_spec(declaration, described_by), declaration)
        definition.__wrapped__ = function  # type: ignore[attr-defined]
        return definition

    return decorate


def _spec(declaration: Declaration, described_by: Sequence[str]) -> dg.AssetSpec:
    table, upstream = declaration.table, declaration.upstream()
    # What reads a table comes after the schemas anyway; an arrow to each would only clutter the lineage.
    schemas = ["warehouse_schemas"] if Objects in declaration.parameters().values() else []
    return dg.AssetSpec(
        table.name,
        deps=[*upstream, *described_by, *schemas],
        description=inspect.getdoc(declaration.function),
        group_name=table.schema,
        kinds={"redshift", "sql"},
        owners=OWNERS,
        metadata={"dagster/column_schema": _column_schema(table), "dagster/table_name": str(table)},
        partitions_def=log_date if table.partitioned else None,
        freshness_policy=DAILY if table.partitioned else None,
    )


def _asset(spec: dg.AssetSpec, declaration: Declaration) -> dg.AssetsDefinition:
    """The asset of one table: a subsettable step, so that its checks can also be executed without it."""
    table, rules = declaration.table, declaration.rules

    @dg.multi_asset(
        name=table.name,
        specs=[spec],
        check_specs=[
            dg.AssetCheckSpec(rule.name, asset=spec.key, description=rule.description, blocking=rule.error)
            for rule in rules
        ],
        can_subset=True,
        partitions_def=spec.partitions_def,
        backfill_policy=dg.BackfillPolicy.single_run() if spec.partitions_def else None,
        pool=LOAD_POOL if spec.partitions_def else None,
    )
    def step(context: dg.AssetExecutionContext, warehouse: RedshiftResource, lake: Lake) -> Iterator[Any]:
        wanted = {key.name for key in context.selected_asset_check_keys}
        window = _window(context) if context.selected_asset_keys and table.partitioned else EVERYTHING
        events: Iterator[Any] = iter(())
        try:
            if context.selected_asset_keys:
                write = declaration.write(lake, window)
                label, reads = _label(context, table, window), declaration.reads()
                publication = warehouse.publish(table, write, rules, window, lake, label, reads)
                findings, events = publication.findings, _materialized(context, spec, table, write, publication)
            else:
                chosen = [rule for rule in rules if rule.name in wanted]
                findings = warehouse.audit(table, chosen, f"checks of {table}, run {context.run_id}")
        except AuditFailed as failed:
            yield from map(_untargeted, _check_results(failed.findings, spec, wanted))
            raise dg.Failure(str(failed), allow_retries=False) from None
        except WarehouseError as failed:
            raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__
        yield from _check_results(findings, spec, wanted)
        yield from events

    return step


def _window(context: dg.AssetExecutionContext) -> Window:
    start, end = context.partition_time_window
    return Window(start.date().isoformat(), end.date().isoformat())


def _label(context: dg.AssetExecutionContext, table: Table, window: Window) -> str:
    """What the warehouse's query history shows: table, log dates and run."""
    dates = f" [{window.start}, {window.end})" if table.partitioned else ""
    return f"{table}{dates} run {context.run_id}"


# ---- what Dagster is told


def _check_results(findings: list[Finding], spec: dg.AssetSpec, wanted: set[str]) -> Iterator[dg.AssetCheckResult]:
    return (_check_result(finding, spec.key) for finding in findings if finding.audit.name in wanted)


def _check_result(finding: Finding, key: dg.AssetKey) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"offending_rows": finding.offending, **finding.measures}
    if finding.sample:
        metadata["first_offending_rows"] = _as_table(finding)
    return dg.AssetCheckResult(
        passed=finding.offending == 0,
        asset_key=key,
        check_name=finding.audit.name,
        severity=dg.AssetCheckSeverity.ERROR if finding.audit.error else dg.AssetCheckSeverity.WARN,
        description=f"{finding.in_words}." if finding.offending else None,
        metadata=metadata,
    )


def _untargeted(result: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    """The result of a write that was rolled back: it belongs to no materialization.

    As a plain result it would be tied to the partition's last materialization, and the UI would show it as "Not
    evaluated" whenever another partition was materialized since.
    """
    assert result.asset_key is not None
    assert result.check_name is not None
    return dg.AssetCheckEvaluation(
        asset_key=result.asset_key,
        check_name=result.check_name,
        passed=result.passed,
        metadata=result.metadata,
        severity=result.severity,
        description=result.description,
    )


def _as_table(finding: Finding) -> dg.TableMetadataValue:
    return dg.MetadataValue.table(
        [dg.TableRecord(dict(zip(finding.columns, row, strict=True))) for row in rows_as_text(finding.sample)],
        schema=dg.TableSchema([dg.TableColumn(name) for name in finding.columns]),
    )


def _materialized(
    context: dg.AssetExecutionContext, spec: dg.AssetSpec, table: Table, write: Write, publication: Publication
) -> Iterator[dg.MaterializeResult[None]]:
    """The materialization: what is of the table on the result, what is of one log date on its partition."""
    for day in context.partition_keys if table.partitioned else [None]:
        name = "dagster/partition_row_count" if day else "rows_written"
        written = {name: publication.rows_written.get(day or "", 0), **_input(write, day)}
        context.add_asset_metadata(written, asset_key=spec.key, partition_key=day)
    sql = ";\n".join(statement[:5000] for statement in publication.statements)
    lineage = {"dagster/column_lineage": _lineage(table, write)} if isinstance(write, SelectingWrite) else {}
    yield dg.MaterializeResult(
        asset_key=spec.key,
        metadata={
            "dagster/row_count": publication.rows_in_table,
            "seconds": round(publication.seconds, 3),
            "sql": dg.MetadataValue.md(f"```sql\n{sql};\n```"),
            **lineage,
        },
    )


def _input(write: Write, day: str | None) -> dict[str, Any]:
    if not isinstance(write, CopyJson):
        return {}
    objects = Objects(write.objects).by_date()[day] if day else Objects(write.objects)
    return {"objects": len(objects), "bytes": objects.size, "objects_version": objects.version}


def _lineage(table: Table, write: SelectingWrite) -> dg.TableColumnLineage:
    sources = column_lineage(write.select, tuple(declared.table for declared in DECLARED.values()))
    deps = {
        name: [dg.TableColumnDep(asset_key=dg.AssetKey(source), column_name=column) for source, column in found]
        for name, found in sources.items()
        if found and name in table.column_names
    }
    return dg.TableColumnLineage(deps)


def _column_schema(table: Table) -> dg.TableSchema:
    def described(column: Column) -> dg.TableColumn:
        constraints = dg.TableColumnConstraints(nullable=not column.required, unique=table.key == (column.name,))
        return dg.TableColumn(column.name, column.type, column.comment, constraints)

    return dg.TableSchema([described(column) for column in table.columns])
