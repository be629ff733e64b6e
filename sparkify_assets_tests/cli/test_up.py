"""`sparkify_assets.cli.up`: everything up, and down again."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from sparkify_assets.cli import ui
from sparkify_assets.local.stack import Stack
from sparkify_assets_tests.cli.conftest import sparkify

pytestmark = pytest.mark.xdist_group("demo")


def test_detached_it_holds_nobodys_pipe(home: Path) -> None:
    """`sparkify up --detach | cat` ends; the UI answers at the address it printed; `down` leaves no process."""
    up = sparkify(home, "up", "--detach")
    try:
        assert up.returncode == 0, up.stderr
        url = next(word for word in up.stdout.split() if word.startswith("http://127.0.0.1:"))
        with urlopen(f"{url}/server_info") as answer:
            assert answer.status == 200
        again = sparkify(home, "up", "--detach")
        assert url in again.stdout
    finally:
        down = sparkify(home, "down")
    assert down.stdout == "Stopped.\n"
    assert not ui.running(home)
    assert not any(server.running for server in Stack(home).status())
    assert sparkify(home, "down").stdout == "Nothing was running.\n"


def test_ctrl_c_stops_everything(home: Path) -> None:
    """In the foreground it runs until it is interrupted, and leaves nothing behind."""
    command = [str(Path(sys.executable).with_name("sparkify")), "up"]
    try:
        with subprocess.Popen(
            command, env={**os.environ, "SPARKIFY_HOME": str(home)}, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            for line in process.stdout:
                if b"Ctrl-C" in line:
                    break
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
        assert not ui.running(home)
        assert not any(server.running for server in Stack(home).status())
    finally:
        sparkify(home, "down")
