"""String literals and words in the options of COPY and UNLOAD.

Here: reading them from the tokens as they were written. Not here: which option takes what.
"""

from __future__ import annotations

import re

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.parser import Reader

_ESCAPES = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}


def string(reader: Reader) -> str:
    """The next string literal with its backslashes: sqlglot resolves them, but `'\\N'` must stay what it is."""
    token = reader.require(TokenType.STRING)
    if reader.sql[token.start] == "$":
        return token.text  # between dollars a backslash is a backslash
    return reader.sql[token.start + 1 : token.end].replace("''", "'")


def plain(reader: Reader) -> str:
    """The next word or string literal, in lower case."""
    return (string(reader) if reader.at(TokenType.STRING) else reader.next().text).lower()


def unescaped(text: str) -> str:
    """`\\t` and `\\001` as the characters they name; a backslash before anything else stays."""

    def character(found: re.Match[str]) -> str:
        name = found.group(1)
        return chr(int(name, 8)) if name[0] in "01234567" else _NAMED.get(name, "\\" if name == "\\" else found.group())

    return _ESCAPES.sub(character, text)
