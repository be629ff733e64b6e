"""Redshift text to tokens, and tokens to sqlglot trees.

Here: what sqlglot's Redshift parser needs to be told, all of it on the tokens because its compiled classes can't be
extended: function names are marked so that none is guessed at, and a reader for the statements it doesn't know.
Not here: what any statement means, or how DuckDB says it.
"""

from __future__ import annotations

import functools
import itertools
import re
import string
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from sqlglot import exp
from sqlglot.dialects.redshift import Redshift
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse.errors import TOO_COMPLEX, SqlError, unsupported
from sparkify_assets.local.warehouse.interfaces import RedshiftType

_FUNCTION_MARK = "ƒ:"
# These have a syntax of their own between the parentheses, or are no functions at all.
_OWN_SYNTAX = {
    "cast", "try_cast", "convert", "extract", "trim", "substring", "position", "overlay", "exists", "in", "any", "all",
    "some", "not", "and", "or", "values", "over", "filter", "from", "join", "using", "on", "select", "where", "having",
    "by", "as", "when", "then", "else", "case", "between", "like", "ilike", "union", "except", "intersect", "minus",
    "with", "distinct", "limit", "offset", "set", "into", "group", "top", "qualify", "interval", "is", "null",
    "similar to", "for", "escape", "pivot", "unpivot", "table", "partition", "order", "rows", "range", "lateral",
    "return", "returning", "insert", "update", "delete", "merge", "matched", "rollup", "cube", "sets", "exclude",
    "grouping sets", "nulls", "group by", "order by", "partition by",
}  # fmt: skip
_TYPE_WORDS = {
    "char", "character", "varchar", "nvarchar", "nchar", "bpchar", "varying", "numeric", "decimal", "float", "time",
    "timestamp", "timetz", "timestamptz", "varbyte", "varbinary", "text", "precision", "bit", "dec",
    "character varying", "char varying", "binary varying",
}  # fmt: skip
_JOIN_KINDS = {
    TokenType.INNER, TokenType.LEFT, TokenType.RIGHT, TokenType.FULL, TokenType.OUTER, TokenType.CROSS,
    TokenType.NATURAL, TokenType.SEMI, TokenType.ANTI,
}  # fmt: skip
_VALUE_TOKENS = {TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER}
# sqlglot reads these, Redshift doesn't know them; nor what may not stand behind a comma, where sqlglot overlooks it.
_FOREIGN = {"==", "<=>", "&&", "{", "}", "|>", "rlike", "regexp", "only", "table"}
_NOT_BEHIND_COMMA = {",", ")", "", "from", "where", "group by", "having", "qualify", "order by", "limit", "union"}
_ENDS_OF_VALUES = {*_VALUE_TOKENS, TokenType.VAR, TokenType.R_PAREN}
_BEFORE_ANY_WORD = {TokenType.DOT, TokenType.ALIAS}  # `t.table` is a column's name and `AS table` an alias
_SOURCES_OF_INSERT = ("select", "with", "values", "default", "from", "set")
_PLACES = {
    TokenType.WHERE: 1, TokenType.GROUP_BY: 2, TokenType.HAVING: 3, TokenType.QUALIFY: 4, TokenType.ORDER_BY: 5,
    TokenType.LIMIT: 6, TokenType.OFFSET: 6,
}  # fmt: skip
_ROWS = 7  # the place of VALUES, which is a word to sqlglot
_QUERY_TOKENS = {TokenType.SELECT, TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT}
_MEETS_ROWS = (
    exp.Predicate, exp.In, exp.Values, exp.Group, exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple,
    exp.Insert,
)  # fmt: skip
# What sqlglot knows by names that Redshift's types don't have; as any other unknown name they are 42704.
_FOREIGN_TYPES = {
    "BIGNUM", "BLOB", "BYTEA", "CLOB", "DECIMAL128", "DECIMAL256", "DECIMAL32", "DECIMAL64", "DOUBLE", "FIXED", "INT16",
    "INT32", "INT64", "LONG", "LONGVARCHAR", "NUMBER", "NVARCHAR2", "SHORT", "STR", "STRING", "VARCHAR2",
}  # fmt: skip
_PATTERN_TOKENS = {TokenType.RLIKE, TokenType.IRLIKE, TokenType.LIKE, TokenType.ILIKE}
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_DEEPEST = 300  # parentheses; a query takes up Python's stack for each one that it stands in
_MOST_PARAMETERS = 32_767
_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

