"""`sparkify_assets.cli.demo`: the whole job, as a newcomer runs it."""

from pathlib import Path

import pytest

from sparkify_assets_tests.cli.conftest import Run

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.parametrize("asset", ["stg_events", "stg_songs", "users", "songs", "artists", "time", "songplays"])
def test_every_table_is_in_the_summary(shown: tuple[Path, str], asset: str) -> None:
    """The summary has a line for each table, with rows and seconds."""
    line = next(line for line in shown[1].splitlines() if line.strip().startswith(f"{asset} "))
    _, rows, seconds, checks = line.split()
    assert int(rows.replace(",", "")) > 0
    assert float(seconds) > 0
    assert len(set(checks.split("/"))) == 1


def test_the_questions_are_answered(shown: tuple[Path, str]) -> None:
    """The ten most active users, the most played song and the most popular artist stand at the end."""
    for title in ("The ten most active users", "The most played song", "The most popular artist"):
        assert title in shown[1]
    assert "10 rows" in shown[1]


def test_running_it_again_changes_nothing(run: Run) -> None:
    """A second demo finds every object there, makes the same tables, and gives the same answers."""
    query = "select count(*), sum(length), max(songplay_id) from star.songplays"
    before = run("sql", "--format", "csv", query).stdout
    again = run("demo", "--no-ui")
    assert again.returncode == 0, again.stderr
    assert "0 objects uploaded" in again.stdout
    assert run("sql", "--format", "csv", query).stdout == before


def test_another_input_is_not_mixed_with_it(run: Run, tmp_path: Path) -> None:
    """Over leftovers of other input the demo stops with a sentence."""
    log = tmp_path / "input" / "log_data" / "2018" / "12" / "2018-12-01-events.json"
    log.parent.mkdir(parents=True)
    log.write_text("{}")
    done = run("demo", "--no-ui", "--input", str(tmp_path / "input"))
    assert done.returncode == 1
    assert "sparkify local reset" in done.stderr
