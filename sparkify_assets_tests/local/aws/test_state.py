"""Under test: moto's state to a file and back, in processes of their own, for moto's state is a process's."""

from __future__ import annotations

import pickle
import stat
from pathlib import Path

import pytest

from sparkify_assets.local.aws.state import State, StateError


def test_without_a_file_there_is_nothing_to_load(tmp_path: Path) -> None:
    """The first start begins with an empty account."""
    State(tmp_path / "aws").load()
    assert list((tmp_path / "aws").iterdir()) == []


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds secrets; nobody else may read it, and no draft stays behind."""
    State(tmp_path).save()
    assert [path.name for path in tmp_path.iterdir()] == ["state.pickle"]
    assert stat.S_IMODE((tmp_path / "state.pickle").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"noise", "UnpicklingError"),
        (b"", "EOFError"),
        (pickle.dumps({"moto": "1.0", "backends": []}), "written by moto 1.0"),
    ],
)
def test_a_file_that_cannot_be_taken_up_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """The error names the file, the reason and the way out; nothing is guessed and the file stays."""
    (tmp_path / "state.pickle").write_bytes(content)
    with pytest.raises(StateError, match=rf"state\.pickle cannot be read: .*{reason}.* Remove it"):
        State(tmp_path).load()
    assert (tmp_path / "state.pickle").read_bytes() == content
