"""`sparkify_assets.simulator.listeners`: who a listener is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator import listeners, words
from sparkify_assets.simulator.listeners import DAY

CROWD = np.arange(50_000)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.integers(1, 400), st.integers(0, 400), st.sampled_from([0, 0.003, 0.01]))
def test_the_past_does_not_depend_on_the_future(users: int, days: int, more: int, growth: float) -> None:
    """More days add listeners; they change nothing about those who had come before."""
    short, long = (listeners.population(users, until, growth) for until in (days, days + more))
    assert long[: days + 1].tolist() == short.tolist()
    assert short[0] == users
    someone = np.linspace(0, short[-1] - 1, 20).astype(np.int64)
    arrivals = listeners.arrival_days(someone, users, days, growth)
    assert arrivals.tolist() == listeners.arrival_days(someone, users, days + more, growth).tolist()
    assert arrivals.max() < days


def test_registrations_lie_on_the_day_of_arrival() -> None:
    """Those of the start registered in the two weeks before, the others on their day."""
    arrivals = np.where(CROWD < 40_000, -1, CROWD % 30)
    seconds = listeners.registrations(3, CROWD, arrivals)
    early = seconds[arrivals < 0]
    assert early.min() >= -14 * DAY
    assert early.max() <= 0
    assert (seconds[arrivals >= 0] // DAY == arrivals[arrivals >= 0]).all()


def test_appetites_average_one_and_differ_much() -> None:
    """The mean listener has the mean appetite; the keenest tenth has more than twice of it."""
    appetites = listeners.appetites(3, CROWD)
    assert appetites.mean() == pytest.approx(1, abs=0.03)
    assert np.quantile(appetites, 0.9) > 2


def test_newcomers_start_free() -> None:
    """Of those who were there at the start, 15.5% pay; of the others nobody does."""
    assert listeners.start_paid(3, CROWD, np.full(len(CROWD), -1)).mean() == pytest.approx(0.155, abs=0.01)
    assert not listeners.start_paid(3, CROWD, np.zeros(len(CROWD), dtype=np.int64)).any()


def test_people_are_as_many_as_they_are() -> None:
    """Women, people of New York and those with Firefox have their shares; everything drawn exists."""
    women = [listeners.FIRST_NAMES[index][1] == "F" for index in listeners.first_names(3, CROWD)]
    assert np.mean(women) == pytest.approx(55 / 97, abs=0.01)
    places = listeners.locations(3, CROWD)
    assert np.mean(places == 0) == pytest.approx(201 / sum(words.METROS.values()), abs=0.01)
    agents = [listeners.USER_AGENTS[index] for index in listeners.user_agents(3, CROWD)]
    assert np.mean(["Firefox" in agent for agent in agents]) == pytest.approx(0.24, abs=0.03)
    assert listeners.last_names(3, CROWD).max() < len(words.FAMILIES)


def test_user_agents_look_like_the_real_ones() -> None:
    """Firefox and Explorer come bare, the others within quotation marks of their own."""
    for agent in listeners.USER_AGENTS:
        bare = any(name in agent for name in ("Firefox", "MSIE", "Trident"))
        assert agent.startswith('"Mozilla/5.0 (') is not bare
        assert agent.endswith('"') is not bare
