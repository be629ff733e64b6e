"""The way in: SQL text to `Statement`s, each classified and, where it asks for it, rewritten.

Here: which kind a statement is, and the statements about the session. Whatever begins with a word that isn't listed is
refused with 0A000. Not here: DDL (`ddl`), queries and writes (`dialect`), COPY's options (`copy.options`).
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse import catalog, cursor_statements, ddl, dialect, show
from sparkify_assets.local.warehouse.copy import options, unload_options
from sparkify_assets.local.warehouse.ddl import tables
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, is_word, parse_tree, split, text_of, tokenize

_opened: weakref.WeakSet[SessionState] = weakref.WeakSet()


def parse(sql: str, session: SessionState, parameters: Sequence[RedshiftType] = ()) -> list[Statement]:
    """The statements of a script; SqlError for what is refused. `parameters` are the types the client gave `$1`, ..."""
    if session not in _opened:
        catalog.open_session(session.cursor, session.user)
        _opened.add(session)
    return [_statement(tokens, sql, session, parameters) for tokens in split(tokenize(sql))]


def _statement(
    tokens: list[Token], script: str, session: SessionState, parameters: Sequence[RedshiftType]
) -> Statement:
    sql = text_of(tokens, script)
    word = "select" if tokens[0].token_type is TokenType.L_PAREN else tokens[0].text.lower()
    reader = Reader(tokens, script)
    if word in _TREES:
        return _tree(tokens, script, sql, session, parameters)
    handler = _HANDLERS.get(word)
    if handler is None:
        raise unsupported(f"{word.upper()}")
    return replace(handler(reader, session), sql=sql)


# Queries and writes

_CONSTANT = (exp.Select, exp.Literal, exp.Alias, exp.Identifier, exp.Null, exp.Boolean, exp.Neg)
_TREES = {"select", "with", "insert", "update", "delete", "merge"}
_TAGS: dict[type[exp.Expr], str] = {
    exp.Insert: "INSERT 0", exp.Update: "UPDATE", exp.Delete: "DELETE", exp.Merge: "MERGE",
}  # fmt: skip


def _tree(
    tokens: list[Token], script: str, sql: str, session: SessionState, parameters: Sequence[RedshiftType]
) -> Statement:
    if is_word(tokens[0], "merge") and [token.text.lower() for token in tokens[-2:]] == ["remove", "duplicates"]:
        return replace(_merge_remove_duplicates(tokens, script, session), sql=sql)
    tree = parse_tree(sql)
    if isinstance(tree, exp.Select) and tree.args.get("into") is not None:
        return tables.select_into(sql, tree, session)
    constant = isinstance(tree, exp.Select) and all(isinstance(node, _CONSTANT) for node in tree.walk())
    translation = dialect.translate(tree, session, parameters)
    tag = _TAGS.get(type(tree), "SELECT")
    return Statement(
        sql, Kind.QUERY if tag == "SELECT" else Kind.WRITE, tag, translation.steps,
        None, translation.reads, translation.writes, translation.columns, translation.parameters, constant=constant,
    )  # fmt: skip


def _merge_remove_duplicates(tokens: list[Token], script: str, session: SessionState) -> Statement:
    """MERGE INTO t USING s ON ... REMOVE DUPLICATES: the matching rows of t go, then all of s comes (`r_MERGE`)."""
    reader = Reader(tokens[:-2], script)
    reader.expect("merge", "into")
    target = reader.until(words=("using",))
    reader.expect("using")
    source = reader.until(words=("on",))
    reader.expect("on")
    condition = reader.rest()
    text = [text_of(part, script) for part in (target, source, condition)]
    delete = f"DELETE FROM {text[0]} USING {text[1]} WHERE {text[2]}"
    insert = f"INSERT INTO {text_of(target[: _name_length(target)], script)} SELECT DISTINCT * FROM {text[1]}"
    parts = [_tree(tokenize(sql), sql, sql, session, ()) for sql in (delete, insert)]
    steps = tuple(step for part in parts for step in part.steps)
    return Statement(script, Kind.WRITE, "MERGE", steps, None, parts[1].reads, parts[1].writes)


def _name_length(tokens: Sequence[Token]) -> int:
    """How many tokens the name at the beginning takes; an alias may follow."""
    length = 1
    while length < len(tokens) and tokens[length].token_type is TokenType.DOT:
        length += 2
    return length


# Transactions and settings


def _begin(reader: Reader, session: SessionState) -> Statement:
    if reader.take("start"):
        reader.expect("transaction")
    else:
        reader.expect("begin")
        reader.take_one("work", "transaction")
    _transaction_modes(reader)
    return Statement(reader.sql, Kind.BEGIN, "BEGIN")


def _transaction_modes(reader: Reader) -> None:
    """Every isolation level is serializable in Redshift; a promise not to write needs no keeping."""
    while reader.token is not None:
        if reader.take("isolation", "level"):
            reader.until(TokenType.COMMA, words=("read only",))
        elif reader.take("read"):
            if reader.take_one("only", "write") is None:
                raise reader.error()
        elif not reader.accept(TokenType.COMMA):
            raise reader.error()


def _end(kind: Kind, tag: str) -> Callable[[Reader, SessionState], Statement]:
    def parse_end(reader: Reader, session: SessionState) -> Statement:
        reader.next()
        reader.take_one("work", "transaction")
        reader.end()
        return Statement(reader.sql, kind, tag)

    return parse_end


def _set(reader: Reader, session: SessionState) -> Statement:
    """SET name TO value; the payload is the name and the value."""
    reader.expect("set")
    if reader.take("session", "characteristics", "as", "transaction"):
        _transaction_modes(reader)
        return Statement(reader.sql, Kind.IGNORED, "SET")
    if reader.take("transaction"):
        _transaction_modes(reader)
        return Statement(reader.sql, Kind.IGNORED, "SET")
    if reader.peek("session", "authorization"):
        raise unsupported("SET SESSION AUTHORIZATION")
    reader.take_one("session", "local")
    if reader.take("time", "zone"):
        name = "timezone"
    else:
        name = ".".join(reader.dotted())
        if not reader.take("to") and not reader.accept(TokenType.EQ):
            raise reader.error()
    value = ", ".join(_setting_value(part) for part in _comma_separated(reader.rest()))
    return Statement(reader.sql, Kind.SET, "SET", payload=(name, None if value.lower() == "default" else value))


def _comma_separated(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type is TokenType.COMMA:
            parts.append([])
        else:
            parts[-1].append(token)
    if not all(parts):
        raise SqlError("42601", "syntax error in SET")
    return parts


def _setting_value(tokens: list[Token]) -> str:
    return "".join(token.text for token in tokens)


def _reset(reader: Reader, session: SessionState) -> Statement:
    reader.expect("reset")
    name = ".".join(reader.dotted())
    reader.end()
    return Statement(reader.sql, Kind.SET, "RESET", payload=(name, None))


def _show(reader: Reader, session: SessionState) -> Statement:
    reader.expect("show")
    listed = show.parse(reader, session)
    if listed is not None:
        return listed
    words = [token.text.lower() for token in reader.rest()]
    return Statement(reader.sql, Kind.SHOW, "SHOW", payload=" ".join(words).replace(" . ", "."))


# Tables, loads, the rest


def _truncate(reader: Reader, session: SessionState) -> Statement:
    reader.expect("truncate")
    reader.take("table")
    relation = relations.require(session, reader.dotted())
    reader.end()
    if relation.kind != "table":
        raise SqlError("42809", f'"{relation.name}" is not a table')
    step = f"DELETE FROM {relation.sql}"
    return Statement(reader.sql, Kind.TRUNCATE, "TRUNCATE", (step,), writes=frozenset({relation.full_name}))


def _lock(reader: Reader, session: SessionState) -> Statement:
    """Redshift has one lock mode for LOCK: access exclusive."""
    reader.expect("lock")
    reader.take("table")
    tables = [relations.require(session, parts) for parts in reader.listed(reader.dotted)]
    reader.end()
    return Statement(reader.sql, Kind.LOCK, "LOCK", writes=frozenset(table.full_name for table in tables))


def _ignored(reader: Reader, session: SessionState) -> Statement:
    """ANALYZE and VACUUM: statistics and the order of rows on disk change no result."""
    verb = reader.next().text.upper()
    if reader.peek("compression"):
        raise unsupported("ANALYZE COMPRESSION")
    return Statement(reader.sql, Kind.IGNORED, verb)


def _copy(reader: Reader, session: SessionState) -> Statement:
    sql = text_of(reader.tokens, reader.sql)
    command = options.parse(sql)
    relation = relations.require(session, list(command.table))
    return Statement(sql, Kind.COPY, "COPY", writes=frozenset({relation.full_name}), payload=command)


def _unload(reader: Reader, session: SessionState) -> Statement:
    command = unload_options.parse(reader)
    tree = parse_tree(command.query)
    if not isinstance(tree, exp.Query):
        raise SqlError("42601", "UNLOAD takes a SELECT statement")
    if tree.args.get("limit") is not None:
        raise SqlError(
            "0A000", "Limit clause is not supported",
            hint="LIMIT can't stand in the outer SELECT of UNLOAD: put it into a subquery.",
        )  # fmt: skip
    translation = dialect.translate(tree, session)
    return Statement(
        reader.sql, Kind.UNLOAD, "UNLOAD", translation.steps, reads=translation.reads, columns=translation.columns,
        payload=command,
    )  # fmt: skip


_HANDLERS: dict[str, Callable[[Reader, SessionState], Statement]] = {
    **dict.fromkeys(("create", "alter", "drop", "comment", "grant", "revoke"), ddl.parse),
    **dict.fromkeys(("begin", "start"), _begin),
    **dict.fromkeys(("commit", "end"), _end(Kind.COMMIT, "COMMIT")),
    **dict.fromkeys(("rollback", "abort"), _end(Kind.ROLLBACK, "ROLLBACK")),
    **dict.fromkeys(("analyze", "vacuum"), _ignored),
    "set": _set,
    "reset": _reset,
    "show": _show,
    "truncate": _truncate,
    "lock": _lock,
    "copy": _copy,
    "unload": _unload,
    "declare": cursor_statements.declare,
    "fetch": cursor_statements.fetch,
    "close": cursor_statements.close,
    "prepare": cursor_statements.prepare,
    "execute": cursor_statements.execute,
    "deallocate": cursor_statements.deallocate,
}
