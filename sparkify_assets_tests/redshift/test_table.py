"""Tables, columns and windows as values."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.redshift.table import Partition, Table, Window, column

PLAYS = Table(
    "star",
    "plays",
    "One row per play.",
    (column("id", "char(32)", "Key.", primary_key=True), column("log_date", "date", "Partition.", nullable=False)),
    partitioned=True,
)


def test_a_table_in_an_f_string_is_its_name() -> None:
    """A SELECT names a table by writing the parameter."""
    assert f"select * from {PLAYS}" == "select * from star.plays"


def test_a_partition_in_an_f_string_is_the_rows_of_its_days() -> None:
    """The derived table is half-open, so no row stands in two windows."""
    day = Partition(PLAYS, Window.of("2018-11-03", "2018-11-03"))
    assert str(day) == "(select * from star.plays where log_date >= '2018-11-03' and log_date < '2018-11-04')"


def test_a_primary_key_is_required() -> None:
    """A key column refuses NULL without saying so twice."""
    assert [each.required for each in PLAYS.columns] == [True, True]
    assert PLAYS.key == ("id",)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 400))
def test_the_days_of_a_window_are_the_days_between_its_ends(first: date, more: int) -> None:
    """`Window.of` holds both its ends and everything between, once."""
    days = Window.of(first.isoformat(), (first + timedelta(days=more)).isoformat()).days
    assert days == [(first + timedelta(days=number)).isoformat() for number in range(more + 1)]
