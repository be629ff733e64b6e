"""The way in: SQL text to `Statement`s, each classified and, where it asks for it, rewritten.

Here: which kind a statement is, and the statements about the session. Whatever begins with a word that isn't listed is
refused. Not here: DDL (`ddl`), queries and writes (`dialect`), COPY's options (`copy.options`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse import cursor_statements, ddl, dialect, show
from sparkify_assets.local.warehouse.copy import options, unload_options
from sparkify_assets.local.warehouse.ddl import tables
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, Text, is_word, parse_tree, text_of


def parse(text: Text, session: SessionState, parameters: Sequence[RedshiftType] = ()) -> Statement:
    """What a statement means; SqlError for what is refused. `parameters` are the types the client gave `$1`, ..."""
    first = text.tokens[0]
    if first.token_type is TokenType.L_PAREN or first.text.lower() in _TREES:
        return _tree(text, session, parameters)
    return replace(_handler(first)(Reader(text.tokens, text.sql, parameters), session), sql=text.sql)


def ends_transaction(text: Text) -> bool:
    """COMMIT or ROLLBACK, by any name; what else a statement means may depend on what a failed transaction made."""
    return is_word(text.tokens[0], "commit", "end", "rollback", "abort")


def check_syntax(text: Text, session: SessionState) -> None:
    """SqlError if one of the statements of a script can't be read: then none of them runs, as in PostgreSQL.

    What else is wrong with it may be so only until the statements before it have run.
    """
    first = text.tokens[0]
    try:
        if first.text.lower() in _TREES:
            text.tree = _parsed(text)
        elif first.token_type is not TokenType.L_PAREN:
            _handler(first)(Reader(text.tokens, text.sql), session)
    except SqlError as error:
        if error.sqlstate in ("42601", "0A000"):
            raise


def _handler(word: Token) -> Callable[[Reader, SessionState], Statement]:
    """What reads a statement that begins with this word. Those of Redshift that have no reader are 0A000."""
    handler = _HANDLERS.get(word.text.lower())
    if handler is not None:
        return handler
    if is_word(word, *_NOT_HERE):
        raise unsupported(word.text.upper())
    raise SqlError("42601", f'syntax error at or near "{word.text}"')


# Queries and writes

_CONSTANT = (exp.Select, exp.Literal, exp.Alias, exp.Identifier, exp.Null, exp.Boolean, exp.Neg)
_NOT_HERE = ("attach", "call", "cancel", "desc", "describe", "detach", "explain", "refresh", "use")
_TREES = {"select", "with", "insert", "update", "delete", "merge"}
_TAGS: dict[type[exp.Expr], str] = {
    exp.Insert: "INSERT 0", exp.Update: "UPDATE", exp.Delete: "DELETE", exp.Merge: "MERGE",
}  # fmt: skip


def _tree(text: Text, session: SessionState, parameters: Sequence[RedshiftType]) -> Statement:
    tree, text.tree = text.tree or _parsed(text), None  # it will be changed: not to be used twice
    if isinstance(tree, exp.Select) and tree.args.get("into") is not None:
        return tables.select_into(text.sql, tree, session, parameters)
    constant = isinstance(tree, exp.Select) and all(isinstance(node, _CONSTANT) for node in tree.walk())
    translation = dialect.translate(tree, session, parameters)
    tag = _TAGS.get(type(tree), "SELECT")
    return Statement(
        text.sql, Kind.QUERY if tag == "SELECT" else Kind.WRITE, tag, translation.steps,
        translation.reads, translation.writes, translation.columns, translation.parameters, constant=constant,
    )  # fmt: skip


def _parsed(text: Text) -> exp.Expr:
    """The tree; sqlglot doesn't know the end of MERGE INTO t USING s ON ... REMOVE DUPLICATES (`r_MERGE`)."""
    tokens = text.tokens
    if not is_word(tokens[0], "merge") or [token.text.lower() for token in tokens[-2:]] != ["remove", "duplicates"]:
        return parse_tree(text.sql, tokens)
    tree = parse_tree(f"{text_of(tokens[:-2], text.sql)} when matched then delete")
    if len(tree.args["whens"].expressions) > 1:
        raise SqlError("42601", 'syntax error at or near "remove"')
    tree.set("remove_duplicates", True)
    return tree


# Transactions and settings


def _begin(reader: Reader, session: SessionState) -> Statement:
    if reader.take("start"):
        reader.expect("transaction")
    else:
        reader.expect("begin")
        reader.take_one("work", "transaction")
    return Statement(reader.sql, Kind.BEGIN, "BEGIN", payload=_transaction_modes(reader))


_ISOLATION = (("serializable",), ("read", "committed"), ("read", "uncommitted"), ("repeatable", "read"))


