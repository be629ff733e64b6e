"""What declarations are made of besides clauses: names that are given, lists of words, limits.

A reserved word has to be quoted (`r_pg_keywords`), but for TIMESTAMP, which many scripts have as a column's name.
Not here: names of what is there already, which `Reader` reads.
"""

from __future__ import annotations

from sqlglot.dialects.redshift import Redshift
from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader, is_word

# sqlglot's list, as the page has it: a column may be called `type`.
_RESERVED = Redshift.Generator.RESERVED_KEYWORDS - {"mostly16", "pivot", "timestamp", "type", "unnest", "unpivot"}
_RESERVED |= {"encrypt", "language", "mostly13"}


def name(reader: Reader) -> str:
    _refuse_reserved(reader)
    return reader.name()


def dotted(reader: Reader) -> list[str]:
    """A name with its qualifiers; behind a point any word is a name."""
    _refuse_reserved(reader)
    return reader.dotted()


def names(reader: Reader) -> list[str]:
    """Names in parentheses, if any are given."""
    if not reader.accept(TokenType.L_PAREN):
        return []
    listed = reader.listed(lambda: name(reader))
    reader.require(TokenType.R_PAREN)
    return listed


def one_of(reader: Reader, *words: str) -> str:
    """The next word, which must be one of these."""
    word = reader.take_one(*words)
    if word is None:
        raise reader.error()
    return word


def unknown(statement: str, reader: Reader) -> SqlError:
    """0A000 for a statement that goes on with this word."""
    return unsupported(f"{statement} {reader.token.text.upper() if reader.token else ''}")


def limit(reader: Reader) -> str:
    """A number, or that there is none."""
    return "UNLIMITED" if reader.take("unlimited") else str(reader.number())


def _refuse_reserved(reader: Reader) -> None:
    if reader.at(TokenType.STRING) or is_word(reader.token, *_RESERVED):
        raise reader.error()
