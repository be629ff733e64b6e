"""docs/warehouse.md: what the page says is what the warehouse does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redshift_connector

from sparkify_assets.local.warehouse import history, settings, statements, views
from sparkify_assets.local.warehouse.copy import loads, options, unload_options
from sparkify_assets.local.warehouse.dialect import known, rules
from sparkify_assets_tests.local.warehouse.conftest import fetch

Connect = Callable[..., Any]
PAGE = (Path(__file__).parents[3] / "docs" / "warehouse.md").read_text()
SECTIONS = dict(re.findall(r"^##+ (.+?)\n(.*?)(?=^##|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL))


def blocks(section: str) -> list[set[str]]:
    """The words of each block of names in a section."""
    return [set(block.split()) for block in re.findall(r"```text\n(.*?)```", SECTIONS[section], flags=re.DOTALL)]


def visible(names: Any) -> set[str]:
    return {name for name in names if not name.startswith("_")}


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("Statements", [set(statements._HANDLERS) | statements._TREES]),
        ("Functions", [set(rules.FUNCTIONS)]),
        ("COPY", [options.GRAMMAR.words]),
        ("UNLOAD", [unload_options.GRAMMAR.words]),
        ("Settings", [set(settings._KNOWN)]),
        (
            "Catalog and system views",
            [visible(views.PG_CATALOG) | set(loads._VIEWS) | set(history.VIEWS), set(views.INFORMATION_SCHEMA)],
        ),
        ("Unsupported", [known.NOT_SUPPORTED - set(rules.FUNCTIONS)]),
    ],
)
def test_the_lists_are_the_codes(section: str, names: list[set[str]]) -> None:
    assert blocks(section) == names


def unsupported() -> list[str]:
    (block,) = re.findall(r"```sql\n(.*?)```", SECTIONS["Unsupported"], flags=re.DOTALL)
    return [line.removesuffix(";") for line in block.splitlines()]


@pytest.fixture(scope="module")
def refusing(warehouse: Any) -> Any:
    """One connection for all that is refused."""
    warehouse.engine.create_database("refusing")
    connection = redshift_connector.connect(
        host="127.0.0.1", port=warehouse.port, user="owner", password="correct horse", database="refusing", ssl=False
    )
    connection.autocommit = True
    fetch(connection, "create table t (a integer)")
    yield connection
    connection.close()


@pytest.mark.parametrize("statement", unsupported())
def test_what_is_unsupported_is_refused_by_name(refusing: Any, statement: str) -> None:
    with pytest.raises(redshift_connector.Error) as raised:
        fetch(refusing, statement)
    assert raised.value.args[0]["C"] == "0A000"


def test_what_is_accepted_and_without_effect_is_accepted(connect: Connect) -> None:
    connection = connect()
    rows = re.findall(r"^\| `(.+?)` \|", SECTIONS["Accepted and without effect"], flags=re.MULTILINE)
    assert len(rows) > 5
    for statement in rows:
        fetch(connection, statement)


def test_every_statement_that_does_nothing_is_on_the_page() -> None:
    """And every option of COPY and UNLOAD that does: as accepted, or in the table of differences."""
    named = SECTIONS["Accepted and without effect"] + SECTIONS["Different"]
    assert {"ANALYZE", "VACUUM"} <= set(re.findall(r"`(\w+)`", named))
    free = {name for name, (_, values) in settings._KNOWN.items() if values is None}
    for name in free - {"search_path", "statement_timeout"}:  # these are followed
        assert f"`SET {name} TO" in named
    for option in (*options.GRAMMAR.ignored, *unload_options.GRAMMAR.ignored):
        assert option.upper() in named
