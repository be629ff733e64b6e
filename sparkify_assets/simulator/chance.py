"""Chance that can be repeated: numbers that depend on the seed and on what they are for, on nothing else.

Two kinds. `noise` gives everybody and everything (a listener, a track) a fixed number that any process can work out
alone, so that no table of people or of tracks has to be kept or passed on. `dice` gives a stream for one day of one
block of listeners. Not here: what the numbers mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def noise(seed: int, purpose: str, ids: Integers) -> Floats:
    """One number in [0, 1) for each id: always the same one for the same seed, purpose and id."""
    key = np.uint64(int.from_bytes(hashlib.blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest(), "little"))
    mixed = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def pick(weights: ArrayLike, chances: Floats) -> Integers:
    """The index that each number in [0, 1) falls on, when index i has `weights[i]` of the whole."""
    heights = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(heights / heights[-1], chances, side="right").astype(np.int64)


def one_of(choices: int, chances: Floats) -> Integers:
    """An index below `choices` for each number in [0, 1), all equally likely."""
    return (chances * choices).astype(np.int64)


def dice(seed: int, *where: int) -> np.random.Generator:
    """A stream of chance of its own for each seed and place."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, *where))))


def power_law(chances: Floats, exponent: float, offset: float, ranks: int | Integers) -> Integers:
    """Ranks from 0 to `ranks` - 1, drawn with weights (rank + `offset`) ** -`exponent`: a head and a long tail."""
    bend = 1 - exponent
    low = offset**bend
    high = (np.asarray(ranks, dtype=np.float64) + offset) ** bend
    drawn = (low + chances * (high - low)) ** (1 / bend) - offset
    return np.clip(drawn.astype(np.int64), 0, np.asarray(ranks) - 1)


def quantile(knots: Sequence[tuple[float, float]], chances: Floats) -> Floats:
    """Values with the distribution that (share below, value) pairs describe, straight lines between them."""
    shares, values = zip(*knots, strict=True)
    return np.interp(chances, shares, values)
