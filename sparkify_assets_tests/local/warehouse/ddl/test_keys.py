"""PRIMARY KEY, UNIQUE and REFERENCES: `ddl.keys`."""

from __future__ import annotations

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("elements", "sqlstate"),
    [
        ("a int references parent", "00000"),
        ("a int references parent (other)", "00000"),
        ("a int, b int, foreign key (a, b) references parent (second, first)", "00000"),
        ("a int primary key, b int constraint up references child (a)", "00000"),
        ("a int references nowhere", "42P01"),
        ("a int references parent (nothing)", "42703"),
        ("a int references parent (first)", "42830"),
        ("a int, foreign key (a) references parent (first, second)", "42830"),
        ("a int, b int references child", "42704"),
        ("a int, unique (a, a)", "42701"),
        ("a int, primary key (b)", "42703"),
        ("a int primary key, primary key (a)", "42P16"),
    ],
)
def test_keys_name_what_is_there(session: Direct, elements: str, sqlstate: str) -> None:
    """Columns of the table, and those of a key of the other one."""
    session.run("create table parent (id int primary key, other int unique, first int, second int)")
    session.run("alter table parent add constraint both unique (first, second)")
    assert session.refused(f"create table child ({elements})") == sqlstate
