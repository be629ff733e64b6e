"""The month's main job, phase by phase, beside plain DuckDB doing the same SQL on the same files in this process.

    python benchmarks/month.py DIR        DIR holds log_data/ and song_data/

Three ratios: COPY and transforms against DuckDB alone; landing the objects and loading the songs against DuckDB reading
them from local disk; and Dagster's own seconds a step. It makes a local stack of its own in a temporary folder. Times
are of this machine at this moment; only the ratios mean anything.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
from rich.console import Console
from rich.table import Table as Grid

from sparkify_assets.conventions import date_range
from sparkify_assets.local.stack import Stack

Own = tuple[float, float]
DAILY = ("users", "time", "songplays")
ORDER = ("stg_songs", "artists", "songs", "stg_events", "users", "time", "songplays")


class Clock:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time what happens inside under a name."""
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def main() -> None:
    """Run both sides, print the phases and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as home:
        stack = Stack(Path(home))
        try:
            os.environ.update(stack.start())
            days = sorted(path.name[:10] for path in folder.glob("log_data/*/*/*.json*"))
            os.environ.update(SPARKIFY_START_DATE=days[0], SPARKIFY_END_DATE=days[-1])
            ours, one_date, all_dates = platform(folder, days)
        finally:
            stack.stop()
    report(ours, alone(folder), one_date, all_dates)


def platform(folder: Path, days: list[str]) -> tuple[dict[str, float], Own, Own]:
    """Seconds of the platform by phase; Dagster's own seconds a step, for a run over one date and over all."""
    from dagster_aws.s3 import S3Resource

    import sparkify_assets.definitions  # noqa: F401 (declares every table)
    from sparkify_assets.cli.land import upload
    from sparkify_assets.layers import DECLARED
    from sparkify_assets.redshift.resource import RedshiftResource
    from sparkify_assets.redshift.s3 import Lake
    from sparkify_assets.redshift.table import Window
    from sparkify_assets.redshift.writes import EVERYTHING

    clock, warehouse, lake = Clock(), RedshiftResource(), Lake(s3=S3Resource())
    with clock.phase("land"):
        upload(folder)
    for name in ORDER:
        declared = DECLARED[name]
        window = Window.of(days[0], days[-1]) if declared.table.partitioned else EVERYTHING
        with clock.phase(name):
            write = declared.write(lake, window)
            warehouse.publish(declared.table, write, declared.rules, window, lake)
    return clock.seconds, dagster_seconds(days[4:5]), dagster_seconds(days)


def dagster_seconds(days: list[str]) -> tuple[float, float]:
    """Dagster's own seconds in a step, and in starting and ending the run, for one run over these days.

    A step's own seconds are what is left when the write is taken away; the run's, when the steps are. The instance is
    configured as the one of `sparkify demo`.
    """
    from sparkify_assets.cli.environment import prepare_dagster
    from sparkify_assets.definitions import defs
    from sparkify_assets.layers import DECLARED

    checks = {dg.AssetCheckKey(dg.AssetKey(name), rule.name) for name in DAILY for rule in DECLARED[name].rules}
    job = defs.resolve_implicit_global_asset_job_def().get_subset(
        asset_selection={dg.AssetKey(name) for name in DAILY}, asset_check_selection=checks
    )
    tags = date_range(days[0], days[-1])
    prepare_dagster(Path(os.environ["DAGSTER_HOME"]))
    with dg.DagsterInstance.get() as instance:
        started = time.perf_counter()
        result = job.execute_in_process(
            instance=instance, tags=tags, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        )
        total = time.perf_counter() - started
    made = {event.asset_key: event.materialization.metadata for event in result.get_asset_materialization_events()}
    work = sum(float(str(metadata["seconds"].value)) for metadata in made.values())
    steps = sum(event.step_success_data.duration_ms for event in result.all_events if event.is_step_success) / 1000
    return (steps - work) / len(DAILY), total - steps


