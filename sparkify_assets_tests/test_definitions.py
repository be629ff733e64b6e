"""The table of contents, and the four steps of CONTRIBUTING.md that add a table to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import dagster as dg

from sparkify_assets.definitions import defs
from sparkify_assets_tests.platform import Platform, event

ROOT = Path(__file__).parents[1]


def test_everything_is_in_one_graph() -> None:
    """Every asset leads from the raw files or the cluster, and nothing stands alone."""
    graph = defs.resolve_asset_graph()
    alone = [key for key in graph.get_all_asset_keys() if not graph.get(key).parent_keys | graph.get(key).child_keys]
    assert alone == []


def test_every_table_stands_on_the_cluster() -> None:
    """Nothing in the warehouse can be made before the cluster is there."""
    graph = defs.resolve_asset_graph()
    below = dg.AssetSelection.assets("redshift_cluster").downstream().resolve(graph)
    assert {"stg_events", "stg_songs", "users", "time", "songs", "artists", "songplays"} <= {
        key.to_user_string() for key in below
    }


def steps() -> list[str]:
    """The code blocks under "Add a table in four steps", in order."""
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Add a table in four steps")[1].split("\n## ")[0]
    return re.findall(r"```(?:python|bash)\n(.*?)```", section, flags=re.DOTALL)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in the copy of the project."""
    variables = os.environ | {"PYTHONPATH": str(folder), "DAGSTER_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def test_a_table_is_added_in_four_steps(platform: Platform, tmp_path: Path) -> None:
    """The steps are followed to the letter in a copy of the project, and end with a checked table."""
    declaration, listing, test, command = steps()
    for package in ("sparkify_assets", "sparkify_assets_tests"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    (tmp_path / "sparkify_assets/star/locations.py").write_text(declaration)
    definitions = tmp_path / "sparkify_assets/definitions.py"
    contents = definitions.read_text()
    assert "artists, songplays)" in contents
    contents = contents.replace("artists, songplays)", "artists, songplays, locations)")
    definitions.write_text(
        contents.replace("from sparkify_assets.star.songplays", f"{listing}from sparkify_assets.star.songplays")
    )
    (tmp_path / "sparkify_assets_tests/star/test_locations.py").write_text(test)

    tested = run(
        tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "sparkify_assets_tests/star/test_locations.py"
    )
    assert tested.returncode == 0, tested.stdout
    platform.put_log("2018-11-01", [event()])
    platform.load("stg_events", "2018-11-01")
    main = "from sparkify_assets.cli.main import main; main()"
    made = run(tmp_path, "-c", main, *command.split()[1:])
    assert made.returncode == 0, made.stdout + made.stderr
    assert platform.warehouse.query("select * from star.locations").rows() == [("Portland, OR", 1)]
