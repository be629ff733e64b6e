"""The decorators: what Dagster is told of a table, and what a run of it records, by Dagster on the local servers."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest
import sqlfluff

from sparkify_assets.definitions import defs
from sparkify_assets.layers import DECLARED
from sparkify_assets.redshift import ddl, loads
from sparkify_assets.redshift.audits import Scope, question, sample
from sparkify_assets.redshift.s3 import Objects, S3Object
from sparkify_assets.redshift.table import Partition, Window
from sparkify_assets.redshift.writes import CopyJson, Write, dated
from sparkify_assets_tests.platform import Platform, dagster_instance, event, song

DAYS = Window.of("2018-11-01", "2018-11-02")
OBJECTS = Objects(
    S3Object("lake", f"log_data/2018/11/{name}", "etag", 3) for name in ("2018-11-01-a.json", "2018-11-02-a.json.gz")
)


def write_of(table: str) -> Write:
    """What the undecorated function returns: it needs no database and no context."""
    declared = DECLARED[table]
    seen: dict[Any, Any] = {Objects: OBJECTS}
    return declared.function(
        **{
            name: seen.get(kind)
            or (Partition(DECLARED[name].table, DAYS) if kind is Partition else DECLARED[name].table)
            for name, kind in declared.parameters().items()
        }
    )


def statements(table: str) -> list[str]:
    """Every statement that the platform can emit for a table."""
    declared, write = DECLARED[table], write_of(table)
    scopes = [write.scope(declared.table, DAYS), Scope(rows=str(declared.table))]
    found = [f"lock {declared.table}", *ddl.create_table(declared.table)]
    found += [*write.fill(declared.table, DAYS), *write.publish(declared.table, DAYS)]
    found += [question(declared.rules, scope) for scope in scopes]
    found += [sample(rule, scope) for rule in declared.rules for scope in scopes]
    if isinstance(write, CopyJson):
        found += [*loads.forget(declared.table, DAYS), dated("2018-11-01")]
        copies = write.copies(declared.table)
        found += [copy.statement("arn:aws:iam::123456789012:role/load", 5) for copy in copies]
        found += [loads.record_objects(declared.table, {number: copy.log_date for number, copy in enumerate(copies)})]
    return found


@pytest.mark.parametrize("table", sorted(DECLARED))
def test_every_statement_parses_as_redshift(table: str) -> None:
    """sqlfluff's Redshift dialect accepts all that the platform can emit."""
    for statement in statements(table):
        sqlfluff.parse(f"{statement};", dialect="redshift")


@pytest.mark.parametrize("table", sorted(DECLARED))
def test_an_asset_says_what_it_is(table: str) -> None:
    """Description, owner, kinds, group, table name, and a comment and a type on each column."""
    spec = defs.get_assets_def(table).get_asset_spec(dg.AssetKey(table))
    assert spec.description
    assert spec.owners
    assert spec.kinds
    assert spec.group_name == DECLARED[table].table.schema
    assert spec.metadata["dagster/table_name"] == str(DECLARED[table].table)
    columns = spec.metadata["dagster/column_schema"].columns
    assert [column.name for column in columns] == list(DECLARED[table].table.column_names)
    assert all(column.description and column.type for column in columns)


def test_parameters_and_references_are_lineage() -> None:
    """A dimension that a key refers to is loaded before the fact, though the SELECT does not read it."""
    upstream = {
        dep.asset_key.to_user_string()
        for dep in defs.get_assets_def("songplays").get_asset_spec(dg.AssetKey("songplays")).deps
    }
    assert upstream == {"stg_events", "stg_songs", "time", "users", "songs", "artists"}


def run(selection: list[str], instance: dg.DagsterInstance, **tags: str) -> dg.ExecuteInProcessResult:
    """One run of the given assets with their checks, as the UI would launch it."""
    return defs.resolve_implicit_global_asset_job_def().execute_in_process(
        asset_selection=[dg.AssetKey(name) for name in selection], instance=instance, tags=tags, raise_on_error=False
    )


def failed(result: dg.ExecuteInProcessResult) -> list[dg.AssetCheckEvaluation]:
    """The checks that say that something is wrong, and not only unusual."""
    checks = result.get_asset_check_evaluations()
    return [check for check in checks if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR]


RANGE = {"dagster/asset_partition_range_start": "2018-11-01", "dagster/asset_partition_range_end": "2018-11-02"}
DAILY = ["stg_events", "users", "time", "songplays"]