_VEIL = 0xE000  # private use

# Where an error is of which sqlglot doesn't say it.
_NOWHERE: dict[str, Any] = {"highlight": "", "start_context": "", "line": 1, "col": 0}

T = TypeVar("T")


class LocalRedshift(Redshift):
    """Redshift without sqlglot's commands: it takes the rest of a statement it doesn't know as one opaque string."""

    class Tokenizer(Redshift.Tokenizer):
        COMMANDS: ClassVar[set[TokenType]] = set()
        # Those with tags are found by `_tokenizer`: as sqlglot reads them, `$1,$` opens a string.
        HEREDOC_STRINGS: ClassVar[list[str | tuple[str, str]]] = []
        RAW_STRINGS: ClassVar[list[str | tuple[str, str]]] = [("$$", "$$")]
        SINGLE_TOKENS: ClassVar[dict[str, TokenType]] = {
            **Redshift.Tokenizer.SINGLE_TOKENS, "$": TokenType.PARAMETER, "@": TokenType.STAGE,
        }  # fmt: skip
        KEYWORDS: ClassVar[dict[str, TokenType]] = {
            word: kind
            for word, kind in Redshift.Tokenizer.KEYWORDS.items()
            if kind is not TokenType.COMMAND and word not in _FOREIGN_TYPES
        }


# sqlglot reads `{# #}` as a comment in every dialect.
del LocalRedshift.Tokenizer._COMMENTS["{#"]


# `@ x`, the absolute value, which sqlglot takes for a parameter.
Redshift.Parser.UNARY_PARSERS[TokenType.STAGE] = lambda parser: exp.Abs(this=parser._parse_unary())
# A star alone: EXCLUDE is the end of the select list, and `* EXCEPT (a)` and the like are other dialects'.
Redshift.Parser.PRIMARY_PARSERS[TokenType.STAR] = lambda parser, token: parser.expression(exp.Star())


def _position(parser: Any) -> exp.Expr:
    """`position(a IN b)` alone: sqlglot would take `position(a, b)` for the same."""
    substring = parser._parse_bitwise()
    if not parser._match(TokenType.IN):
        parser.raise_error("POSITION takes IN")
    return exp.StrPosition(this=parser._parse_bitwise(), substr=substring)


Redshift.Parser.FUNCTION_PARSERS = {**Redshift.Parser.FUNCTION_PARSERS, "POSITION": _position}
# To find `FROM t, t.items`, sqlglot copies what stands behind every FROM, again for each query around it.
Redshift.Parser.SUPPORTS_IMPLICIT_UNNEST = False

_DIALECT = LocalRedshift()
_TAG = re.compile(r"\$[A-Za-z_]\w*\$")


def tokenize(sql: str) -> list[Token]:
    """The tokens of a script. `$$...$$` and `$tag$...$tag$` are strings like any other."""
    try:
        # Told of its dialect, it resolves the backslashes in strings: `\\n` is a line feed, as in Redshift.
        tokens = _tokenizer(frozenset(_TAG.findall(sql)))(dialect=_DIALECT).tokenize(sql)
    except TokenError as error:
        raise SqlError("42601", "syntax error: a string, a quoted name or a comment is not closed") from error
    if "\\0" in sql and any(
        "\0" in token.text and not _stands_for_null(tokens[:at]) for at, token in enumerate(tokens)
    ):
        raise SqlError("22021", 'invalid byte sequence for encoding "UTF8": 0x00')
    return [
        _as(token, TokenType.STRING, token.text) if token.token_type is TokenType.RAW_STRING else token
        for token in tokens
    ]


def _stands_for_null(before: list[Token]) -> bool:
    """Whether the string behind these tokens is the NULL AS of COPY or UNLOAD, which may be the character zero."""
    start = max((at for at, token in enumerate(before, 1) if token.token_type is TokenType.SEMICOLON), default=0)
    words = [token.text.lower() for token in before[start:]]
    return words[:1] in (["copy"], ["unload"]) and (words[-1:] == ["null"] or words[-2:] == ["null", "as"])


