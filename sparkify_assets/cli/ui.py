"""The Dagster UI and its daemon as one detached process of this machine.

Here: start, find, stop; the process is kept like a local server, by `run/ui.json` and `logs/ui.log` in the home folder.
Not here: the servers it speaks to (`sparkify_assets.local`), and how a real deployment runs Dagster (`deploy/`).
"""

import os
import signal
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import psutil

from sparkify_assets.cli import environment
from sparkify_assets.cli.errors import CliError
from sparkify_assets.local.process import Server

_START_SECONDS = 300
_STOP_SECONDS = 30


def start(home: Path) -> str:
    """Start the UI unless it runs, wait until it answers, and return its address.

    It listens on SPARKIFY_UI_PORT, else on the port it had before, else on a free one. Raises CliError, with the last
    line of the log, when it ends before it answers.
    """
    server = Server("ui", home)
    if server.process() is None:
        _spawn(server, home)
    url = f"http://127.0.0.1:{server.port}"
    give_up = time.monotonic() + _START_SECONDS
    while not _answers(url):
        if server.process() is None or time.monotonic() > give_up:
            lines = server.log.read_text(errors="replace").strip().splitlines()
            raise CliError(f"The Dagster UI did not start: {lines[-1] if lines else 'no word'}. See {server.log}.")
        time.sleep(0.2)
    return url


def running(home: Path) -> bool:
    """Whether the UI's process is there."""
    return Server("ui", home).process() is not None


def stop(home: Path) -> bool:
    """Stop the UI and everything it started; False when it did not run."""
    process = Server("ui", home).process()
    if process is None:
        return False
    family = [process, *process.children(recursive=True)]
    process.send_signal(signal.SIGINT)
    _, left = psutil.wait_procs(family, timeout=_STOP_SECONDS)
    for straggler in left:
        straggler.kill()
    return True


def _spawn(server: Server, home: Path) -> None:
    environment.prepare_dagster(home / "dagster")
    # A shell's `&` hands down an ignored SIGINT, and Dagster could not be stopped any more; one with a handler isn't.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = os.environ.get("SPARKIFY_UI_PORT")
    if wanted and not wanted.isdecimal():
        raise CliError(f"SPARKIFY_UI_PORT must be a port's number, not {wanted!r}.")
    server.reserve_port(int(wanted) if wanted else None)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "sparkify_assets.definitions", "--host", "127.0.0.1"]
    # Dagster reads `.env` in its working folder: there must be none, it could name another warehouse.
    folder = home / "dagster"
    server.spawn(command, os.environ | {"DAGSTER_HOME": str(folder)}, folder)


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/server_info", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
