"""How fast the simulator is, beside DuckDB writing the same log: `python benchmarks/simulator.py [--users N]`.

The simulator invents people and music, walks the people through a month and writes it down, with a catalogue of 1,000
songs. DuckDB is handed the finished events in a table and only writes them, with all its threads, into one file. Both
write to the same disk, in turn; the best of several rounds counts. Not here: how close the audience is to the real one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree

import duckdb
from rich.console import Console
from rich.table import Table

from sparkify_assets.simulator.run import simulate

COLUMNS = {
    "artist": "varchar", "auth": "varchar", "firstName": "varchar", "gender": "varchar", "itemInSession": "integer",
    "lastName": "varchar", "length": "double", "level": "varchar", "location": "varchar", "method": "varchar",
    "page": "varchar", "registration": "double", "sessionId": "integer", "song": "varchar", "status": "integer",
    "ts": "bigint", "userAgent": "varchar", "userId": "varchar",
}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """What writing took, in seconds, and how many bytes it gave."""

    seconds: float
    size: int


def simulated(folder: Path, users: int, processes: int | None) -> tuple[Cost, int]:
    """Simulates a month of `users` listeners; returns what it took, and how many events there are."""
    rmtree(folder, ignore_errors=True)
    summary = simulate(30, date(2018, 11, 1), users, 1000, 1, folder, processes=processes)
    return Cost(summary.seconds, summary.bytes), summary.events


def loaded(folder: Path) -> duckdb.DuckDBPyConnection:
    """Returns DuckDB with the folder's events in a table in memory."""
    database = duckdb.connect()
    logs = str(folder / "log_data/*/*/*.json")
    database.execute("create table events as from read_json(?, format='newline_delimited', columns=?)", [logs, COLUMNS])
    return database


def written(database: duckdb.DuckDBPyConnection, target: Path) -> Cost:
    """Lets DuckDB write its table; returns what it took."""
    target.unlink(missing_ok=True)
    began = time.monotonic()
    database.execute(f"copy events to '{target}' (format json)")
    return Cost(time.monotonic() - began, target.stat().st_size)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--users", type=int, default=11_000, help="listeners at the start; 11,000 make a million events"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=None, help="as many as the size is worth unless given")
    arguments = parser.parse_args()
    made, copied = [], []
    with tempfile.TemporaryDirectory(prefix="sparkify-benchmark-") as place:
        folder, target = Path(place, "simulated"), Path(place, "duckdb.json")
        for _ in range(arguments.rounds):
            cost, events = simulated(folder, arguments.users, arguments.processes)
            made.append(cost)
            copied.append(written(loaded(folder), target))
    report(events, min(made, key=lambda cost: cost.seconds), min(copied, key=lambda cost: cost.seconds))


def report(events: int, made: Cost, copied: Cost) -> None:
    """Prints both side by side."""
    table = Table("", "seconds", "events a second", "MB", "MB a second")
    for name, cost in (("simulate and write", made), ("DuckDB: write alone", copied)):
        megabytes = cost.size / 1e6
        rates = f"{events / cost.seconds:,.0f}", f"{megabytes:.0f}", f"{megabytes / cost.seconds:.0f}"
        table.add_row(name, f"{cost.seconds:.2f}", *rates)
    console = Console()
    console.print(f"{events:,} events")
    console.print(table)
    console.print(f"simulate / DuckDB: {made.seconds / copied.seconds:.2f}")


if __name__ == "__main__":
    main()
