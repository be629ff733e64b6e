"""`sparkify cluster`: the warehouse's life on AWS, or on the local control plane.

Here: what is asked, shown and confirmed. Not here: what is done (`sparkify_assets.infrastructure`).
"""

import os
from typing import Annotated, Any

import typer

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import err, out, table
from sparkify_assets.cli.errors import CliError
from sparkify_assets.infrastructure import access, lifecycle
from sparkify_assets.infrastructure.aws import Aws, connect, explained
from sparkify_assets.infrastructure.declared import OPEN_FLAG, Declared, Kind
from sparkify_assets.infrastructure.facts import facts
from sparkify_assets.infrastructure.nodes import NODES, PRICES_OF, RPU_HOUR
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource

app = typer.Typer(no_args_is_help=True, help="Launch, look at, pause, resize and delete the warehouse.")

PlanOnly = Annotated[bool, typer.Option("--plan", help="Show what would be done, and do nothing.")]


@app.command()
def launch(
    plan: PlanOnly = False,
    open_to_the_internet: Annotated[
        bool,
        typer.Option(
            "--allow-ingress-from-the-whole-internet",
            help="Let REDSHIFT_INGRESS name networks as wide as 0.0.0.0/0. The check closed_to_the_internet stays red.",
        ),
    ] = False,
) -> None:
    """Make role, network and warehouse as the environment declares them, and wait until the warehouse is available.

    Run again, it changes what differs, and only that. .env.example lists what can be declared.
    """
    aws, declared = _connect(open_to_the_internet)
    planned = [change.what for change in lifecycle.plan(aws, declared)]
    if declared.is_ours_to_make:
        out.print(_price(declared), soft_wrap=True)
    if plan:
        _show_plan(planned or ["nothing, all is as declared"])
        return
    done = lifecycle.launch(aws, declared, _tell)
    out.print("Nothing differed." if not done else f"Changes made: {len(done)}.")
    _show_facts(facts(declared, lifecycle.wait_until_available(aws, declared, _tell)))
    out.print("Next: `sparkify materialize --select warehouse_schemas` makes users, groups and schemas.")


@app.command()
def status() -> None:
    """Show state, endpoint, size, cost, and what goes on inside. The exit code is 1 if it is not available."""
    aws, declared = _connect()
    found = lifecycle.describe(aws, declared)
    if found is None and declared.kind is not Kind.ADDRESS:
        raise CliError(f"There is no {declared.kind.value} {declared.name}: `sparkify cluster launch` makes it.")
    shown = facts(declared, found)
    is_up = str(shown.get("state", "available")).lower() == "available"
    _show_facts(shown | (_activity() if is_up else {}))
    if not is_up:
        raise typer.Exit(1)


@app.command()
def pause() -> None:
    """Pause the cluster: its nodes cost nothing then. The next daily run resumes it."""
    lifecycle.pause(*_connect(), _tell)


@app.command()
def resume() -> None:
    """Resume the cluster, and wait until it is available."""
    lifecycle.resume(*_connect(), _tell)


@app.command()
def resize(
    nodes: Annotated[int | None, typer.Option(help="How many; without it, REDSHIFT_NODES.")] = None,
    node_type: Annotated[str | None, typer.Option(help="Which; without it, REDSHIFT_NODE_TYPE.")] = None,
) -> None:
    """Resize the cluster: the data stays. How long it may take is said first; from or to one node it takes longest."""
    lifecycle.resize(*_connect(), _tell, node_type, nodes)
    if nodes or node_type:
        out.print("Declare it too, in REDSHIFT_NODES and REDSHIFT_NODE_TYPE: the next launch goes by them.")


@app.command()
def delete(
    yes: Annotated[str, typer.Option("--yes", metavar="NAME", help="The warehouse's name, instead of asking.")] = "",
    snapshot: Annotated[
        bool, typer.Option("--snapshot/--no-snapshot", help="Take a final snapshot first; without, the data is gone.")
    ] = True,
    plan: PlanOnly = False,
) -> None:
    """Delete the warehouse and all that launch made with it, and nothing else; say what remains."""
    aws, declared = _connect()
    with explained(f"looking at {declared.name}"):
        planned = [change.what for change in lifecycle.removals(aws, declared, _tell, snapshot)]
    _show_plan(planned or [f"nothing, for nothing in {declared.region} is tagged as {declared.name}'s"])
    if plan:
        return
    if planned:
        typed = yes or typer.prompt(f"Type {declared.name} to do this")
        if typed != declared.name:
            raise CliError(f"{typed!r} is not {declared.name!r}, so nothing was deleted.")
        lifecycle.delete(aws, declared, _tell, snapshot)
    for left in lifecycle.remaining(aws, declared):
        out.print(f"Remains: {left}", soft_wrap=True)


@app.command()
def restore(snapshot: Annotated[str, typer.Argument(help="The snapshot's name, as delete told it.")]) -> None:
    """Bring a deleted cluster back from a snapshot, with everything around it."""
    aws, declared = _connect()
    if declared.kind is Kind.SERVERLESS:
        raise CliError("A Serverless snapshot is restored in the AWS console, into a namespace that launch has made.")
    if lifecycle.describe(aws, declared):
        raise CliError(f"The cluster {declared.name} is there: delete it first, or restore under another name.")
    lifecycle.restore(aws, declared, _tell, snapshot)
    _show_facts(facts(declared, lifecycle.wait_until_available(aws, declared, _tell)))


def _connect(open_to_the_internet: bool = False) -> tuple[Aws, Declared]:
    environment.connect()
    asked = {OPEN_FLAG: "true"} if open_to_the_internet else {}
    declared = Declared.from_environment({**os.environ, **asked})
    return connect(declared.region), declared


def _tell(line: str) -> None:
    err.print(line, soft_wrap=True)


def _price(declared: Declared) -> str:
    if declared.kind is Kind.SERVERLESS:
        return (
            f"While it works it costs ${declared.base_rpus * RPU_HOUR:.2f} an hour, while idle nothing ({PRICES_OF})."
        )
    price = NODES[declared.node_type].price * declared.nodes
    return f"While it runs it costs ${price:.2f} an hour, ${price * 730:,.0f} a month ({PRICES_OF}); pause it at night."


def _activity() -> dict[str, Any]:
    try:
        return access.activity(RedshiftResource())
    except WarehouseError as refused:
        return {"inside": f"not known: {refused}"}


def _show_plan(planned: list[str]) -> None:
    for what in planned:
        out.print(f"To do: {what}", soft_wrap=True)


def _show_facts(shown: dict[str, Any]) -> None:
    listed = table("", "")
    listed.show_header = False
    for name, value in shown.items():
        listed.add_row(name.replace("_", " "), f"{value:,.2f}" if isinstance(value, float) else str(value))
    out.print(listed)
