"""A simulated fortnight that several tests of the simulator read. Here: fixtures only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sparkify_assets.simulator.run import simulate


@pytest.fixture(scope="session")
def fortnight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two weeks of 400 listeners and a catalogue of 600 songs, made in this process."""
    folder = tmp_path_factory.mktemp("fortnight")
    simulate(14, date(2018, 11, 1), 400, 600, 5, folder, processes=1)
    return folder
