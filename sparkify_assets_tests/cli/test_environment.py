"""`sparkify_assets.cli.environment`: which warehouse and bucket a command speaks to."""

import os
from pathlib import Path

import pytest

from sparkify_assets.cli import environment
from sparkify_assets.cli.errors import CliError


def test_env_file_fills_gaps_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`.env` in the current folder sets what the environment does not."""
    (tmp_path / ".env").write_text("REDSHIFT_HOST=from-file\nREDSHIFT_USER=from-file\n")
    monkeypatch.setenv("REDSHIFT_USER", "from-shell")
    environment.read_env_file()
    assert (os.environ["REDSHIFT_HOST"], os.environ["REDSHIFT_USER"]) == ("from-file", "from-shell")


def test_home_is_a_folder_here_unless_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without SPARKIFY_HOME the state lies in .sparkify of the current folder."""
    monkeypatch.delenv("SPARKIFY_HOME")
    assert environment.home() == tmp_path / ".sparkify"


def test_connect_keeps_what_the_user_chose(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket or warehouse named in the environment is used as it is."""
    monkeypatch.setenv("REDSHIFT_WORKGROUP", "analytics")
    environment.connect()
    assert os.environ["REDSHIFT_WORKGROUP"] == "analytics"
    assert "REDSHIFT_HOST" not in os.environ


def test_connect_without_any_warehouse_says_what_to_do() -> None:
    """With nothing named and nothing running there is one sentence with both remedies."""
    with pytest.raises(CliError, match=r"sparkify up --detach.*\.env\.example"):
        environment.connect()


def test_local_use_forgets_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pointed at the local servers, nothing of a real AWS account is left in the environment."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("REDSHIFT_HOST", "example.redshift.amazonaws.com")
    environment.use_local(environment.stack())
    assert "AWS_PROFILE" not in os.environ
    assert "AWS_SESSION_TOKEN" not in os.environ
    assert os.environ.get("REDSHIFT_HOST") in (None, "127.0.0.1")
