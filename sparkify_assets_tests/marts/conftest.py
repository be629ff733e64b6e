"""The marts in a test's hands: the star's tables filled straight away, and dbt run over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sparkify_assets.layers import DECLARED
from sparkify_assets.marts import project
from sparkify_assets.redshift import ddl
from sparkify_assets_tests.platform import Platform

Build = Callable[..., None]


@pytest.fixture
def star(platform: Platform) -> Platform:
    """The platform with the tables that the marts read, empty."""
    tables = [DECLARED[name].table for name in ("stg_events", "songplays", "time", "users")]
    statements = [ddl.create_schema(schema) for schema in ("staging", "star", "marts")]
    platform.warehouse.execute(*statements, *(sql for table in tables for sql in ddl.create_table(table)))
    return platform


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Runs `dbt build` with these arguments, for a range of log dates (the end outside) or all; it must succeed."""

    def run(*arguments: str, start: str | None = None, end: str | None = None) -> None:
        variables = {"start": start, "end": end} if start and end else {}
        done = project.build(arguments, variables, tmp_path / "dbt")
        assert done.success, done.exception or [result.message for result in done.results if result.status != "success"]

    return run
