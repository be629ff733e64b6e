"""The advice on distribution: measured on data made for it, weighed as Redshift would move the rows."""

import pytest

from sparkify_assets.infrastructure.advice import ALL, EVEN, SMALL, Candidate, Join, Measured, joins_of, measure, weigh
from sparkify_assets.infrastructure.advice import advise as advised
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.table import Table, column

USERS = Table("star", "users", "", (column("user_id", "integer", "", primary_key=True),), distkey="user_id")
SONGS = Table("star", "songs", "", (column("song_id", "integer", "", primary_key=True),), distkey="song_id")
PLAYS = Table(
    "star",
    "plays",
    "",
    (
        column("play_id", "integer", "", primary_key=True),
        column("user_id", "integer", "", references="users.user_id"),
        column("song_id", "integer", "", references="songs.song_id"),
    ),
    distkey="song_id",
)
TABLES = {table.name: table for table in (PLAYS, USERS, SONGS)}
SLICES = 4


def weighed(users: int, songs: int, busiest: dict[str, int]) -> dict[tuple[str, str], Candidate]:
    """The candidates of a fact of 100 MB and 10 million plays beside dimensions of so many rows, 100 bytes each."""
    at = {
        "plays": Measured(10_000_000, 100_000_000, busiest),
        "users": Measured(users, users * 100, {"user_id": users // SLICES}),
        "songs": Measured(songs, songs * 100, {"song_id": songs // SLICES}),
    }
    found = weigh(PLAYS, [USERS, SONGS], joins_of(PLAYS), at, SLICES)
    return {(each.table, each.style): each for each in found}


EVENLY = {"play_id": 2_500_000, "user_id": 2_500_000, "song_id": 2_500_000}


def test_the_joins_are_the_references() -> None:
    """What the fact declares is what it is joined by."""
    assert joins_of(PLAYS) == [Join("user_id", "users", "user_id"), Join("song_id", "songs", "song_id")]


def test_small_dimensions_lie_whole_on_every_node() -> None:
    """Then no join moves anything, and the fact is best spread evenly."""
    found = weighed(users=1000, songs=SMALL, busiest=EVENLY)
    assert found["users", ALL].chosen
    assert found["songs", ALL].chosen
    assert found["plays", EVEN].chosen
    assert found["plays", "song_id"].moved == 0
    assert found["plays", "song_id"].declared


def test_a_large_dimension_draws_the_fact_to_its_key() -> None:
    """With the same key both lie together; any other style sends the fact, or the dimension everywhere."""
    found = weighed(users=1000, songs=SMALL + 1, busiest=EVENLY)
    assert found["plays", "song_id"].chosen
    assert found["songs", "song_id"].chosen
    assert found["plays", "song_id"].moved == 0
    assert found["plays", EVEN].moved == 100_000_000
    assert "too many" in found["songs", ALL].why


def test_every_style_of_every_table_is_weighed() -> None:
    """ALL, EVEN, and a key on each column; a fact is never chosen to lie on every node, though no join would move."""
    found = weighed(users=1000, songs=SMALL, busiest=EVENLY)
    assert {style for table, style in found if table == "plays"} == {ALL, EVEN, *EVENLY}
    assert {style for table, style in found if table == "users"} == {ALL, EVEN, "user_id"}
    assert found["plays", ALL].moved == 0
    assert "more every day" in found["plays", ALL].why


def test_an_uneven_key_is_not_chosen() -> None:
    """A key that puts most rows on one slice is no candidate, however little it would move."""
    found = weighed(users=1000, songs=SMALL + 1, busiest={**EVENLY, "song_id": 9_800_000})
    assert not found["plays", "song_id"].chosen
    assert found["plays", "song_id"].skew == pytest.approx(3.92)
    assert "uneven" in found["plays", "song_id"].why
    assert found["plays", EVEN].chosen


def test_each_table_has_one_choice() -> None:
    """Whatever is measured, each table gets exactly one style."""
    found = weighed(users=SMALL + 1, songs=SMALL + 1, busiest=EVENLY)
    for name in TABLES:
        assert sum(each.chosen for each in found.values() if each.table == name) == 1


def test_it_is_measured_in_the_warehouse(database: str) -> None:
    """Nulls lie together, distinct values spread: both are seen in the data."""
    warehouse = RedshiftResource()
    warehouse.execute(
        "create schema star",
        "create table star.users (user_id integer)",
        "create table star.songs (song_id integer)",
        "create table star.plays (play_id integer, user_id integer, song_id integer)",
        "insert into star.users values (1), (2)",
        "insert into star.songs values (7)",
        f"insert into star.plays values {', '.join(f'({number}, {number % 2 + 1}, null)' for number in range(1000))}",
    )
    plays = measure(warehouse, PLAYS, SLICES)
    assert plays.rows == 1000
    assert plays.busiest["song_id"] == 1000
    assert plays.skew("song_id", SLICES) == SLICES
    assert plays.skew("play_id", SLICES) < 1.3
    chosen = {each.table: each.style for each in advised(warehouse, TABLES, SLICES, "plays") if each.chosen}
    assert chosen == {"plays": EVEN, "users": ALL, "songs": ALL}


def test_an_empty_table_is_even() -> None:
    """Nothing lies nowhere in particular."""
    assert Measured(0, 0, {"a": 0}).skew("a", SLICES) == 1.0
