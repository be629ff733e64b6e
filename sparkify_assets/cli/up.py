"""`sparkify up` and `sparkify down`: the local servers with the Dagster UI and daemon on top.

Here: their order, and what is told of them. Not here: how each is started (`sparkify_assets.local.stack`, `ui`).
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sparkify_assets.cli import environment
from sparkify_assets.cli.console import doing, err, out
from sparkify_assets.cli.errors import CliError

if TYPE_CHECKING:
    from sparkify_assets.local.stack import Stack


def up(
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return at once; `sparkify down` stops it all.")
    ] = False,
) -> None:
    """Run the local warehouse, S3 and AWS with the Dagster UI and daemon, until Ctrl-C.

    What is already running stays as it is. All state is kept under SPARKIFY_HOME (default .sparkify), so that it is
    there again after the next `sparkify up`.
    """
    url = start_everything()
    out.print(f"Dagster UI  {url}", soft_wrap=True)
    for server in environment.stack().status():
        out.print(f"{server.name:<11} {server.address}", soft_wrap=True)
    if detach:
        out.print("`sparkify down` stops it.")
        return
    _wait_for_ctrl_c()


def down() -> None:
    """Stop the Dagster UI, its daemon and the local servers. Nothing that was stored is lost."""
    out.print("Stopped." if stop_everything() else "Nothing was running.")


def start_everything() -> str:
    """Start what is not running yet, and return the address of the Dagster UI."""
    start_servers()
    return start_ui()


def start_servers() -> "Stack":
    """Start the local servers, and point this process at them."""
    servers = environment.stack()
    with _in_words(), doing("Starting the local warehouse, S3 and AWS"):
        servers.start()
    environment.use_local(servers)
    return servers


def start_ui() -> str:
    """Start the Dagster UI over the warehouse that the environment names, and return its address."""
    from sparkify_assets.cli import ui

    with _in_words(), doing("Starting the Dagster UI"):
        return ui.start(environment.home())


def stop_everything() -> bool:
    """Stop the UI, then the servers below it; False when nothing was running."""
    servers = environment.stack()
    from sparkify_assets.cli import ui

    with doing("Stopping"):
        anything = ui.stop(environment.home()) or any(server.running for server in servers.status())
        servers.stop()
    return anything


@contextmanager
def _in_words() -> Iterator[None]:
    from sparkify_assets.local.stack import StackError

    try:
        yield
    except StackError as error:
        raise CliError(str(error)) from error


def _wait_for_ctrl_c() -> None:
    """Sleep until this process is interrupted or terminated, then stop everything.

    Raises CliError when the UI ends on its own.
    """
    from sparkify_assets.cli import ui

    # Also when started by a shell's `&`, which hands down an ignored SIGINT, and when terminated politely.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    try:
        out.print("Ctrl-C stops it.")
        while ui.running(environment.home()):
            time.sleep(0.5)
        raise CliError(f"The Dagster UI has ended. See {environment.home() / 'logs' / 'ui.log'}.")
    except KeyboardInterrupt:
        err.print("")
    finally:
        stop_everything()
