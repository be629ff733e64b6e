"""CREATE TABLE in all its spellings: columns, distribution, sort order, LIKE, AS.

Here: one statement, read from its tokens. Rules: `r_CREATE_TABLE_NEW`, `r_CREATE_TABLE_AS`. Not here: keys (`keys`),
encodings (`encodings`), ALTER TABLE.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from sparkify_assets.local.warehouse import dialect
from sparkify_assets.local.warehouse.ddl import declared, encodings, keys, names
from sparkify_assets.local.warehouse.ddl.declared import ColumnDefinition, Key
from sparkify_assets.local.warehouse.dialect import relations
from sparkify_assets.local.warehouse.dialect.binder import Binder, Scope
from sparkify_assets.local.warehouse.dialect.relations import HIDDEN, TEMPORARY, Relation
from sparkify_assets.local.warehouse.dialect.sharing import copies_random
from sparkify_assets.local.warehouse.dialect.typed import MAX_VARCHAR, STRINGS, from_datatype
from sparkify_assets.local.warehouse.dialect.writes import stored
from sparkify_assets.local.warehouse.errors import SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType, ResultColumn, SessionState, Statement
from sparkify_assets.local.warehouse.parser import Reader, is_word, parse_expression, parse_tree, text_of

_AFTER_DEFAULT = (
    "not", "null", "encode", "distkey", "sortkey", "identity", "generated", "collate", "references", "constraint",
    "primary", "unique", "check",
)  # fmt: skip
_MOST_INTERLEAVED = 8


@dataclass
class Definition(relations.Named):
    """What a CREATE TABLE declares."""

    schema: str
    name: str
    columns: list[ColumnDefinition] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    sequences: list[str] = field(default_factory=list)
    diststyle: str | None = None
    like: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def is_styled(self) -> bool:
        return self.diststyle is not None or any(column.distkey or column.sortkey for column in self.columns)


def create(reader: Reader, session: SessionState, temporary: bool) -> Statement:
    if_not_exists = reader.take("if", "not", "exists")
    definition = Definition(*_place(session, names.dotted(reader), temporary))
    stated = Reader(reader.until(words=("as",)), reader.sql, reader.parameters)
    is_query = reader.take("as")
    if is_query and if_not_exists:
        raise SqlError("42601", 'syntax error at or near "as": CREATE TABLE AS takes no IF NOT EXISTS')
    if if_not_exists and relations.find(session, [definition.schema, definition.name]):
        # The table is left as it is, whatever the statement goes on to say.
        return declared.statement(reader.sql, "CREATE TABLE", [], definition.full_name)
    _require_new(session, definition)
    if is_query:
        tree = parse_tree(text_of(reader.rest(), reader.sql))
        return _filled(reader.sql, session, definition, tree, names.names(stated), stated)
    _elements(Reader(stated.parenthesised(), reader.sql), session, definition)
    attributes(stated, definition)
    return _statement(reader.sql, session, definition)


def _place(session: SessionState, parts: list[str], temporary: bool) -> tuple[str, str]:
    """Schema and name of a new table."""
    if not temporary and not parts[-1].startswith("#"):
        return relations.schema_for_new(session, parts)
    if len(parts) > 1:
        raise SqlError("42P16", "temporary tables may not specify a schema name")
    return TEMPORARY, parts[-1]


def _require_new(session: SessionState, definition: Definition) -> None:
    if already := relations.find(session, [definition.schema, definition.name]):
        raise SqlError("42P07", f'Relation "{already.name}" already exists')
    declared.require_schema(session, definition.schema)


def _statement(sql: str, session: SessionState, definition: Definition) -> Statement:
    _check_columns(definition)
    schema, name = definition.schema, definition.name
    primary = {column for key in definition.keys if key.kind == "p" for column in key.columns}
    columns = [replace(column, not_null=column.not_null or column.name in primary) for column in definition.columns]
    found_keys = keys.checked(session, schema, name, definition.names, definition.keys)
    style = definition.diststyle or ("KEY" if any(column.distkey for column in columns) else "AUTO(ALL)")
    listed = ", ".join(column.sql for column in columns)
    steps = [
        *definition.sequences,
        f"CREATE {'TEMP ' if schema == TEMPORARY else ''}TABLE {definition.sql} ({listed})",
        *declared.relation_rows(session, schema, name, "table", columns, diststyle=style),
        *(declared.key_row(schema, name, key) for key in found_keys),
    ]
    leans_on = (".".join(key.foreign) for key in found_keys if key.foreign and key.foreign != (schema, name))
    return declared.statement(sql, "CREATE TABLE", steps, definition.full_name, leans_on=leans_on)


def _check_columns(definition: Definition) -> None:
    """Each name once, at most one column to distribute by, and that only with DISTSTYLE KEY."""
    _refuse_twice(definition.names)
    for column in definition.columns:
        if column.type.name == "interval" or column.type.name.endswith("[]"):
            raise unsupported(f"a column of type {column.type.name}")  # queries and the catalog have such, no table
    distkeys = sum(column.distkey for column in definition.columns)
    if distkeys > 1:
        raise SqlError("42P16", "a table can have only one DISTKEY column")
    if definition.diststyle is not None and distkeys != (definition.diststyle == "KEY"):
        raise SqlError("42P16", "DISTSTYLE KEY and no other style takes a DISTKEY column")
    styled = [column.type.name for column in definition.columns if column.distkey or column.sortkey]
    if "super" in styled or "varbyte" in styled:
        raise SqlError("42P16", "a column of type SUPER or VARBYTE can be neither DISTKEY nor SORTKEY")


def refuse_too_many(columns: int) -> None:
    """So many a table or view may have, as their pages say."""
    if columns > 1600:
        raise SqlError("54011", "tables can have at most 1600 columns")


def _refuse_twice(listed: list[str]) -> None:
    refuse_too_many(len(listed))
    if twice := next((name for name in listed if listed.count(name) > 1), None):
        raise SqlError("42701", f'column "{twice}" duplicated')


# The elements between the parentheses


def _elements(reader: Reader, session: SessionState, definition: Definition) -> None:
    reader.listed(lambda: _element(reader, session, definition))
    reader.end()
    if sum(item.sortkey for item in definition.columns) > 1 and not definition.like:
        raise SqlError("42P16", "several columns make a sort key with SORTKEY (...) behind the parentheses")


def _element(reader: Reader, session: SessionState, definition: Definition) -> None:
    if reader.take("like"):
        _like(reader, session, definition)
    elif keys.is_next(reader):
        definition.keys.append(keys.read(reader))
    else:
        definition.columns.append(column(reader, session, definition))


def column(reader: Reader, session: SessionState, definition: Definition) -> ColumnDefinition:
    """`name type [attributes and constraints in any order]`."""
    result = ColumnDefinition(names.name(reader), data_type(reader))
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
    if reader.take("distkey"):
        return replace(column_, distkey=True)
    if reader.take("sortkey"):
        return replace(column_, sortkey=1)
    if reader.take("null"):
        if column_.not_null:
            raise SqlError("42601", f'conflicting NULL/NOT NULL declarations for column "{column_.name}"')
        return column_
    if reader.peek("default") or reader.peek("identity") or reader.peek("generated"):
        if column_.default is not None:
            raise SqlError("42601", f'multiple default values specified for column "{column_.name}"')
        return _default(reader, session, column_) if reader.take("default") else _identity(reader, definition, column_)
    if reader.take("encode"):
        return replace(column_, encoding=encodings.read(reader, column_.name, column_.type))
    if reader.take("collate"):
        if not reader.take("case_sensitive") or column_.type.name not in STRINGS:
            raise unsupported("COLLATE CASE_INSENSITIVE, or COLLATE of what is no string")
        return column_
    definition.keys.append(keys.read(reader, column_.name))
    return column_


def _default(reader: Reader, session: SessionState, column_: ColumnDefinition) -> ColumnDefinition:
    start = reader.index
    if not reader.at(TokenType.L_PAREN):
        reader.next()  # NULL is a default, and the end of one
    reader.until(TokenType.COMMA, words=_AFTER_DEFAULT)
    text = text_of(reader.tokens[start : reader.index], reader.sql)
    holder = exp.Paren(this=parse_expression(text))
    Binder(session).value(holder.this, Scope())
    value = stored(holder.this, column_, "default expression")
    if any(copies_random(called) for called in value.find_all(exp.Anonymous)):
        raise unsupported("RANDOM within a function in a DEFAULT")  # which can't have a lambda
    return replace(column_, default=dialect.generate(value), default_text=text)


def _identity(reader: Reader, definition: Definition, column_: ColumnDefinition) -> ColumnDefinition:
    """A sequence of its own. A bare IDENTITY, as scripts in the wild write it, is IDENTITY(1, 1)."""
    kind = "default" if reader.take("generated", "by", "default", "as") else "always"
    reader.expect("identity")
    if column_.type.name not in ("integer", "bigint"):
        raise SqlError("22023", "identity column type must be INT or BIGINT")
    seed, step = 1, 1
    if reader.at(TokenType.L_PAREN):
        inner = Reader(reader.parenthesised(), reader.sql)
        seed, step = inner.listed(inner.number)
        inner.end()
    sequence = f"{HIDDEN}._identity_{uuid.uuid4().hex}"
    bound = f"MINVALUE {min(seed, 1)}" if step > 0 else f"MAXVALUE {max(seed, -1)}"
    definition.sequences.append(f"CREATE SEQUENCE {sequence} INCREMENT BY {step} {bound} START WITH {seed}")
    shown = f"{seed},{step}"
    return replace(column_, identity=kind, not_null=True, default=f"nextval('{sequence}')", default_text=shown)


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
        return from_datatype(exp.DataType.build(text, dialect="localredshift"))
    except sqlglot.errors.ParseError as error:
        raise SqlError("42704", f'type "{text}" does not exist') from error


# LIKE, the attributes behind the parentheses, AS


def _like(reader: Reader, session: SessionState, definition: Definition) -> None:
    """The columns of another table with their encodings and keys of distribution and order."""
    source = relations.require(session, reader.dotted())
    with_defaults = reader.take("including", "defaults")
    reader.take("excluding", "defaults")
    columns = [ColumnDefinition(column.name, column.type) for column in source.columns]  # all that a system view has
    for item in declared.columns_of(session, source) or columns:
        if not with_defaults or item.identity is not None:
            item = replace(item, default=None, default_text=None)
        definition.columns.append(replace(item, identity=None, comment=None))
    definition.diststyle = declared.diststyle_of(session, source)
    definition.like = True


def attributes(reader: Reader, definition: Definition) -> None:
    """DISTSTYLE, DISTKEY, SORTKEY, ENCODE AUTO and BACKUP in any order, to the end."""
    if definition.like and reader.token is not None:
        raise SqlError("42601", f'"{reader.token.text}" cannot be specified for a table LIKE another: it is inherited')
    while reader.token is not None:
        if reader.take("diststyle"):
            definition.diststyle = diststyle(reader)
        elif reader.take("distkey"):
            (name,) = key_columns(reader, definition.names)
            definition.columns = [
                replace(item, distkey=item.distkey or item.name == name) for item in definition.columns
            ]
        elif reader.take("sortkey", "auto") or reader.take("encode", "auto"):
            continue
        elif (style := reader.take_one("compound", "interleaved", "sortkey")) is not None:
            if style != "sortkey":
                reader.expect("sortkey")
            _mark_sortkey(definition, key_columns(reader, definition.names), style == "interleaved")
        else:
            reader.expect("backup")
            names.one_of(reader, "yes", "no")


def diststyle(reader: Reader) -> str:
    style = names.one_of(reader, "even", "all", "key", "auto")
    return "AUTO(ALL)" if style == "auto" else style.upper()


def key_columns(reader: Reader, listed: list[str]) -> list[str]:
    """Columns in parentheses, by name or, as CREATE TABLE AS allows, by position."""
    reader.require(TokenType.L_PAREN)
    found = reader.listed(lambda: _key_column(reader, listed))
    reader.require(TokenType.R_PAREN)
    if len(set(found)) < len(found):
        raise SqlError("42701", "a column appears twice in a key")
    return found


def _key_column(reader: Reader, listed: list[str]) -> str:
    if reader.at(TokenType.NUMBER):
        position = reader.number()
        name = listed[position - 1] if 0 < position <= len(listed) else str(position)
    else:
        name = reader.name()
    if name not in listed:
        raise SqlError("42703", f'column "{name}" named in key does not exist')
    return name


def _mark_sortkey(definition: Definition, listed: list[str], interleaved: bool) -> None:
    """Positions in the sort key; of an interleaved one they alternate in sign, as in pg_table_def."""
    if any(item.sortkey for item in definition.columns):
        raise SqlError("42P16", "SORTKEY is specified more than once")
    if interleaved and len(listed) > _MOST_INTERLEAVED:
        raise SqlError("42P16", f"an interleaved sort key has at most {_MOST_INTERLEAVED} columns")
    order = {name: position for position, name in enumerate(listed, 1)}
    if interleaved:
        order = {name: position if position % 2 else -position for name, position in order.items()}
    definition.columns = [replace(item, sortkey=order.get(item.name, 0)) for item in definition.columns]


def select_into(sql: str, tree: exp.Expr, session: SessionState, parameters: Sequence[RedshiftType]) -> Statement:
    """SELECT ... INTO [TEMP] t is CREATE [TEMP] TABLE t AS SELECT ... (`r_SELECT_INTO`)."""
    into = tree.args["into"]
    tree.set("into", None)
    parts = [part.name for part in into.this.parts]
    definition = Definition(*_place(session, parts, bool(into.args.get("temporary"))))
    _require_new(session, definition)
    return _filled(sql, session, definition, tree, [], Reader([], sql, parameters))


def _filled(
    sql: str, session: SessionState, definition: Definition, tree: exp.Expr, listed: list[str], stated: Reader
) -> Statement:
    """The new table with the rows of a query in it."""
    source = _only_source(tree, session)
    translation = dialect.translate(tree, session, stated.parameters)
    definition.columns = as_columns(translation.columns or (), listed)
    attributes(stated, definition)
    if source is not None and not definition.is_styled:
        _inherit(session, source, tree, definition)
    created = _statement(sql, session, definition)
    fill = f"INSERT INTO {definition.sql} {translation.steps[0]}"
    steps, parameters = (*created.steps, fill), translation.parameters
    return replace(created, tag="SELECT", steps=steps, reads=translation.reads, parameters=parameters)


def _only_source(tree: exp.Expr, session: SessionState) -> Relation | None:
    """The table that a simple SELECT reads: its distribution and order pass on (`r_CTAS_usage_notes`)."""
    told = {key for key, value in tree.args.items() if value} - {"kind", "expressions", "from_", "where"}
    table = tree.args["from_"].this if isinstance(tree, exp.Select) and tree.args.get("from_") else None
    if told or not isinstance(table, exp.Table) or table.args.get("joins"):
        return None
    if not isinstance(table.this, exp.Identifier):  # a function
        return None
    return relations.find(session, [part.name for part in table.parts])


def _inherit(session: SessionState, source: Relation, tree: exp.Expr, definition: Definition) -> None:
    theirs = {item.name: item for item in declared.columns_of(session, source)}
    originals = [each.unalias() for each in tree.expressions]
    origin = [theirs.get(each.name) if isinstance(each, exp.Column) else None for each in originals]
    sortkeys = {item.sortkey for item in origin if item is not None}
    if not all(item.sortkey in sortkeys for item in theirs.values()):
        sortkeys = set()
    definition.columns = [
        replace(item, distkey=was.distkey, sortkey=was.sortkey if was.sortkey in sortkeys else 0) if was else item
        for item, was in zip(definition.columns, origin, strict=True)
    ]
    style = declared.diststyle_of(session, source)
    if style != "KEY" or any(item.distkey for item in definition.columns):
        definition.diststyle = style


def as_columns(found: tuple[ResultColumn, ...], listed: list[str]) -> list[ColumnDefinition]:
    """The columns that a query's result declares; a string of no known length may be of any."""
    if listed and len(listed) != len(found):
        raise SqlError("42601", "the list of columns has another length than the query's")
    columns = []
    for index, column_ in enumerate(found):
        type_ = column_.type
        if type_.name in ("varchar", "unknown", "name"):
            type_ = RedshiftType("varchar", type_.modifiers or (MAX_VARCHAR,))
        columns.append(ColumnDefinition(listed[index] if listed else column_.name, type_))
    _refuse_twice([column.name for column in columns])
    return columns
