"""Format patterns of `dialect.formats`."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse.dialect import formats
from sparkify_assets.local.warehouse.errors import SqlError


def test_plain_fields_are_one_strftime() -> None:
    """What strftime can print in one go is one call."""
    assert formats.to_char("YYYY-MM-DD HH24:MI:SS") == "strftime({x}, '%Y-%m-%d %H:%M:%S')"


def test_quoted_text_and_percent_signs_are_text() -> None:
    """Neither quotes nor percent signs of the pattern reach strftime as anything else."""
    assert formats.to_char('YYYY"th"%\'') == "strftime({x}, '%Yth%%''')"


def test_a_pattern_to_read_with() -> None:
    """The same fields for strptime."""
    assert formats.to_strptime("DD Mon YYYY HH:MI AM") == "%d %b %Y %I:%M %p"


@pytest.mark.parametrize("pattern", ["9.", ".9", "RN9", "S9MI", "PR9", "9L", "9THS", "EEEE"])
def test_number_patterns_that_are_not_known(pattern: str) -> None:
    """What the printing function can't do exactly is refused."""
    with pytest.raises(SqlError, match="number pattern"):
        formats.check_number_pattern(pattern)


@pytest.mark.parametrize("pattern", ["Q", "J", "TZ", "OF", "MMDD"])
def test_fields_that_cannot_be_read(pattern: str) -> None:
    """A field that strptime lacks is refused."""
    with pytest.raises(SqlError, match="date pattern"):
        formats.to_strptime(pattern)
