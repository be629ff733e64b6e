"""The report: every number on the page against the raw files, and the asset that stores the page."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from sparkify_assets.insights import page, questions
from sparkify_assets.insights.report import listening_report, newest
from sparkify_assets.local.stack import Stack
from sparkify_assets.marts import project
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.table import Window
from sparkify_assets_tests.platform import Platform

Rows = list[list[str]]


def test_every_number_on_the_page_is_that_of_the_raw_files(
    month: Path, platform: Platform, idle_stack: Stack, tmp_path: Path
) -> None:
    """The real month goes through the platform to the page; its tables, sentences and pictures are recomputed."""
    shutil.copytree(month, idle_stack.home / "s3" / platform.bucket, dirs_exist_ok=True)
    platform.warehouse.execute("create schema if not exists marts")
    platform.load_catalogue()
    platform.load_days("2018-11-01", "2018-11-30")
    window = Window.of("2018-11-01", "2018-11-30")
    built = project.build(["--resource-type", "model"], {"start": window.start, "end": window.end}, tmp_path)
    assert built.success, built.exception
    result: Any = listening_report(_context(tmp_path), warehouse=platform.warehouse, lake=platform.lake)
    shown, raw = _Reader(newest(platform.lake).decode()), Raw(month)
    answers = {question: [list(row) for row in rows] for question, rows in raw.answers().items()}
    for question, expected in answers.items():
        assert shown.tables[question] == _written(expected), question
        assert _numbers(shown.charts[question]) <= _numbers(expected) | _PLACES, question
    assert set(shown.tables) == set(answers), "a question is not recomputed"
    assert shown.figures == [page.shown(figure) for figure in raw.figures()]
    assert shown.findings == raw.findings()
    assert shown.said == [f"{step[2]} ({step[3]:.0%})" for step in answers["conversion"]]
    assert f"Songs played from {raw.plays[0]['day']} to {raw.plays[-1]['day']}, UTC" in shown.text
    assert len(result.metadata) == 2 + len(questions.QUESTIONS), "a picture a question, the page and its size"
    said = [platform.warehouse.query(select).rows() for select in THREE_QUESTIONS]
    assert said == [
        [("You're The One", "Dwight Yoakam", 37, 6820)],
        [("Coldplay", 58, 6820)],
        [(row[2], row[4]) for row in answers["users"]],
    ]


THREE_QUESTIONS = (
    "select song_title, artist_name, plays, sum(plays) over () from marts.song_popularity order by place limit 1",
    "select artist_name, plays, sum(plays) over () from marts.artist_popularity order by place limit 1",
    "select user_id, plays from marts.user_popularity order by place limit 10",
)
"""The most played song and the most popular artist, each of all plays; the ten most active users."""


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_draws_itself_offline(width: int, colours: Any, tmp_path: Path) -> None:
    """Without a network, on a phone and on a desktop, light and dark: every picture is drawn and nothing sticks out."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("chromium is not installed")
    answers = [questions.Answer(question, _sample(question)) for question in questions.QUESTIONS]
    library = page.drawing_library(Path(tempfile.gettempdir()))
    (tmp_path / "page.html").write_text(page.render(answers, dict.fromkeys(_FIGURES), "a run", library))
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=colours, offline=True)
        opened = context.new_page()
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("requestfailed", lambda request: said.append(request.url))
        opened.goto(f"file://{tmp_path}/page.html")
        opened.wait_for_function(f"document.querySelectorAll('.picture svg').length === {len(answers)}")
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        browser.close()
    assert said == []


def test_the_page_of_an_empty_warehouse_says_so() -> None:
    """Before the first play there are questions and no pictures."""
    answers = [questions.Answer(question, _sample(question).clear()) for question in questions.QUESTIONS]
    html = page.render(answers, dict.fromkeys(_FIGURES), "a run", "")
    assert "Nothing was played yet" in html
    assert html.count("Nothing yet.") == len(questions.QUESTIONS)


