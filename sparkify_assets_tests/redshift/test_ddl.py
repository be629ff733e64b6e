"""DDL from declared tables, and the comparison with the table that is there."""

from __future__ import annotations

import pytest

from sparkify_assets.redshift import ddl
from sparkify_assets.redshift.errors import TableMismatch
from sparkify_assets.redshift.table import Table, column

SONGS = Table(
    "star",
    "songs",
    "The artist's songs.",
    (
        column("song_id", "varchar(64)", "Key.", primary_key=True),
        column("title", "varchar(1024)", "Its title.", source="title", nullable=False),
        column("year", "integer", "Unknown is NULL."),
    ),
    distkey="song_id",
    sortkey=("song_id", "year"),
)
THERE = {"song_id": "character varying(64)", "title": "character varying(1024)", "year": "integer"}


def test_create_table_declares_keys_and_styles() -> None:
    """What the planner believes and how rows are spread is in the statement."""
    create, *_ = ddl.create_table(SONGS)
    assert "primary key (song_id)" in create
    assert create.endswith("diststyle key distkey (song_id) sortkey (song_id, year)")


def test_comments_are_quoted() -> None:
    """An apostrophe in a comment ends no literal."""
    assert "comment on table star.songs is 'The artist''s songs.'" in ddl.create_table(SONGS)


def test_a_temporary_table_refuses_null_only_where_copy_fills_it() -> None:
    """COPY rejects a record by file and line; a SELECT's NULL is left for an audit to show."""
    assert ddl.create_temp("new_rows", SONGS) == (
        "create temp table new_rows (song_id varchar(64), title varchar(1024) not null, year integer)"
    )


def test_the_declared_table_needs_nothing() -> None:
    """Spellings of a type are one type."""
    assert ddl.migrate(SONGS, THERE) == []


def test_a_new_nullable_column_is_added() -> None:
    """An additive change is applied."""
    there = {name: kind for name, kind in THERE.items() if name != "year"}
    assert ddl.migrate(SONGS, there) == ["alter table star.songs add column year integer"]


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (THERE | {"year": "bigint"}, "~ year: is bigint, declared integer"),
        (THERE | {"genre": "text"}, "- genre text: is in the table, not in the declaration"),
        ({"title": "character varying(1024)", "year": "integer"}, "+ song_id varchar(64) not null"),
    ],
)
def test_any_other_difference_is_refused_with_a_diff(there: dict[str, str], told: str) -> None:
    """The error says which column, what it is and what is declared."""
    with pytest.raises(TableMismatch) as raised:
        ddl.migrate(SONGS, there)
    assert told in str(raised.value)