def alone(folder: Path) -> dict[str, float]:
    """Seconds of DuckDB by the same phases: it reads the files from local disk and fills tables of a database file."""
    with tempfile.TemporaryDirectory() as place:
        database = duckdb.connect(str(Path(place) / "alone.duckdb"))
        clock = Clock()
        for name in ORDER:
            with clock.phase(name):
                database.execute(f"create table {name} as {PLAIN[name].format(folder=folder)}")
        database.close()
    return clock.seconds


PLAIN: dict[str, str] = {
    "stg_songs": "select * from read_json('{folder}/song_data/**/*.json', columns = {{artist_id: 'varchar', "
    "artist_latitude: 'double', artist_location: 'varchar', artist_longitude: 'double', artist_name: 'varchar', "
    "duration: 'double', song_id: 'varchar', title: 'varchar', year: 'integer'}})",
    "artists": """
        select names.artist_id, names.artist_name, artist_location, artist_latitude, artist_longitude from (
            select artist_id, artist_name, row_number() over (partition by artist_id
                order by count(distinct song_id) desc, length(artist_name), artist_name) as choice
            from stg_songs group by artist_id, artist_name) as names
        join (select *, row_number() over (partition by artist_id order by artist_latitude is null, song_id) as choice
            from stg_songs) as places on places.artist_id = names.artist_id
        where names.choice = 1 and places.choice = 1""",
    "songs": """
        select song_id, title, artist_id, nullif(year, 0) as year, duration from stg_songs
        qualify row_number() over (partition by song_id order by artist_id, title) = 1""",
    "stg_events": """
        select artist, auth, firstName, gender, itemInSession, lastName, length, level, location, method, page,
            registration, sessionId, song, status, make_timestamp(ts * 1000) as ts, userAgent,
            nullif(userId, '') as userId, cast(parse_filename(filename)[:10] as date) as log_date
        from read_json('{folder}/log_data/**/*.json', filename = true, format = 'newline_delimited')""",
    "users": """
        select userId, firstName, lastName, gender, level, registration, log_date from stg_events
        where userId is not null
        qualify row_number() over (partition by userId order by ts desc, log_date desc, sessionId desc) = 1""",
    "time": """
        select ts, hour(ts), day(ts), week(ts), month(ts), year(ts), dayofweek(ts), max(log_date)
        from stg_events where page = 'NextSong' group by ts""",
    "songplays": """
        with plays as (select md5(sessionId || '/' || itemInSession || '/' || strftime(ts, '%Y%m%d%H%M%S%g')) as id, *
            from stg_events where page = 'NextSong'),
        matches as (select id, song_id, artist_id, row_number() over (partition by id
                order by abs(songs.duration - plays.length), song_id) as choice
            from plays join stg_songs as songs on songs.title = plays.song and songs.artist_name = plays.artist)
        select plays.*, song_id, artist_id from plays left join matches on matches.id = plays.id and choice = 1""",
}


def report(ours: dict[str, float], duck: dict[str, float], one_date: Own, all_dates: Own) -> None:
    """Phases side by side, then the three figures that matter."""
    grid = Grid("phase", "platform s", "DuckDB alone s", "ratio", title="The month")
    for name in ("land", *ORDER):
        base = duck.get(name)
        grid.add_row(
            name, f"{ours[name]:.2f}", f"{base:.2f}" if base else "", f"{ours[name] / base:.1f}" if base else ""
        )
    of: Callable[[dict[str, float]], float] = lambda side: sum(side[name] for name in ORDER)  # noqa: E731
    console = Console()
    console.print(grid)
    console.print(f"COPY + transforms: {of(ours) / of(duck):.2f} times DuckDB alone (goal: at most 2.5)")
    landed = (ours["land"] + ours["stg_songs"]) / duck["stg_songs"]
    console.print(f"Landing + loading the songs: {landed:.1f} times DuckDB on local files (goal: at most 10)")
    for dates, (step, run) in (("one date", one_date), ("all dates", all_dates)):
        console.print(f"Dagster's own cost, {dates}: {step:.3f} s a step (goal: at most 0.15), {run:.2f} s a run")


if __name__ == "__main__":
    main()
