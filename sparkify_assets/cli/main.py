"""The command's table of contents, and the one place where an exception becomes a sentence and an exit code.

Here: which commands there are. Not here: what any of them does.
"""

import sys
import warnings

import typer
from rich.text import Text

from sparkify_assets.cli import environment
from sparkify_assets.cli.advise import advise
from sparkify_assets.cli.checks import checks
from sparkify_assets.cli.cluster import app as cluster
from sparkify_assets.cli.config import app as config
from sparkify_assets.cli.console import err
from sparkify_assets.cli.demo import demo
from sparkify_assets.cli.errors import sentence, unforeseen
from sparkify_assets.cli.land import land
from sparkify_assets.cli.local import app as local
from sparkify_assets.cli.materialize import materialize
from sparkify_assets.cli.pages import docs, insights
from sparkify_assets.cli.simulate import simulate
from sparkify_assets.cli.sql import sql
from sparkify_assets.cli.up import down, up

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Sparkify's song plays, from log files in S3 to a checked star schema in Amazon Redshift.",
    epilog="New here? `sparkify demo` does the whole job on this machine. What a command speaks to comes from the "
    "environment and .env; without either it is the local stack.",
)

_HERE, _DATA = "On this machine", "The warehouse, here or on AWS"
app.command(rich_help_panel=_HERE)(demo)
app.command(rich_help_panel=_HERE)(up)
app.command(rich_help_panel=_HERE)(down)
app.add_typer(local, name="local", rich_help_panel=_HERE)
app.command(rich_help_panel=_HERE)(simulate)
app.command(rich_help_panel=_DATA)(land)
app.command(rich_help_panel=_DATA)(materialize)
app.command(rich_help_panel=_DATA)(checks)
app.command(rich_help_panel=_DATA)(sql)
app.command(rich_help_panel=_DATA)(insights)
app.command(rich_help_panel=_DATA)(docs)
app.add_typer(cluster, name="cluster", rich_help_panel=_DATA)
app.add_typer(config, name="config", rich_help_panel=_DATA)
app.command(rich_help_panel=_DATA)(advise)


def main() -> None:
    """Run the command; failures end with one sentence on standard error and exit code 1."""
    # Which of Dagster's functions are in beta concerns the developer, who sees it in the tests.
    warnings.simplefilter("ignore")
    environment.read_env_file()
    try:
        app()
    except Exception as error:
        text = sentence(error) or unforeseen(error, environment.home() / "logs" / "error.log")
        err.print(Text(text, style="red"), soft_wrap=True)
        sys.exit(1)
