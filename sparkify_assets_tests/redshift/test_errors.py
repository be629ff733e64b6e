"""The driver's errors in words for people: which may be tried again, and what is never shown."""

from __future__ import annotations

import pytest
from redshift_connector.error import InterfaceError, ProgrammingError

from sparkify_assets.redshift.errors import LoadFailed, RejectedRecord, TransientError, WarehouseError, translate

CONFLICT = {"C": "XX000", "M": "1023", "D": "Serializable isolation violation on table - 100123, transactions ..."}


@pytest.mark.parametrize("error", [ProgrammingError(CONFLICT), ConnectionResetError("reset"), InterfaceError("closed")])
def test_conflicts_and_lost_connections_may_be_tried_again(error: Exception) -> None:
    """The whole transaction was rolled back, so running it again is safe."""
    assert isinstance(translate(error, "loading"), TransientError)  # type: ignore[arg-type]


def test_a_refused_statement_is_final_and_tells_what_was_attempted() -> None:
    """A table that isn't there will not be there the second time."""
    translated = translate(ProgrammingError({"C": "42P01", "M": 'relation "x" does not exist'}), "checks of star.users")
    assert not isinstance(translated, TransientError)
    assert str(translated) == (
        'Redshift refused checks of star.users: relation "x" does not exist (SQLSTATE 42P01) '
        "Materialize the asset of that name first."
    )


def test_a_refused_login_names_the_variables() -> None:
    """One sentence with what to do; trying again would not help."""
    translated = translate(InterfaceError({"C": "28000", "M": "password authentication failed"}), "a query")
    assert type(translated) is WarehouseError
    assert "REDSHIFT_PASSWORD" in str(translated)


def test_a_failed_load_names_object_line_column_and_reason() -> None:
    """The person who has to mend the file is told where."""
    rejected = RejectedRecord("s3://lake/log.json", 7, "ts", "Invalid digit", "{...}")
    assert "s3://lake/log.json, line 7, column ts: Invalid digit" in str(LoadFailed("staging.stg_events", [rejected]))
