"""`sparkify_assets.cli.land`: the upload of raw files to a real S3 server."""

import os
from pathlib import Path

import pytest

from sparkify_assets.cli import land
from sparkify_assets.cli.errors import CliError
from sparkify_assets.local.stack import Stack

LOG = "log_data/2018/11/2018-11-01-events.json"
SONG = "song_data/A/B/C/TRABC.json"


@pytest.fixture
def arrived(bucket: str, idle_stack: Stack) -> Path:
    """The folder in which the S3 server keeps this test's bucket."""
    return idle_stack.home / "s3" / bucket


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two input files and two that are none."""
    for key in (LOG, SONG, "song_data/.DS_Store.json", "README.json"):
        (tmp_path / "input" / key).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "input" / key).write_text(f'{{"key": "{key}"}}')
    return tmp_path / "input"


def test_only_input_is_landed(arrived: Path, folder: Path) -> None:
    """log_data/ and song_data/ arrive under their own keys; hidden and other files stay where they are."""
    landed = land.upload(folder)
    assert (landed.uploaded, landed.unchanged) == (2, 0)
    assert sorted(str(path.relative_to(arrived)) for path in arrived.rglob("*.json")) == [LOG, SONG]
    assert (arrived / LOG).read_bytes() == (folder / LOG).read_bytes()


def test_landing_again_sends_only_what_changed(arrived: Path, folder: Path) -> None:
    """An object with the same content is left alone; one of the same size with other content is replaced."""
    land.upload(folder)
    (folder / LOG).write_text((folder / LOG).read_text().replace("events", "EVENTS"))
    landed = land.upload(folder)
    assert (landed.uploaded, landed.unchanged) == (1, 1)
    assert b"EVENTS" in (arrived / LOG).read_bytes()


@pytest.mark.parametrize("size", [0, land._PART - 1, land._PART, land._PART + 1])
def test_size_does_not_matter(arrived: Path, folder: Path, size: int) -> None:
    """Empty files and files that are sent in parts are known again too."""
    (folder / LOG).write_bytes(os.urandom(size))
    land.upload(folder)
    assert (arrived / LOG).read_bytes() == (folder / LOG).read_bytes()
    assert land.upload(folder).uploaded == 0


def test_a_folder_without_input_is_refused(bucket: str, tmp_path: Path) -> None:
    """Nothing to land is a mistake in the argument, and said as one."""
    with pytest.raises(CliError, match="nothing to land"):
        land.upload(tmp_path)


def test_input_that_must_be_alone_is_not_mixed(arrived: Path, folder: Path) -> None:
    """A demonstration over another's leftovers would show wrong numbers: it is refused, and says what to do."""
    (arrived / "log_data").mkdir()
    (arrived / "log_data" / "2018-10-31-events.json").write_text("{}")
    with pytest.raises(CliError, match=r"2018-10-31.*local reset"):
        land.upload(folder, alone=True)


def test_the_bucket_must_be_named(folder: Path) -> None:
    """Without SPARKIFY_BUCKET the error says where to set it."""
    with pytest.raises(CliError, match="SPARKIFY_BUCKET is not set"):
        land.upload(folder)