def _transaction_modes(reader: Reader) -> bool:
    """Whether the transaction may only read. Every isolation level that can be named is serializable (`r_BEGIN`)."""
    read_only = False
    while reader.token is not None:
        if reader.take("isolation", "level"):
            if not any(reader.take(*words) for words in _ISOLATION):
                raise reader.error()
        elif reader.take("read", "only"):
            read_only = True
        elif not reader.take("read", "write"):
            raise reader.error()
        reader.accept(TokenType.COMMA)
    return read_only


def _end(reader: Reader, session: SessionState) -> Statement:
    kind = Kind.COMMIT if is_word(reader.next(), "commit", "end") else Kind.ROLLBACK
    reader.take_one("work", "transaction")
    reader.end()
    return Statement(reader.sql, kind, kind.name)


def _set(reader: Reader, session: SessionState) -> Statement:
    """SET name TO value; the payload is the name and the value."""
    reader.expect("set")
    if reader.take("session", "characteristics", "as", "transaction") or reader.take("transaction"):
        _transaction_modes(reader)
        return Statement(reader.sql, Kind.IGNORED, "SET")
    if reader.peek("local"):
        raise unsupported("SET LOCAL")
    if reader.take("session", "authorization"):
        if not reader.take("default"):
            raise unsupported("SET SESSION AUTHORIZATION")
        reader.end()
        return Statement(reader.sql, Kind.IGNORED, "SET")  # the session is its user's already
    reader.take("session")
    if reader.take("time", "zone"):
        name = "timezone"
    else:
        name = ".".join(reader.dotted())
        if not reader.take("to") and not reader.accept(TokenType.EQ):
            raise reader.error()
    if any(token.token_type is TokenType.PARAMETER for token in reader.tokens):
        raise SqlError("42601", 'syntax error at or near "$"')
    parts = reader.listed(lambda: reader.until(TokenType.COMMA))
    if not all(parts):
        raise SqlError("42601", "syntax error in SET")
    values = ["".join(token.text for token in part) for part in parts]
    if name.lower() == "search_path":
        values = [value if value.isidentifier() else relations.quote(value) for value in map(str.lower, values)]
    value = ", ".join(values)
    return Statement(reader.sql, Kind.SET, "SET", payload=(name, None if value.lower() == "default" else value))


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
    relation = relations.require_table(session, reader.dotted())
    reader.end()
    step, table = f"DELETE FROM {relation.sql}", frozenset({relation.full_name})
    return Statement(reader.sql, Kind.TRUNCATE, "TRUNCATE", (step,), reads=table, writes=table)


def _lock(reader: Reader, session: SessionState) -> Statement:
    """Redshift has one lock mode for LOCK: access exclusive."""
    reader.expect("lock")
    reader.take("table")
    tables = [relations.require_table(session, parts) for parts in reader.listed(reader.dotted)]
    reader.end()
    return Statement(reader.sql, Kind.LOCK, "LOCK", writes=frozenset(table.full_name for table in tables))


def _analyze(reader: Reader, session: SessionState) -> Statement:
    """There are no statistics: they change no result."""
    reader.expect("analyze")
    if reader.peek("compression"):
        raise unsupported("ANALYZE COMPRESSION")
    reader.take("verbose")
    if reader.token is not None and not (reader.peek("predicate", "columns") or reader.peek("all", "columns")):
        relation = relations.require(session, reader.dotted())
        for column in reader.names() if reader.at(TokenType.L_PAREN) else ():
            relation.column(column)
    if reader.take_one("predicate", "all") is not None:
        reader.expect("columns")
    reader.end()
    return Statement(reader.sql, Kind.IGNORED, "ANALYZE")


def _vacuum(reader: Reader, session: SessionState) -> Statement:
    """Nothing is left to sort or to reclaim."""
    reader.expect("vacuum")
    reindexed = reader.take("reindex")
    if reader.take_one("sort", "delete") is not None:
        reader.expect("only")
    elif not reindexed:
        reader.take_one("full", "recluster")
    if reader.token is not None:
        relations.require(session, reader.dotted())
        if not reindexed and reader.take("to"):
            reader.number()
            reader.expect("percent")
        reader.take("boost")
    reader.end()
    return Statement(reader.sql, Kind.IGNORED, "VACUUM")


def _copy(reader: Reader, session: SessionState) -> Statement:
    sql = text_of(reader.tokens, reader.sql)
    if any(is_word(before, "from") and is_word(token, "stdin") for before, token in itertools.pairwise(reader.tokens)):
        raise unsupported("COPY FROM STDIN")
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
    **dict.fromkeys(("commit", "end", "rollback", "abort"), _end),
    "analyze": _analyze,
    "vacuum": _vacuum,
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
