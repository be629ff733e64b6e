"""Reading DECLARE, FETCH, CLOSE, PREPARE, EXECUTE and DEALLOCATE.

Here: tokens to the commands of `cursors`. Not here: what they do (`cursors`), the statements inside them, which are
understood when they run.
"""

from __future__ import annotations

from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse import cursors
from sparkify_assets.local.warehouse.ddl.tables import data_type
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, text_of


def declare(reader: Reader, session: SessionState) -> Statement:
    """DECLARE name CURSOR FOR query."""
    reader.expect("declare")
    name = reader.name()
    reader.take("no", "scroll")
    reader.expect("cursor")
    reader.take("without", "hold")
    reader.expect("for")
    return _cursor(reader, "DECLARE CURSOR", cursors.Declare(name, _text(reader, reader.rest())))


def fetch(reader: Reader, session: SessionState) -> Statement:
    """FETCH [NEXT | ALL | FORWARD [n | ALL]] FROM name; backwards there is no way."""
    reader.expect("fetch")
    count: int | None = 1
    if not reader.take("next"):
        reader.take("forward")
        if reader.take("all"):
            count = None
        elif reader.at(TokenType.NUMBER):
            count = reader.number()
    reader.expect("from")
    name = reader.name()
    reader.end()
    return _cursor(reader, "FETCH", cursors.Fetch(name, count))


def close(reader: Reader, session: SessionState) -> Statement:
    reader.expect("close")
    name = None if reader.take("all") else reader.name()
    reader.end()
    return _cursor(reader, "CLOSE CURSOR", cursors.Close(name))


def prepare(reader: Reader, session: SessionState) -> Statement:
    """PREPARE name [(type, ...)] AS statement."""
    reader.expect("prepare")
    name = reader.name()
    types: list[RedshiftType] = []
    if reader.accept(TokenType.L_PAREN):
        types = reader.listed(lambda: data_type(reader))
        reader.require(TokenType.R_PAREN)
    reader.expect("as")
    return _prepared(reader, "PREPARE", cursors.Prepare(name, tuple(types), _text(reader, reader.rest())))


def execute(reader: Reader, session: SessionState) -> Statement:
    """EXECUTE name [(expression, ...)]."""
    reader.expect("execute")
    name = reader.name()
    arguments: list[str] = []
    if reader.at(TokenType.L_PAREN):
        reader.require(TokenType.L_PAREN)
        arguments = reader.listed(lambda: _text(reader, reader.until(TokenType.COMMA, TokenType.R_PAREN)))
        reader.require(TokenType.R_PAREN)
    reader.end()
    return _prepared(reader, "EXECUTE", cursors.Execute(name, tuple(arguments)))


def deallocate(reader: Reader, session: SessionState) -> Statement:
    reader.expect("deallocate")
    reader.take("prepare")
    name = None if reader.take("all") else reader.name()
    reader.end()
    return _prepared(reader, "DEALLOCATE", cursors.Deallocate(name))


def _text(reader: Reader, tokens: list[Token]) -> str:
    if not tokens:
        raise reader.error()
    return text_of(tokens, reader.sql)


def _cursor(reader: Reader, tag: str, command: cursors.Command) -> Statement:
    return Statement(reader.sql, Kind.CURSOR, tag, payload=command)


def _prepared(reader: Reader, tag: str, command: cursors.Command) -> Statement:
    return Statement(reader.sql, Kind.PREPARE, tag, payload=command)
