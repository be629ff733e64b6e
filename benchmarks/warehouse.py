"""What the local warehouse costs beside what it is made of: five ratios, each against its baseline in the same run.

    python -m benchmarks.warehouse [copy songs star select fetch] [--events N] [--rounds N]

- copy: the project's COPY of N events in 30 objects, against DuckDB alone: its `read_json`, told the columns' types,
  reads the very files that the local S3 serves and fills a table of the same types in a database file. The peak memory
  of the warehouse's process is printed with it.
- songs: 15,000 objects of one song each uploaded to S3 and loaded by one COPY, against DuckDB on the local files.
- star: the project's own SELECT of `songplays` into a new table, against DuckDB alone with the same SQL and rows.
- select: `select 1` over one connection, against psycopg2 on a real PostgreSQL. Left out where that isn't installed.
- fetch: a million rows of ten columns by redshift_connector, against the same driver handed the same bytes from memory.

Each round runs both sides, one after the other, and the medians make the ratio. Both sides have every thread they ask
for, write to the same disk and must come to the same rows. The input is the simulator's; the servers are a local stack
of its own in a temporary folder. Times are of this machine at this moment; only the ratios mean anything. Not here: the
platform's own cost (`month`), the simulator's (`simulator`).
"""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import psycopg2
import redshift_connector
from rich.console import Console
from rich.table import Table as Grid

from sparkify_assets.local.stack import BUCKET, Stack
from sparkify_assets.simulator.run import simulate
from sparkify_assets_tests.local.warehouse import postgres

MEASURES = ("copy", "songs", "star", "select", "fetch")
DAYS, SONGS, STATEMENTS, ROWS = 30, 15_000, 1_000, 1_000_000
LISTENERS_PER_EVENT = 0.0113
NEEDED = {"star": ("copy", "songs"), "fetch": ("copy",)}
FETCHED = "artist, item_in_session, length, level, location, page, session_id, song, ts, user_id"
LOGGED = {"timestamp": "bigint"}  # a moment is logged in milliseconds
VALUES = {"ts": "make_timestamp(ts * 1000)", "userId": "nullif(userId, '')"}
Work = Callable[[], object]


@dataclass
class Measure:
    """Seconds of the warehouse and of its baseline, round by round."""

    name: str
    goal: float | None
    ours: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    missing: str = ""

    @property
    def ratio(self) -> float:
        return median(self.ours) / median(self.alone)

    def round(self, ours: Work, alone: Work) -> None:
        """Run both sides once."""
        for work, seconds in ((ours, self.ours), (alone, self.alone)):
            started = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - started)


