"""What the command's tests share: a clean environment, a folder for local state, a Dagster instance of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from sparkify_assets.cli.environment import prepare_dagster


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest sparkify_assets_tests/cli/test_ui.py --pictures docs/pictures` takes the pictures of the README."""
    parser.addoption("--pictures", type=Path, metavar="DIR", help="save what the browser tests see as PNG files in DIR")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """No variable of the project is set but SPARKIFY_HOME; whatever a test sets in this process is undone."""
    for name in list(os.environ):
        if name.startswith(("SPARKIFY_", "REDSHIFT_", "AWS_", "DAGSTER_")) and name != "SPARKIFY_TEST_MONTH":
            monkeypatch.delenv(name)
    before = dict(os.environ)
    home = tmp_path / "home"
    monkeypatch.setenv("SPARKIFY_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    yield home
    for name in set(os.environ) - set(before):
        del os.environ[name]


@pytest.fixture
def home(clean_environment: Path) -> Path:
    """The folder of local state: not there yet."""
    return clean_environment


@pytest.fixture
def instance(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Dagster instance as the command configures it."""
    prepare_dagster(home / "dagster")
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    return home / "dagster"


Run = Callable[..., "subprocess.CompletedProcess[str]"]


def sparkify(home: Path, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the installed command as a person would, typing `text`."""
    return subprocess.run(
        [Path(sys.executable).with_name("sparkify"), *arguments],
        cwd=home.parent,
        env={**os.environ, "SPARKIFY_HOME": str(home), "COLUMNS": "120"},
        input=text,
        capture_output=True,
        text=True,
        timeout=280,
    )


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The home folder of a finished `sparkify demo --no-ui`, and what it printed. Its servers run."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("SPARKIFY_", "REDSHIFT_", "AWS_", "DAGSTER_")) and name != "SPARKIFY_TEST_MONTH":
                patch.delenv(name)
        try:
            done = sparkify(home, "demo", "--no-ui")
            assert done.returncode == 0, done.stdout + done.stderr
            yield home, done.stdout
        finally:
            sparkify(home, "down")


@pytest.fixture
def run(shown: tuple[Path, str]) -> Run:
    """The command, over what the demo has made."""
    return partial(sparkify, shown[0])