def _sample(question: questions.Question) -> pl.DataFrame:
    """Two rows of what the marts could say."""
    known: dict[str, list[Any]] = {
        "level": ["free", "paid"],
        "path": ["upgrade", "leave"],
        "share": [1.0, 0.5],
        "retention": [1.0, 0.5],
        "match_rate": [0.1, 0.2],
        "song_title": ["Boil", "Steam </script>"],
        "artist_name": ["The Kettles", "311"],
        "location": ["Portland, OR", None],
        "step": ["One", "Other"],
        "name": ["Ada Moss", "Bo Moss"],
        "user_id": ["1", "2"],
    }
    mondays = [date(2018, 11, 5), date(2018, 11, 12)]
    days = dict.fromkeys(("played_on", "active_on", "week", "cohort_week"), mondays)
    return pl.DataFrame({name: (known | days).get(name, [1, 2]) for name in question.headings})


def test_a_page_that_is_not_there_yet_is_said_so(platform: Platform) -> None:
    """Asking for the page before the first load tells what to do."""
    with pytest.raises(WarehouseError, match="materialize listening_report first"):
        newest(platform.lake)


_FIGURES = (
    *("plays", "listeners", "hours", "sessions", "songs", "match_rate", "monthly_users", "first_day", "last_day"),
)


def _context(folder: Path) -> dg.AssetExecutionContext:
    return dg.build_asset_context(instance=dg.DagsterInstance.local_temp(str(folder)))


# ---- what the page says


