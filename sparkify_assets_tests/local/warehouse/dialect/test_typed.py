"""The rules of types: `dialect.typed`."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sparkify_assets.local.warehouse.dialect.typed import arithmetic, common, spelled
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType

_numerics = st.integers(1, 38).flatmap(
    lambda precision: st.integers(0, precision).map(lambda scale: RedshiftType("numeric", (precision, scale)))
)


def test_the_guides_example_of_a_division() -> None:
    """DECIMAL(8,2) divided by DECIMAL(8,2) is DECIMAL(17,9)."""
    column = RedshiftType("numeric", (8, 2))
    assert arithmetic("/", column, column) == RedshiftType("numeric", (17, 9))


def test_the_guides_example_of_a_union() -> None:
    """DECIMAL(7,2) and DECIMAL(15,3) meet in DECIMAL(15,3)."""
    types = [RedshiftType("numeric", (7, 2)), RedshiftType("numeric", (15, 3))]
    assert common(types) == RedshiftType("numeric", (15, 3))


@given(st.sampled_from("+-*/"), _numerics, _numerics)
def test_a_numeric_result_fits_38_digits(operator: str, left: RedshiftType, right: RedshiftType) -> None:
    """However wide the operands, the result has at most 38 digits, and no more behind the point than in all."""
    assume(operator != "*" or left.modifiers[1] + right.modifiers[1] <= 38)
    precision, scale = arithmetic(operator, left, right).modifiers
    assert 0 <= scale <= precision <= 38


def test_a_product_of_more_than_38_places_is_an_overflow() -> None:
    long = RedshiftType("numeric", (38, 20))
    with pytest.raises(SqlError, match="Numeric data overflow"):
        arithmetic("*", long, long)


def test_names() -> None:
    """Types are printed as the catalog prints them."""
    assert spelled(RedshiftType("varchar", (256,))) == "character varying(256)"
