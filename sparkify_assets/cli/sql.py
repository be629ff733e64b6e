"""`sparkify sql`: one statement, or a prompt.

Here: reading statements and printing rows. Not here: connecting (`sparkify_assets.redshift.resource`).
"""

import csv
import json
import readline  # noqa: F401  (gives `input` its line editing and history)
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import err, out, table
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource, Session

Format = Literal["table", "csv", "json"]
_SHOWN = 1000


@dataclass(frozen=True)
class Answer:
    """The rows of a statement with the names of their columns; without columns when it returns no rows."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def sql(
    query: Annotated[str | None, typer.Argument(help="One statement; without it, a prompt.")] = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="How rows are printed.")] = "table",
) -> None:
    """Ask the warehouse.

    Each statement is a transaction of its own.

    Examples:

        sparkify sql 'select level, count(*) from star.users group by level'
        sparkify sql --format csv 'select * from star.songplays' > songplays.csv
    """
    environment.connect()
    with RedshiftResource().session("sparkify sql") as session:
        if query is None:
            prompt(session, output)
        else:
            show(ask(session, query), output)


def ask(session: Session, query: str) -> Answer:
    """Run one statement in its own transaction. Raises WarehouseError."""
    with err.status("Asking the warehouse"), session.transaction():
        cursor = session.execute(query)
        names = [name.decode() if isinstance(name, bytes) else name for name, *_ in cursor.description or ()]
        return Answer(tuple(names), cursor.fetchall() if names else ())


def show(answer: Answer, output: Format) -> None:
    """Print rows to standard output."""
    if output == "json":
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        print(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
    elif output == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows([answer.columns, *answer.rows])
    elif answer.columns:
        _show_table(answer)
    else:
        out.print("Done.")


def prompt(session: Session, output: Format) -> None:
    """Answer statements, each ended by a semicolon, until end of input. An error ends the statement, not the prompt."""
    if sys.stdin.isatty():
        out.print("Statements end with ;   Ctrl-D leaves.")
    for statement in statements():
        try:
            show(ask(session, statement), output)
        except WarehouseError as error:
            err.print(Text(str(error), style="red"), soft_wrap=True)


def statements() -> Iterator[str]:
    """What is typed, or comes through a pipe, cut where a line ends with a semicolon."""
    first, further = ("sparkify> ", "   ...> ") if sys.stdin.isatty() else ("", "")
    lines: list[str] = []
    while True:
        try:
            line = input(further if lines else first).strip()
        except EOFError:
            return
        except KeyboardInterrupt:
            lines.clear()
            continue
        lines.append(line)
        if line.endswith(";"):
            yield "\n".join(lines).rstrip(";")
        if line.endswith(";") or not any(lines):
            lines.clear()


def _show_table(answer: Answer) -> None:
    numbers = tuple(
        column
        for column, value in zip(answer.columns, (answer.rows or [()])[0], strict=False)
        if isinstance(value, int | float)
    )
    shown = table(*answer.columns, right=numbers)
    for row in answer.rows[:_SHOWN]:
        shown.add_row(*(Text("NULL", style="dim") if value is None else Text(str(value)) for value in row))
    out.print(shown)
    count = len(answer.rows)
    if count > _SHOWN:
        out.print(f"and {count - _SHOWN:,} more rows: --format csv prints all.")
    else:
        out.print("1 row" if count == 1 else f"{count:,} rows")
