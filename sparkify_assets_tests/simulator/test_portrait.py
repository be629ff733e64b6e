"""`sparkify_assets.simulator.portrait`: an audience in figures, and how far the simulated one is from the real one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sparkify_assets.simulator.portrait import Audience, Portrait, distances, largest_gap, portray, total_variation
from sparkify_assets.simulator.run import simulate

# The most that a simulated audience of 2,000 may differ from the real month in each figure.
FARTHEST = {
    "pages, by level": 0.05,
    "pages but songs": 0.03,
    "what follows a page, by level": 0.05,
    "first page of a session": 0.02,
    "hour of a session's start": 0.04,
    "weekday of a session's start, 1 is Monday": 0.05,
    "plays a song, 8 and more as one": 0.04,
    "plays an artist, 8 and more as one": 0.12,
    "songs of the catalogue an artist": 0.03,
    "decade of a song": 0.06,
    "browser of a listener": 0.05,
    "plays a session, free": 0.03,
    "plays a session, paid": 0.08,
    "sessions a listener": 0.10,
    "hours between sessions": 0.08,
    "seconds to the next page": 0.07,
    "seconds of a song": 0.07,
    "seconds of a song of the catalogue": 0.06,
}
# Figures of one number: the most that the two may differ.
NUMBERS_DIFFER = {
    "events a listener and day": 0.5,
    "sessions a listener and day": 0.04,
    "plays a session": 1.2,
    "share of plays by paying listeners": 0.05,
    "share of listeners who pay at the end": 0.06,
    "share of listeners who are women": 0.06,
    "share of events without a user": 0.01,
    "share of plays that match the catalogue": 0.015,
    "share of plays with doubly encoded text": 0.02,
    "songs of the catalogue an artist": 0.1,
    "share of songs without a year": 0.03,
    "share of songs without coordinates": 0.03,
}


def test_total_variation_is_what_would_have_to_move() -> None:
    """From half and half to three quarters and one: a quarter."""
    assert total_variation({"a": 0.5, "b": 0.5}, {"a": 0.75, "b": 0.25}) == 0.25
    assert total_variation({"a": 1.0}, {"b": 1.0}) == 1


def test_largest_gap_is_that_of_the_cumulative_shares() -> None:
    """Samples without overlap are 1 apart, the same ones 0."""
    assert largest_gap(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 1
    assert largest_gap(np.array([1.0, 2.0]), np.array([2.0, 1.0])) == 0
    assert largest_gap(np.array([1.0, 2.0]), np.array([1.0, 3.0])) == 0.5


def test_an_audience_is_like_itself(fortnight: Path) -> None:
    """All distances of a portrait to itself are 0."""
    audience = Audience.read(fortnight)
    portrait = portray(audience, 1000)
    assert all(distance.value == 0 for distance in distances(portrait, portrait))


def test_a_folder_without_logs_is_named(tmp_path: Path) -> None:
    """The error says which folder, and what it lacks."""
    with pytest.raises(FileNotFoundError, match=f"{tmp_path}: it has no log_data"):
        Audience.read(tmp_path)


@pytest.fixture(scope="module")
def portraits(month: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Portrait, Portrait]:
    """The real month's portrait and that of a simulated one of 2,000 listeners."""
    folder = tmp_path_factory.mktemp("simulated")
    simulate(30, date(2018, 11, 1), 2000, 14_896, 1, folder, processes=1)
    audiences = Audience.read(month), Audience.read(folder)
    plays = min(audience.events.filter(page="NextSong").height for audience in audiences)
    real, simulated = (portray(audience, plays) for audience in audiences)
    return real, simulated


def test_the_simulated_audience_is_close_to_the_real_one(portraits: tuple[Portrait, Portrait]) -> None:
    """No figure is farther from the real month than it was when it was measured, but for chance."""
    found = {distance.name: distance.value for distance in distances(*portraits)}
    assert found.keys() == FARTHEST.keys()
    assert {name: value for name, value in found.items() if value > FARTHEST[name]} == {}


def test_the_simulated_numbers_are_close_to_the_real_ones(portraits: tuple[Portrait, Portrait]) -> None:
    """The single numbers as well."""
    real, simulated = (portrait.numbers for portrait in portraits)
    assert real.keys() == NUMBERS_DIFFER.keys()
    far = {
        name: (real[name], simulated[name])
        for name, most in NUMBERS_DIFFER.items()
        if abs(real[name] - simulated[name]) > most
    }
    assert far == {}