@functools.lru_cache(maxsize=64)
def _tokenizer(tags: frozenset[str]) -> type[LocalRedshift.Tokenizer]:
    """The tokenizer to which these tags open and close a string, where they don't stand in another one."""
    if not tags:
        return LocalRedshift.Tokenizer
    quotes = [("$$", "$$"), *((tag, tag) for tag in sorted(tags))]
    return type("Tokenizer", (LocalRedshift.Tokenizer,), {"RAW_STRINGS": quotes})


class Text:
    """One statement as it was written, with what was made of it so far: rows in an INSERT are long to read twice."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tree: exp.Expr | None = None

    @functools.cached_property
    def tokens(self) -> list[Token]:
        """They count their places from the first character of the statement."""
        return tokenize(self.sql)


def split(sql: str) -> list[Text]:
    """The statements of a script: what stands between the semicolons, empty ones left out.

    Comments before the first and behind each belong to them: there, clients tell what a statement is for.
    """
    sql = sql.strip()
    every = tokenize(sql)
    texts: list[Text] = []
    tokens: list[Token] = []
    for token in [*every, Token(TokenType.SEMICOLON, ";", start=len(sql))]:
        if token.token_type is not TokenType.SEMICOLON:
            tokens.append(token)
        elif tokens:
            start = 0 if tokens[0] is every[0] else tokens[0].start
            texts.append(Text(sql[start : token.start].rstrip()))
            if start == 0:
                texts[0].tokens = tokens
            tokens = []
    return texts


def parse_tree(sql: str, tokens: list[Token] | None = None) -> exp.Expr:
    """The tree of a query, INSERT, UPDATE, DELETE or MERGE. Functions are `exp.Anonymous` with Redshift's own name."""
    tokens = _without_table(tokenize(sql) if tokens is None else tokens)
    _refuse_foreign(tokens, sql)
    _refuse_disorder(tokens, sql)
    try:
        trees = _DIALECT.parser().parse(_prepared(tokens), sql)
    except ParseError as error:
        first = _NOWHERE | (error.errors[0] if error.errors else {})
        raise _syntax_error(first["highlight"], first["start_context"], first["line"], first["col"]) from error
    if len(trees) != 1 or trees[0] is None:
        raise SqlError("42601", "syntax error: one statement was expected")
    for node in trees[0].find_all(exp.Identifier, exp.Anonymous):
        if node.arg_key == "alias" and node.name.startswith("#") and not node.args.get("quoted"):
            raise unsupported("the operator #")
        node.set("this", folded(node.this.removeprefix(_FUNCTION_MARK)))
    _refuse_foreign_trees(trees[0], tokens, sql)
    return trees[0]


def parse_expression(sql: str) -> exp.Expr:
    """The tree of one scalar expression, a DEFAULT for instance."""
    return parse_tree(f"select {sql}").expressions[0]


def text_of(tokens: Sequence[Token], sql: str) -> str:
    """What stands in `sql` from the first to the last of these tokens, where something does."""
    if not tokens:
        raise SqlError("42601", "syntax error at end of input")
    return sql[tokens[0].start : tokens[-1].end + 1]


def folded(name: str) -> str:
    """A name as Redshift keeps it, quoted or not: its ASCII letters in lower case."""
    return name.translate(_ASCII_LOWER)


def _refuse_foreign(tokens: Sequence[Token], sql: str) -> None:
    """42601 for what sqlglot takes from other dialects, or overlooks: Redshift knows neither."""
    end = Token(TokenType.SENTINEL, "")
    for before, token, following in zip([end, *tokens], tokens, [*tokens[1:], end], strict=False):
        if token.token_type not in (TokenType.STRING, TokenType.IDENTIFIER) and _is_foreign(before, token, following):
            raise _syntax_error(token.text, sql[: token.start], token.line, token.col)
    if tokens and is_word(tokens[0], "insert"):
        source = next((token for token in tokens if is_word(token, *_SOURCES_OF_INSERT)), None)
        if not is_word(tokens[1] if tokens[1:] else None, "into") or is_word(source, "from", "set"):
            raise SqlError("42601", "syntax error: INSERT INTO takes VALUES, DEFAULT VALUES or a query")


