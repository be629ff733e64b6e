"""The dbt project as it is installed: its manifest, its documentation, its tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sparkify_assets.marts import project

INSTALLED: dict[str, Any] = json.loads(project.MANIFEST.read_text())
MODELS = {node["name"]: node for node in INSTALLED["nodes"].values() if node["resource_type"] == "model"}


def test_the_installed_manifest_is_that_of_the_models(
    clean_environment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """manifest.json was written after the last change of the models, and is the same wherever it is written."""
    monkeypatch.setenv("REDSHIFT_DATABASE", "elsewhere")
    assert project.described(tmp_path) == INSTALLED, "python -m sparkify_assets.marts.project writes it anew"


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_documented_by_column(name: str) -> None:
    """A model says what it is and what its grain is, and each of its columns what it means and of which type it is."""
    model = MODELS[name]
    assert "One row per" in model["description"]
    assert model["columns"]
    assert all(column["description"] and column["data_type"] for column in model["columns"].values())


@pytest.mark.parametrize("name", MODELS)
def test_every_model_is_tested(name: str) -> None:
    """A model has a dbt test at least."""
    tested = {node.get("attached_node") for node in INSTALLED["nodes"].values()}
    assert MODELS[name]["unique_id"] in tested


def test_the_report_is_an_exposure_of_every_answer() -> None:
    """dbt's documentation tells that the report is made from all models that are of no log date."""
    (report,) = INSTALLED["exposures"].values()
    answers = {model["unique_id"] for model in MODELS.values() if model["config"]["materialized"] != "incremental"}
    assert set(report["depends_on"]["nodes"]) == answers


def test_nothing_of_a_machine_is_in_the_manifest() -> None:
    """No path of the machine it was written on, no name of a database."""
    text = project.MANIFEST.read_text()
    assert str(Path.home()) not in text
    assert '"database"' not in text
    assert '"relation_name"' not in text
