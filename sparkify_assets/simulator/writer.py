"""How events and songs are written down: byte for byte as the real input is, quirks included.

A line of the log is a row of `"key":value` fields with commas between them, so the CSV writer of polars puts the lines
together. Quirks: `\\/` for `/`; text beyond ASCII encoded twice too often and escaped; `registration` as a float; nulls
and a blank `userId` when nobody is logged in; no newline at the end. Not here: what happened (`audience`).
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np
import obstore
import polars as pl
from numpy.typing import NDArray
from obstore.store import ObjectStore

from sparkify_assets.simulator import habits, listeners, words
from sparkify_assets.simulator.audience import Plan
from sparkify_assets.simulator.chance import Floats, Integers
from sparkify_assets.simulator.listeners import DAY
from sparkify_assets.simulator.sessions import NO_TRACK

# All times of the log share their milliseconds.
MILLISECONDS = 796
LINES_AT_ONCE = 32_768
KEYS = (
    "artist", "auth", "firstName", "gender", "itemInSession", "lastName", "length", "level", "location", "method",
    "page", "registration", "sessionId", "song", "status", "ts", "userAgent", "userId",
)  # fmt: skip
# What a line says of the listener when nobody is logged in.
NOBODY = {
    "firstName": '"firstName":null,"gender":null',
    "lastName": '"lastName":null',
    "location": '"location":null',
    "registration": '"registration":null',
    "userAgent": '"userAgent":null',
    "userId": '"userId":""}',
}
JSONPATHS = "log_json_path.json"

Chunk = bytes | memoryview


def log_text(text: str) -> str:
    """The text between the quotation marks of a JSON string, as the log has it.

    UTF-8 was read as Latin-1 twice on its way to the log: `ö` stands there as `\\u00c3\\u0083\\u00c2\\u00b6`.
    """
    for _ in range(2):
        text = text.encode().decode("latin-1")
    return json.dumps(text)[1:-1].replace("/", r"\/")


def day_path(day: date, gz: bool) -> str:
    """The path of a day's log below the bucket's root."""
    return f"log_data/{day:%Y/%m/%Y-%m-%d}-events.json{'.gz' if gz else ''}"


def write_jsonpaths(store: ObjectStore) -> int:
    """Writes the JSONPaths file; returns its bytes."""
    paths = json.dumps({"jsonpaths": [f"$['{key}']" for key in KEYS]}, indent=4).encode()
    obstore.put(store, JSONPATHS, paths)
    return len(paths)


def write_songs(store: ObjectStore, plan: Plan, songs: Integers) -> int:
    """Writes one file for each of these songs of the catalogue; returns their bytes."""
    size = 0
    for path, content in plan.songbook.files(songs):
        obstore.put(store, path, content)
        size += len(content)
    return size


def write_day(store: ObjectStore, plan: Plan, day: int, events: pl.DataFrame, gz: bool) -> int:
    """Writes the log of a day (0 is the first); returns its bytes, 0 when nothing happened and there is no file.

    `events` are as the blocks give them, with the final numbers of the sessions.
    """
    if events.is_empty():
        return 0
    size = 0

    def counted(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        nonlocal size
        for chunk in chunks:
            size += len(chunk)
            yield chunk

    chunks = log_chunks(plan, events)
    path = day_path(plan.start + timedelta(days=day), gz)
    obstore.put(store, path, counted(compressed(chunks) if gz else chunks))
    return size


def compressed(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """The chunks as one gzip file, without a date in it: the same bytes every time."""
    packer = zlib.compressobj(level=1, wbits=31)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


def log_chunks(plan: Plan, events: pl.DataFrame) -> Iterator[Chunk]:
    """The lines of a day's log in the order of time, in chunks of many lines, without a newline at the end."""
    between = b""
    for lines in events.sort("second", "listener", "item").iter_slices(LINES_AT_ONCE):
        buffer = io.BytesIO(between)
        buffer.seek(0, io.SEEK_END)
        fields(plan, lines).write_csv(buffer, include_header=False, quote_style="never")
        yield buffer.getbuffer()[:-1]
        between = b"\n"


