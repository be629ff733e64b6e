"""`sparkify_assets.simulator.habits`: the measured tables, and the matrices made of them."""

from __future__ import annotations

import numpy as np
import pytest

from sparkify_assets.simulator import habits


@pytest.mark.parametrize("heights", [habits.NEXT, habits.FIRST])
def test_each_row_is_a_whole(heights: np.ndarray) -> None:
    """Shares add up to one, and none is negative."""
    assert heights[:, -1] == pytest.approx(1)
    assert (np.diff(heights, axis=1) >= 0).all()


def test_every_follower_is_a_state() -> None:
    """What can follow has followers itself, at the level it is reached with."""
    for table in (habits.FREE, habits.PAID):
        for followers in table.values():
            assert followers.keys() - {habits.END} <= table.keys()


def test_the_level_changes_by_submitting_alone() -> None:
    """Only the two pages that submit a change lead to the other level."""
    for state, (level, page) in enumerate(habits.STATES):
        shares = np.diff(habits.NEXT[state], prepend=0)[: habits.ENDED]
        levels = {habits.STATES[following][0] for following in np.flatnonzero(shares)}
        if page in ("Submit Upgrade", "Submit Downgrade"):
            assert levels == {"free", "paid"} - {level}
        else:
            assert levels <= {level}


def test_nobody_comes_back_from_a_cancellation() -> None:
    """Cancelling is confirmed, and then the session ends."""
    for state in np.flatnonzero(habits.IS_GONE):
        assert habits.NEXT[state, habits.ENDED - 1] == 0


def test_runs_are_of_songs_alone() -> None:
    """A page is one visit; a run of songs has the length that was counted: 5,162 of 5,591 paid songs lead to a song."""
    assert (habits.RUN_ENDS[~habits.IS_SONG] == 1).all()
    assert habits.RUN_ENDS[habits.STATES.index(("paid", "NextSong"))] == pytest.approx(1 - 5162 / 5591)