def _refuse_disorder(tokens: Sequence[Token], sql: str) -> None:
    """The clauses of a query have one order, LIMIT takes one number, and each row of VALUES has parentheses."""
    reached = [0]  # the place of the last clause, by depth of parentheses
    for token, following in itertools.pairwise([*tokens, Token(TokenType.SENTINEL, "")]):
        place = _ROWS if is_word(token, "values") else _PLACES.get(token.token_type, reached[-1])
        if token.token_type is TokenType.WHEN and place == _ROWS:
            reached[-1] = place = 0  # the next clause of a MERGE
        is_next_row = place == _ROWS and following.token_type is TokenType.L_PAREN
        is_foreign_list = place in (_ROWS, _PLACES[TokenType.LIMIT]) and not is_next_row
        if place < reached[-1] or (token.token_type is TokenType.COMMA and is_foreign_list):
            raise _syntax_error(token.text, sql[: token.start], token.line, token.col)
        reached[-1] = 0 if token.token_type in _QUERY_TOKENS else place
        if token.token_type is TokenType.L_PAREN:
            reached.append(0)
            if len(reached) > _DEEPEST:
                raise SqlError(TOO_COMPLEX, "statement too complex: it is nested too deeply")
        elif token.token_type is TokenType.R_PAREN and len(reached) > 1:
            reached.pop()


def _is_foreign(before: Token, token: Token, following: Token) -> bool:
    match token.token_type:
        case TokenType.NUMBER:
            adjoined = following.token_type is TokenType.VAR and following.start == token.end + 1
            return adjoined or not _NUMBER.fullmatch(token.text)
        case TokenType.COMMA:
            return following.token_type not in _VALUE_TOKENS and following.text.lower() in _NOT_BEHIND_COMMA
        case TokenType.L_PAREN:
            return following.token_type is TokenType.COMMA
        case TokenType.L_BRACKET:
            return before.token_type not in _ENDS_OF_VALUES and not is_word(before, "array")
        case TokenType.ALIAS:
            return following.token_type is TokenType.STRING
        case TokenType.INTO:
            return is_word(following, "values", "select", "from", "(")
        case TokenType.ANY:
            return following.token_type is TokenType.JOIN
        case TokenType.ROW | TokenType.ROWS:
            counted = before.token_type in _ENDS_OF_VALUES and not is_word(before, "current")
            return counted and is_word(following, "", ")", "limit")
        case TokenType.PARAMETER:  # only $1, $2, ...
            known = token.text == "$" and following.text.isdecimal() and 0 < int(following.text) <= _MOST_PARAMETERS
            return not known
        case TokenType.NOT:
            mark = token.text == "!" and following.token_type not in _PATTERN_TOKENS
            return mark or (is_word(following, "null") and before.token_type in _ENDS_OF_VALUES)
    if is_word(token, "values"):
        return following.token_type is not TokenType.L_PAREN and not is_word(before, "default")
    return token.text.lower() in _FOREIGN and before.token_type not in _BEFORE_ANY_WORD


def _refuse_foreign_trees(tree: exp.Expr, tokens: Sequence[Token], sql: str) -> None:
    """The same for what only the tree shows."""
    places = {token.start: place for place, token in enumerate(tokens)}
    if isinstance(tree, exp.Insert) and is_word(tokens[0], "with"):
        raise SqlError("42601", 'syntax error at or near "insert": its WITH stands before the SELECT')

    def beside(name: exp.Expr, steps: int) -> Token:
        """The token so many steps behind a name."""
        return tokens[places[name.meta["start"]] + steps]

    for node in tree.walk():
        if isinstance(node, exp.CTE):
            alias = node.args["alias"]
            _require_word(beside(alias.columns[-1], 2) if alias.columns else beside(alias.this, 1), "as", sql)
        if isinstance(node, exp.Join):
            _require_condition(node)
            for first in (node.args.get("using") or ())[:1]:
                _require_word(beside(first, -1), "(", sql)
        elif isinstance(node, exp.DataType):
            _require_plain_type(node)
        elif reason := _foreign_tree(node, sql):
            raise SqlError("42601", f"syntax error: {reason}")


