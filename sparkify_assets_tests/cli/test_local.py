"""`sparkify_assets.cli.local`: the servers alone."""

import re
import shlex
from pathlib import Path

import psycopg2
import pytest

from sparkify_assets_tests.cli.conftest import Run, sparkify


@pytest.mark.xdist_group("demo")
def test_env_leads_any_tool_to_the_warehouse(run: Run) -> None:
    """The `export` lines are shell, and enough for a client that knows nothing of the project."""
    lines = run("local", "env").stdout.splitlines()
    variables = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in lines)
    connection = psycopg2.connect(
        host=variables["REDSHIFT_HOST"],
        port=variables["REDSHIFT_PORT"],
        dbname=variables["REDSHIFT_DATABASE"],
        user=variables["REDSHIFT_USER"],
        password=variables["REDSHIFT_PASSWORD"],
    )
    with connection.cursor() as cursor:
        cursor.execute("select count(*) > 0 from star.songplays")
        assert cursor.fetchone() == (True,)
    connection.close()


@pytest.mark.xdist_group("demo")
def test_status_shows_the_servers(run: Run) -> None:
    """Each server stands with its address; the exit code says that all run."""
    done = run("local", "status")
    assert done.returncode == 0
    assert re.findall(r"(\w+) +running +127.0.0.1:\d+", done.stdout) == ["s3", "aws", "warehouse"]


def test_servers_that_do_not_run_are_told(home: Path) -> None:
    """Before any start the status fails, and `env` says what to do instead of printing half an environment."""
    assert sparkify(home, "local", "status").returncode == 1
    done = sparkify(home, "local", "env")
    assert (done.returncode, done.stdout) == (1, "")
    assert "sparkify local start" in done.stderr


def test_reset_asks_first(home: Path) -> None:
    """Nothing is deleted without a yes."""
    (home / "s3").mkdir(parents=True)
    assert sparkify(home, "local", "reset", text="n\n").returncode == 1
    assert (home / "s3").exists()
    assert sparkify(home, "local", "reset", "--yes").returncode == 0
    assert not (home / "s3").exists()
