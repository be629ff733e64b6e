"""`sparkify_assets.cli.ui`: the Dagster UI as a process."""

from pathlib import Path

import dagster as dg
import pytest

from sparkify_assets.cli import ui
from sparkify_assets.cli.errors import CliError


def test_the_instance_is_made_for_one_machine(instance: Path) -> None:
    """Dagster takes the configuration: no telemetry, and one run at a time in a pool of loads."""
    with dg.DagsterInstance.get() as made:
        assert made.root_directory == str(instance)
        assert not made.telemetry_enabled
        assert made.get_concurrency_config().pool_config.default_pool_limit == 1


def test_what_does_not_run_is_not_stopped(home: Path) -> None:
    """Without a process there is nothing to stop, and that is said."""
    assert not ui.running(home)
    assert not ui.stop(home)


def test_a_ui_that_does_not_come_up_says_why(home: Path) -> None:
    """When Dagster ends before it answers, the error has the last line of its log and names the file."""
    (home / "dagster").mkdir(parents=True)
    (home / "dagster" / "history").write_text("a file where Dagster keeps a folder")
    with pytest.raises(CliError, match=r"did not start: .+ See .*ui\.log"):
        ui.start(home)


def test_a_port_that_is_no_number_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv("SPARKIFY_UI_PORT", "http")
    with pytest.raises(CliError, match="SPARKIFY_UI_PORT"):
        ui.start(home)