def _foreign_tree(node: exp.Expr, sql: str) -> str | None:
    match node:
        case exp.Select(args={"kind": str()}):
            return "SELECT AS takes no kind"
        case exp.Select(args={"exclude": list(named)}) if any(
            not isinstance(each.this, exp.Identifier) for each in named
        ):
            return "EXCLUDE takes names of columns"
        case exp.Delete() if len([*(node.args.get("tables") or ()), *filter(None, [node.this])]) > 1:
            return "DELETE takes one table"
        case exp.Delete(this=exp.Subquery()):
            return "DELETE takes a table"
        case exp.Delete(this=exp.Table() as table) | exp.Update(this=exp.Table() as table) if table.args.get("joins"):
            return "one table can be changed; others stand behind USING or FROM"
        case exp.Table(this=exp.Identifier() as name) if sql[name.meta.get("start", 0)] == "'":
            return f"the table's name {name.name} is a string"
        case exp.Subquery(this=exp.Table() as table) if not table.args.get("joins"):
            return f'the table "{table.name}" stands in parentheses'
        case exp.Expr(args={"join_mark": True}) if not isinstance(node, exp.Column):
            return "(+) stands behind a column"
        case exp.Alias() | exp.Binary() if node.this.is_star:
            return "a star has no alias and is no value"
        # psql's \du asks the catalog with ARRAY(SELECT ...), as PostgreSQL has it.
        case exp.Anonymous() if node.name != "array" and any(
            isinstance(argument, exp.Select | exp.SetOperation) for argument in node.expressions
        ):
            return "a query as an argument needs parentheses of its own"
        case exp.Tuple() if not isinstance(node.parent, _MEETS_ROWS) and node.arg_key != "on":
            return "a row is no value"
    return None


def _require_word(token: Token, word: str, sql: str) -> None:
    if not is_word(token, word):
        raise _syntax_error(token.text, sql[: token.start], token.line, token.col)


def _require_plain_type(type_: exp.DataType) -> None:
    """Numbers between a type's parentheses, as many as it can have, and nothing behind them."""
    given, most = type_.expressions, 2 if type_.is_type("decimal") else 1
    plain = all((each.name.isdecimal() or each.name == "MAX") and not each.args.get("expression") for each in given)
    if type_.args.get("collate") or len(given) > most or not plain:
        raise SqlError("42601", f"syntax error: type {type_.sql('redshift').lower()}")


def _syntax_error(near: str, before: str, line: int, last_column: int) -> SqlError:
    where = f'in context "{before[-50:]}{near}", at line {line}, column {last_column - len(near) + 1}'
    return SqlError("42601", f'syntax error at or near "{near}" {where}')


def _require_condition(join: exp.Join) -> None:
    """Only a comma, CROSS and NATURAL join without ON or USING (`r_FROM_clause30`)."""
    joined = join.args.get("on") is not None or join.args.get("using")
    if join.method == "NATURAL" and joined:
        raise SqlError("42601", "syntax error: NATURAL JOIN takes neither ON nor USING")
    if (join.side or join.kind not in ("", "CROSS")) and not (joined or join.method):
        raise SqlError("42601", f"syntax error: {join.side or join.kind} JOIN needs ON or USING")


def _prepared(tokens: Sequence[Token]) -> list[Token]:
    """Marks function names and turns what the parser can't take into what it can."""
    tokens = _with_grouped_literals(_without_catalog_spellings(tokens))
    prepared: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if is_word(token, "approximate") and following is not None and following.token_type is not TokenType.COMMA:
            continue  # its function takes the word into its name below
        if token.token_type is TokenType.JOIN and (not index or tokens[index - 1].token_type not in _JOIN_KINDS):
            prepared.append(_as(token, TokenType.INNER, "INNER"))  # else sqlglot takes `a JOIN b` for `a, b`
        if token.token_type is TokenType.BYTE_STRING:
            token = _as(token, TokenType.STRING, token.text)
        elif token.token_type is TokenType.VAR and token.text == "#":
            token = _as(token, TokenType.HASH, token.text)
        elif index and token.token_type is TokenType.STRING and is_word(tokens[index - 1], "interval"):
            token = _as(token, TokenType.STRING, veiled(token.text))
        elif following is not None and following.token_type is TokenType.L_PAREN and _names_function(tokens, index):
            name = token.text.lower()
            if index and is_word(tokens[index - 1], "approximate"):
                name = f"approximate_{name}"
            token = _as(token, TokenType.VAR, _FUNCTION_MARK + name)
        prepared.append(token)
    return prepared


