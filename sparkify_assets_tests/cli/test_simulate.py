"""`sparkify_assets.cli.simulate`: the command's options, and what it says."""

from datetime import datetime
from pathlib import Path

import pytest

from sparkify_assets.cli.errors import CliError
from sparkify_assets.cli.simulate import write


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