def fields(plan: Plan, events: pl.DataFrame) -> pl.DataFrame:
    """The fields of each line, each as the text that stands between two commas."""
    state = events["state"].to_numpy()
    columns = {
        **_track_fields(plan, events["track"].to_numpy().astype(np.int64)),
        **_listener_fields(plan, events["listener"].to_numpy().astype(np.int64), habits.IS_OUT[state]),
        "auth": _chosen([f'"auth":"{_auth(page)}"' for _, page in habits.STATES], state),
        "itemInSession": _filled('"itemInSession":{}', events["item"]),
        "level": _chosen([f'"level":"{level}"' for level, _ in habits.STATES], state),
        "page": _chosen([f'"method":"{_method(page)}","page":"{_page(page)}"' for _, page in habits.STATES], state),
        "sessionId": _filled('"sessionId":{}', events["session"]),
        "status": _chosen([f'"status":{_status(page)}' for _, page in habits.STATES], state),
        "ts": _filled('"ts":{}', _milliseconds(plan, events["second"].to_numpy())),
    }
    # The fields of "firstName" and "page" bring their neighbours "gender" and "method" along.
    return pl.DataFrame({key: columns[key] for key in KEYS if key not in ("gender", "method")})


def _track_fields(plan: Plan, tracks: Integers) -> dict[str, pl.Series]:
    """Returns the fields that say what was played: null on events that are not plays."""
    book = plan.songbook
    distinct, index = np.unique(tracks, return_inverse=True)
    silent = distinct == NO_TRACK
    columns = {
        "artist": _unless(silent, '{"artist":null', _filled('{"artist":"{}"', book.artist_names(distinct, log_text))),
        "length": _unless(silent, '"length":null', _filled('"length":{}', book.lengths(distinct))),
        "song": _unless(silent, '"song":null', _filled('"song":"{}"', book.titles(distinct, log_text))),
    }
    return {key: column.gather(index) for key, column in columns.items()}


def _listener_fields(plan: Plan, who: Integers, out: NDArray[np.bool_]) -> dict[str, pl.Series]:
    """Returns the fields that say who it was: null, or a blank userId, where nobody is logged in (`out`)."""
    seed = plan.seed
    registered = listeners.registrations(seed, who, plan.arrival_days(who))
    first_names = [f'"firstName":"{name}","gender":"{gender}"' for name, gender in listeners.FIRST_NAMES]
    last_names = [f'"lastName":"{name}"' for name in words.FAMILIES]
    locations = [f'"location":"{log_text(location)}"' for location in listeners.LOCATIONS]
    agents = [f'"userAgent":"{log_text(agent)}"' for agent in listeners.USER_AGENTS]
    someone = {
        "firstName": _chosen(first_names, listeners.first_names(seed, who)),
        "lastName": _chosen(last_names, listeners.last_names(seed, who)),
        "location": _chosen(locations, listeners.locations(seed, who)),
        "registration": _filled('"registration":{}.0', _milliseconds(plan, registered)),
        "userAgent": _chosen(agents, listeners.user_agents(seed, who)),
        "userId": _filled('"userId":"{}"}', who + 1),
    }
    return {key: _unless(out, NOBODY[key], column) for key, column in someone.items()}


def _auth(page: str) -> str:
    """Returns the `auth` of a page named as in `habits`."""
    if page == "Cancellation Confirmation":
        return "Cancelled"
    return "Logged Out" if page.startswith(habits.OUT) else "Logged In"


def _page(page: str) -> str:
    """Returns the name that the log has for a page named as in `habits`."""
    return page.removeprefix(habits.OUT)


def _method(page: str) -> str:
    """Returns the HTTP method of a page named as in `habits`."""
    return habits.PAGES[_page(page)][0]


def _status(page: str) -> int:
    """Returns the HTTP status of a page named as in `habits`."""
    return habits.PAGES[_page(page)][1]


def _milliseconds(plan: Plan, seconds: Integers) -> Integers:
    """Returns milliseconds since 1970, UTC, of seconds since midnight of the first day."""
    midnight = (plan.start - date(1970, 1, 1)).days * DAY
    return (midnight + seconds.astype(np.int64)) * 1000 + MILLISECONDS


def _chosen(texts: list[str], index: Integers) -> pl.Series:
    """Returns the text at each index."""
    return pl.Series(texts).gather(index)


def _filled(template: str, values: pl.Series | Integers | Floats) -> pl.Series:
    """Returns the template with each value in the place of its braces."""
    before, after = template.split("{}")
    return pl.select(pl.concat_str(pl.lit(before), pl.Series(values), pl.lit(after))).to_series()


def _unless(missing: NDArray[np.bool_], text: str, column: pl.Series) -> pl.Series:
    """Returns the column, with the text where something is missing."""
    return pl.select(pl.when(pl.Series(missing)).then(pl.lit(text)).otherwise(column)).to_series()
