"""`sparkify demo`: the whole job on this machine, from raw files to answers.

Here: the order of the steps, and what a newcomer is shown at the end. Not here: any of the steps.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from sparkify_assets.cli import environment, runs
from sparkify_assets.cli.console import out
from sparkify_assets.cli.land import Landed, upload
from sparkify_assets.cli.materialize import complain, everything
from sparkify_assets.cli.simulate import write
from sparkify_assets.cli.sql import Answer, show
from sparkify_assets.cli.up import start_servers, start_ui
from sparkify_assets.redshift.resource import RedshiftResource

QUESTIONS = {
    "The ten most active users": """
        select u.first_name || ' ' || u.last_name as listener, u.level, count(*) as plays
        from star.songplays p join star.users u on u.user_id = p.user_id
        group by u.user_id, u.first_name, u.last_name, u.level order by plays desc, listener limit 10""",
    "The most played song": """
        select song_title as song, artist_name as artist, count(*) as plays
        from star.songplays group by song_title, artist_name order by plays desc, song limit 1""",
    "The most popular artist": """
        select artist_name as artist, count(*) as plays, count(distinct user_id) as listeners
        from star.songplays group by artist_name order by plays desc, artist limit 1""",
}


def demo(
    folder: Annotated[
        Path | None,
        typer.Option("--input", metavar="DIR", help="Has log_data/ and song_data/.", exists=True, file_okay=False),
    ] = None,
    ui: Annotated[bool, typer.Option("--ui/--no-ui", help="Leave the Dagster UI running at the end.")] = True,
) -> None:
    """Do the whole job on this machine: land raw files, make and check every table, answer three questions.

    Without --input a week of listening is simulated first. The exit code is 0 only if every asset was made and every
    error-level check passed. The local servers keep running; `sparkify down` stops them.
    """
    servers = start_servers()
    out.print(f"{upload(folder, alone=True) if folder else upload_simulated()}")
    # Once more: the first and last log date follow from what has been landed.
    environment.use_local(servers)
    report = everything()
    out.print(runs.summary(report))
    complain(report)
    if report.ok:
        answer_questions()
    if ui:
        out.print(f"\nDagster UI: {start_ui()}", soft_wrap=True)
    out.print("`sparkify sql` asks the warehouse; `sparkify down` (or `make down`) stops it.")
    if not report.ok:
        raise typer.Exit(1)


def answer_questions() -> None:
    """Print the answers to what the warehouse was built for."""
    warehouse = RedshiftResource()
    for title, query in QUESTIONS.items():
        out.print(f"\n[bold]{title}[/]")
        rows = warehouse.query(query, label=title)
        show(Answer(tuple(rows.columns), rows.rows()), "table")


def upload_simulated() -> Landed:
    """Land a week of simulated input, the same on every machine."""
    with TemporaryDirectory(prefix="sparkify-demo-") as folder:
        write(folder, days=7, start=datetime(2018, 11, 1), users=100, songs=1000, seed=0)
        return upload(Path(folder), alone=True)
