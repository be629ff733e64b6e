"""Reading DECLARE, FETCH, CLOSE, PREPARE, EXECUTE and DEALLOCATE.

Here: tokens to commands. Not here: what these do (`cursors`), the statements inside them, which are
understood when they run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse.ddl.tables import data_type
from sparkify_assets.local.warehouse.errors import unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, text_of


@dataclass(frozen=True)
class Command:
    """What to do by a name; without one, by every name.

    `argument` is the query of DECLARE, the number of rows of FETCH, None for all; the types and the statement of
    PREPARE; the SQL expressions of EXECUTE.
    """

    verb: str
    name: str
    argument: Any = None


def declare(reader: Reader, session: SessionState) -> Statement:
    """DECLARE name CURSOR FOR query."""
    reader.expect("declare")
    name = reader.name()
    reader.take("no", "scroll")
    reader.expect("cursor")
    reader.take("without", "hold")
    if reader.peek("with", "hold"):
        raise unsupported("a cursor WITH HOLD")
    reader.expect("for")
    return _statement(reader, "DECLARE CURSOR", Command("declare", name, _text(reader, reader.rest())))


def fetch(reader: Reader, session: SessionState) -> Statement:
    """FETCH [NEXT | ALL | FORWARD [n | ALL]] FROM name, or IN as ODBC drivers say; backwards there is no way."""
    reader.expect("fetch")
    count: int | None = 1
    if not reader.take("next"):
        reader.take("forward")
        if reader.take("all"):
            count = None
        elif reader.at(TokenType.NUMBER):
            count = reader.number()
    if not reader.take("in"):
        reader.expect("from")
    return _statement(reader, "FETCH", Command("fetch", reader.name(), count))


def close(reader: Reader, session: SessionState) -> Statement:
    reader.expect("close")
    return _statement(reader, "CLOSE CURSOR", Command("close", _name_or_all(reader)))


def prepare(reader: Reader, session: SessionState) -> Statement:
    """PREPARE name [(type, ...)] AS statement."""
    reader.expect("prepare")
    name = reader.name()
    types: list[RedshiftType] = []
    if reader.accept(TokenType.L_PAREN):
        types = reader.listed(lambda: data_type(reader))
        reader.require(TokenType.R_PAREN)
    reader.expect("as")
    return _statement(reader, "PREPARE", Command("prepare", name, (types, _text(reader, reader.rest()))))


def execute(reader: Reader, session: SessionState) -> Statement:
    """EXECUTE name [(expression, ...)]."""
    reader.expect("execute")
    name = reader.name()
    arguments: list[str] = []
    if reader.accept(TokenType.L_PAREN):
        arguments = reader.listed(lambda: _text(reader, reader.until(TokenType.COMMA, TokenType.R_PAREN)))
        reader.require(TokenType.R_PAREN)
    return _statement(reader, "EXECUTE", Command("execute", name, arguments))


def deallocate(reader: Reader, session: SessionState) -> Statement:
    reader.expect("deallocate")
    reader.take("prepare")
    return _statement(reader, "DEALLOCATE", Command("deallocate", _name_or_all(reader)))


def _name_or_all(reader: Reader) -> str:
    return "" if reader.take("all") else reader.name()


def _text(reader: Reader, tokens: list[Token]) -> str:
    if not tokens:
        raise reader.error()
    return text_of(tokens, reader.sql)


def _statement(reader: Reader, tag: str, command: Command) -> Statement:
    reader.end()
    return Statement(reader.sql, Kind.NAMED, tag, payload=command)
