"""Functions of numbers and those that choose one: `dialect.numbers`, `dialect.conditionals`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sparkify_assets_tests.local.warehouse.direct import Direct


@pytest.mark.parametrize(
    ("expression", "value", "type_"),
    [
        ("round(10.25, 1)", Decimal("10.3"), "numeric(4,1)"),
        ("round(10.25)", Decimal("10"), "numeric(4,0)"),
        ("ceil(10.25)", Decimal("11"), "numeric(4,0)"),
        ("floor(-1.5)", Decimal("-2"), "numeric(2,0)"),
        ("trunc(10.29, 1)", Decimal("10.2"), "numeric(4,1)"),
        ("trunc(-1.5)", Decimal("-1"), "numeric(2,0)"),
        ("abs(-1)", 1, "integer"),
        ("mod(7, 2)", 1, "integer"),
        ("power(2, 3)", 8.0, "double precision"),
        ("log(100)", 2.0, "double precision"),
        ("cbrt('-infinity'::float8)", float("-inf"), "double precision"),
        ("nvl(null, 1)", 1, "integer"),
        ("coalesce(null, 1, 2.5)", Decimal("1.0"), "numeric(11,1)"),
        ("nullif(1, 1)", None, "integer"),
        ("nvl2(null, 1, 2)", 2, "integer"),
        ("greatest(1, null, 3)", 3, "integer"),
        ("decode(2, 1, 'a', 2, 'b', 'c')", "b", "character varying(1)"),
        ("decode(null, null, 1, 0)", 1, "integer"),
    ],
)
def test_numbers_and_conditions(session: Direct, expression: str, value: Any, type_: str) -> None:
    """A function of numbers, or one that chooses, has Redshift's result and type."""
    assert session.value(expression) == value
    assert session.type(expression).replace("unknown", "character varying") == type_
