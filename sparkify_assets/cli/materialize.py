"""`sparkify materialize`: assets and their checks for a range of log dates.

Here: which assets and dates, the two runs (look at the raw objects, then make the tables), the exit code. Not here: how
a run is followed (`runs`).
"""

from typing import Annotated

import dagster as dg
import typer

from sparkify_assets.cli import environment, runs
from sparkify_assets.cli.console import err, out
from sparkify_assets.cli.errors import CliError
from sparkify_assets.conventions import date_range


def materialize(
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First log date; without it, the first there is.")
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Last log date, inclusive; without it, the last there is."),
    ] = None,
    select: Annotated[
        str,
        typer.Option(
            help="Which assets, in Dagster's selection syntax: users  +songplays  group:star  stg_events,users"
        ),
    ] = "*",
) -> None:
    """Make assets, and check them.

    First the raw objects are looked at, so that the UI knows what is stale. Then all selected assets are made in one
    run over the range of dates, each table in one transaction. The exit code is 0 only if every asset was made and
    every error-level check passed.

    Examples:

        sparkify materialize                                      everything, all dates
        sparkify materialize --from 2018-11-05 --to 2018-11-05    one day again
        sparkify materialize --select '+songplays'                the fact and all it comes from
    """
    environment.connect()
    report = everything(select, first, last)
    out.print(runs.summary(report))
    complain(report)
    if not report.ok:
        raise typer.Exit(1)


def complain(report: runs.Report) -> None:
    """Say what went wrong or looks unusual, a sentence each."""
    for complaint in runs.complaints(report):
        err.print(complaint, soft_wrap=True)


def everything(select: str = "*", first: str | None = None, last: str | None = None) -> runs.Report:
    """Observe the raw assets, then make what `select` names for the log dates from `first` to `last`, in one run."""
    # Imported late: the dates of the definitions come from the environment, which `connect` has just set.
    from sparkify_assets.definitions import defs

    start, end = log_dates(first, last)
    assets = selected(defs, select)
    observed = runs.run(defs.resolve_job_def("observe_raw"), "Looking at the raw objects")
    if observed.errors:
        return observed
    return runs.run(defs.resolve_implicit_global_asset_job_def(), "Materializing", assets, date_range(start, end))


def selected(defs: dg.Definitions, select: str) -> list[str]:
    """The assets that `select` names and a run can make, from the source to the end."""
    graph = defs.resolve_asset_graph()
    try:
        keys = dg.AssetSelection.from_coercible(select.split(",")).resolve(graph)
    except dg.DagsterError:
        keys = set()
    makeable = [key for key in graph.toposorted_asset_keys if key in graph.materializable_asset_keys]
    assets = [key.to_user_string() for key in makeable if key in keys]
    if not assets:
        known = ", ".join(key.to_user_string() for key in makeable)
        raise CliError(f"--select {select} names no asset that can be made. There are: {known}.")
    return assets


def log_dates(first: str | None, last: str | None) -> tuple[str, str]:
    """The range asked for, or what there is of it when an end is left open.

    Raises CliError for a date that is not a log date.
    """
    from sparkify_assets.partitions import log_date

    known = log_date.get_partition_keys()
    start, end = first or known[0], last or known[-1]
    for day in (start, end):
        if day not in known:
            raise CliError(f"{day} is not a log date: they run from {known[0]} to {known[-1]}, written YYYY-MM-DD.")
    if start > end:
        raise CliError(f"--from {start} lies after --to {end}.")
    return start, end
