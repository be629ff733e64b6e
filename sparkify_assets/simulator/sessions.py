"""Sessions: from the first page to the last, a walk from page to page with the followers counted in `habits`.

All sessions given are walked at once, visit by visit; a run of songs is one visit. A song that is interrupted by a page
plays on: the next song begins at its end, unless the pages took longer. Not here: when sessions begin, and what they
leave behind in the listener (`audience`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sparkify_assets.simulator import habits
from sparkify_assets.simulator.chance import Floats, Integers
from sparkify_assets.simulator.songbook import Songbook

NO_TRACK = -1


@dataclass(frozen=True)
class Walks:
    """The events of sessions, ordered by session, then in the order they happened.

    `session` is the index of the session, `second` as the starts given, `state` an index into `habits.STATES`, `track`
    NO_TRACK on events that are not plays. `last_state` and `last_second` have one row a session.
    """

    session: Integers
    second: Integers
    state: Integers
    track: Integers
    last_state: Integers
    last_second: Integers


def fall(heights: Floats, chances: Floats) -> Integers:
    """The index that each chance falls on in its own row of cumulative shares."""
    return (chances[:, None] >= heights).sum(axis=1)


def walk(dice: np.random.Generator, songbook: Songbook, starts: Integers, paid: Integers, out: Integers) -> Walks:
    """Walks one session from each start (seconds); `paid` and `out` (1 or 0) say how each listener comes to it."""
    clock, song_ends = starts.copy(), np.full(len(starts), np.iinfo(np.int64).min)
    state = fall(habits.FIRST[paid + 2 * out], dice.random(len(starts)))
    begins = starts
    going = np.arange(len(starts))
    visits = [(going[:0],) * 4]
    while going.size:
        events, lengths = _visit(dice, songbook, going, state[going], begins)
        visits.append(events)
        last = np.searchsorted(events[0], going, side="right") - 1
        clock[going] = events[1][last]
        song_ends[going] = np.where(habits.IS_SONG[state[going]], clock[going] + lengths[last], song_ends[going])
        following = fall(habits.NEXT[state[going]], dice.random(len(going)))
        going, following = going[following != habits.ENDED], following[following != habits.ENDED]
        state[going] = following
        begins = _begin(dice, following, clock[going], song_ends[going])
    session, second, states, tracks = (np.concatenate(columns) for columns in zip(*visits, strict=True))
    order = np.argsort(session, kind="stable")
    return Walks(session[order], second[order], states[order], tracks[order], state, clock)


def _visit(
    dice: np.random.Generator, songbook: Songbook, sessions: Integers, state: Integers, begins: Integers
) -> tuple[tuple[Integers, Integers, Integers, Integers], Integers]:
    """Returns the events of one visit of each session (session, second, state, track), and their seconds of music."""
    repeats = dice.geometric(habits.RUN_ENDS[state])
    states = np.repeat(state, repeats)
    songs = habits.IS_SONG[states]
    tracks = np.full(len(states), NO_TRACK)
    tracks[songs] = songbook.draw(dice, int(songs.sum()))
    lengths = np.zeros(len(states), dtype=np.int64)
    lengths[songs] = songbook.lengths(tracks[songs])
    played_before = np.cumsum(lengths) - lengths
    firsts = np.cumsum(repeats) - repeats
    seconds = played_before + np.repeat(begins - played_before[firsts], repeats)
    return (np.repeat(sessions, repeats), seconds, states, tracks), lengths


def _begin(dice: np.random.Generator, state: Integers, clock: Integers, song_ends: Integers) -> Integers:
    """Returns when each session's next visit begins, its last event having been at `clock`."""
    mu, sigma = np.array(habits.PAGE_GAP)[habits.IS_PAID[state].astype(np.int64)].T
    gaps = np.minimum(dice.lognormal(mu, sigma), habits.LONGEST_GAP).astype(np.int64)
    gaps = np.where(habits.IS_REDIRECT[state], habits.REDIRECT_GAP, gaps)
    return np.where(habits.IS_SONG[state] & (song_ends > clock), song_ends, clock + gaps)
