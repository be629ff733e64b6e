"""`sparkify simulate`: input that looks like the real one, written to a folder or a bucket.

Here: the command's options and its bar. Not here: how listeners behave (`sparkify_assets.simulator`).
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sparkify_assets.cli.console import out, progress
from sparkify_assets.cli.errors import CliError


def simulate(
    to: Annotated[str, typer.Option(metavar="DIR", help="A new folder, or s3://bucket/prefix.")],
    days: Annotated[int, typer.Option(min=1, help="How many log dates.")] = 7,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first log date.")] = datetime(2018, 11, 1),
    users: Annotated[int, typer.Option(min=1, help="How many listeners there are on the first day.")] = 100,
    songs: Annotated[int, typer.Option(min=1, help="How many songs the catalogue has.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 0,
    gz: Annotated[bool, typer.Option("--gz", help="Compress the log files.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="How many processes write; as many as help.")] = None,
) -> None:
    """Write raw files as an audience would make them: the same format and the same quirks as the real input.

    Example:

        sparkify simulate --days 30 --users 500 --songs 5000 --to month && sparkify land month
    """
    out.print(write(to, days, start, users, songs, seed, gz, processes))


def write(
    to: str | Path,
    days: int,
    start: datetime,
    users: int,
    songs: int,
    seed: int,
    gz: bool = False,
    processes: int | None = None,
) -> str:
    """Simulate behind a bar; returns what was written, in words. Raises CliError for what can't be simulated."""
    try:
        from sparkify_assets.simulator.run import simulate
    except ImportError as error:
        raise CliError(f"The simulator needs {error.name}: pip install -e '.[local]'.") from error
    with progress() as display:
        bar = display.add_task("Simulating", total=None)
        try:
            made = simulate(
                days,
                start.date(),
                users,
                songs,
                seed,
                to,
                gz=gz,
                processes=processes,
                progress=lambda done, total: display.update(bar, completed=done, total=total),
            )
        except (ValueError, FileExistsError) as error:
            raise CliError(f"{error}.") from error
    return f"{made.plays:,} plays among {made.events:,} events of {made.listeners:,} listeners; {made.songs:,} songs."
