"""Runs of the platform's assets inside this process, followed event by event.

Here: one run over a range of log dates, and what each of its assets and checks came to. Not here: what the assets do,
the choice of dates and assets (`materialize`).
"""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import dagster as dg
from dagster import AssetCheckEvaluation, DagsterEvent, DagsterInstance
from rich.markup import escape
from rich.table import Table

from sparkify_assets.cli.console import own_console, progress, table

# Steps log to the terminal unless told otherwise; the UI has all of it.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass
class AssetResult:
    """What a run made of one asset: rows in its table now, seconds of its step, its checks."""

    rows: int | None = None
    seconds: float | None = None
    done: bool = False
    checks: list[AssetCheckEvaluation] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Made, and no error-level check failed."""
        return self.done and not any(failed(check) for check in self.checks)


@dataclass
class Report:
    """What a run came to: a result for each asset asked for, and a text for each step that failed."""

    assets: dict[str, AssetResult]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every asset was made and every error-level check passed."""
        return not self.errors and all(result.ok for result in self.assets.values())

    @property
    def done(self) -> int:
        """How many assets are made so far."""
        return sum(result.done for result in self.assets.values())

    def record(self, event: DagsterEvent) -> None:
        """Take in one event of the run."""
        if event.event_type_value == "ASSET_MATERIALIZATION":
            self._materialized(event)
        elif event.event_type_value == "ASSET_CHECK_EVALUATION":
            check = event.asset_check_evaluation_data
            self._result(check.asset_key).checks.append(check)
        elif event.is_step_success and event.step_key in self.assets:
            self.assets[event.step_key].seconds = event.step_success_data.duration_ms / 1000
        elif event.is_step_failure:
            self.errors[event.step_key or event.job_name] = failure_text(event)

    def _result(self, key: dg.AssetKey | None) -> AssetResult:
        assert key is not None
        return self.assets.setdefault(key.to_user_string(), AssetResult())

    def _materialized(self, event: DagsterEvent) -> None:
        result = self._result(event.asset_key)
        result.done = True
        rows = event.step_materialization_data.materialization.metadata.get("dagster/row_count")
        if rows is not None:
            result.rows = int(str(rows.value))


def failed(check: AssetCheckEvaluation) -> bool:
    """Whether a check says that something is wrong, and not only unusual."""
    return not check.passed and check.severity == dg.AssetCheckSeverity.ERROR


def failure_text(event: DagsterEvent) -> str:
    """What a failed step says to a person: its own words, or those of the exception that it raised."""
    failure = event.step_failure_data
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    # Dagster wraps what a step raised, and writes it as "package.module.Name: message".
    error = failure.error and (failure.error.cause or failure.error)
    return re.sub(r"^[\w.]+: ", "", error.message.strip()) if error else "no reason was given"


def run(job: dg.JobDefinition, what: str, assets: Sequence[str] = (), tags: Mapping[str, str] | None = None) -> Report:
    """Execute a job, or `assets` of it, behind a bar that says `what` is done."""
    report = Report({asset: AssetResult() for asset in assets})
    run_id = str(uuid.uuid4())
    with DagsterInstance.get() as instance, own_console() as console, progress(console) as display:
        bar = display.add_task(what, total=len(assets) or 1)

        def follow(entry: dg.EventLogEntry) -> None:
            if entry.dagster_event:
                report.record(entry.dagster_event)
                step = f": {entry.step_key}" if entry.step_key else ""
                display.update(bar, completed=report.done, description=what + step)

        instance.add_event_listener(run_id, follow)
        job.execute_in_process(
            instance=instance,
            run_id=run_id,
            run_config=_QUIET,
            tags=tags,
            asset_selection=[dg.AssetKey.from_user_string(asset) for asset in assets],
            raise_on_error=False,
        )
        if not report.errors:
            display.update(bar, completed=len(assets) or 1)
    return report


def summary(report: Report) -> Table:
    """A line for each asset: rows, seconds, checks."""
    made = table("asset", "rows", "seconds", "checks", right=("rows", "seconds"))
    for asset, result in report.assets.items():
        rows = "" if result.rows is None else f"{result.rows:,}"
        seconds = "" if result.seconds is None else f"{result.seconds:.1f}"
        made.add_row(asset, rows, seconds, _checks(result) if result.done else "[red]not made[/]")
    return made


def complaints(report: Report) -> Iterator[str]:
    """A sentence for each step that failed, each check that failed, and each check that warns."""
    for step, text in report.errors.items():
        yield f"[red]{step}[/]: {escape(text)}"
    for asset, result in report.assets.items():
        for check in result.checks:
            if not check.passed:
                word = "[red]failed[/]" if failed(check) else "[yellow]warns[/]"
                yield f"{asset}: check {check.check_name} {word}: {escape(check.description or 'see the Dagster UI')}"


def _checks(result: AssetResult) -> str:
    passed = sum(check.passed for check in result.checks)
    color = "green" if passed == len(result.checks) else "yellow" if result.ok else "red"
    return f"[{color}]{passed}/{len(result.checks)}[/]" if result.checks else "none"