def main() -> None:
    """Make the input, run what is asked for, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measures", nargs="*", choices=[[], *MEASURES], metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="sparkify-benchmark-") as place:
        stack = Stack(Path(place, "stack"))
        try:
            os.environ.update(stack.start())
            bench = Bench(stack, Path(place), arguments.events, arguments.rounds)
            console.print(f"{bench.events:,} events, {SONGS:,} songs")
            measures = [each for name in arguments.measures or MEASURES for each in bench.measure(name)]
            console.print(f"Peak memory of the warehouse: {peak_memory(stack):.2f} GiB (goal: under 4 at 10 M events)")
        finally:
            stack.stop()
    console.print(report(measures))


class Bench:
    """The input, a connection to the warehouse, and DuckDB alone on a file of its own."""

    def __init__(self, stack: Stack, place: Path, events: int, rounds: int) -> None:
        self.rounds = rounds
        self.bucket = stack.home / "s3" / BUCKET
        self.songs = place / "songs"
        summary = simulate(DAYS, date(2018, 11, 1), int(events * LISTENERS_PER_EVENT), SONGS, 1, self.songs)
        self.events = summary.events
        # To a server of plain folders, moving a file is landing it; the songs are landed by what measures that.
        (self.songs / "log_data").rename(self.bucket / "log_data")
        self.warehouse = connected()
        self.duckdb = duckdb.connect(str(place / "alone.duckdb"))
        self.loaded: set[str] = set()

    def measure(self, name: str) -> list[Measure]:
        """Run one of the measures, and before it what it reads."""
        for load in set(NEEDED.get(name, ())) - self.loaded:
            self.measure(load)
        self.loaded.add(name)
        return list(getattr(self, f"_{name}")())

    def _copy(self) -> Iterator[Measure]:
        """COPY of the log by one statement, from a manifest of its objects."""
        statement = copy_statement("stg_events", "events", "log_data/", "epochmillisecs")
        read = read_json("stg_events", "events", f"{self.bucket}/log_data/*/*/*.json")
        measure = Measure(f"COPY of {self.events:,} events", 1.5)
        for _ in range(self.rounds):
            self.both(*create("stg_events", "events"))
            measure.round(lambda: self.execute(statement), lambda: self.duckdb.execute(read))
            self.same("select count(*), count(user_id), sum(session_id), min(ts), max(ts), max(song) from events")
        yield measure

    def _songs(self) -> Iterator[Measure]:
        """The catalogue from local files over S3 into a table."""
        from sparkify_assets.cli.land import upload

        def land_and_load() -> None:
            upload(self.songs)
            self.execute(copy_statement("stg_songs", "songs", "song_data/", "auto"))

        read = read_json("stg_songs", "songs", f"{self.songs}/song_data/**/*.json")
        measure = Measure(f"{SONGS:,} song objects landed and loaded", 5.0)
        for number in range(self.rounds):
            self.both(*create("stg_songs", "songs"))
            measure.round(land_and_load, lambda: self.duckdb.execute(read))
            self.same("select count(*), count(distinct song_id), sum(year), max(title) from songs")
            if number + 1 < self.rounds:
                # Not deleted: ext4 passes over inodes that were freed of late, which would double the price of landing.
                (self.bucket / "song_data").rename(self.songs / f"landed-{number}")
        yield measure

    def _star(self) -> Iterator[Measure]:
        """Songplays, of all dates at once."""
        dated = "(select *, cast(ts as date) as log_date from events)"
        select = declaration("songplays").function(stg_events=dated, stg_songs="songs").select
        own = select.replace("to_char(ts, 'YYYYMMDDHH24MISSMS')", "strftime(ts, '%Y%m%d%H%M%S%g')")
        ours, alone = (f"create table songplays as {each}" for each in (select, own))
        measure = Measure("star transform (songplays)", 1.1)
        for _ in range(self.rounds):
            self.both("drop table if exists songplays")
            measure.round(lambda: self.execute(ours), lambda: self.duckdb.execute(alone))
            self.same("select count(*), count(song_id), min(songplay_id), sum(item_in_session) from songplays")
        yield measure

    def _select(self) -> Iterator[Measure]:
        """The way there and back, for each of two drivers; most of the second is the driver, which is plain Python."""
        psycopg, driver = Measure("select 1, psycopg2", 4.0), Measure("select 1, redshift_connector", None)
        binaries = postgres.binaries()
        if binaries is None:
            psycopg.missing = driver.missing = "no PostgreSQL is installed to compare with"
        else:
            ours = psycopg2.connect(**address(), sslmode="disable")
            ours.autocommit = True
            with contextlib.closing(ours), postgres.running(binaries) as real:
                for _ in range(self.rounds):
                    psycopg.round(lambda: ask(ours), lambda: ask(real))
                    driver.round(lambda: ask(self.warehouse), lambda: ask(real))
        yield from (psycopg, driver)

    def _fetch(self) -> Iterator[Measure]:
        """Rows to Python. The bytes are recorded once; then the same statement is answered by the server or by them."""
        statement = f"select {FETCHED} from events limit {ROWS}"
        self.execute(statement)  # prepared from here on: each run asks and hears the same
        with spliced(self.warehouse, tee := Tee(self.warehouse)):
            self.execute(statement)
        measure = Measure(f"{min(ROWS, self.events):,} rows of 10 columns fetched", 1.5)
        for _ in range(self.rounds):
            answer = tee.recorded()
            measure.round(lambda: self.execute(statement), lambda: self.replay(statement, answer))  # noqa: B023
        yield measure

    def replay(self, statement: str, answer: BytesIO) -> None:
        with spliced(self.warehouse, answer, lambda data=b"": None):
            self.execute(statement)

    def execute(self, sql: str) -> list[Any]:
        """One statement in the warehouse, and its rows if it has any."""
        cursor = self.warehouse.cursor()
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []

    def both(self, *statements: str) -> None:
        for statement in statements:
            self.execute(statement)
            self.duckdb.execute(statement)

    def same(self, question: str) -> None:
        """Both sides must have come to the same rows."""
        ours, alone = list(self.execute(question)[0]), list(self.duckdb.execute(question).fetchone() or ())
        if ours != alone:
            raise SystemExit(f"The two sides differ: {question}\n{ours}\n{alone}")


def address() -> dict[str, Any]:
    """Where the warehouse is, as both drivers take it."""
    names = {"host": "HOST", "port": "PORT", "database": "DATABASE", "user": "USER", "password": "PASSWORD"}
    return {name: os.environ[f"REDSHIFT_{variable}"] for name, variable in names.items()}


def connected() -> Any:
    """A connection of redshift_connector that commits each statement."""
    connection = redshift_connector.connect(**address() | {"port": int(os.environ["REDSHIFT_PORT"])}, ssl=False)
    connection.autocommit = True
    return connection


def declaration(name: str) -> Any:
    """A table of the project with the function that says what to write into it."""
    import sparkify_assets.definitions  # noqa: F401 (declares every table)
    from sparkify_assets.layers import DECLARED

    return DECLARED[name]


def create(declared: str, name: str) -> tuple[str, str]:
    """An empty table of what the records of a declared table hold: Redshift and DuckDB take the same words."""
    columns = (
        f"{c.name} {c.type}{'' if c.nullable else ' not null'}" for c in declaration(declared).table.columns if c.source
    )
    return f"drop table if exists {name}", f"create table {name} ({', '.join(columns)})"


def copy_statement(declared: str, name: str, prefix: str, time_format: str) -> str:
    """The project's COPY of all objects under a prefix, its manifest and JSONPaths file uploaded."""
    from dagster_aws.s3 import S3Resource

    from sparkify_assets.redshift.s3 import Copy, Lake

    lake = Lake(s3=S3Resource())
    copy = Copy(declaration(declared).table, name, lake.objects(prefix), time_format)
    lake.put(copy.files)
    return copy.statement("default", 0)


