"""The table of nodes: dated, complete, and without what can no longer be rented."""

import re

from sparkify_assets.infrastructure.nodes import NODES, PRICES_OF, REPLACEMENTS


def test_the_table_says_its_date() -> None:
    """A price without a date is no price."""
    assert re.fullmatch(r"[A-Z][a-z]+ 20\d\d", PRICES_OF)


def test_bigger_nodes_cost_more() -> None:
    """The table is ordered by size, and so are its prices."""
    prices = [node.price for node in NODES.values()]
    assert prices == sorted(prices)


def test_every_replacement_can_be_rented() -> None:
    """Who is told to take another node type can take it."""
    assert set(REPLACEMENTS.values()) <= set(NODES)
    assert not set(REPLACEMENTS) & set(NODES)