def veiled(text: str) -> str:
    """A text in which sqlglot finds no number and unit: of `interval '1 day 02:00'` it would keep the day alone."""
    return "".join(chr(_VEIL ^ ord(character)) for character in text)


def _without_catalog_spellings(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the catalog: `OPERATOR(pg_catalog.~)`, `::pg_catalog.regclass`, `COLLATE pg_catalog.default` of psql,
    `CAST(x AS pg_catalog.text)`, and `pg_catalog.lead(a)`, as Redshift shows its views.
    """
    if all(token.text.lower() != "pg_catalog" for token in tokens):
        return tokens
    plain: list[Token] = []
    index = 0
    while index < len(tokens):
        ahead = [token.text.lower() for token in tokens[index : index + 5]]
        if ahead[:4] == ["operator", "(", "pg_catalog", "."]:
            plain.append(tokens[index + 4])
            index += 6
        elif ahead[:3] == ["collate", "pg_catalog", "."]:
            index += 4
        elif ahead[:3] in (["::", "pg_catalog", "."], ["as", "pg_catalog", "."]):
            plain.append(tokens[index])
            index += 3
        elif ahead[:2] == ["pg_catalog", "."] and ahead[3:4] == ["("]:
            index += 2
        else:
            plain.append(tokens[index])
            index += 1
    return plain


def _without_table(tokens: list[Token]) -> list[Token]:
    """`INTO [TEMP] TABLE t` of a SELECT without the word (`r_SELECT_INTO`): sqlglot doesn't read it there."""
    if tokens and is_word(tokens[0], "insert", "merge"):
        return tokens
    kept: list[Token] = []
    into = False  # whether INTO or INTO TEMP was last
    for token in tokens:
        if not (into and is_word(token, "table")):
            kept.append(token)
        into = is_word(token, "into") or (into and is_word(token, "temp", "temporary"))
    return kept


_LITERAL_TYPES = {"date", "timestamp", "timestamptz", "time", "timetz", "interval"}


def _with_grouped_literals(tokens: Sequence[Token]) -> Sequence[Token]:
    """`date '2018-11-01'::timestamp` is the timestamp of a date, which sqlglot reads the other way round."""
    grouped: list[Token] = []
    for index, token in enumerate(tokens):
        opened = index and token.token_type is TokenType.STRING and is_word(tokens[index - 1], *_LITERAL_TYPES)
        if opened and index + 1 < len(tokens) and tokens[index + 1].token_type is TokenType.DCOLON:
            grouped[-1:] = [_as(token, TokenType.L_PAREN, "("), tokens[index - 1], token]
            token = _as(token, TokenType.R_PAREN, ")")
        grouped.append(token)
    return grouped


def _names_function(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    word = token.text.lower()
    if token.token_type in (TokenType.STRING, TokenType.NUMBER) or not (word[:1].isalpha() or word[:1] == "_"):
        return False
    plain = token.token_type is TokenType.IDENTIFIER or word not in _OWN_SYNTAX  # "position"(a, b) finds b in a
    return plain and not (word in _TYPE_WORDS and not _starts_value(tokens, index))


def _starts_value(tokens: Sequence[Token], index: int) -> bool:
    """Whether a type's name before a parenthesis is called as a function: `text(x)`, but not `::varchar(3)`."""
    inner = tokens[index + 2] if index + 2 < len(tokens) else None
    previous = tokens[index - 1] if index else None
    if inner is None or (previous is not None and previous.token_type in (TokenType.DCOLON, TokenType.ALIAS)):
        return False
    return not (inner.token_type is TokenType.NUMBER or is_word(inner, "max"))


def _as(token: Token, kind: TokenType, text: str) -> Token:
    return Token(kind, text, token.line, token.col, token.start, token.end)


def is_word(token: Token | None, *words: str) -> bool:
    """Whether the token is one of these words, unquoted."""
    return token is not None and token.token_type not in _VALUE_TOKENS and token.text.lower() in words


def _single_words(token: Token) -> list[Token]:
    """sqlglot has tokens of several words (`PRIMARY KEY`); a reader takes them one by one."""
    if token.token_type in _VALUE_TOKENS or " " not in token.text:
        return [token]
    return [_as(token, TokenType.VAR, word) for word in token.text.split()]


class Reader:
    """Reads a statement's tokens from left to right, for `ddl` and for the statements about the session."""

    def __init__(self, tokens: Sequence[Token], sql: str, parameters: Sequence[RedshiftType] = ()) -> None:
        self.tokens = [word for token in tokens for word in _single_words(token)]
        self.sql = sql
        self.parameters = parameters
        self.index = 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def peek(self, *words: str) -> bool:
        """Whether the next tokens are these words."""
        ahead = self.tokens[self.index : self.index + len(words)]
        return len(ahead) == len(words) and all(is_word(token, word) for token, word in zip(ahead, words, strict=True))

    def take(self, *words: str) -> bool:
        """Takes these words if they come next."""
        found = self.peek(*words)
        if found:
            self.index += len(words)
        return found

    def take_one(self, *words: str) -> str | None:
        """Takes the next word if it is one of these."""
        if is_word(self.token, *words):
            return self.next().text.lower()
        return None

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise self.error()

    def next(self) -> Token:
        token = self.token
        if token is None:
            raise self.error()
        self.index += 1
        return token

    def at(self, kind: TokenType) -> bool:
        return self.token is not None and self.token.token_type is kind

    def accept(self, kind: TokenType) -> bool:
        found = self.at(kind)
        self.index += found
        return found

    def require(self, kind: TokenType) -> Token:
        if not self.at(kind):
            raise self.error()
        return self.next()

    def name(self) -> str:
        """An identifier, folded to lower case as Redshift does."""
        token = self.next()
        if token.token_type is not TokenType.IDENTIFIER and not (token.text[:1].isalpha() or token.text[:1] in "_#"):
            self.index -= 1
            raise self.error()
        return folded(token.text)

    def dotted(self) -> list[str]:
        """A name with its qualifiers: `schema.table`."""
        parts = [self.name()]
        while self.accept(TokenType.DOT):
            parts.append(self.name())
        return parts

    def string(self) -> str:
        return self.require(TokenType.STRING).text

    def number(self) -> int:
        negative = self.accept(TokenType.DASH)
        value = int(self.require(TokenType.NUMBER).text)
        return -value if negative else value

    def parenthesised(self) -> list[Token]:
        """What stands between the next parenthesis and its partner."""
        self.require(TokenType.L_PAREN)
        inner = self.until(TokenType.R_PAREN)
        self.require(TokenType.R_PAREN)
        return inner

    def until(self, *kinds: TokenType, words: tuple[str, ...] = ()) -> list[Token]:
        """The tokens before the next one of these kinds or words outside parentheses."""
        start, depth = self.index, 0
        while (token := self.token) is not None:
            if depth == 0 and (token.token_type in kinds or (words and is_word(token, *words))):
                break
            depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
            self.index += 1
        return list(self.tokens[start : self.index])

    def listed(self, item: Callable[[], T]) -> list[T]:
        """Items between commas."""
        items = [item()]
        while self.accept(TokenType.COMMA):
            items.append(item())
        return items

    def names(self) -> list[str]:
        """Names in parentheses."""
        self.require(TokenType.L_PAREN)
        names = self.listed(self.name)
        self.require(TokenType.R_PAREN)
        return names

    def rest(self) -> list[Token]:
        remaining = list(self.tokens[self.index :])
        self.index = len(self.tokens)
        return remaining

    def end(self) -> None:
        """Raises unless the statement ends here."""
        if self.token is not None:
            raise self.error()

    def error(self) -> SqlError:
        if self.token is None:
            return SqlError("42601", "syntax error at end of input")
        return SqlError("42601", f'syntax error at or near "{self.token.text}"')
