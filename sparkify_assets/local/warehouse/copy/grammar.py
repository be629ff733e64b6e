"""How COPY and UNLOAD are written: options in any order, each of which says what it reads, and the authorization.

Here: the loop over the options, and the literals in them. Not here: which options a statement has (`options`,
`unload_options`), what they do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# What stands behind an option's word. The statement's field of the same name gets it.
Argument = Callable[[Reader], Any]

COMPRESSIONS = {"gzip": "gzip", "bzip2": "bz2", "zstd": "zstd"}
_ESCAPES = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}


@dataclass(frozen=True)
class Authorization:
    """How the statement may reach S3. Keys are never kept: the one S3 there is, is the server's own."""

    roles: tuple[str, ...] = ()  # ARNs, chained from left to right; `default` for the cluster's default role
    by_key: bool = False


@dataclass(frozen=True, kw_only=True)
class Command:
    """What COPY and UNLOAD have in common: an option with an argument is a field of its own name."""

    authorization: Authorization
    format: str = "text"
    compression: str | None = None  # gzip, bz2, zstd
    delimiter: str | None = None
    given: frozenset[str] = field(default=frozenset(), repr=False)  # the words of the statement's options

    @property
    def separator(self) -> str:
        """What stands between two fields."""
        return self.delimiter or ("," if self.format == "csv" else "|")

    def has(self, option: str) -> bool:
        return option in self.given


@dataclass(frozen=True)
class Grammar:
    """The options of a statement."""

    statement: str
    formats: Mapping[str, Argument | None]
    flags: frozenset[str]  # words that say it alone: the statement has them in `given`
    options: Mapping[str, Argument]
    ignored: Mapping[str, tuple[str, ...]]  # without effect; the words that may follow, or none if some value does
    excluded: Mapping[str, set[str]]  # what can't stand beside a format

    @property
    def words(self) -> set[str]:
        return {"format", *self.formats, *self.flags, *self.options, *self.ignored, *COMPRESSIONS}

    def read(self, reader: Reader) -> dict[str, Any]:
        """The fields that the options up to the statement's end set; `given` are the words used.

        SqlError 0A000 for a word that is no option here, 42601 for one that is given twice or can't be there.
        """
        fields: dict[str, Any] = {}
        given: set[str] = set()
        while reader.token is not None:
            if reader.accept(TokenType.COMMA) or reader.take("as"):
                continue
            word, changes = self._option(reader)
            if word in given:
                raise SqlError("42601", f"{self.statement} option {word.upper()} is given twice")
            given.add(word)
            fields |= changes
        format_ = fields.get("format", "text")
        # A number of zero asks for nothing: tools end their COPY of Parquet with MAXERROR 0.
        if clash := {word for word in given & self.excluded[format_] if fields.get(word) != 0}:
            raise SqlError("42601", f"{', '.join(sorted(clash)).upper()} is not supported with {format_.upper()}")
        authorization = _authorization(self.statement, {word: fields.pop(word) for word in _CREDENTIALS & given})
        return fields | {"authorization": authorization, "given": frozenset(given)}

    def _option(self, reader: Reader) -> tuple[str, dict[str, Any]]:
        word = _word(reader)
        if word == "format":
            word = _word(reader)
            if word not in self.formats:
                raise unsupported(f"{self.statement} format {word.upper()}")
        if word in self.formats:
            argument = self.formats[word]
            return "format", {"format": word} | ({word: argument(reader)} if argument else {})
        if word in COMPRESSIONS:
            return "compression", {"compression": COMPRESSIONS[word]}
        if word in self.flags:
            return word, {}
        if word in self.ignored:
            _skip(reader, self.ignored[word])
            return word, {}
        if word == "with" and reader.peek("credentials"):
            word = _word(reader)
        if word in _CREDENTIALS:
            return word, {word: "default" if word == "iam_role" and reader.take("default") else string(reader)}
        if word not in self.options:
            raise unsupported(f"{self.statement} option {word.upper()}")
        return word, {word: self.options[word](reader)}


def _word(reader: Reader) -> str:
    """The next word, without the AS that may follow."""
    if reader.at(TokenType.STRING):
        raise reader.error()
    word = reader.next().text.lower()
    reader.take("as")
    return word


def _skip(reader: Reader, words: tuple[str, ...]) -> None:
    if words:
        reader.take_one(*words)
    else:
        reader.next()
        reader.take_one("mb", "gb")


# What an option reads


def string(reader: Reader) -> str:
    """The next string literal with its backslashes: sqlglot resolves them, but `'\\N'` must stay what it is."""
    token = reader.require(TokenType.STRING)
    if reader.sql[token.start] == "$":
        return token.text  # between dollars a backslash is a backslash
    return reader.sql[token.start + 1 : token.end].replace("''", "'")


def unescaped(reader: Reader) -> str:
    """A string with `\\t` and `\\001` as the characters they name; a backslash before anything else stays."""

    def character(found: re.Match[str]) -> str:
        name = found.group(1)
        return chr(int(name, 8)) if name[0] in "01234567" else _NAMED.get(name, found.group())

    return _ESCAPES.sub(character, string(reader))


def character(reader: Reader) -> str:
    """One ASCII character as a string."""
    value = unescaped(reader)
    if len(value) != 1 or not value.isascii():
        raise SqlError("22023", f"a single ASCII character is needed, not '{value}'")
    return value


# Authorization (`copy-parameters-authorization.md`)

_KEYS = {"access_key_id", "secret_access_key"}
_CREDENTIALS = {"iam_role", "credentials", "session_token", *_KEYS}


def _authorization(statement: str, given: Mapping[str, str]) -> Authorization:
    """One of the three ways to authorize."""
    if set(given) - {"session_token"} == _KEYS:
        return Authorization(by_key=True)
    if set(given) == {"iam_role"}:
        return Authorization(tuple(role.strip() for role in given["iam_role"].split(",")))
    if set(given) == {"credentials"}:
        return _credentials(given["credentials"])
    known = "IAM_ROLE, CREDENTIALS, or ACCESS_KEY_ID and SECRET_ACCESS_KEY"
    raise SqlError("42601", f"{statement} needs one authorization: {known}")


def _credentials(arguments: str) -> Authorization:
    pairs = dict(part.partition("=")[::2] for part in arguments.split(";") if part.strip())
    if "master_symmetric_key" in pairs:
        raise unsupported("client-side encryption (master_symmetric_key)")
    if "aws_iam_role" in pairs:
        return Authorization(tuple(pairs["aws_iam_role"].split(",")))
    if "aws_access_key_id" in pairs and "aws_secret_access_key" in pairs:
        return Authorization(by_key=True)
    raise SqlError("22023", "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or "
                   "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'")  # fmt: skip
