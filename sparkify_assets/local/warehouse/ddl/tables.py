"""CREATE TABLE in all its spellings: columns, keys, distribution, sort order, LIKE, AS.

Here: one statement, read from its tokens. Rules: `r_CREATE_TABLE_NEW`, `r_CREATE_TABLE_AS`. Not here: ALTER TABLE.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import dialect
from sparkify_assets.local.warehouse.ddl import declared
from sparkify_assets.local.warehouse.ddl.declared import ColumnDefinition, Key
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, Relation, duckdb_schema, quote
from sparkify_assets.local.warehouse.dialect.typed import MAX_VARCHAR, from_datatype
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import Kind, RedshiftType, ResultColumn, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, is_word, parse_expression, parse_tree, text_of

_CONSTRAINT_WORDS = ("constraint", "primary", "unique", "foreign", "check")
_AFTER_DEFAULT = ("not", "null", "encode", "distkey", "sortkey", "identity", "references", *_CONSTRAINT_WORDS)
_ENCODINGS = (
    "raw", "az64", "bytedict", "delta", "delta32k", "lzo", "mostly8", "mostly16", "mostly32", "runlength", "text255",
    "text32k", "zstd", "auto", "none",
)  # fmt: skip


@dataclass
class Definition:
    """What a CREATE TABLE declares."""

    columns: list[ColumnDefinition] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    sequences: list[str] = field(default_factory=list)
    diststyle: str | None = None


def create(reader: Reader, session: SessionState, temporary: bool) -> Statement:
    if_not_exists = reader.take("if", "not", "exists")
    schema, name = _place(session, reader.dotted(), temporary)
    if if_not_exists and relations.find(session, [schema, name]) and _reads_to_end(reader):
        return Statement(reader.sql, Kind.DDL, "CREATE TABLE", writes=frozenset({f"{schema}.{name}"}))
    _require_new(session, schema, name)
    if _is_as(reader):
        return _create_as(reader, session, schema, name)
    definition = Definition()
    _elements(Reader(reader.parenthesised(), reader.sql), session, definition)
    attributes(reader, definition)
    reader.end()
    return _statement(reader.sql, session, schema, name, definition)


def _place(session: SessionState, parts: list[str], temporary: bool) -> tuple[str, str]:
    """Schema and name of a new table."""
    if temporary or parts[-1].startswith("#"):
        return TEMPORARY, parts[-1]
    return relations.schema_for_new(session, parts)


def _require_new(session: SessionState, schema: str, name: str) -> None:
    if already := relations.find(session, [schema, name]):
        raise SqlError("42P07", f'Relation "{already.name}" already exists')
    require_schema(session, schema)


def require_schema(session: SessionState, schema: str) -> None:
    if schema == TEMPORARY:
        return
    query = f"select 1 from {HIDDEN}._schemas where name = $1"
    if session.cursor.execute(query, [schema]).fetchone() is None:
        raise SqlError("3F000", f'schema "{schema}" does not exist')


def _reads_to_end(reader: Reader) -> bool:
    """A table that exists is left as it is, whatever the statement goes on to say."""
    reader.rest()
    return True


def _statement(sql: str, session: SessionState, schema: str, name: str, definition: Definition) -> Statement:
    steps = [*definition.sequences, declared.create_sql(schema, name, definition.columns)]
    steps += declared.relation_rows(
        session, schema, name, "table", definition.columns, diststyle=definition.diststyle or "AUTO(ALL)"
    )
    steps += [declared.key_row(schema, name, key) for key in definition.keys]
    return Statement(sql, Kind.DDL, "CREATE TABLE", tuple(steps), writes=frozenset({f"{schema}.{name}"}))


# The elements between the parentheses


def _elements(reader: Reader, session: SessionState, definition: Definition) -> None:
    while True:
        if reader.take("like"):
            _like(reader, session, definition)
        elif reader.peek("constraint") or any(reader.peek(word) for word in _CONSTRAINT_WORDS[1:]):
            definition.keys.append(table_key(reader, session))
        else:
            definition.columns.append(column(reader, session, definition))
        if not reader.accept(TokenType.COMMA):
            break
    reader.end()
    for key in definition.keys:
        if key.kind == "p":
            definition.columns = [
                replace(item, not_null=True) if item.name in key.columns else item for item in definition.columns
            ]


def column(reader: Reader, session: SessionState, definition: Definition) -> ColumnDefinition:
    """`name type [attributes and constraints in any order]`."""
    result = ColumnDefinition(reader.name(), data_type(reader))
    if result.type.name == "interval":
        raise unsupported("a column of type interval")
    while reader.token is not None and not reader.at(TokenType.COMMA):
        result = _attribute(reader, session, definition, result)
    return result


def _attribute(
    reader: Reader, session: SessionState, definition: Definition, column_: ColumnDefinition
) -> ColumnDefinition:
    if reader.take("not", "null"):
        return replace(column_, not_null=True)
    if reader.take("null"):
        return column_
    if reader.take("default"):
        return _default(reader, session, column_)
    if reader.take("encode"):
        return replace(column_, encoding=encoding(reader))
    if reader.take("distkey"):
        definition.diststyle = "KEY"
        return replace(column_, distkey=True)
    if reader.take("sortkey"):
        return replace(column_, sortkey=1)
    if reader.take("identity"):
        return _identity(reader, definition, column_, "always")
    if reader.take("generated", "by", "default", "as", "identity"):
        return _identity(reader, definition, column_, "default")
    if reader.take("collate"):
        raise unsupported("COLLATE")
    definition.keys.append(_column_key(reader, session, column_))
    return replace(column_, not_null=column_.not_null or definition.keys[-1].kind == "p")


def _default(reader: Reader, session: SessionState, column_: ColumnDefinition) -> ColumnDefinition:
    tokens = [reader.next(), *reader.until(TokenType.COMMA, words=_AFTER_DEFAULT)]
    sql = dialect.translate_expression(parse_expression(text_of(tokens, reader.sql)), session, column_.type)
    return replace(column_, default_sql=sql, default_text=text_of(tokens, reader.sql))


def _identity(reader: Reader, definition: Definition, column_: ColumnDefinition, kind: str) -> ColumnDefinition:
    """A sequence of its own. A bare IDENTITY, as scripts in the wild write it, is IDENTITY(1, 1)."""
    seed, step = 1, 1
    if reader.at(TokenType.L_PAREN):
        inner = Reader(reader.parenthesised(), reader.sql)
        seed, step = inner.listed(inner.number)
        inner.end()
    sequence = f"{HIDDEN}._identity_{uuid.uuid4().hex}"
    low = f" MINVALUE {min(seed, 1)}" if step > 0 else ""
    definition.sequences.append(f"CREATE SEQUENCE {sequence} INCREMENT BY {step}{low} START WITH {seed}")
    text = f'"identity"({seed}, {step})'
    return replace(column_, identity=kind, not_null=True, default_sql=f"nextval('{sequence}')", default_text=text)


def _column_key(reader: Reader, session: SessionState, column_: ColumnDefinition) -> Key:
    name = reader.name() if reader.take("constraint") else None
    if reader.take("primary", "key"):
        return Key("p", (column_.name,), name)
    if reader.take("unique"):
        return Key("u", (column_.name,), name)
    if reader.take("references"):
        return _references(reader, session, (column_.name,), name)
    if reader.peek("check"):
        raise unsupported("CHECK")
    raise reader.error()


def table_key(reader: Reader, session: SessionState) -> Key:
    """`[CONSTRAINT name] PRIMARY KEY (...) | UNIQUE (...) | FOREIGN KEY (...) REFERENCES ...`."""
    name = reader.name() if reader.take("constraint") else None
    if reader.take("primary", "key"):
        return Key("p", tuple(reader.names()), name)
    if reader.take("unique"):
        return Key("u", tuple(reader.names()), name)
    if reader.take("foreign", "key"):
        columns = tuple(reader.names())
        reader.expect("references")
        return _references(reader, session, columns, name)
    if reader.peek("check"):
        raise unsupported("CHECK")
    raise reader.error()


def _references(reader: Reader, session: SessionState, columns: tuple[str, ...], name: str | None) -> Key:
    parts = reader.dotted()
    schema, table = relations.schema_for_new(session, parts)
    referred = tuple(reader.names()) if reader.at(TokenType.L_PAREN) else ()
    return Key("f", columns, name, (schema, table), referred)


def encoding(reader: Reader) -> str:
    word = reader.next().text.lower()
    if word not in _ENCODINGS:
        raise SqlError("42601", f'unknown encoding "{word}"')
    return "none" if word == "raw" else word


def data_type(reader: Reader) -> RedshiftType:
    """A type with its length, and the words that belong to it: `double precision`, `timestamp without time zone`."""
    tokens = [reader.next()]
    if not tokens[0].text[:1].isalpha():
        raise SqlError("42601", f'syntax error at or near "{tokens[0].text}"')
    if is_word(tokens[0], "national"):
        tokens = [reader.next()]
    words = {"double": ("precision",), "character": ("varying",), "char": ("varying",), "binary": ("varying",)}
    for word in words.get(tokens[0].text.lower(), ()):
        if reader.peek(word):
            tokens.append(reader.next())
    text = " ".join(token.text for token in tokens)
    if reader.at(TokenType.L_PAREN):
        text += "(" + "".join(token.text for token in reader.parenthesised()) + ")"
    for zone in (("with", "time", "zone"), ("without", "time", "zone")):
        if reader.take(*zone):
            text += " " + " ".join(zone)
    try:
        return from_datatype(exp.DataType.build(text, dialect="redshift"))
    except sqlglot.errors.ParseError as error:
        raise SqlError("42704", f'type "{text}" does not exist') from error


# LIKE, the attributes behind the parentheses, AS


def _like(reader: Reader, session: SessionState, definition: Definition) -> None:
    source = relations.require(session, reader.dotted())
    with_defaults = reader.take("including", "defaults")
    reader.take("excluding", "defaults")
    definition.columns += like_columns(session, source, with_defaults)
    if any(item.distkey for item in definition.columns):
        definition.diststyle = "KEY"


def like_columns(session: SessionState, source: Relation, with_defaults: bool) -> list[ColumnDefinition]:
    """The columns of another table with their encodings and keys of distribution and order."""
    query = (
        f"select name, default_text, encoding, distkey, sortkey from {declared.store(source.schema)}._columns "
        "where schema = $1 and relation = $2"
    )
    rows = {row[0]: row[1:] for row in session.cursor.execute(query, [source.schema, source.name]).fetchall()}
    copies = []
    for item in source.columns:
        default_text, encoding_, distkey, sortkey = rows.get(item.name, (None, None, False, 0))
        keep = with_defaults and item.identity is None
        copies.append(
            ColumnDefinition(
                item.name,
                item.type,
                item.not_null,
                item.default if keep else None,
                default_text if keep else None,
                None,
                encoding_,
                bool(distkey),
                sortkey or 0,
            )
        )
    return copies


def attributes(reader: Reader, definition: Definition) -> None:
    """DISTSTYLE, DISTKEY, SORTKEY, ENCODE AUTO and BACKUP in any order."""
    while reader.token is not None and not reader.peek("as"):
        if reader.take("diststyle"):
            definition.diststyle = _diststyle(reader, definition)
        elif reader.take("distkey"):
            mark_distkey(definition, reader.names()[0])
        elif reader.take("sortkey", "auto") or reader.take("encode", "auto"):
            continue
        elif (style := reader.take_one("compound", "interleaved", "sortkey")) is not None:
            if style != "sortkey":
                reader.expect("sortkey")
            mark_sortkey(definition, reader.names(), interleaved=style == "interleaved")
        elif reader.take("backup"):
            if reader.take_one("yes", "no") is None:
                raise reader.error()
        else:
            raise reader.error()


def _diststyle(reader: Reader, definition: Definition) -> str:
    style = reader.take_one("even", "all", "key", "auto")
    if style is None:
        raise reader.error()
    return "AUTO(ALL)" if style == "auto" else style.upper()


def mark_distkey(definition: Definition, name: str) -> None:
    _require_column(definition, name)
    definition.diststyle = "KEY"
    definition.columns = [replace(item, distkey=item.name == name) for item in definition.columns]


def mark_sortkey(definition: Definition, names: list[str], interleaved: bool = False) -> None:
    """Positions in the sort key; of an interleaved one they alternate in sign, as in pg_table_def."""
    for name in names:
        _require_column(definition, name)
    order = {
        name: (-1) ** position * (position + 1) if interleaved else position + 1 for position, name in enumerate(names)
    }
    definition.columns = [replace(item, sortkey=order.get(item.name, 0)) for item in definition.columns]


def _require_column(definition: Definition, name: str) -> None:
    if not any(item.name == name for item in definition.columns):
        raise SqlError("42703", f'column "{name}" named in key does not exist')


def _is_as(reader: Reader) -> bool:
    """Whether the statement is a CREATE TABLE ... AS: the word outside parentheses."""
    start = reader.index
    reader.until(words=("as",))
    found = reader.peek("as")
    reader.index = start
    return found


def _create_as(reader: Reader, session: SessionState, schema: str, name: str) -> Statement:
    names = reader.names() if reader.at(TokenType.L_PAREN) else []
    start = reader.index
    reader.until(words=("as",))
    attribute_reader = Reader(reader.tokens[start : reader.index], reader.sql)
    reader.expect("as")
    translation = dialect.translate(parse_tree(text_of(reader.rest(), reader.sql)), session)
    definition = Definition(as_columns(translation.columns or (), names))
    attributes(attribute_reader, definition)
    return _filled(reader.sql, session, schema, name, definition, translation)


def select_into(sql: str, tree: exp.Expr, session: SessionState) -> Statement:
    """SELECT ... INTO [TEMP] t is CREATE [TEMP] TABLE t AS SELECT ... (`r_SELECT_INTO`)."""
    into = tree.args["into"]
    tree.set("into", None)
    parts = [part.name for part in into.this.parts]
    schema, name = _place(session, parts, bool(into.args.get("temporary")))
    _require_new(session, schema, name)
    translation = dialect.translate(tree, session)
    definition = Definition(as_columns(translation.columns or (), []))
    return _filled(sql, session, schema, name, definition, translation)


def _filled(
    sql: str, session: SessionState, schema: str, name: str, definition: Definition, translation: dialect.Translation
) -> Statement:
    """The new table with the rows of a query in it."""
    created = _statement(sql, session, schema, name, definition)
    fill = f"INSERT INTO {duckdb_schema(schema)}.{quote(name)} {translation.steps[0]}"
    return replace(created, tag="SELECT", steps=(*created.steps, fill), reads=translation.reads)


def as_columns(found: tuple[ResultColumn, ...], names: list[str]) -> list[ColumnDefinition]:
    """The columns that a query's result declares; a string of no known length may be of any."""
    if names and len(names) != len(found):
        raise SqlError("42601", "CREATE TABLE AS specifies a different number of columns than its query")
    columns = []
    for index, column_ in enumerate(found):
        type_ = column_.type
        if type_.name in ("varchar", "unknown", "name"):
            type_ = RedshiftType("varchar", type_.modifiers or (MAX_VARCHAR,))
        columns.append(ColumnDefinition(names[index] if names else column_.name, type_))
    seen: set[str] = set()
    for item in columns:
        if item.name in seen:
            raise SqlError("42701", f'column "{item.name}" duplicated')
        seen.add(item.name)
    return columns
