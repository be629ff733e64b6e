"""`sparkify cluster`: a life from the command line, over the local control plane."""

import pytest
from typer.testing import CliRunner, Result

from sparkify_assets.cli.cluster import app
from sparkify_assets.cli.errors import CliError, sentence
from sparkify_assets.infrastructure.aws import InfrastructureError
from sparkify_assets_tests.infrastructure.conftest import account, control_plane

__all__ = ["account", "control_plane"]  # fixtures


def cluster(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=text, env={"COLUMNS": "200"})


def test_a_plan_and_a_launch(account: str) -> None:
    """The plan tells what a launch then does; a second launch says that nothing differed."""
    planned = cluster("launch", "--plan")
    assert f"To do: create the cluster {account} of 1 × ra3.large" in planned.output
    first = cluster("launch")
    assert first.exit_code == 0, first.output
    assert "it costs $0.54 an hour" in first.output
    assert f"Create the cluster {account}" in first.output
    assert "Nothing differed." in cluster("launch").output
    assert "nothing, all is as declared" in cluster("launch", "--plan").output


def test_status_before_and_after(account: str) -> None:
    """It says how to make what isn't there, shows what is, and its exit code tells a paused one."""
    missing = cluster("status")
    assert isinstance(missing.exception, CliError)
    assert "cluster launch" in str(missing.exception)
    cluster("launch")
    assert cluster("pause").exit_code == 0
    paused = cluster("status")
    assert paused.exit_code == 1
    assert "paused" in paused.output
    assert cluster("resume").exit_code == 0


def test_resize(account: str) -> None:
    """Nodes given on the command line are taken, and are to be declared."""
    cluster("launch")
    done = cluster("resize", "--nodes", "2")
    assert done.exit_code == 0, done.output
    assert "Declare it too" in done.output
    assert "To do: resize the cluster from 2" in cluster("launch", "--plan").output


def test_delete_asks_for_the_name_and_restore_brings_back(account: str) -> None:
    """A wrong name deletes nothing; the right one deletes all, and says what remains."""
    cluster("launch")
    wrong = cluster("delete", text="another\n")
    assert "nothing was deleted" in str(wrong.exception)
    assert isinstance(cluster("delete", "--yes", "another").exception, CliError)
    assert cluster("delete", "--plan").exit_code == 0
    done = cluster("delete", text=f"{account}\n")
    assert done.exit_code == 0, done.output
    assert "Remains: the bucket the-bucket" in done.output
    snapshot = next(word for word in done.output.split() if word.startswith(f"{account}-final-")).rstrip(";,.")
    assert cluster("restore", snapshot).exit_code == 0
    assert isinstance(cluster("restore", snapshot).exception, CliError)
    assert cluster("delete", "--yes", account, "--no-snapshot").exit_code == 0
    assert "nothing, for nothing in us-west-2 is tagged" in cluster("delete", "--plan").output


def test_what_cant_be_is_found_before_anything_is_made(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Subnets that aren't there: one sentence that names the variable, and no role is left behind."""
    monkeypatch.setenv("REDSHIFT_SUBNETS", "subnet-12345678")
    assert "REDSHIFT_SUBNETS" in str(cluster("launch").exception)
    monkeypatch.delenv("REDSHIFT_SUBNETS")
    assert "To do: create the role" in cluster("launch", "--plan").output


def test_the_flag_with_the_long_name(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The internet is let in by that flag alone."""
    monkeypatch.setenv("REDSHIFT_INGRESS", "0.0.0.0/0")
    refused = cluster("launch").exception
    assert isinstance(refused, InfrastructureError)
    assert "internet at large" in (sentence(refused) or "")
    assert cluster("launch", "--allow-ingress-from-the-whole-internet").exit_code == 0