class _Reader(HTMLParser):
    """What a page says: figures at the head; of each section the finding, the table's cells and the pictures' data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = html
        self.tables: dict[str, Rows] = {}
        self.findings: dict[str, str] = {}
        self.figures: list[str] = []
        self._tag = self._section = ""
        self.feed(html)
        (charts,) = re.findall(r"^  const charts = (.*);$", html, re.MULTILINE)
        specifications: dict[str, Any] = json.loads(charts)
        self.charts = {name: list(each["datasets"].values()) for name, each in specifications.items()}
        self.said = [row["said"] for rows in self.charts["conversion"] for row in rows]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = "finding" if ("class", "finding") in attrs else tag
        if tag == "section":
            self._section = dict(attrs)["id"] or ""
            self.tables[self._section] = []
        elif tag == "tr":
            self.tables[self._section].append([])

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""
        if tag == "thead":
            self.tables[self._section].clear()

    def handle_data(self, data: str) -> None:
        if self._tag == "td":
            self.tables[self._section][-1].append(data)
        elif self._tag == "dd":
            self.figures.append(data)
        elif self._tag == "finding":
            self.findings[self._section] = data


def _numbers(value: Any) -> set[float]:
    """Every number within lists and dictionaries; a picture is given fewer decimals than there are."""
    if isinstance(value, dict):
        return _numbers(list(value.values()))
    if isinstance(value, list):
        return {number for each in value for number in _numbers(each)}
    return {round(float(value), 9)} if isinstance(value, int | float) else set()


_PLACES = {float(place) for place in range(1, questions.PLACES + 1)}


def _written(rows: Iterable[Iterable[Any]]) -> Rows:
    return [[_meant(page.shown(cell)) for cell in row] for row in rows]


def _meant(text: str) -> str:
    """Text of the log, which was encoded twice too often."""
    return text if text.isascii() or text == "–" else text.encode("latin-1").decode().encode("latin-1").decode()


# ---- the answers once more, from the files alone


class Raw:
    """The month's files, and the page's answers computed from them in plain Python."""

    def __init__(self, month: Path) -> None:
        lines = (line for path in sorted((month / "log_data").rglob("*.json")) for line in path.open())
        self.events = [_dated(json.loads(line)) for line in lines]
        self.plays = [event for event in self.events if event["page"] == "NextSong"]
        self.views = [event for event in self.events if event["userId"]]
        songs = (json.loads(path.read_text()) for path in (month / "song_data").rglob("*.json"))
        self.catalogue = {(song["title"], song["artist_name"]) for song in songs}

    def answers(self) -> dict[str, Iterable[Iterable[Any]]]:
        """Question -> the rows of its table on the page."""
        return {
            "plays_per_day": self.plays_per_day(),
            "active_users": self.active_users(),
            "hours": self.hours(),
            "songs": self.songs(self.plays),
            "artists": self.artists(),
            "users": self.users(),
            "new_songs": self.new_songs(),
            "conversion": self.conversion(),
            "changes": self.changes(),
            "retention": self.retention(),
            "locations": self.locations(),
            "match_rate": self.match_rate(),
        }

    def figures(self) -> list[Any]:
        """The numbers at the head of the page, in their order."""
        return [
            len(self.plays),
            Decimal(sum(event["length"] for event in self.plays)) / 3600,
            len({event["userId"] for event in self.plays}),
            len({event["userId"] for event in self.views}),
            len({(event["sessionId"], event["userId"]) for event in self.views}),
            len({_song(event) for event in self.plays}),
            len(self.matched) / len(self.plays),
        ]

    def findings(self) -> dict[str, str]:
        """Question -> the sentence over its picture."""
        plays, views = len(self.plays), len({(event["day"], event["userId"]) for event in self.views})
        listened = len({(event["day"], event["userId"]) for event in self.plays})
        (day, most), *_ = Counter(event["day"] for event in self.plays).most_common(1)
        ((weekday, hour), often), *_ = Counter((event["weekday"], event["hour"]) for event in self.plays).most_common(1)
        paid = sum(event["level"] == "paid" for event in self.plays)
        rows = {question: [list(row) for row in rows] for question, rows in self.answers().items()}
        first = {question: found[0] for question, found in rows.items()}
        song, artist, user, place, new = (
            first[name] for name in ("songs", "artists", "users", "locations", "new_songs")
        )
        steps = [row[2] for row in rows["conversion"]]
        week, free, up, down, gone = rows["changes"][-1]
        after = [row for row in rows["retention"] if row[2] == 1]
        back = sum(row[3] for row in after) / sum(row[1] for row in after)
        days = len({event["day"] for event in self.views})
        name = date(2018, 11, 4 + weekday).strftime("%A")
        return {
            "plays_per_day": f"{day.day} November was the busiest day, with {most} plays; {paid / plays:.0%} of all "
            "plays are by paying users.",
            "active_users": f"{views / days:.0f} users on an average day; {listened / views:.0%} of them play a song.",
            "hours": f"{name}s from {hour}:00 UTC, with {often} plays, {often / plays:.1%} of all.",
            "songs": f"{song[1]} by {song[2]}: {song[3]} plays.",
            "artists": f"{artist[1]}: {artist[2]} plays of {artist[4]} songs by {artist[3]} listeners.",
            "users": f"{user[1]} leads, with {user[4]} plays on {user[5]} days.",
            "locations": f"{place[0]}: {place[1]} plays by {place[2]} listeners.",
            "new_songs": f"{new[1]} by {new[2]}: {new[3]} plays.",
            "conversion": f"{steps[2]} of {steps[0]} free users upgraded; of {steps[3]} paying ones {steps[5]} "
            f"downgraded and {steps[6]} cancelled.",
            "changes": f"Week of {week.day} November: {up} of {free} free users upgraded, {down} downgraded, {gone} "
            "cancelled.",
            "retention": f"{back:.0%} are back in the week after their first.",
            "match_rate": f"{len(self.matched)} of {plays:,} plays, {len(self.matched) / plays:.1%}, have a song of "
            "the catalogue.",
        }

    @property
    def matched(self) -> list[dict[str, Any]]:
        return [event for event in self.plays if _song(event) in self.catalogue]

    def plays_per_day(self) -> Iterator[list[Any]]:
        for (day, level), events in _grouped(self.plays, "day", "level"):
            yield [day, level, len(events), len(_users(events))]

    def active_users(self) -> Iterator[list[Any]]:
        for (day,), events in _grouped(self.views, "day"):
            listeners = _users(event for event in events if event["page"] == "NextSong")
            yield [day, len(_users(events)), len(listeners), len({event["sessionId"] for event in events})]

    def hours(self) -> Iterator[list[Any]]:
        for (weekday, hour), events in _grouped(self.plays, "weekday", "hour"):
            yield [weekday, hour, len(events)]

    def songs(self, plays: list[dict[str, Any]], *more: Any) -> Iterator[list[Any]]:
        by_song = defaultdict(list)
        for event in plays:
            by_song[_song(event)].append(event)
        ranked = sorted(
            by_song, key=lambda song: (-len(by_song[song]), -len(_users(by_song[song])), *map(_bytes, song))
        )
        for place, song in enumerate(ranked[: questions.PLACES], start=1):
            last = more or [len(_users(by_song[song]))]
            yield [place, *song, len(by_song[song]), *last]

    def artists(self) -> Iterator[list[Any]]:
        found = {artist: events for (artist,), events in _grouped(self.plays, "artist")}
        ranked = sorted(found, key=lambda name: (-len(found[name]), -len(_users(found[name])), _bytes(name)))
        for place, name in enumerate(ranked[: questions.PLACES], start=1):
            songs = {event["song"] for event in found[name]}
            yield [place, name, len(found[name]), len(_users(found[name])), len(songs)]

    def users(self) -> Iterator[list[Any]]:
        newest = {event["userId"]: event for event in sorted(self.views, key=lambda event: event["ts"])}
        found = {user: events for (user,), events in _grouped(self.plays, "userId")}
        ranked = sorted(found, key=lambda user: -len(found[user]))
        for place, user in enumerate(ranked[: questions.PLACES], start=1):
            person = newest[user]
            name = f"{person['firstName']} {person['lastName']}"
            yield [place, name, user, person["level"], len(found[user]), len({event["day"] for event in found[user]})]

    def new_songs(self) -> Iterator[list[Any]]:
        first: dict[Any, date] = {}
        for event in self.plays:
            first[_song(event)] = min(first.get(_song(event), date.max), event["week"])
        newest_week = max(first.values())
        plays = [event for event in self.plays if event["week"] == newest_week == first[_song(event)]]
        return self.songs(plays, newest_week)

    def conversion(self) -> Iterator[list[Any]]:
        def did(*pages: str) -> set[str]:
            return _users(event for event in self.views if event["page"] in pages)

        free = _users(event for event in self.views if event["level"] == "free") | did("Submit Upgrade")
        paid = _users(event for event in self.views if event["level"] == "paid") | did("Submit Downgrade")
        steps = [
            ("upgrade", "Used the free level", free, free),
            ("upgrade", "Saw the upgrade page", did("Upgrade", "Submit Upgrade"), free),
            ("upgrade", "Upgraded", did("Submit Upgrade"), free),
            ("leave", "Used the paid level", paid, paid),
            ("leave", "Saw the downgrade page", did("Downgrade", "Submit Downgrade"), paid),
            ("leave", "Downgraded", did("Submit Downgrade"), paid),
            ("leave", "Cancelled", did("Cancellation Confirmation"), paid),
        ]
        for position, (path, step, users, base) in enumerate(steps, start=1):
            yield [path, step, len(users), len(users) / len(base), position]

    def changes(self) -> Iterator[list[Any]]:
        for (week,), events in _grouped(self.views, "week"):
            pages = ("Submit Upgrade", "Submit Downgrade", "Cancellation Confirmation")
            users = (len(_users(event for event in events if event["page"] == one)) for one in pages)
            yield [week, len(_users(event for event in events if event["level"] == "free")), *users]

    def retention(self) -> Iterator[list[Any]]:
        weeks = {week: _users(events) for (week,), events in _grouped(self.views, "week")}
        seen: set[str] = set()
        for cohort, users in weeks.items():
            new = users - seen
            seen |= users
            for week in weeks:
                if new and week >= cohort:
                    back = len(new & weeks[week])
                    yield [cohort, len(new), (week - cohort).days // 7, back, back / len(new)]

    def locations(self) -> list[list[Any]]:
        found = [[place, len(events), len(_users(events))] for (place,), events in _grouped(self.plays, "location")]
        return sorted(found, key=lambda row: (-row[1], row[0]))[: questions.PLACES]

    def match_rate(self) -> Iterator[list[Any]]:
        matched = Counter(event["day"] for event in self.matched)
        for (day,), events in _grouped(self.plays, "day"):
            yield [day, len(events), matched[day], matched[day] / len(events)]


def _dated(event: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromtimestamp(event["ts"] / 1000, UTC)
    day = moment.date()
    calendar = {
        "day": day,
        "hour": moment.hour,
        "weekday": day.isoweekday() % 7,
        "week": day - timedelta(days=day.weekday()),
    }
    return event | calendar


def _grouped(events: Iterable[dict[str, Any]], *keys: str) -> list[tuple[tuple[Any, ...], list[dict[str, Any]]]]:
    groups = defaultdict(list)
    for event in events:
        groups[tuple(event[key] for key in keys)].append(event)
    return sorted(groups.items(), key=lambda item: item[0])


def _users(events: Iterable[dict[str, Any]]) -> set[str]:
    return {event["userId"] for event in events}


def _song(event: dict[str, Any]) -> tuple[str, str]:
    return event["song"], event["artist"]


def _bytes(value: str) -> bytes:
    """The warehouse orders text by its bytes."""
    return value.encode()
