"""One page of a listing: which keys and which common prefixes, and where the next page goes on.

Here: ListObjects' rules for prefix, delimiter and page size, over any sorted walk of keys. Not here: files and XML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

LAST = "\U0010ffff"  # sorts behind every other character, so prefix + LAST is where the prefix ends


@dataclass
class Page:
    """Keys and common prefixes, each sorted; `resume` is the key or prefix after which the next page starts, if any."""

    keys: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    resume: str | None = None

    def __len__(self) -> int:
        return len(self.keys) + len(self.prefixes)


def page(walk: Callable[[str], Iterator[str]], prefix: str, delimiter: str, after: str, size: int) -> Page:
    """At most `size` entries behind `after`; `walk(after)` gives the keys with the prefix that sort after it."""
    result = Page()
    if size == 0:
        return result
    last = after
    keys = walk(_skip(after, prefix, delimiter))
    while (key := next(keys, None)) is not None:
        if len(result) == size:
            result.resume = last
            return result
        common = _common_prefix(key, prefix, delimiter)
        if common is None:
            result.keys.append(key)
        else:
            result.prefixes.append(common)
            keys = walk(common + LAST)
        last = common or key
    return result


def _common_prefix(key: str, prefix: str, delimiter: str) -> str | None:
    end = key.find(delimiter, len(prefix)) if delimiter else -1
    return None if end < 0 else key[: end + len(delimiter)]


def _skip(after: str, prefix: str, delimiter: str) -> str:
    """A page that ended with a common prefix goes on behind all of its keys."""
    is_common_prefix = after.startswith(prefix) and _common_prefix(after, prefix, delimiter) == after
    return after + LAST if is_common_prefix else after
