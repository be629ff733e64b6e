"""`sparkify_assets.simulator.sessions`: the walk from page to page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator import habits
from sparkify_assets.simulator.chance import dice
from sparkify_assets.simulator.sessions import NO_TRACK, Walks, fall, walk
from sparkify_assets.simulator.songbook import Songbook

BOOK = Songbook(seed=5, songs=100)


def walked(seed: int, sessions: int = 200) -> tuple[Walks, np.ndarray, np.ndarray]:
    """Sessions of free and paying listeners, and how they came to them: paid, out."""
    paid, out = np.arange(sessions) % 2, np.arange(sessions) // 2 % 2
    return walk(dice(seed), BOOK, np.arange(sessions) * 1000, paid, out), paid, out


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_sessions_are_whole_and_in_order(seed: int) -> None:
    """Each begins when it should, as it should, and time never runs back."""
    walks, paid, out = walked(seed)
    firsts = np.searchsorted(walks.session, np.arange(200))
    assert (np.diff(walks.session) >= 0).all()
    assert walks.second[firsts].tolist() == (np.arange(200) * 1000).tolist()
    assert habits.IS_PAID[walks.state[firsts]].tolist() == paid.astype(bool).tolist()
    assert habits.IS_OUT[walks.state[firsts]].tolist() == out.astype(bool).tolist()
    same = np.diff(walks.session) == 0
    assert (np.diff(walks.second)[same] >= 0).all()


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_every_step_was_counted(seed: int) -> None:
    """A page is followed by what followed it in the real month, and what comes last may end a session."""
    walks, *_ = walked(seed)
    shares = np.diff(habits.NEXT, axis=1, prepend=0)
    song = np.flatnonzero(habits.IS_SONG)
    shares[song, song] = 1
    same = np.diff(walks.session) == 0
    assert (shares[walks.state[:-1][same], walks.state[1:][same]] > 0).all()
    lasts = np.searchsorted(walks.session, np.arange(200), side="right") - 1
    assert (shares[walks.state[lasts], habits.ENDED] > 0).all()
    assert walks.last_state.tolist() == walks.state[lasts].tolist()
    assert walks.last_second.tolist() == walks.second[lasts].tolist()


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_songs_are_heard_to_their_end(seed: int) -> None:
    """A song follows a song after its whole seconds; pages between them may delay it, never hasten it."""
    walks, *_ = walked(seed)
    songs = np.flatnonzero(habits.IS_SONG[walks.state])
    assert ((walks.track != NO_TRACK) == habits.IS_SONG[walks.state]).all()
    lengths = BOOK.lengths(walks.track[songs]).astype(np.int64)
    pairs = np.flatnonzero(np.diff(walks.session[songs]) == 0)
    waits = np.diff(walks.second[songs])[pairs]
    at_once = np.diff(songs)[pairs] == 1
    assert (waits[at_once] == lengths[:-1][pairs][at_once]).all()
    assert (waits >= lengths[:-1][pairs]).all()


def test_redirects_follow_after_a_second() -> None:
    """Logging in and out, saving and submitting take a second."""
    walks, *_ = walked(1, 5000)
    redirected = habits.IS_REDIRECT[walks.state[1:]] & (np.diff(walks.session) == 0)
    assert (np.diff(walks.second)[redirected] == 1).all()
    assert redirected.sum() > 100


def test_paying_listeners_play_more() -> None:
    """24 songs a session against 2: as counted."""
    walks, paid, _ = walked(2, 20_000)
    plays = np.bincount(walks.session, habits.IS_SONG[walks.state])
    assert plays[(paid == 1)].mean() > 6 * plays[paid == 0].mean()


def test_nobody_makes_no_sessions() -> None:
    """No start, no event."""
    nothing = np.empty(0, dtype=np.int64)
    assert len(walk(dice(1), BOOK, nothing, nothing, nothing).session) == 0


def test_fall_uses_each_row_for_its_chance() -> None:
    """A chance below the first height falls on 0, one between two heights on the second."""
    heights = np.array([[0.5, 1.0], [0.1, 1.0]])
    assert fall(heights, np.array([0.3, 0.3])).tolist() == [0, 1]
    assert fall(heights, np.array([0.5, 0.0])).tolist() == [1, 0]
    assert pytest.approx(1) == habits.FIRST[0, -1]
