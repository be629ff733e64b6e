"""Under test: the pages of a listing, against a plain description of S3's rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sparkify_assets.local.s3.listing import Page, page

_KEYS = st.sets(st.text("ab/-", min_size=1, max_size=6), max_size=25)
_SHORT = st.text("ab/-", max_size=3)


def _page(keys: set[str], prefix: str, delimiter: str, after: str, size: int) -> Page:
    def walk(start: str) -> list[str]:
        return sorted(key for key in keys if key.startswith(prefix) and key > start)

    return page(lambda start: iter(walk(start)), prefix, delimiter, after, size)


def _entries(keys: set[str], prefix: str, delimiter: str) -> set[str]:
    """What S3 lists: each key, or what it has up to the first delimiter behind the prefix."""
    entries = set()
    for key in keys:
        if key.startswith(prefix):
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            entries.add(prefix + head + found if found else key)
    return entries


@given(_KEYS, _SHORT, st.sampled_from(["", "/", "-", "a/"]), st.integers(1, 5))
def test_the_pages_together_are_the_listing(keys: set[str], prefix: str, delimiter: str, size: int) -> None:
    """Page after page, every key or common prefix comes once, in order, and no page is longer than asked for."""
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        found = _page(keys, prefix, delimiter, after, size)
        assert len(found) <= size
        seen += sorted(found.keys + found.prefixes)
        after = found.resume
    assert seen == sorted(_entries(keys, prefix, delimiter))


def test_the_last_full_page_promises_no_other() -> None:
    """A page that holds exactly the rest is not truncated."""
    assert _page({"a", "b"}, "", "", "", 2).resume is None
    assert _page({"a", "b", "c"}, "", "", "", 2).resume == "b"


def test_a_page_of_no_entries_is_empty_and_final() -> None:
    """max-keys=0 is answered, as S3 does, with nothing and no next page."""
    assert _page({"a"}, "", "", "", 0) == Page()