def read_json(declared: str, name: str, files: str) -> str:
    """DuckDB's own load: no type is guessed. As in the COPY, empty text is NULL; moments are made of milliseconds."""
    columns = [column for column in declaration(declared).table.columns if column.source]
    keys = ", ".join(f"{column.source}: '{LOGGED.get(column.type, column.type)}'" for column in columns)
    values = ", ".join(VALUES.get(column.source, column.source) for column in columns)
    source = f"read_json('{files}', format = 'newline_delimited', columns = {{{keys}}})"
    return f"insert into {name} select {values} from {source}"


def ask(connection: Any) -> None:
    """Many small questions, one after the other, each by a cursor of its own."""
    for _ in range(STATEMENTS):
        with contextlib.closing(connection.cursor()) as cursor:
            cursor.execute("select 1")
            cursor.fetchall()


class Tee:
    """Reads from a connection, and keeps what it read."""

    def __init__(self, connection: Any) -> None:
        self._read = connection._read
        self._pieces: list[bytes] = []

    def read(self, size: int) -> bytes:
        self._pieces.append(self._read(size))
        return self._pieces[-1]

    def recorded(self) -> BytesIO:
        return BytesIO(b"".join(self._pieces))


@contextlib.contextmanager
def spliced(connection: Any, source: Any, write: Callable[..., None] | None = None) -> Iterator[None]:
    """The driver reads from `source`; with `write`, what it sends goes there and not to the server."""
    before = connection._read, connection._write, connection._flush
    connection._read = source.read
    if write:
        connection._write = connection._flush = write
    try:
        yield
    finally:
        connection._read, connection._write, connection._flush = before


def peak_memory(stack: Stack) -> float:
    """GiB that the warehouse's process held at most, as Linux counts them; NaN elsewhere."""
    pid = next(server.pid for server in stack.status() if server.name == "warehouse")
    with contextlib.suppress(FileNotFoundError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024**2
    return float("nan")


def report(measures: list[Measure]) -> Grid:
    """Both sides' medians, the ratio, and whether it is what was aimed at."""
    grid = Grid("measure", "warehouse s", "baseline s", "ratio", "goal", "reached", title="The local warehouse")
    for measure in measures:
        goal = str(measure.goal or "")
        if measure.missing:
            grid.add_row(measure.name, "", "", "", goal, measure.missing)
            continue
        seconds = (f"{median(side):.2f}" for side in (measure.ours, measure.alone))
        reached = "yes" if measure.goal and measure.ratio <= measure.goal else "no" if measure.goal else ""
        grid.add_row(measure.name, *seconds, f"{measure.ratio:.2f}", goal, reached)
    return grid


if __name__ == "__main__":
    main()
