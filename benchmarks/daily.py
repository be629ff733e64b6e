"""What the daily run of one log date costs, by phase, as the history behind it grows.

    python benchmarks/daily.py --days 30 365 1000

For each length of history a local stack of its own, in a temporary folder, is filled with the newest days of the same
simulated log, in one run. Then the last date is loaded again as the schedule would load it: the job `daily_load`, in a
process of its own. The date, and so the work it asks for, is the same each time; only what lies behind it differs.

The audience neither grows nor shrinks, so that a history has as many days' worth of rows as it has days. Times are of
this machine at this moment; only the ratios mean anything. Not here: how fast a load is (`month`).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg
import psutil
from rich.console import Console
from rich.table import Table as Grid

from sparkify_assets.cli.environment import prepare_dagster
from sparkify_assets.conventions import date_range
from sparkify_assets.local.stack import Stack
from sparkify_assets.redshift import resource
from sparkify_assets.redshift.audits import Finding
from sparkify_assets.simulator.run import simulate

Seconds = dict[str, float]
LAST = date(2018, 11, 30)
GOAL = 1.2
PHASES = {
    "start": "Python and the definitions",
    "cluster": "the cluster and its schemas",
    "staging": "COPY into staging",
    "star": "transforms of the star",
    "checks": "audits and checks",
    "marts": "dbt: marts and their tests",
    "report": "the report",
    "dagster": "Dagster's own",
}


def main() -> None:
    """Fill, run and time; print the phases for each length of history, and how much the day's cost grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=[30, 365, 1000], help="lengths of history")
    parser.add_argument(
        "--users",
        type=int,
        default=100,
        help="listeners, each of some 3 events a day; 100 are as many as the real month has",
    )
    parser.add_argument("--rounds", type=int, default=3, help="runs of the last date; of each phase the best counts")
    arguments = parser.parse_args()
    longest = max(arguments.days)
    with tempfile.TemporaryDirectory(prefix="sparkify-daily-") as place, ExitStack() as started:
        log = Path(place, "log")
        made = simulate(longest, first_of(longest), arguments.users, 1000, 1, log, growth=0, processes=1)
        stacks = {days: Stack(Path(place, f"{days}-days")) for days in arguments.days}
        for days, stack in stacks.items():
            started.callback(stack.stop)
            fill(stack, log, days)
        # In turn, so that what else the machine does meets all of them.
        rounds = [{days: daily_run(stack) for days, stack in stacks.items()} for _ in range(arguments.rounds)]
    best = {days: {phase: min(costs[days][phase] for costs in rounds) for phase in PHASES} for days in stacks}
    report(best, made.events // longest)


def first_of(days: int) -> date:
    """The first date of a history of so many days."""
    return LAST - timedelta(days=days - 1)


def fill(stack: Stack, log: Path, days: int) -> None:
    """Start the stack, land the newest days of the log in its bucket and load them in one run."""
    bucket = stack.home / "s3" / stack.start()["SPARKIFY_BUCKET"]
    first = first_of(days).isoformat()
    shutil.copytree(
        log, bucket, ignore=lambda _, names: [name for name in names if _before(name, first)], dirs_exist_ok=True
    )
    prepare_dagster(stack.home / "dagster")
    _alone(load, stack.environment(), None, first)


def daily_run(stack: Stack) -> Seconds:
    """Seconds by phase of the daily job for the last date."""
    return _alone(load, stack.environment(), "daily_load", LAST.isoformat())


def _before(name: str, first: str) -> bool:
    return name.endswith("-events.json") and name < first


def _alone(function: Callable[..., Seconds], *arguments: Any) -> Seconds:
    """The result of a function in a new process: the dates of the definitions come from its environment."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


# ---- in that process


def load(environment: dict[str, str], job: str | None, first: str) -> Seconds:
    """Run a job, or all assets, for the log dates from `first` to the last; seconds by phase."""
    os.environ.update(environment)
    from sparkify_assets.definitions import defs

    start = _age()
    resolved = defs.resolve_job_def(job) if job else defs.resolve_implicit_global_asset_job_def()
    with audits_timed() as audits, dg.DagsterInstance.get() as instance:
        result = resolved.execute_in_process(
            instance=instance,
            tags=date_range(first, LAST.isoformat()),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    cost = phases(result, audits) | {"start": start}
    return cost | {"dagster": _age() - sum(cost.values())}


def _age() -> float:
    """Seconds since this process began."""
    return time.time() - psutil.Process().create_time()


@contextmanager
def audits_timed() -> Iterator[Seconds]:
    """Collects the seconds that the warehouse takes to answer the audits inside of the writes, by table."""
    ask, seconds = resource._ask, Seconds()

    def timed(session: resource.Session, *arguments: Any) -> list[Finding]:
        started = time.perf_counter()
        findings = ask(session, *arguments)
        seconds[session.label.split()[0]] = time.perf_counter() - started
        return findings

    with patch.object(resource, "_ask", timed):
        yield seconds


def phases(result: dg.ExecuteInProcessResult, audits: Seconds) -> Seconds:
    """The seconds of the run's steps by phase. What is Dagster's own in a write is left out."""
    steps = {
        str(event.step_key): event.step_success_data.duration_ms / 1000
        for event in result.all_events
        if event.is_step_success
    }
    cost = dict.fromkeys(PHASES, 0.0) | {"marts": steps.pop("marts"), "report": steps.pop("listening_report")}
    for table, seconds in writes(result).items():
        layer, name = table.split(".")
        cost[layer] += seconds - audits[table]
        cost["checks"] += audits[table]
        del steps[name]
    for step, seconds in steps.items():
        cost["checks" if step.startswith("stg_") else "cluster"] += seconds
    return cost


def writes(result: dg.ExecuteInProcessResult) -> Seconds:
    """The seconds of each write of the run by the table's full name, as its materialization tells them."""
    from sparkify_assets.layers import DECLARED

    metadata = {event.asset_key: event.materialization.metadata for event in result.get_asset_materialization_events()}
    return {
        str(DECLARED[key.path[-1]].table): float(str(told["seconds"].value))
        for key, told in metadata.items()
        if key and key.path[-1] in DECLARED
    }


def report(costs: dict[int, Seconds], events: int) -> None:
    """Seconds of each phase for each length of history, and the growth since the shortest."""
    shortest, *longer = sorted(costs)
    grid = Grid("phase", *(f"{days:,} days" for days in costs), title=f"The daily run of {events:,} events, seconds")
    for phase, name in PHASES.items():
        grid.add_row(name, *(f"{cost[phase]:.2f}" for cost in costs.values()))
    totals = {days: sum(cost.values()) for days, cost in costs.items()}
    grid.add_section()
    grid.add_row("all", *(f"{total:.2f}" for total in totals.values()))
    console = Console()
    console.print(grid)
    for days in longer:
        growth = totals[days] / totals[shortest]
        reached = "reached" if growth < GOAL else "not reached"
        console.print(f"{days:,} days against {shortest}: {growth:.2f} times (goal: below {GOAL}): {reached}")


if __name__ == "__main__":
    main()
