"""`sparkify_assets.simulator.songbook`: the catalogue, and the music beyond it."""

from __future__ import annotations

import json
import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparkify_assets.simulator.chance import dice
from sparkify_assets.simulator.songbook import BEYOND, Songbook

BOOK = Songbook(seed=5, songs=14_896)
EVERY_SONG = np.arange(BOOK.songs)
KEYS = [
    "artist_id", "artist_latitude", "artist_location", "artist_longitude", "artist_name", "duration", "num_songs",
    "song_id", "title", "year",
]  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """All files of the catalogue."""
    return dict(BOOK.files(EVERY_SONG))


def test_a_file_lies_where_its_name_says(files: dict[str, bytes]) -> None:
    """song_data/A/?/?/TRA??….json, by the third to fifth letter; no two songs share a file."""
    assert len(files) == BOOK.songs
    for path in files:
        assert re.fullmatch(r"song_data/A/([A-Z])/([A-Z])/TRA\1\2[A-Z]{2}128F[0-9A-F]{7}\.json", path)


def test_a_file_is_written_as_the_real_ones(files: dict[str, bytes]) -> None:
    """The ten keys in their order, no space, no newline, ASCII, slashes escaped."""
    for content in files.values():
        record = json.loads(content)
        assert list(record) == KEYS
        assert content == json.dumps(record, separators=(",", ":")).replace("/", r"\/").encode()


def test_identifiers_identify(files: dict[str, bytes]) -> None:
    """Songs have one each, artists have one for all their songs; there are as many artists as in the real month."""
    records = [json.loads(content) for content in files.values()]
    assert len({record["song_id"] for record in records}) == BOOK.songs
    artists = {record["artist_id"] for record in records}
    assert all(re.fullmatch(r"SO[A-Z]{5}12A[0-9A-F]{8}", record["song_id"]) for record in records)
    assert all(re.fullmatch(r"AR[A-Z]{5}118[0-9A-F]{8}", artist) for artist in artists)
    assert len(artists) / len(records) == pytest.approx(9553 / 14896, rel=0.03)


def test_the_quirks_are_there(files: dict[str, bytes]) -> None:
    """Numbers where text belongs, HTML, unknown years, blanks, guests: about as many as in the real month."""
    records = [json.loads(content) for content in files.values()]
    for key, real in (("title", 19), ("artist_name", 21), ("artist_location", 12)):
        assert 0 < sum(isinstance(record[key], int | float) for record in records) < 5 * real
    assert any("<a href" in str(record["artist_location"]) for record in records)
    assert np.mean([record["year"] == 0 for record in records]) == pytest.approx(4762 / 14896, abs=0.02)
    assert np.mean([record["artist_location"] == "" for record in records]) == pytest.approx(6694 / 14896, abs=0.02)
    names = pl.DataFrame(records, strict=False).group_by("artist_id").agg(pl.col("artist_name").n_unique())
    assert 200 < (names["artist_name"] > 1).sum() < 600


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(1, 5000))
def test_one_track_of_twenty_is_in_the_catalogue(seed: int, songs: int) -> None:
    """Each song is a track of its own, and each track an artist's."""
    book = Songbook(seed, songs)
    tracks = book.catalogue(np.arange(songs))
    assert len(set(tracks.tolist())) == songs
    assert tracks.min() >= 0
    assert tracks.max() < songs * BEYOND
    artists = book.artists(np.arange(book.tracks))
    assert artists.min() >= 0
    assert artists.max() < len(book.first_tracks) - 1
    drawn = book.draw(dice(seed), 100)
    assert drawn.min() >= 0
    assert drawn.max() < book.tracks


def test_the_catalogue_has_one_play_in_twenty() -> None:
    """The share of plays that find their song, over many plays: 333 of 6,820 in the real month."""
    plays = BOOK.draw(dice(1), 200_000)
    assert np.isin(plays, BOOK.catalogue(EVERY_SONG)).mean() == pytest.approx(333 / 6820, abs=0.015)


def test_artists_have_names_of_their_own() -> None:
    """No two artists share a name, but for those named by a number; a track has the same name wherever it stands."""
    artists = np.arange(len(BOOK.first_tracks) - 1)
    names = BOOK._names(artists, str)
    assert names.filter(~names.str.contains(r"^[\d.]+$")).is_unique().all()
    tracks = BOOK.catalogue(EVERY_SONG)
    assert BOOK.artist_names(tracks[100:110], str).to_list() == BOOK.artist_names(tracks, str)[100:110].to_list()


def test_titles_do_not_repeat_for_an_artist() -> None:
    """Title and artist name together identify nearly every song: five pairs are shared in the real month."""
    tracks = BOOK.catalogue(EVERY_SONG)
    pairs = pl.DataFrame({"title": BOOK.titles(tracks, str), "artist": BOOK.artist_names(tracks, str)})
    assert pairs.n_unique() >= BOOK.songs - 15


def test_the_words_are_encoded_and_nothing_else() -> None:
    """Encoding the words is encoding the name."""
    tracks = BOOK.catalogue(EVERY_SONG)
    assert BOOK.titles(tracks, str.upper).to_list() == [title.upper() for title in BOOK.titles(tracks, str)]


def test_most_lengths_are_the_durations() -> None:
    """A few plays log another length than the catalogue has: 14 of 333."""
    tracks = BOOK.catalogue(EVERY_SONG)
    differ = np.mean(BOOK.lengths(tracks) != BOOK.durations(tracks))
    assert differ == pytest.approx(0.04, abs=0.01)
    assert np.median(BOOK.lengths(tracks)) == pytest.approx(232, abs=5)
