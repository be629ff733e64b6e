"""The music: a catalogue of songs with its artists, and the many more tracks that people play beyond it.

Of every `BEYOND` tracks one is in the catalogue, so that about one play in twenty finds its song, as in the real month.
A track is a number; its artist, title and length follow from it. Popular artists have more tracks; what is played has a
head and a long tail. Not here: when people play (`sessions`) and how a play is written down (`writer`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import polars as pl

from sparkify_assets.simulator import words
from sparkify_assets.simulator.chance import Floats, Integers, noise, one_of, pick, power_law, quantile

BEYOND = 20
ARTISTS_A_SONG = 1.788

# Exponent and offset of the power laws that plays follow: over artists, and over one artist's tracks.
ARTIST_POPULARITY = (1.05, 20.0)
TRACK_POPULARITY = (1.5, 1.0)

# (share of tracks that are shorter, seconds).
LENGTHS = (
    (0, 6.4), (0.01, 60), (0.05, 125), (0.1, 153), (0.2, 182), (0.3, 202), (0.4, 218), (0.5, 232), (0.6, 247.5),
    (0.7, 266), (0.8, 294), (0.9, 350), (0.95, 412), (0.99, 590), (0.999, 1200), (1, 2700),
)  # fmt: skip
# Plays of a catalogue song whose logged length is not the catalogue's duration: 14 of 333.
OTHER_LENGTH_SHARE = 0.04
# (share of songs from before, year); a third has no year.
YEARS = (
    (0, 1926), (0.002, 1959), (0.017, 1969), (0.055, 1979), (0.127, 1989), (0.212, 1994), (0.355, 1999), (0.589, 2004),
    (0.977, 2010), (1, 2011),
)  # fmt: skip
NO_YEAR_SHARE = 4762 / 14896

# Songs whose artist appears under another name than usual: with a guest.
GUEST_SHARE = 0.04
# Titles, artist names and locations that are numbers. The song files have them as JSON numbers.
NUMBER_TITLE_SHARE = 19 / 14896
NUMBER_NAME_SHARE = 21 / 14896
NUMBER_LOCATION_SHARE = 12 / 14896
# Artists without a location; with one but no coordinates; with HTML in it; songs whose location is null.
NO_LOCATION_SHARE = 6694 / 14896
NO_COORDINATES_SHARE = 2926 / 8202
HTML_LOCATION_SHARE = 4 / 14896
NULL_LOCATION_SHARE = 1 / 14896

NUMBERS = ("311", "4.6", "2002", "99", "1997", "702", "5", "19", "101", "45", "1986", "112", "7", "36", "66", "180")
HTML = (
    '<a href="http://example.org" onclick=\'follow($(this), event)\' target="_blank" rel="nofollow">'
    "http://example.org</a>"
)
_BEGINNINGS = tuple(f"{phrase} " if phrase else "" for phrase in words.TITLE_BEGINNINGS)
_TAILS = tuple(f" {phrase}" if phrase else "" for phrase in words.TITLE_TAILS)
_BEFORE, _BETWEEN, _AFTER = zip(*words.ARTIST_FRAMES, strict=True)
_FRAME_WEIGHTS = tuple(words.ARTIST_FRAMES.values())
_ADDITIONS, _ADDITION_WEIGHTS = tuple(words.TITLE_ADDITIONS), tuple(words.TITLE_ADDITIONS.values())

Encode = Callable[[str], str]


def _codes(prefix: str, middle: str, digits: int, seed: int, numbers: Integers) -> list[str]:
    """Returns identifiers of 18 characters, such as TRAGGGV128F9303219: no two numbers share their last digits."""
    letters = one_of(26, noise(seed, prefix, numbers[:, None] * 8 + np.arange(7 - len(prefix)))) + ord("A")
    scrambled = (numbers + 1) * 0x9E3779B1 % 16**digits
    return [
        f"{prefix}{word.tobytes().decode()}{middle}{number:0{digits}X}"
        for word, number in zip(letters.astype(np.uint8), scrambled.tolist(), strict=True)
    ]


def _number_or_text(text: str) -> str | int | float:
    """Returns what the song files have for a text: a JSON number where it looks like one."""
    return json.loads(text) if text in NUMBERS else text


@cache
def _encoded(choices: tuple[str, ...], encode: Encode) -> pl.Series:
    """Returns the encoded choices."""
    return pl.Series([encode(choice) for choice in choices], dtype=pl.String)


def _gather(choices: tuple[str, ...], index: Integers, encode: Encode) -> pl.Series:
    """Returns the encoded choice at each index."""
    return _encoded(choices, encode).gather(index)


def _glue(*parts: pl.Series) -> pl.Series:
    """Returns the parts of each row joined into one text."""
    return pl.select(pl.concat_str(*parts)).to_series()


def _homes() -> pl.DataFrame:
    """Returns the homes an artist can have, with weights: none, strange ones, places without and with coordinates."""
    strange = [
        ("", None, None, NO_LOCATION_SHARE),
        (HTML, None, None, HTML_LOCATION_SHARE),
        ("99", None, None, NUMBER_LOCATION_SHARE),
    ]
    share = (1 - sum(weight for *_, weight in strange)) / sum(1 / rank for rank in range(1, len(words.HOMES) + 1))
    places = [
        (location, *coordinates, weight * share / rank)
        for rank, (location, latitude, longitude) in enumerate(words.HOMES, 1)
        for coordinates, weight in (
            ((None, None), NO_COORDINATES_SHARE),
            ((latitude, longitude), 1 - NO_COORDINATES_SHARE),
        )
    ]
    return pl.DataFrame(strange + places, schema=["location", "latitude", "longitude", "weight"], orient="row")


@dataclass(frozen=True)
class Songbook:
    """All music of one simulation: `songs` songs in the catalogue, `BEYOND` times as many tracks that people play."""

    seed: int
    songs: int

    @property
    def tracks(self) -> int:
        """How many tracks there are, catalogue included."""
        return self.songs * BEYOND

    @cached_property
    def first_tracks(self) -> Integers:
        """The first track of each artist and, last, the number of tracks. The first artist has the most."""
        artists = max(1, round(self.songs * ARTISTS_A_SONG))
        share = np.arange(artists + 1) / artists
        share[1:] *= 1 - np.log(share[1:])
        return np.round(self.tracks * share).astype(np.int64)

    def draw(self, dice: np.random.Generator, plays: int) -> Integers:
        """Draws the track of each play."""
        firsts = self.first_tracks
        artists = power_law(dice.random(plays), *ARTIST_POPULARITY, len(firsts) - 1)
        own = np.maximum(firsts[artists + 1] - firsts[artists], 1)
        return np.minimum(firsts[artists] + power_law(dice.random(plays), *TRACK_POPULARITY, own), self.tracks - 1)

    def artists(self, tracks: Integers) -> Integers:
        """The artist of each track."""
        return np.searchsorted(self.first_tracks, tracks, side="right") - 1

    def lengths(self, tracks: Integers) -> Floats:
        """The length of each track in seconds, as plays log it: five decimals."""
        return np.round(quantile(LENGTHS, noise(self.seed, "length", tracks)), 5)

    def durations(self, tracks: Integers) -> Floats:
        """The duration of each track in seconds, as the catalogue has it: nearly always its length."""
        other = np.round(quantile(LENGTHS, noise(self.seed, "other length", tracks)), 5)
        return np.where(noise(self.seed, "has other length", tracks) < OTHER_LENGTH_SHARE, other, self.lengths(tracks))

    def catalogue(self, songs: Integers) -> Integers:
        """The track of each song of the catalogue: one of the `BEYOND` tracks that leave its number as remainder."""
        return songs + self.songs * one_of(BEYOND, noise(self.seed, "catalogue", songs))

    def titles(self, tracks: Integers, encode: Encode) -> pl.Series:
        """The title of each track. `encode` is applied to the words that titles are made of, once each."""
        titles = _glue(
            _gather(_BEGINNINGS, one_of(len(_BEGINNINGS), noise(self.seed, "title begins", tracks)), encode),
            _gather(words.TITLE_WORDS, one_of(len(words.TITLE_WORDS), noise(self.seed, "title", tracks)), encode),
            _gather(_TAILS, one_of(len(_TAILS), noise(self.seed, "title ends", tracks)), encode),
            _gather(_ADDITIONS, pick(_ADDITION_WEIGHTS, noise(self.seed, "title's addition", tracks)), encode),
        )
        return self._some_numbers(titles, "number title", NUMBER_TITLE_SHARE, tracks)

    def artist_names(self, tracks: Integers, encode: Encode) -> pl.Series:
        """The artist's name as it stands on each track: on some of them with a guest."""
        names = self._names(self.artists(tracks), encode)
        shared = np.flatnonzero(noise(self.seed, "has guest", tracks) < GUEST_SHARE)
        guests = one_of(len(self.first_tracks) - 1, noise(self.seed, "guest", tracks[shared]))
        return names.scatter(shared, names.gather(shared) + " feat. " + self._names(guests, encode))

    def _names(self, artists: Integers, encode: Encode) -> pl.Series:
        """Returns each artist's usual name. No two are the same, up to a few hundred thousand artists."""
        pairs = len(words.ARTIST_FIRST) * len(words.ARTIST_SECOND)
        rounds, pair = np.divmod(artists, pairs)
        # Neighbours in popularity must not be neighbours in the lists.
        pair = (pair * 15_485_863 + self.seed % pairs) % pairs
        frames = (pick(_FRAME_WEIGHTS, noise(self.seed, "frame", pair)) + rounds) % len(_FRAME_WEIGHTS)
        firsts, seconds = np.divmod(pair, len(words.ARTIST_SECOND))
        names = _glue(
            _gather(_BEFORE, frames, encode),
            _gather(words.ARTIST_FIRST, firsts, encode),
            _gather(_BETWEEN, frames, encode),
            _gather(words.ARTIST_SECOND, seconds, encode),
            _gather(_AFTER, frames, encode),
        )
        return self._some_numbers(names, "number name", NUMBER_NAME_SHARE, artists)

    def _some_numbers(self, texts: pl.Series, purpose: str, share: float, ids: Integers) -> pl.Series:
        """Returns the texts, a `share` of them replaced by a number."""
        chances = noise(self.seed, purpose, ids)
        numbers = pl.Series(NUMBERS).gather(one_of(len(NUMBERS), (chances / share) % 1))
        return texts.zip_with(pl.Series(chances >= share), numbers)

    def files(self, songs: Integers) -> Iterator[tuple[str, bytes]]:
        """The path below the bucket's root and the content of each song's file."""
        table = self._table(songs)
        for track_id, record in zip(
            _codes("TRA", "128F", 7, self.seed, songs), table.iter_rows(named=True), strict=True
        ):
            for key in ("artist_location", "artist_name", "title"):
                record[key] = _number_or_text(record[key])
            path = f"song_data/{'/'.join(track_id[2:5])}/{track_id}.json"
            yield path, json.dumps(record, separators=(",", ":")).replace("/", r"\/").encode()

    def _table(self, songs: Integers) -> pl.DataFrame:
        """Returns the fields of the songs' files, in their order there, numbers still as text."""
        tracks = self.catalogue(songs)
        artists = self.artists(tracks)
        homes = self._homes(artists)
        known = pl.Series(noise(self.seed, "null location", songs) >= NULL_LOCATION_SHARE)
        return pl.DataFrame(
            {
                "artist_id": _codes("AR", "118", 8, self.seed, artists),
                "artist_latitude": homes["latitude"],
                "artist_location": homes["location"].set(~known, None),
                "artist_longitude": homes["longitude"],
                "artist_name": self.artist_names(tracks, str),
                "duration": self.durations(tracks),
                "num_songs": np.ones(len(songs), dtype=np.int64),
                "song_id": _codes("SO", "12A", 8, self.seed, songs),
                "title": self.titles(tracks, str),
                "year": self._years(songs),
            }
        )

    def _years(self, songs: Integers) -> Integers:
        """Returns the year of each song, 0 where it is unknown."""
        years = quantile(YEARS, noise(self.seed, "year", songs)).astype(np.int64)
        return np.where(noise(self.seed, "no year", songs) < NO_YEAR_SHARE, 0, years)

    def _homes(self, artists: Integers) -> pl.DataFrame:
        """Returns each artist's location, latitude and longitude."""
        homes = _homes()
        return homes[pick(homes["weight"], noise(self.seed, "home", artists))]
