"""The models as assets: one step that runs dbt for the log dates of the run and reports what it did.

Here: how a model looks in Dagster, and what is told of it. Not here: the SQL (`models`), calling dbt (`project`).

A model of `models/days` is a table with one partition a log date. Those of `models/songs` are tables made anew in each
run. All others are views: nothing of them is stored, so that nothing of them can be stale.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from sparkify_assets.conventions import LOAD_POOL, OWNERS
from sparkify_assets.layers import DAILY, DECLARED
from sparkify_assets.marts import project
from sparkify_assets.partitions import log_date
from sparkify_assets.redshift.errors import WarehouseError, rows_as_text
from sparkify_assets.redshift.lineage import column_lineage
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.table import Column, Table, Window

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

SCHEMA = "marts"


class Translator(DagsterDbtTranslator):
    """A model is the asset of its own name, and a source the asset that loads it."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None = None
    ) -> dg.AssetSpec:
        """As dbt describes it, and stale when no log date was loaded for a day and a half."""
        return super().get_asset_spec(manifest, unique_id, project).replace_attributes(freshness_policy=DAILY)

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The bare name, as everywhere on this platform."""
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer."""
        return SCHEMA

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Those of the other layers."""
        return OWNERS

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The model's own; its SQL is with each materialization."""
        return str(dbt_resource_props["description"]).strip()

    def get_partitions_def(self, dbt_resource_props: Mapping[str, Any]) -> dg.PartitionsDefinition[str] | None:
        """Log dates, for the tables that are written day by day."""
        return log_date if is_daily(dbt_resource_props) else None


def is_daily(node: Mapping[str, Any]) -> bool:
    """Whether a model of the manifest has one partition a log date."""
    return bool(node["config"].get("materialized") == "incremental")


class MartsConfig(dg.Config):
    """`full_refresh` makes the tables anew from all of the star: needed once, after their columns were changed."""

    full_refresh: bool = False


@dbt_assets(
    manifest=project.MANIFEST,
    dagster_dbt_translator=Translator(DagsterDbtTranslatorSettings(enable_source_metadata=False)),
    name=SCHEMA,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=LOAD_POOL,
)
def marts(context: dg.AssetExecutionContext, config: MartsConfig, warehouse: RedshiftResource) -> Iterator[Any]:
    """Run the models and their tests for the log dates of the run, and report each."""
    window = _window(context)
    variables = {"start": window.start, "end": window.end} if window else {}
    refresh = ["--full-refresh"] if config.full_refresh else []
    workplace = Path(context.instance.storage_directory()) / "dbt"
    done = project.build([*refresh, *_selection(context)], variables, workplace)
    yield from _checked(context, done.results, warehouse)
    yield from _materialized(context, done.results, warehouse, window)
    if not done.success:
        raise dg.Failure(_complaint(done), allow_retries=False)


def _window(context: dg.AssetExecutionContext) -> Window | None:
    """The run's log dates; None when it makes no table that has any."""
    if not any(context.assets_def.specs_by_key[key].partitions_def for key in context.selected_asset_keys):
        return None
    start, end = context.partition_time_window
    return Window(start.date().isoformat(), end.date().isoformat())


def _selection(context: dg.AssetExecutionContext) -> list[str]:
    """dbt's options for what was selected in Dagster: exactly these models and tests."""
    if not context.is_subset:
        return []
    checks = [key.name for key in context.selected_asset_check_keys]
    models = [key.path[-1] for key in context.selected_asset_keys]
    return ["--indirect-selection", "empty", "--select", *models, *checks]


# ---- what Dagster is told


def _checked(
    context: dg.AssetExecutionContext, results: list["RunResult"], warehouse: RedshiftResource
) -> Iterator[dg.AssetCheckResult]:
    """A check result for each test that ran; of one that failed, the first offending rows too."""
    assets = {key.name: key.asset_key for key in context.selected_asset_check_keys}
    for result in results:
        if result.node.name in assets and result.status != "skipped":
            passed = result.status == "pass"
            yield dg.AssetCheckResult(
                passed=passed,
                asset_key=assets[result.node.name],
                check_name=result.node.name,
                severity=dg.AssetCheckSeverity.WARN if result.status == "warn" else dg.AssetCheckSeverity.ERROR,
                description=None if passed else result.message,
                metadata={"offending_rows": result.failures or 0, **({} if passed else _offending(result, warehouse))},
            )


