"""`sparkify local`: the servers of one machine, without Dagster.

Here: the sub-commands. Not here: the servers and where they keep their state (`sparkify_assets.local`).
"""

import shlex
from typing import Annotated

import typer

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import doing, out, table
from sparkify_assets.cli.errors import CliError
from sparkify_assets.cli.up import start_servers, stop_everything

app = typer.Typer(
    no_args_is_help=True, help="The local warehouse, S3 and AWS alone, for any tool that speaks to the real ones."
)


@app.command()
def start() -> None:
    """Start the servers that are not running."""
    start_servers()
    status()


@app.command()
def stop() -> None:
    """Stop the servers. Their data stays, and so do their ports while they are free."""
    with doing("Stopping the local servers"):
        environment.stack().stop()


@app.command()
def status() -> None:
    """Show which servers run, and where. The exit code is 1 if one doesn't."""
    servers = environment.stack().status()
    shown = table("server", "state", "address", "pid", right=("pid",))
    for server in servers:
        state = "[green]running[/]" if server.running else "[red]stopped[/]"
        shown.add_row(server.name, state, server.address or "", str(server.pid or ""))
    out.print(shown)
    if not all(server.running for server in servers):
        raise typer.Exit(1)


@app.command()
def reset(yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False) -> None:
    """Stop everything and delete all local state: objects, tables, cluster, Dagster history."""
    if not yes:
        typer.confirm(f"Delete everything under {environment.home()}?", abort=True)
    stop_everything()
    environment.stack().reset()


@app.command()
def env() -> None:
    """Print `export` lines for psql, boto3, dbt and every other tool: eval "$(sparkify local env)"."""
    servers = environment.stack()
    if not all(server.running for server in servers.status()):
        raise CliError("The local servers are not running: `sparkify local start` starts them.")
    for name, value in sorted(servers.environment().items()):
        out.print(f"export {name}={shlex.quote(value)}", markup=False, soft_wrap=True)
