"""The options of COPY and UNLOAD: words in any order, each of which says what it reads.

Here: the loop over them, the kinds of option, and the authorization, which both statements have. Not here: which
options a statement has (`options`, `unload_options`), what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse.copy.literals import string, unescaped
from sparkify_assets.local.warehouse.errors import INVALID_PARAMETER, SYNTAX_ERROR, SqlError, unsupported
from sparkify_assets.local.warehouse.parser import Reader

# Reads what stands behind the option's word; the fields of the command that it sets.
Option = Callable[[Reader], dict[str, Any]]

COMPRESSIONS = {"gzip": "gzip", "bzip2": "bz2", "zstd": "zstd"}


@dataclass(frozen=True)
class Authorization:
    """How the statement may reach S3. Keys are never kept: the one S3 there is, is the server's own."""

    roles: tuple[str, ...] = ()  # ARNs, chained from left to right; `default` for the cluster's default role
    by_key: bool = False


def read(statement: str, options: Mapping[str, Option], reader: Reader) -> dict[str, Any]:
    """The fields that the options up to the statement's end set; `given` are the words used, and what they chose.

    SqlError 0A000 for a word that is no option here, 42601 for one that is given twice.
    """
    fields: dict[str, Any] = {"authorization": Authorization(), "given": frozenset()}
    while reader.token is not None:
        if reader.accept(TokenType.COMMA):
            continue
        word = reader.next().text.lower()
        if word in options:
            changes = options[word](reader)
        else:
            changes = {"authorization": _authorization(statement, reader, word, fields["authorization"])}
        word = next((name for name in ("format", "compression") if name in changes), word)
        if word in fields["given"]:
            raise SqlError(SYNTAX_ERROR, f"{statement} option {word.upper()} is given twice")
        fields |= changes | {"given": fields["given"] | {word}}
    if fields["authorization"] == Authorization():
        known = "IAM_ROLE, CREDENTIALS, or ACCESS_KEY_ID and SECRET_ACCESS_KEY"
        raise SqlError(SYNTAX_ERROR, f"{statement} needs an authorization: {known}")
    return fields


def refuse_clash(given: frozenset[str], excluded: Mapping[str, set[str]], format_: str) -> None:
    """SqlError 42601 for options that can't stand beside the format."""
    if clash := given & excluded[format_]:
        raise SqlError(SYNTAX_ERROR, f"{', '.join(sorted(clash)).upper()} is not supported with {format_.upper()}")


# Kinds of option


def flags(fields: Mapping[str, str]) -> dict[str, Option]:
    return {word: lambda reader, field=field: {field: True} for word, field in fields.items()}  # type: ignore[misc]


def compressions() -> dict[str, Option]:
    return {word: lambda reader, kind=kind: {"compression": kind} for word, kind in COMPRESSIONS.items()}  # type: ignore[misc]


def argument(field: str, read_value: Callable[[Reader], Any]) -> Option:
    """A word, perhaps AS, and a value."""

    def option(reader: Reader) -> dict[str, Any]:
        reader.take("as")
        return {field: read_value(reader)}

    return option


def character(what: str) -> Callable[[Reader], str]:
    """One ASCII character as a string; the error names `what` it is."""

    def read_character(reader: Reader) -> str:
        value = unescaped(string(reader))
        if len(value) != 1 or not value.isascii():
            raise SqlError(INVALID_PARAMETER, f"{what} must be a single ASCII character")
        return value

    return read_character


def ignored(words: Sequence[str]) -> Option:
    """Without effect on any row or byte: one of these words may follow; if there are none, some value does."""

    def option(reader: Reader) -> dict[str, Any]:
        reader.take("as")
        if words:
            reader.take_one(*words)
        else:
            reader.next()
            reader.take_one("mb", "gb")
        return {}

    return option


# Authorization


def _authorization(statement: str, reader: Reader, word: str, known: Authorization) -> Authorization:
    """What follows these words (`copy-parameters-authorization.md`)."""
    if word == "with":
        word = reader.next().text.lower()
    if word == "iam_role":
        reader.take("as")
        return Authorization(("default",)) if reader.take("default") else Authorization(_chain(string(reader)))
    if word == "credentials":
        reader.take("as")
        return _credentials(string(reader))
    if word in ("access_key_id", "secret_access_key", "session_token"):
        reader.take("as")
        string(reader)
        return replace(known, by_key=True)
    raise unsupported(f"{statement} option {word.upper()}")


def _chain(roles: str) -> tuple[str, ...]:
    return tuple(role.strip() for role in roles.split(","))


def _credentials(arguments: str) -> Authorization:
    pairs = dict(part.partition("=")[::2] for part in arguments.split(";") if part.strip())
    if "master_symmetric_key" in pairs:
        raise unsupported("client-side encryption (master_symmetric_key)")
    if "aws_iam_role" in pairs:
        return Authorization(_chain(pairs["aws_iam_role"]))
    if "aws_access_key_id" in pairs and "aws_secret_access_key" in pairs:
        return Authorization(by_key=True)
    raise SqlError(INVALID_PARAMETER, "Invalid credentials. Must be of the format: credentials 'aws_iam_role=...' or "
                   "'aws_access_key_id=...;aws_secret_access_key=...[;token=...]'")  # fmt: skip
