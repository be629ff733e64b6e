"""`sparkify_assets.cli.console`: tables, bars, and a console that survives redirection."""

import os
from pathlib import Path

import pytest

from sparkify_assets.cli import console


def test_own_console_outlives_a_redirection(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A step that redirects standard error into its log does not take the display with it."""
    saved = os.dup(2)
    with (tmp_path / "log").open("w") as log, console.own_console() as own:
        os.dup2(log.fileno(), 2)
        own.print("still here")
        os.dup2(saved, 2)
    os.close(saved)
    assert "still here" in capfd.readouterr().err
    assert (tmp_path / "log").read_text() == ""


def test_numbers_stand_to_the_right() -> None:
    """The columns named as numbers are aligned as numbers."""
    made = console.table("name", "rows", right=("rows",))
    assert [column.justify for column in made.columns] == ["left", "right"]


def test_progress_is_kept_out_of_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe gets results only: what is being done is said on standard error."""
    with console.doing("Working"):
        pass
    assert capsys.readouterr().out == ""
