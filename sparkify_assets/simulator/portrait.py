"""A portrait of an audience in figures, taken from a folder of logs and songs, and the distance between two portraits.

Works on the real month and on a simulated one alike; nothing in it knows which one it has. Not here: pages and pictures
(`side_by_side`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from sparkify_assets.simulator.chance import Floats

EVENT_SCHEMA = pl.Schema(
    {
        "artist": pl.String,
        "gender": pl.String,
        "itemInSession": pl.Int64,
        "length": pl.Float64,
        "level": pl.String,
        "method": pl.String,
        "page": pl.String,
        "sessionId": pl.Int64,
        "song": pl.String,
        "status": pl.Int64,
        "ts": pl.Int64,
        "userAgent": pl.String,
        "userId": pl.String,
    }
)
SONG_SCHEMA = pl.Schema(
    {
        "artist_id": pl.String,
        "artist_latitude": pl.Float64,
        "artist_name": pl.String,
        "duration": pl.Float64,
        "title": pl.String,
        "year": pl.Int64,
    }
)
# Counts from here on are one bar.
MANY = 8


@dataclass(frozen=True)
class Audience:
    """What a folder holds: `events`, a row a line, session by session; `songs`, a row a file of the catalogue."""

    events: pl.DataFrame
    songs: pl.DataFrame

    @classmethod
    def read(cls, folder: Path) -> Audience:
        """Reads the logs and songs below a folder; raises FileNotFoundError when there are none."""
        logs, songs = sorted(folder.glob("log_data/**/*.json*")), sorted(folder.glob("song_data/**/*.json"))
        if not logs or not songs:
            raise FileNotFoundError(f"cannot take the portrait of {folder}: it has no log_data or no song_data")
        events = pl.concat([pl.read_ndjson(log, schema=EVENT_SCHEMA) for log in logs])
        # Titles and names that are JSON numbers become text here.
        catalogue = pl.DataFrame([json.loads(path.read_bytes()) for path in songs], schema=SONG_SCHEMA, strict=False)
        return cls(events.sort("sessionId", "itemInSession"), catalogue)


@dataclass(frozen=True)
class Portrait:
    """One audience in figures.

    `numbers`: by name. `shares`: by name, how a whole is divided between labels. `samples`: by name, values whose
    distribution matters.
    """

    numbers: dict[str, float]
    shares: dict[str, dict[str, float]]
    samples: dict[str, Floats]


@dataclass(frozen=True)
class Distance:
    """How far two portraits are apart in one figure: 0 is the same, 1 has nothing in common.

    For shares it is the total variation distance, for samples the largest difference between the two cumulative
    distributions (Kolmogorov and Smirnov).
    """

    name: str
    value: float


def portray(audience: Audience, plays: int) -> Portrait:
    """The portrait of an audience. `plays` of the plays are used where the figure depends on how many there are."""
    steps = _steps(audience.events)
    sessions = _sessions(audience.events)
    return Portrait(
        _numbers(audience, sessions),
        _shares(audience, steps, sessions, plays),
        _samples(audience, steps, sessions),
    )


def distances(one: Portrait, other: Portrait) -> list[Distance]:
    """How far apart two portraits are, figure by figure."""
    return [
        *(Distance(name, total_variation(shares, other.shares[name])) for name, shares in one.shares.items()),
        *(Distance(name, largest_gap(sample, other.samples[name])) for name, sample in one.samples.items()),
    ]


def total_variation(one: dict[str, float], other: dict[str, float]) -> float:
    """Half the sum of the differences between two divisions of a whole."""
    return sum(abs(one.get(label, 0) - other.get(label, 0)) for label in one.keys() | other.keys()) / 2


def largest_gap(one: Floats, other: Floats) -> float:
    """The largest difference between the cumulative distributions of two samples."""
    values = np.concatenate([one, other])
    below = [np.searchsorted(np.sort(sample), values, side="right") / len(sample) for sample in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def _steps(events: pl.DataFrame) -> pl.DataFrame:
    """Returns the events with the page that follows in the session (null at its end), and after how many seconds."""
    following = pl.col("page").shift(-1).over("sessionId")
    wait = (pl.col("ts").shift(-1).over("sessionId") - pl.col("ts")) / 1000
    return events.with_columns(following=following, wait=wait)


def _sessions(events: pl.DataFrame) -> pl.DataFrame:
    """Returns a row a session."""
    return events.group_by("sessionId", maintain_order=True).agg(
        first=pl.col("page").first(),
        start=pl.from_epoch(pl.col("ts").first(), "ms"),
        end=pl.from_epoch(pl.col("ts").last(), "ms"),
        level=pl.col("level").first(),
        plays=(pl.col("page") == "NextSong").sum(),
        listener=pl.col("userId").max(),
    )


def _numbers(audience: Audience, sessions: pl.DataFrame) -> dict[str, float]:
    """Returns the figures that are one number each."""
    events, songs = audience.events, audience.songs
    plays = events.filter(page="NextSong")
    listeners = events.filter(pl.col("userId") != "").unique("userId", keep="last")
    days = (events["ts"] // 86_400_000).n_unique()
    catalogue = songs.select(song="title", artist="artist_name").unique()
    return {
        "events a listener and day": events.height / listeners.height / days,
        "sessions a listener and day": sessions.height / listeners.height / days,
        "plays a session": plays.height / sessions.height,
        "share of plays by paying listeners": _share(plays["level"] == "paid"),
        "share of listeners who pay at the end": _share(listeners["level"] == "paid"),
        "share of listeners who are women": _share(listeners["gender"] == "F"),
        "share of events without a user": _share(events["userId"] == ""),
        "share of plays that match the catalogue": plays.join(catalogue, on=["song", "artist"]).height / plays.height,
        "share of plays with doubly encoded text": _share((plays["artist"] + plays["song"]).str.contains("\u00c3")),
        "songs of the catalogue an artist": songs.height / songs["artist_id"].n_unique(),
        "share of songs without a year": _share(songs["year"] == 0),
        "share of songs without coordinates": _share(songs["artist_latitude"].is_null()),
    }


def _shares(audience: Audience, steps: pl.DataFrame, sessions: pl.DataFrame, plays: int) -> dict[str, dict[str, float]]:
    """Returns the figures that divide a whole."""
    played = audience.events.filter(page="NextSong").sample(plays, seed=0)
    step = pl.concat_str("level", "page", pl.col("following").fill_null("end"), separator=" ")
    agents = audience.events.filter(pl.col("userId") != "").unique("userId")["userAgent"]
    return {
        "pages, by level": _divided(steps.select(pl.concat_str("level", "page", separator=" ")).to_series()),
        "pages but songs": _divided(steps.filter(pl.col("page") != "NextSong")["page"]),
        "what follows a page, by level": _divided(steps.select(step).to_series()),
        "first page of a session": _divided(sessions["first"]),
        "hour of a session's start": _divided(sessions["start"].dt.hour()),
        "weekday of a session's start, 1 is Monday": _divided(sessions["start"].dt.weekday()),
        f"plays a song, {MANY} and more as one": _divided(_at_most(played.group_by("song", "artist").len()["len"])),
        f"plays an artist, {MANY} and more as one": _divided(_at_most(played.group_by("artist").len()["len"])),
        "songs of the catalogue an artist": _divided(_at_most(audience.songs.group_by("artist_id").len()["len"])),
        "decade of a song": _divided(audience.songs["year"] // 10),
        "browser of a listener": _divided(agents.map_elements(_browser, pl.String)),
    }


def _samples(audience: Audience, steps: pl.DataFrame, sessions: pl.DataFrame) -> dict[str, Floats]:
    """Returns the figures that are a distribution."""
    known = sessions.filter(pl.col("listener") != "").sort("listener", "start")
    pauses = known.select((pl.col("start").shift(-1).over("listener") - pl.col("end")).dt.total_seconds() / 3600)
    other = steps.filter((pl.col("page") != "NextSong") | (pl.col("following") != "NextSong"))
    return {
        "plays a session, free": _values(sessions.filter(level="free")["plays"]),
        "plays a session, paid": _values(sessions.filter(level="paid")["plays"]),
        "sessions a listener": _values(known.group_by("listener").len()["len"]),
        "hours between sessions": _values(pauses.to_series()),
        "seconds to the next page": _values(other["wait"]),
        "seconds of a song": _values(audience.events["length"]),
        "seconds of a song of the catalogue": _values(audience.songs["duration"]),
    }


def _divided(labels: pl.Series) -> dict[str, float]:
    """Returns the share of each label."""
    counts = labels.cast(pl.String).value_counts(sort=True)
    return dict(zip(counts.to_series(0), counts["count"] / counts["count"].sum(), strict=True))


def _at_most(counts: pl.Series) -> pl.Series:
    """Returns the counts, those from MANY on as MANY."""
    return counts.clip(upper_bound=MANY)


def _share(flags: pl.Series) -> float:
    """Returns the share of trues."""
    return int(flags.sum()) / len(flags)


def _values(column: pl.Series) -> Floats:
    """Returns the values that are not null."""
    return column.drop_nulls().cast(pl.Float64).to_numpy()


def _browser(agent: str) -> str:
    """Returns the family of a browser."""
    if "MSIE" in agent or "Trident" in agent:
        return "Internet Explorer"
    return next((name for name in ("Firefox", "Chrome", "Mobile") if name in agent), "Safari")
