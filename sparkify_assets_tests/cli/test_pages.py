"""`sparkify_assets.cli.pages`: where the pages are put, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sparkify_assets.cli.pages import docs, insights
from sparkify_assets.insights.report import KEY
from sparkify_assets_tests.platform import Platform


def test_the_newest_report_is_fetched(platform: Platform, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page of the bucket lies on this machine, and its path is said."""
    platform.lake.put({KEY: "<!doctype html>the report"})
    insights(show=False)
    page = home / "pages" / "listening.html"
    assert page.read_text() == "<!doctype html>the report"
    assert capsys.readouterr().out.strip() == str(page)


def test_the_documentation_is_one_page(platform: Platform, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """dbt's documentation has the models in it, and asks no other file for them."""
    platform.warehouse.execute("create schema marts")
    docs(show=False)
    page = Path(capsys.readouterr().out.strip())
    assert page.is_relative_to(home)
    text = page.read_text()
    assert "How popular each song is." in text
    assert 'src="http' not in text
