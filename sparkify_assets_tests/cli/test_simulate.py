"""`sparkify_assets.cli.simulate`: the command's options, and what it says."""

from datetime import datetime
from pathlib import Path

import pytest

from sparkify_assets.cli.errors import CliError
from sparkify_assets.cli.simulate import beside, simulate, write


def test_a_folder_gets_input_that_can_be_landed(tmp_path: Path) -> None:
    """A file a day, a file a song, and the numbers in words."""
    said = write(tmp_path / "input", days=2, start=datetime(2018, 11, 3), users=50, songs=20, seed=0)
    logs = sorted(path.name for path in (tmp_path / "input" / "log_data").rglob("*.json"))
    assert [name[:10] for name in logs] == ["2018-11-03", "2018-11-04"]
    assert len(list((tmp_path / "input" / "song_data").rglob("*.json"))) == 20
    assert said.endswith("20 songs.")


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Simulated files are not mixed with others; the sentence names the folder."""
    (tmp_path / "log_data").mkdir()
    (tmp_path / "log_data" / "old.json").write_text("{}")
    with pytest.raises(CliError, match=str(tmp_path)):
        write(tmp_path, days=1, start=datetime(2018, 11, 1), users=1, songs=1, seed=0)


def test_packed_input_is_set_beside_other_input(tmp_path: Path) -> None:
    """Two simulated fortnights, one of them packed: the page is written and the largest distance said."""
    for name, seed, gz in (("one", 1, False), ("other", 2, True)):
        write(tmp_path / name, days=14, start=datetime(2018, 11, 1), users=100, songs=100, seed=seed, gz=gz)
    page = tmp_path / "page.md"
    said = beside(tmp_path / "one", tmp_path / "other", page)
    assert said.startswith(f"{page}: of 18 distances the largest is 0.")
    assert "## Side by side" in page.read_text()


def test_a_folder_without_input_has_nothing_to_compare(tmp_path: Path) -> None:
    """The sentence names the folder."""
    with pytest.raises(CliError, match=f"{tmp_path}: it has no log_data"):
        beside(tmp_path, tmp_path, tmp_path / "page.md")


def test_a_bucket_cannot_be_compared(tmp_path: Path) -> None:
    """It is refused before anything is simulated."""
    with pytest.raises(CliError, match="name one in --to"):
        simulate("s3://bucket/prefix", compare=tmp_path)
