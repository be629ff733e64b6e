"""The dbt project: where it lies, what Dagster knows of it, and dbt run inside this process.

Here: calls of dbt, and `manifest.json`, the description of the models that is installed with them. Not here: any asset
(`assets`), any SQL (`models`).

    python -m sparkify_assets.marts.project     write manifest.json anew, after a change of the models
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redshift_connector

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

FOLDER = Path(__file__).parent
MANIFEST = FOLDER / "manifest.json"

# What Dagster reads of a model, a source or a test; the rest differs between machines, or is dbt's own business.
_NODE = (
    *("unique_id", "resource_type", "package_name", "schema", "name", "alias", "path", "original_file_path", "fqn"),
    *("description", "raw_code", "attached_node", "source_name"),
)
_COLUMN = ("name", "data_type", "description")


@dataclass(frozen=True)
class Outcome:
    """What dbt did: a result for each model and test, and what went wrong beside them."""

    success: bool
    results: list[RunResult]
    exception: BaseException | None


def build(arguments: Sequence[str], variables: Mapping[str, str], workplace: Path) -> Outcome:
    """`dbt build` with these arguments and variables. dbt keeps its files, logs among them, under `workplace`.

    In this process, because a process of its own costs two to three seconds. The project is parsed on its own first,
    from what the last run left in `workplace`: with variables, which differ from run to run, dbt would start anew.
    """
    # Imported late: only a run that builds the marts needs it.
    from dbt.cli.main import dbtRunner

    _name_connections()
    options = [*_options(workplace), "--no-write-json", "--cache-selected-only"]
    parsed = dbtRunner().invoke(["parse", *options])
    if not parsed.success:
        return Outcome(False, [], parsed.exception)
    command = ["build", *options, "--vars", json.dumps(variables), *arguments]
    done: Any = dbtRunner(manifest=parsed.result).invoke(command)  # type: ignore[arg-type]
    return Outcome(done.success, list(done.result or ()), done.exception)


def _name_connections() -> None:
    """Give a name to the connections of this process that come without one, as those of dbt-redshift do.

    For each of these the driver looks through the whole call stack for a module to name it by, which is a fifth of what
    dbt costs: it connects anew for each model and test.
    """
    if not isinstance(redshift_connector.connect, partial):
        redshift_connector.connect = partial(redshift_connector.connect, application_name="dbt")


def document(workplace: Path) -> Path:
    """dbt's documentation of the project and of the tables in the warehouse, as one HTML page; where it lies.

    Raises RuntimeError when dbt can't make it, for example because the warehouse does not answer.
    """
    from dbt.cli.main import dbtRunner

    done = dbtRunner().invoke(["docs", "generate", "--static", *_options(workplace)])
    if not done.success:
        raise RuntimeError(f"dbt could not write its documentation: {done.exception or 'see ' + str(workplace)}")
    return workplace / "static_index.html"


def described(workplace: Path) -> dict[str, Any]:
    """The project's own part of dbt's manifest: the same on every machine, and all that Dagster needs."""
    from dbt.cli.main import dbtRunner

    parsed = dbtRunner().invoke(["parse", "--no-partial-parse", *_options(workplace)])
    if parsed.exception:
        raise parsed.exception
    manifest = json.loads((workplace / "manifest.json").read_text())
    return {
        "metadata": {key: manifest["metadata"][key] for key in ("adapter_type", "project_name")},
        "metrics": {},
        **{kind: _sorted(manifest[kind], _essentials) for kind in ("nodes", "sources", "exposures")},
        **{kind: _sorted(manifest[kind], sorted) for kind in ("parent_map", "child_map")},
    }


def _sorted(found: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {key: change(found[key]) for key in sorted(found)}


def _essentials(node: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: node[key] for key in _NODE if node.get(key)},
        "config": {
            key: value for key, value in node["config"].items() if key in ("enabled", "materialized", "severity")
        },
        "depends_on": {"nodes": node.get("depends_on", {}).get("nodes", [])},
        "columns": {name: {key: column[key] for key in _COLUMN} for name, column in node.get("columns", {}).items()},
    }


def _options(workplace: Path) -> list[str]:
    folders = {"project-dir": FOLDER, "profiles-dir": FOLDER, "target-path": workplace, "log-path": workplace}
    return [*(text for name, folder in folders.items() for text in (f"--{name}", str(folder))), "--quiet"]


def main() -> None:
    """Write manifest.json anew."""
    workplace = Path(tempfile.mkdtemp())
    MANIFEST.write_text(json.dumps(described(workplace), indent=1) + "\n")
    shutil.rmtree(workplace)


if __name__ == "__main__":
    main()
