"""How the command talks: results on standard output, everything about the work itself on standard error.

Not here: the wording of errors (`errors`) and the content of tables (each command's own).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def progress(console: Console = err) -> Progress:
    """A bar with what is being done, how much of how much, and for how long."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


@contextmanager
def doing(what: str) -> Iterator[None]:
    """A line with a spinner and a clock around work that can't say how far it is."""
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=err) as display:
        display.add_task(what, total=1)
        yield
        display.update(display.task_ids[0], completed=1)


@contextmanager
def own_console() -> Iterator[Console]:
    """A console that keeps reaching the terminal while a Dagster step has standard error redirected into its log."""
    with os.fdopen(os.dup(err.file.fileno()), "w") as stream:
        yield Console(file=stream, highlight=False)


def table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """An empty table for `out`; the columns named in `right` hold numbers."""
    made = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made
