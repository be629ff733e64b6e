"""settings: what SET takes, what it refuses, and what a client may ask for on connecting."""

from __future__ import annotations

import pytest

from sparkify_assets.local.warehouse import settings
from sparkify_assets.local.warehouse.errors import SqlError


def test_names_are_the_same_in_any_case() -> None:
    assert settings.canonical("Search_Path") == "search_path"
    assert settings.canonical("TIME ZONE") == "timezone"


@pytest.mark.parametrize(
    ("name", "value", "sqlstate"),
    [
        ("timezone", "Europe/Berlin", "0A000"),
        ("datestyle", "German", "0A000"),
        ("idle_session_timeout", "60", "0A000"),
        ("enable_case_sensitive_identifier", "on", "0A000"),
        ("statement_timeout", "soon", "22023"),
        ("extra_float_digits", "3", "0A000"),
    ],
)
def test_a_value_that_would_have_to_be_followed_is_refused(name: str, value: str, sqlstate: str) -> None:
    """Ignoring it in silence could change a result."""
    with pytest.raises(SqlError) as raised:
        settings.checked(name, value)
    assert raised.value.sqlstate == sqlstate


def test_a_setting_nobody_knows_is_an_error() -> None:
    with pytest.raises(SqlError, match="unrecognized configuration parameter") as raised:
        settings.canonical("magic")
    assert raised.value.sqlstate == "42704"


@pytest.mark.parametrize("name", ["enable_numeric_rounding", "json_parse_dedup_attributes", "app_context.user_id"])
def test_a_setting_that_is_not_followed_is_refused_by_name(name: str) -> None:
    """The guide has it, this warehouse hasn't."""
    with pytest.raises(SqlError, match=name) as raised:
        settings.canonical(name)
    assert raised.value.sqlstate == "0A000"


def test_the_date_style_is_shown_in_full() -> None:
    assert settings.checked("datestyle", "iso") == "ISO, MDY"


def test_a_client_sets_by_name_or_in_its_options() -> None:
    """libpq sends `options`, redshift_connector its application name among much that is no setting."""
    asked = {"user": "owner", "driver_version": "x", "application_name": "dbt", "options": "-c statement_timeout=5000"}
    found = settings.from_startup(asked)
    assert (found["application_name"], found["statement_timeout"]) == ("dbt", "5000")
    assert found["search_path"] == settings.defaults()["search_path"]
