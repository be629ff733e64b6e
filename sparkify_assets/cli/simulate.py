"""`sparkify simulate`: input that looks like the real one, in a folder or a bucket, and set beside it.

Here: the command's options and its bar. Not here: how listeners behave, or what is compared
(`sparkify_assets.simulator`).
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sparkify_assets.cli.console import doing, out, progress
from sparkify_assets.cli.errors import CliError


def simulate(
    to: Annotated[str, typer.Option(metavar="DIR", help="A new folder, or s3://bucket/prefix.")],
    days: Annotated[int, typer.Option(min=1, help="How many log dates.")] = 7,
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first log date.")] = datetime(2018, 11, 1),
    users: Annotated[int, typer.Option(min=1, help="How many listeners there are on the first day.")] = 100,
    songs: Annotated[int, typer.Option(min=1, help="How many songs the catalogue has.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 0,
    growth: Annotated[float, typer.Option(min=0, max=1, help="What share of the listeners signs up each day.")] = 0.003,
    gz: Annotated[bool, typer.Option("--gz", help="Compress the log files.")] = False,
    processes: Annotated[int | None, typer.Option(min=1, help="How many processes write; as many as help.")] = None,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="DIR", exists=True, file_okay=False, help="Set it beside the real input in this folder."),
    ] = None,
    page: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the comparison goes; its picture is put beside it.")
    ] = Path("compared.md"),
) -> None:
    """Write raw files as an audience would make them: the same format and the same quirks as the real input.

    With --compare, a page then shows distributions of both side by side, with their distances and a picture. What
    stands in the page above its heading "Side by side" is kept.

    Examples:

        sparkify simulate --days 30 --users 500 --songs 5000 --to month && sparkify land month
        sparkify simulate --days 30 --users 2000 --songs 14896 --to simulated --compare real
    """
    if compare and to.startswith("s3://"):
        raise CliError("--compare reads what was simulated from a folder: name one in --to.")
    out.print(write(to, days, start, users, songs, seed, growth=growth, gz=gz, processes=processes))
    if compare:
        out.print(beside(compare, Path(to), page), soft_wrap=True)


def write(
    to: str | Path,
    days: int,
    start: datetime,
    users: int,
    songs: int,
    seed: int,
    **options: Any,
) -> str:
    """Simulate behind a bar; returns what was written, in words. `options` are those of `simulator.run.simulate`.

    Raises CliError for what can't be simulated.
    """
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
                progress=lambda done, total: display.update(bar, completed=done, total=total),
                **options,
            )
        except (ValueError, FileExistsError) as error:
            raise CliError(f"{error}.") from error
    return f"{made.plays:,} plays among {made.events:,} events of {made.listeners:,} listeners; {made.songs:,} songs."


def beside(real: Path, simulated: Path, page: Path) -> str:
    """Write the page that compares two folders; returns how far apart they are, in words.

    Raises CliError for a folder without logs or songs.
    """
    from sparkify_assets.simulator.side_by_side import compare

    try:
        with doing("Comparing"):
            found = compare(real, simulated, page)
    except FileNotFoundError as error:
        raise CliError(f"{error}.") from error
    farthest = max(found, key=lambda distance: distance.value)
    return f"{page}: of {len(found)} distances the largest is {farthest.value:.3f}, of {farthest.name}."
