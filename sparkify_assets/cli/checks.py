"""`sparkify checks`: the newest result of every check.

Here: reading results from the Dagster instance and printing them. Not here: the checks (`sparkify_assets.checks`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import dagster as dg
import typer
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from rich.markup import escape

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import out, table

# A check that was only planned, because its run ended before it, has no result: the one before it is the newest.
_ENDED = {AssetCheckExecutionRecordStatus.SUCCEEDED, AssetCheckExecutionRecordStatus.FAILED}


@dataclass(frozen=True)
class CheckResult:
    """The newest evaluation of one check; `result` is passed, warns, failed or not run, `at` is ISO formatted UTC."""

    asset: str
    check: str
    result: str
    at: str | None
    description: str | None
    facts: Mapping[str, Any]


def checks(
    output: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="How the results are printed.")
    ] = "table",
) -> None:
    """Show the newest result of each check.

    The exit code is 1 if a check of error severity failed. `warns` is for the unusual, `failed` for the wrong.
    """
    environment.connect()
    from sparkify_assets.definitions import defs

    with dg.DagsterInstance.get() as instance:
        results = list(newest(defs, instance))
    if output == "json":
        print(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False, default=str))
    else:
        _show_table(results)
    if any(result.result == "failed" for result in results):
        raise typer.Exit(1)


def newest(defs: dg.Definitions, instance: dg.DagsterInstance) -> Iterator[CheckResult]:
    """The newest result of each check, ordered by asset and name."""
    for key in sorted(defs.resolve_asset_graph().asset_check_keys):
        asset = key.asset_key.to_user_string()
        history = instance.event_log_storage.get_asset_check_execution_history(key, limit=1, status=_ENDED)
        check = history[0].evaluation if history else None
        if check is None:
            yield CheckResult(asset, key.name, "not run", None, None, {})
            continue
        at = datetime.fromtimestamp(history[0].create_timestamp, UTC).isoformat(timespec="seconds")
        facts = {name: _plain(value) for name, value in check.metadata.items()}
        yield CheckResult(asset, key.name, _word(check), at, check.description, facts)


def _word(check: dg.AssetCheckEvaluation) -> str:
    if check.passed:
        return "passed"
    return "failed" if check.severity == dg.AssetCheckSeverity.ERROR else "warns"


def _plain(value: dg.MetadataValue[Any]) -> Any:
    if isinstance(value, dg.TableMetadataValue):
        return [dict(record.data) for record in value.records]
    return value.value


def _show_table(results: list[CheckResult]) -> None:
    colors = {"passed": "green", "warns": "yellow", "failed": "red", "not run": "dim"}
    shown = table("asset", "check", "result", "at (UTC)")
    for item in results:
        result = f"[{colors[item.result]}]{item.result}[/]"
        shown.add_row(item.asset, item.check, result, (item.at or "")[:19].replace("T", " "))
    out.print(shown)
    for item in results:
        if item.result in ("warns", "failed"):
            found = escape(item.description or "see the Dagster UI")
            out.print(f"{item.asset}: {item.check} [{colors[item.result]}]{item.result}[/]: {found}", soft_wrap=True)
