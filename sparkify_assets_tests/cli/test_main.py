"""`sparkify_assets.cli.main`: the table of contents, and failures as sentences."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from sparkify_assets.cli.main import app
from sparkify_assets_tests.cli.conftest import sparkify

COMMANDS = [
    "demo",
    "up",
    "down",
    "local",
    "simulate",
    "land",
    "materialize",
    "checks",
    "sql",
    "insights",
    "docs",
    "cluster",
    "config",
    "advise",
]


def test_the_help_lists_every_command() -> None:
    """`sparkify --help` names what there is."""
    shown = CliRunner().invoke(app, ["--help"]).output
    assert [command for command in COMMANDS if f" {command} " not in shown] == []
    assert sorted(get_command(app).commands) == sorted(COMMANDS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """Each command has a help text, and each of its options a word."""
    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    for option in get_command(app).commands[command].params:  # type: ignore[attr-defined]
        assert option.help, f"{command} {option.name} is not explained"


def test_a_failure_is_a_sentence_and_an_exit_code(home: Path) -> None:
    """Without a warehouse to ask, the command says what to do; no stack, nothing on standard output."""
    done = sparkify(home, "sql", "select 1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "sparkify up --detach" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_password_is_said_and_not_shown(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warehouse that can't be reached is told with the variables to look at; the password is not among the words."""
    monkeypatch.setenv("REDSHIFT_HOST", "127.0.0.1")
    monkeypatch.setenv("REDSHIFT_PORT", "1")
    monkeypatch.setenv("REDSHIFT_PASSWORD", "correct-horse")
    done = sparkify(home, "sql", "select 1")
    assert done.returncode == 1
    assert "REDSHIFT_PORT" in done.stderr
    assert "correct-horse" not in done.stderr + done.stdout
    assert len(done.stderr.splitlines()) < 4


def test_the_dates_of_the_definitions_are_not_read_at_import() -> None:
    """A command may start servers and land logs first: what has been landed decides which log dates there are."""
    script = "import sys, sparkify_assets.cli.main; sys.exit('sparkify_assets.settings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