@pytest.fixture
def loaded(platform: Platform) -> Platform:
    """Two days and a catalogue in the bucket, the catalogue loaded."""
    platform.put_songs([song()])
    platform.put_log("2018-11-01", [event(song="Boil", artist="The Kettles", length=200.0)])
    platform.put_log("2018-11-02", [event(itemInSession=1), event(itemInSession=2, page="Home")])
    platform.load_catalogue()
    return platform


def test_a_range_of_dates_is_one_run_with_metadata_of_each_day(loaded: Platform) -> None:
    """Rows are told for each partition; the table's rows, the SQL and the lineage for all."""
    with dagster_instance() as instance:
        result = run(DAILY, instance, **RANGE)
        assert result.success
        rows = {
            made.partition: made.step_materialization_data.materialization.metadata
            for made in result.get_asset_materialization_events()
            if made.asset_key == dg.AssetKey("stg_events")
        }
        assert {day: metadata["dagster/partition_row_count"].value for day, metadata in rows.items()} == {
            "2018-11-01": 1,
            "2018-11-02": 2,
        }
        record = instance.get_latest_materialization_event(dg.AssetKey("songplays"))
        assert record is not None
        metadata = record.asset_materialization.metadata if record.asset_materialization else {}
        assert metadata["dagster/row_count"].value == 2
        lineage = metadata["dagster/column_lineage"].value
        assert isinstance(lineage, dg.TableColumnLineage)
        assert lineage.deps_by_column["song_id"][0].column_name == "song_id"
        assert not failed(result)


def test_the_log_can_be_loaded_before_the_catalogue(platform: Platform) -> None:
    """On a new warehouse the tables that the plays refer to are made, empty; the catalogue matches the plays later."""
    platform.put_log("2018-11-01", [event(song="Boil", artist="The Kettles")])
    platform.put_log("2018-11-02", [event(song="Boil", artist="The Kettles", itemInSession=1)])
    with dagster_instance() as instance:
        assert run(DAILY, instance, **RANGE).success
        platform.put_songs([song(title="Boil")])
        assert run(["stg_songs", "artists", "songs", "songplays"], instance, **RANGE).success
    assert platform.warehouse.query("select distinct song_id from star.songplays").rows() == [("SO1",)]


def test_a_broken_key_is_a_failed_check_and_stops_what_follows(loaded: Platform) -> None:
    """The duplicate play is on the failed check, nothing was written, and the fact's old rows are still there."""
    with dagster_instance() as instance:
        assert run(DAILY, instance, **RANGE).success
        before = loaded.rows("songplays")
        loaded.put_log("2018-11-02", [event(itemInSession=1), event(itemInSession=1)])
        result = run(DAILY, instance, **RANGE)
        assert not result.success
        (check,) = failed(result)
        assert check.check_name == "unique_songplay_id"
        assert check.metadata["offending_rows"].value == 2
        offending = check.metadata["first_offending_rows"]
        assert isinstance(offending, dg.TableMetadataValue)
        assert [record.data["item_in_session"] for record in offending.records] == ["1", "1"]
        assert loaded.rows("songplays") == before


def test_checks_can_be_executed_alone(loaded: Platform) -> None:
    """Without a partition, over the whole table, and without writing anything."""
    with dagster_instance() as instance:
        assert run(DAILY, instance, **RANGE).success
        loaded.warehouse.execute("insert into star.songplays select * from star.songplays")
        job = defs.resolve_implicit_global_asset_job_def()
        key = dg.AssetCheckKey(dg.AssetKey("songplays"), "unique_songplay_id")
        alone = job.get_subset(asset_selection=set(), asset_check_selection={key}).execute_in_process(
            instance=instance, raise_on_error=False
        )
        assert [check.passed for check in alone.get_asset_check_evaluations()] == [False]
        assert not alone.get_asset_materialization_events()


def test_a_date_without_an_object_is_an_error_that_names_it(loaded: Platform) -> None:
    """Nothing is written for the other dates of the run either."""
    with dagster_instance() as instance:
        result = run(["stg_events"], instance, **(RANGE | {"dagster/asset_partition_range_end": "2018-11-03"}))
        assert not result.success
        (failure,) = [event for event in result.all_node_events if event.is_step_failure]
        assert "2018-11-03" in failure.step_failure_data.error_display_string
