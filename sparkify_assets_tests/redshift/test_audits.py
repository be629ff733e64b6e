"""Audits on the local warehouse: each rule finds the rows that break it and no others, in one query for all."""

from __future__ import annotations

import pytest

from sparkify_assets.redshift.audits import Finding, Scope, key_audits
from sparkify_assets.redshift.resource import RedshiftResource
from sparkify_assets.redshift.table import Table, column

PLAYS = Table(
    "star",
    "plays",
    "",
    (
        column("id", "integer", "", primary_key=True),
        column("user_id", "varchar(8)", "", references="people.user_id", nullable=False),
        column("level", "varchar(8)", "", accepted=("free", "paid")),
    ),
)
SETUP = (
    "create schema star",
    "create table star.people (user_id varchar(8))",
    "create table star.plays (id integer, user_id varchar(8), level varchar(8))",
    "insert into star.people values ('ada'), ('bo')",
)


@pytest.fixture
def warehouse(database: str) -> RedshiftResource:
    """A warehouse with a small fact and its dimension."""
    resource = RedshiftResource()
    resource.execute(*SETUP)
    return resource


def findings(warehouse: RedshiftResource) -> dict[str, Finding]:
    return {found.audit.name: found for found in warehouse.audit(PLAYS, key_audits(PLAYS), "test")}


def test_good_rows_break_nothing(warehouse: RedshiftResource) -> None:
    """NULL is no foreign key and no unexpected value."""
    warehouse.execute("insert into star.plays values (1, 'ada', 'free'), (2, 'bo', null)")
    assert {name: found.offending for name, found in findings(warehouse).items()} == {
        "unique_id": 0,
        "not_null_id": 0,
        "not_null_user_id": 0,
        "user_id_references_people": 0,
        "accepted_level": 0,
    }


def test_each_rule_finds_its_own_rows(warehouse: RedshiftResource) -> None:
    """Keys are checked because Redshift does not enforce them."""
    warehouse.execute("insert into star.plays values (1, 'ada', 'free'), (1, 'cy', 'gold'), (3, null, 'paid')")
    found = findings(warehouse)
    assert found["unique_id"].sample == ((1, "ada", "free", 2), (1, "cy", "gold", 2))
    assert found["not_null_user_id"].sample == ((3, None, "paid"),)
    assert found["user_id_references_people"].sample == ((1, "cy", "gold"),)
    assert found["accepted_level"].sample == (("gold", 1),)
    assert [found["accepted_level"].blocks, found["unique_id"].blocks] == [False, True]


def test_a_new_row_is_compared_with_the_rest_of_the_table(warehouse: RedshiftResource) -> None:
    """A key of the rows just written must not stand in the rows that stay."""
    scope = Scope(rows="(select 7 as id)", others="(select 7 as id union all select 8)")
    unique = key_audits(PLAYS)[0]
    assert warehouse.query(unique.offending(scope)).rows() == [(7, 2)]
