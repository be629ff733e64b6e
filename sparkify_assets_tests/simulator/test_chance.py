"""`sparkify_assets.simulator.chance`: chance that can be repeated."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator.chance import dice, noise, one_of, pick, power_law, quantile

ids = st.lists(st.integers(-1, 2**40), min_size=1, max_size=50).map(lambda numbers: np.array(numbers, dtype=np.int64))


@settings(deadline=None)
@given(ids, st.integers(0, 2**32))
def test_noise_knows_nothing_of_its_neighbours(numbers: np.ndarray, seed: int) -> None:
    """An id has the same number alone and in company, from 0 to below 1."""
    together = noise(seed, "anything", numbers)
    alone = [noise(seed, "anything", numbers[place : place + 1])[0] for place in range(len(numbers))]
    assert together.tolist() == alone
    assert ((together >= 0) & (together < 1)).all()


def test_noise_is_even_and_differs_by_seed_and_purpose() -> None:
    """All tenths are as likely, and neither another seed nor another purpose repeats the numbers."""
    numbers = np.arange(100_000)
    one = noise(1, "a", numbers)
    assert np.abs(np.histogram(one, 10, (0, 1))[0] / 10_000 - 1).max() < 0.05
    for other in (noise(2, "a", numbers), noise(1, "b", numbers)):
        assert abs(np.corrcoef(one, other)[0, 1]) < 0.02


def test_noise_never_changes() -> None:
    """Simulated files stay the same from version to version: so do these numbers."""
    assert noise(7, "length", np.array([0, 1, 123_456])).round(12).tolist() == [
        0.302042355594,
        0.489707082427,
        0.184584980197,
    ]


def test_dice_differ_by_place() -> None:
    """Each place has a stream of its own, the same one each time."""
    assert dice(1, 2, 3).random() == dice(1, 2, 3).random()
    assert len({dice(1, block, day).random() for block in range(5) for day in range(5)}) == 25


def test_pick_follows_the_weights() -> None:
    """An index with weight 0 is never picked; the others as their weights say."""
    assert pick([1, 0, 3], np.array([0.0, 0.24, 0.25, 0.999])).tolist() == [0, 0, 2, 2]


def test_one_of_reaches_all_choices() -> None:
    """Four quarters of chance are four choices."""
    assert one_of(4, np.array([0.0, 0.25, 0.5, 0.999])).tolist() == [0, 1, 2, 3]


@settings(deadline=None)
@given(st.floats(1.01, 3), st.floats(0.1, 50), st.integers(1, 10**6), st.integers(0, 2**32))
def test_power_law_stays_among_the_ranks(exponent: float, offset: float, ranks: int, seed: int) -> None:
    """No rank lies outside, whatever the shape."""
    drawn = power_law(dice(seed).random(100), exponent, offset, ranks)
    assert drawn.min() >= 0
    assert drawn.max() < ranks


def test_power_law_has_a_head_and_a_tail() -> None:
    """The first rank is drawn most, and most ranks are drawn rarely."""
    counts = np.bincount(power_law(dice(1).random(100_000), 1.5, 1.0, 1000), minlength=1000)
    assert counts[0] == counts.max()
    assert counts[0] > 100 * counts[500]


def test_quantile_draws_straight_lines() -> None:
    """Half way between two knots in share is half way between their values."""
    assert quantile(((0, 10), (0.5, 20), (1, 40)), np.array([0, 0.25, 0.5, 0.75])).tolist() == [10, 15, 20, 30]