def _offending(result: "RunResult", warehouse: RedshiftResource) -> dict[str, dg.TableMetadataValue]:
    try:
        rows = warehouse.query(f"select * from ({_sql(result)}) as offending limit 10")
    except WarehouseError:
        return {}
    records = [dg.TableRecord(dict(zip(rows.columns, row, strict=True))) for row in rows_as_text(rows.rows())]
    schema = dg.TableSchema([dg.TableColumn(name) for name in rows.columns])
    return {"first_offending_rows": dg.MetadataValue.table(records, schema)}


def _materialized(
    context: dg.AssetExecutionContext, results: list["RunResult"], warehouse: RedshiftResource, window: Window | None
) -> Iterator[dg.MaterializeResult[None]]:
    """The materialization of each model that was made: its rows, all of them and by log date, its SQL, its lineage."""
    made = {result.node.name: result for result in results if result.status == "success"}
    if not made:
        return
    counts = _rows(made, warehouse, window)
    for name, result in made.items():
        for day in window.days if window and is_daily(result.node.to_dict()) else ():
            context.add_asset_metadata(
                {"dagster/partition_row_count": counts.get((name, day), 0)}, asset_key=name, partition_key=day
            )
        yield dg.MaterializeResult(
            asset_key=name,
            metadata={
                "dagster/row_count": counts[name, ""],
                "dagster/column_lineage": _lineage(_sql(result), str(result.node.database)),
                "seconds": round(result.execution_time, 3),
                "sql": dg.MetadataValue.md(f"```sql\n{_sql(result)}\n```"),
            },
        )


def _rows(
    made: Mapping[str, "RunResult"], warehouse: RedshiftResource, window: Window | None
) -> dict[tuple[str, str], int]:
    """Rows by model and log date; for a whole model the date is "". One query for all."""
    counts = [f"select '{name}' as model, '' as day, count(*) as number_of_rows from {SCHEMA}.{name}" for name in made]
    if window:
        counts += [
            f"select '{name}', cast(log_date as varchar), count(*) from {SCHEMA}.{name} "
            f"where {window.contains('log_date')} group by log_date"
            for name, result in made.items()
            if is_daily(result.node.to_dict())
        ]
    found = warehouse.query(" union all ".join(counts), label="rows of the marts")
    return {(model, day): int(number) for model, day, number in found.rows()}


def _sql(result: "RunResult") -> str:
    """The model or test as it ran: what no seed and no source has, and the project has neither."""
    return str(result.node.compiled_code).strip()  # type: ignore[union-attr]


def _lineage(select: str, database: str) -> dg.TableColumnLineage:
    sources = column_lineage(select.replace(f'"{database}".', ""), _tables())
    deps = {
        name: [dg.TableColumnDep(asset_key=dg.AssetKey(source), column_name=column) for source, column in found]
        for name, found in sources.items()
        if found
    }
    return dg.TableColumnLineage(deps)


def _tables() -> tuple[Table, ...]:
    """What a model may read: the declared tables and the other models."""
    models = tuple(
        Table(SCHEMA, spec.key.path[-1], "", tuple(Column(each.name, each.type, "") for each in _columns(spec)))
        for spec in marts.specs
    )
    return (*(declared.table for declared in DECLARED.values()), *models)


def _columns(spec: dg.AssetSpec) -> Sequence[dg.TableColumn]:
    schema: dg.TableSchema = spec.metadata["dagster/column_schema"]
    return schema.columns


def _complaint(done: project.Outcome) -> str:
    broken = [result for result in done.results if result.status in ("error", "fail")]
    lines = [f"{result.node.name}: {result.message}" for result in broken] or [str(done.exception)]
    return "dbt could not build all marts:\n  " + "\n  ".join(lines)


ANSWERS = [spec.key for spec in marts.specs if not spec.partitions_def]
"""The models that are of no log date: in them every question has its answer."""
