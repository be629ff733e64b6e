"""What tests in several rooms need: the local stack, the environment that leads to it, a bucket, a database.

Here: fixtures over real servers, one stack a test process. Not here: test data, and anything one room alone uses.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redshift_connector

from sparkify_assets.local.stack import Stack
from sparkify_assets_tests.platform import Platform

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("real servers", deadline=None)
hypothesis.settings.load_profile("real servers")


@pytest.fixture(scope="session")
def idle_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The test process's own stack, of which only those servers run that were asked for."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SPARKIFY_S3_PORT", "SPARKIFY_AWS_PORT", "SPARKIFY_WAREHOUSE_PORT"):
            patch.delenv(name, raising=False)
        stack = Stack(tmp_path_factory.mktemp("home"))
        yield stack
        stack.stop()


@pytest.fixture(scope="session")
def stack(idle_stack: Stack) -> Stack:
    """The test process's own stack, with all its servers running."""
    idle_stack.start()
    return idle_stack


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """For this test, `os.environ` leads to no warehouse, no AWS account and no local stack."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "REDSHIFT_", "SPARKIFY_")) and name != "SPARKIFY_TEST_MONTH":
            monkeypatch.delenv(name)


@pytest.fixture
def environment(stack: Stack, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """For this test, `os.environ` leads to the local stack and nowhere else. A server that a test killed is back."""
    return _enter(stack.start(), monkeypatch)


@pytest.fixture
def bucket(idle_stack: Stack, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a bucket of this test's own; SPARKIFY_BUCKET says so. Needs no warehouse."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    _enter(idle_stack.start("s3"), monkeypatch)
    monkeypatch.setenv("SPARKIFY_BUCKET", name)
    (idle_stack.home / "s3" / name).mkdir()
    return name


@pytest.fixture
def database(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a database of this test's own; REDSHIFT_DATABASE says so."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with _connect(environment["REDSHIFT_DATABASE"]) as administrator:
        administrator.autocommit = True
        administrator.cursor().execute(f"create database {name}")
        monkeypatch.setenv("REDSHIFT_DATABASE", name)
        yield name


@pytest.fixture
def connection(database: str) -> Iterator[redshift_connector.Connection]:
    """A connection to this test's own database."""
    with _connect(database) as opened:
        yield opened


@pytest.fixture(scope="session")
def month() -> Path:
    """The folder with the real month: `log_data/`, `song_data/`, `log_json_path.json`."""
    folder = os.environ.get("SPARKIFY_TEST_MONTH")
    if not folder:
        pytest.skip("SPARKIFY_TEST_MONTH does not name the folder with the real month")
    return Path(folder)


def _enter(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sets what is not set: a bucket or database of the test's own stays, in whichever order its fixtures come."""
    for name, value in variables.items():
        if name not in os.environ:
            monkeypatch.setenv(name, value)
    return variables


def _connect(database: str) -> Any:
    return redshift_connector.connect(
        host=os.environ["REDSHIFT_HOST"],
        port=int(os.environ["REDSHIFT_PORT"]),
        database=database,
        user=os.environ["REDSHIFT_USER"],
        password=os.environ["REDSHIFT_PASSWORD"],
        ssl=False,
    )


@pytest.fixture
def platform(database: str, bucket: str) -> Platform:
    """The platform's resources over this test's own bucket and database."""
    return Platform(bucket)
