"""The audience through the days: who begins how many sessions when, and what each session leaves behind.

Listeners are dealt with in blocks of `BLOCK`. A block goes from day to day and keeps only a few numbers about each
listener; its chance comes from seed, block and day, so a day is the same however many days follow it and whatever
process works it out. Not here: what happens inside a session (`sessions`), other blocks (`run`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sparkify_assets.simulator import habits, listeners
from sparkify_assets.simulator.chance import Floats, Integers, dice, pick
from sparkify_assets.simulator.listeners import DAY
from sparkify_assets.simulator.sessions import Walks, walk
from sparkify_assets.simulator.songbook import Songbook

BLOCK = 8192
# Events on their way from a block to the writer.
EVENT_COLUMNS = pl.Schema(
    {
        "second": pl.Int32,
        "listener": pl.Int32,
        "session": pl.Int32,
        "item": pl.Int16,
        "state": pl.Int8,
        "track": pl.Int32,
    }
)

_WEEKDAYS = np.array(habits.SESSIONS_BY_WEEKDAY) / np.mean(habits.SESSIONS_BY_WEEKDAY)


@dataclass(frozen=True)
class Plan:
    """What is to be simulated: `users` listeners at the start, `songs` songs, `days` days from `start` on.

    `growth` is the share of the listeners that signs up each day.
    """

    days: int
    start: date
    users: int
    songs: int
    seed: int
    growth: float = habits.DAILY_GROWTH

    @property
    def songbook(self) -> Songbook:
        """The music of the simulation."""
        return Songbook(self.seed, self.songs)

    @property
    def listeners(self) -> int:
        """How many listeners have registered by the end."""
        return int(listeners.population(self.users, self.days, self.growth)[-1])

    @property
    def blocks(self) -> int:
        """How many blocks of listeners there are."""
        return -(-self.listeners // BLOCK)

    def arrival_days(self, who: Integers) -> Integers:
        """The day on which each of these listeners registers; see `listeners.arrival_days`."""
        return listeners.arrival_days(who, self.users, self.days, self.growth)


class Block:
    """One block of listeners on its way through the days. Times are seconds since midnight of the first day."""

    def __init__(self, plan: Plan, number: int) -> None:
        self._plan, self._number = plan, number
        self._songbook = plan.songbook
        self._listeners = number * BLOCK + np.arange(BLOCK)
        self._arrivals = plan.arrival_days(self._listeners)
        self._free_from = listeners.registrations(plan.seed, self._listeners, self._arrivals)
        self._appetites = listeners.appetites(plan.seed, self._listeners)
        self._paid = listeners.start_paid(plan.seed, self._listeners, self._arrivals).astype(np.int64)
        self._out = np.zeros(BLOCK, dtype=np.int64)
        self._gone = np.zeros(BLOCK, dtype=bool)
        self._sessions = 0

    def days(self) -> Iterator[tuple[pl.DataFrame, int]]:
        """Each day's events and the number of sessions that began on it.

        The columns are EVENT_COLUMNS; `session` is counted within the block, from 0. A session that goes on after
        midnight has its later events on the next day.
        """
        late = [pl.DataFrame(schema=EVENT_COLUMNS)]
        for day in range(self._plan.days):
            before = self._sessions
            events = pl.concat([*late, *self._day(day)])
            midnight = (day + 1) * DAY
            late = [events.filter(pl.col("second") >= midnight)]
            yield events.filter(pl.col("second") < midnight), self._sessions - before

    def _day(self, day: int) -> Iterator[pl.DataFrame]:
        """Yields the events of sessions that begin on the day: of everybody's first one, second one, and so on."""
        chance = dice(self._plan.seed, self._number, day)
        who, starts, turns = self._starts(chance, day)
        for turn in range(int(turns.max(initial=-1)) + 1):
            yield self._turn(chance, day, who[turns == turn], starts[turns == turn])

    def _starts(self, chance: np.random.Generator, day: int) -> tuple[Integers, Integers, Integers]:
        """Returns listener (index in the block), second and turn of each session wanted on the day."""
        counts = chance.poisson(self._rates(day))
        # Who signs up listens on that day.
        counts[(self._arrivals == day) & (counts == 0)] = 1
        counts[(self._arrivals > day) | self._gone] = 0
        who = np.repeat(np.arange(BLOCK), counts)
        hours = pick(habits.SESSIONS_BY_HOUR, chance.random(len(who)))
        starts = day * DAY + hours * 3600 + chance.integers(0, 3600, len(who))
        turns = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
        return who, starts[np.lexsort((starts, who))], turns

    def _rates(self, day: int) -> Floats:
        """Returns how many sessions each listener begins on such a day, on average."""
        weekday = (self._plan.start.weekday() + day) % 7
        return np.array(habits.SESSIONS_A_DAY)[self._paid] * self._appetites * _WEEKDAYS[weekday]

    def _turn(self, chance: np.random.Generator, day: int, who: Integers, starts: Integers) -> pl.DataFrame:
        """Returns the events of one session of each of these listeners, unless it would begin after midnight."""
        starts = np.maximum(starts, self._free_from[who])
        today = (starts < (day + 1) * DAY) & ~self._gone[who]
        who, starts = who[today], starts[today]
        walks = walk(chance, self._songbook, starts, self._paid[who], self._out[who])
        self._remember(who, walks)
        events = self._events(who, walks)
        self._sessions += len(who)
        return events

    def _remember(self, who: Integers, walks: Walks) -> None:
        """Keeps what a session leaves behind: level, logged in or out, gone or not, and until when it took."""
        self._paid[who] = habits.IS_PAID[walks.last_state]
        self._out[who] = habits.IS_OUT[walks.last_state]
        self._gone[who] = habits.IS_GONE[walks.last_state]
        self._free_from[who] = walks.last_second + habits.SHORTEST_PAUSE

    def _events(self, who: Integers, walks: Walks) -> pl.DataFrame:
        """Returns the events as small as they can be kept."""
        first = np.searchsorted(walks.session, np.arange(len(who)))
        return pl.DataFrame(
            {
                "second": walks.second,
                "listener": self._listeners[who][walks.session],
                "session": self._sessions + walks.session,
                "item": np.arange(len(walks.session)) - first[walks.session],
                "state": walks.state,
                "track": walks.track,
            },
            schema_overrides=EVENT_COLUMNS,
        )
