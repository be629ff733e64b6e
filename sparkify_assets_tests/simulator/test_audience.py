"""`sparkify_assets.simulator.audience`: a block of listeners on its way through the days."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator import habits, listeners
from sparkify_assets.simulator.audience import BLOCK, Block, Plan
from sparkify_assets.simulator.listeners import DAY


def lived(plan: Plan, number: int = 0) -> list[tuple[pl.DataFrame, int]]:
    """All days of a block."""
    return list(Block(plan, number).days())


def test_blocks_hold_everybody() -> None:
    """There are as many blocks as the listeners of the last day need."""
    assert Plan(1, date(2018, 11, 1), 1, 1, 0).blocks == 1
    assert Plan(1, date(2018, 11, 1), BLOCK + 1, 1, 0).blocks == 2


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 200), st.integers(1, 6), st.integers(0, 6))
def test_a_day_does_not_depend_on_the_days_after_it(seed: int, users: int, days: int, more: int) -> None:
    """The first days are the same, however many follow."""
    short = lived(Plan(days, date(2018, 11, 1), users, 50, seed))
    long = lived(Plan(days + more, date(2018, 11, 1), users, 50, seed))
    for (events, sessions), (same, as_many) in zip(short, long, strict=False):
        assert events.equals(same)
        assert sessions == as_many


def test_events_stay_within_their_day_and_sessions_are_numbered() -> None:
    """A day has the seconds of its day; the block's sessions are counted without a gap."""
    days = lived(Plan(5, date(2018, 11, 1), 1000, 50, 3))
    for day, (events, _) in enumerate(days):
        assert (events["second"] // DAY == day).all()
    sessions = pl.concat([events for events, _ in days])["session"].unique().sort().to_list()
    begun = sum(count for _, count in days)
    assert set(sessions) <= set(range(begun))
    assert len(sessions) == begun


def test_sessions_go_on_after_midnight() -> None:
    """Some sessions have events on two days; what is left of them comes the day after."""
    days = [set(events["session"]) for events, _ in lived(Plan(5, date(2018, 11, 1), 1000, 50, 3))]
    assert any(days[day] & days[day + 1] for day in range(4))


def test_a_listener_does_one_thing_at_a_time() -> None:
    """A listener's sessions do not overlap: each begins at least the shortest pause after the one before."""
    events = pl.concat([events for events, _ in lived(Plan(14, date(2018, 11, 1), 2000, 50, 3))])
    sessions = events.group_by("listener", "session").agg(start=pl.col("second").min(), end=pl.col("second").max())
    pauses = sessions.sort("listener", "start").select(pl.col("start") - pl.col("end").shift(1).over("listener"))
    assert (pauses.to_series().drop_nulls() >= habits.SHORTEST_PAUSE).all()


def test_newcomers_listen_on_their_first_day() -> None:
    """Who signs up is seen on that day, and not before the moment of registration."""
    plan = Plan(20, date(2018, 11, 1), 3000, 50, 3)
    everyone = pl.concat([events for events, _ in lived(plan)])
    first = everyone.group_by("listener").agg(pl.col("second").min()).sort("listener")
    who = first["listener"].to_numpy().astype("int64")
    arrivals = plan.arrival_days(who)
    assert (first["second"].to_numpy() >= listeners.registrations(plan.seed, who, arrivals)).all()
    newcomers = first.filter(pl.col("listener") >= plan.users)
    assert newcomers.height > 0.95 * (plan.listeners - plan.users)
    on_their_day = newcomers["second"].to_numpy() // DAY == arrivals[who >= plan.users]
    assert on_their_day.mean() > 0.95


def test_who_cancels_is_gone() -> None:
    """Cancelling happens, and is the last that is seen of a listener."""
    events = pl.concat([events for events, _ in lived(Plan(20, date(2018, 11, 1), 4000, 50, 3))])
    last = events.sort("listener", "second", "item").group_by("listener", maintain_order=True).last()
    gone = [int(state) for state in habits.IS_GONE.nonzero()[0]]
    cancelled = events.filter(pl.col("state").is_in(gone))
    assert cancelled.height > 5
    assert last.filter(pl.col("state").is_in(gone)).height == cancelled.height


def test_weekends_are_quiet() -> None:
    """Saturdays and Sundays have about half of a working day's sessions, whatever day the simulation starts on."""
    sessions = [count for _, count in lived(Plan(7, date(2018, 11, 1), 4000, 50, 3))]
    assert (sessions[2] + sessions[3]) / 2 == pytest.approx(
        0.55 * (sum(sessions) - sessions[2] - sessions[3]) / 5, rel=0.1
    )
