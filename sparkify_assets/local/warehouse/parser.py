"""Redshift text to tokens, and tokens to sqlglot trees.

Here: what sqlglot's Redshift parser needs to be told, all of it on the tokens because its compiled classes can't be
extended: function names are marked so that none is guessed at, and a reader for the statements it doesn't know.
Not here: what any statement means, or how DuckDB says it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from sqlglot import exp
from sqlglot.dialects.redshift import Redshift
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, TokenType

from sparkify_assets.local.warehouse.errors import SqlError

FUNCTION_MARK = "ƒ:"
# These have a syntax of their own between the parentheses, or are no functions at all.
_OWN_SYNTAX = {
    "cast", "try_cast", "convert", "extract", "trim", "substring", "position", "overlay", "exists", "in", "any", "all",
    "some", "not", "and", "or", "values", "over", "filter", "from", "join", "using", "on", "select", "where", "having",
    "by", "as", "when", "then", "else", "case", "between", "like", "ilike", "union", "except", "intersect", "minus",
    "with", "distinct", "limit", "offset", "set", "into", "group", "top", "qualify", "interval", "is", "null",
    "similar", "to", "escape", "pivot", "unpivot", "table", "partition", "order", "rows", "range", "lateral", "return",
    "returning", "insert", "update", "delete", "merge", "matched", "rollup", "cube", "sets", "exclude",
    "grouping sets",
}  # fmt: skip
_TYPE_WORDS = {
    "char", "character", "varchar", "nvarchar", "nchar", "bpchar", "varying", "numeric", "decimal", "float", "time",
    "timestamp", "timetz", "timestamptz", "varbyte", "varbinary", "text", "precision", "bit",
}  # fmt: skip
_JOIN_KINDS = {
    TokenType.INNER, TokenType.LEFT, TokenType.RIGHT, TokenType.FULL, TokenType.OUTER, TokenType.CROSS,
    TokenType.NATURAL, TokenType.SEMI, TokenType.ANTI,
}  # fmt: skip
_VALUE_TOKENS = {TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER}

_VEIL = 0xE000  # private use

T = TypeVar("T")


class LocalRedshift(Redshift):
    """Redshift without sqlglot's commands: it takes the rest of a statement it doesn't know as one opaque string."""

    class Tokenizer(Redshift.Tokenizer):
        COMMANDS: ClassVar[set[TokenType]] = set()
        # Those with tags are found by `_tokenizer`: as sqlglot reads them, `$1,$` opens a string.
        HEREDOC_STRINGS: ClassVar[list[str | tuple[str, str]]] = []
        RAW_STRINGS: ClassVar[list[str | tuple[str, str]]] = [("$$", "$$")]
        SINGLE_TOKENS: ClassVar[dict[str, TokenType]] = {**Redshift.Tokenizer.SINGLE_TOKENS, "$": TokenType.PARAMETER}
        KEYWORDS: ClassVar[dict[str, TokenType]] = {
            word: kind for word, kind in Redshift.Tokenizer.KEYWORDS.items() if kind is not TokenType.COMMAND
        }


_DIALECT = LocalRedshift()
_TAG = re.compile(r"\$[A-Za-z_]\w*\$")


def tokenize(sql: str) -> list[Token]:
    """The tokens of a script. `$$...$$` and `$tag$...$tag$` are strings like any other."""
    try:
        tokens = _tokenizer(frozenset(_TAG.findall(sql)))().tokenize(sql)
    except TokenError as error:
        raise SqlError("42601", f"syntax error: {error}") from error
    return [
        _as(token, TokenType.STRING, token.text) if token.token_type is TokenType.RAW_STRING else token
        for token in tokens
    ]


@functools.lru_cache(maxsize=64)
def _tokenizer(tags: frozenset[str]) -> type[LocalRedshift.Tokenizer]:
    """The tokenizer to which these tags open and close a string, where they don't stand in another one."""
    if not tags:
        return LocalRedshift.Tokenizer
    quotes = [("$$", "$$"), *((tag, tag) for tag in sorted(tags))]
    return type("Tokenizer", (LocalRedshift.Tokenizer,), {"RAW_STRINGS": quotes})


def split(tokens: Sequence[Token]) -> list[list[Token]]:
    """The statements of a script: what stands between the semicolons, empty ones left out."""
    statements: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            statements.append([])
        else:
            statements[-1].append(token)
    return [statement for statement in statements if statement]


def parse_tree(sql: str) -> exp.Expr:
    """The tree of a query, INSERT, UPDATE, DELETE or MERGE. Functions are `exp.Anonymous` with Redshift's own name."""
    return _parse(_prepared(tokenize(sql)), sql)


def parse_expression(sql: str) -> exp.Expr:
    """The tree of one scalar expression, a DEFAULT for instance."""
    return parse_tree(f"select {sql}").expressions[0]


def text_of(tokens: Sequence[Token], sql: str) -> str:
    """What stands in `sql` from the first to the last of these tokens."""
    return sql[tokens[0].start : tokens[-1].end + 1]


def _parse(tokens: list[Token], sql: str) -> exp.Expr:
    try:
        trees = _DIALECT.parser().parse(tokens, sql)
    except ParseError as error:
        raise SqlError("42601", _syntax_error(error)) from error
    if len(trees) != 1 or trees[0] is None:
        raise SqlError("42601", "syntax error: one statement was expected")
    tree = trees[0]
    for node in tree.find_all(exp.Identifier):
        # Quoted or not, Redshift folds every identifier unless enable_case_sensitive_identifier is on.
        node.set("this", node.this.removeprefix(FUNCTION_MARK).lower())
    for join in tree.find_all(exp.Join):
        _require_condition(join)
    return tree


def _require_condition(join: exp.Join) -> None:
    """Only a comma, CROSS and NATURAL join without ON or USING (`r_FROM_clause30`)."""
    joined = join.args.get("on") is not None or join.args.get("using")
    if (join.side or join.kind not in ("", "CROSS")) and not (joined or join.method):
        raise SqlError("42601", f"syntax error: {join.side or join.kind} JOIN needs ON or USING")


def _syntax_error(error: ParseError) -> str:
    first = error.errors[0] if error.errors else {}
    near = first.get("highlight", "").removeprefix(FUNCTION_MARK)
    return f'syntax error at or near "{near}" (line {first.get("line", 1)}: {first.get("description", "").rstrip(".")})'


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
        elif index and token.token_type is TokenType.STRING and is_word(tokens[index - 1], "interval"):
            token = _as(token, TokenType.STRING, veiled(token.text))
        elif following is not None and following.token_type is TokenType.L_PAREN and _names_function(tokens, index):
            name = token.text.lower()
            if index and is_word(tokens[index - 1], "approximate"):
                name = f"approximate_{name}"
            token = _as(token, TokenType.VAR, FUNCTION_MARK + name)
        prepared.append(token)
    return prepared


def veiled(text: str) -> str:
    """A text in which sqlglot finds no number and unit: of `interval '1 day 02:00'` it would keep the day alone."""
    return "".join(chr(_VEIL ^ ord(character)) for character in text)


def _without_catalog_spellings(tokens: Sequence[Token]) -> Sequence[Token]:
    """`OPERATOR(pg_catalog.~)`, `::pg_catalog.regclass`, `COLLATE pg_catalog.default` of psql, without the catalog."""
    if not any(is_word(token, "pg_catalog") for token in tokens):
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
        elif ahead[:3] == ["::", "pg_catalog", "."]:
            plain.append(tokens[index])
            index += 3
        else:
            plain.append(tokens[index])
            index += 1
    return plain


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
    return word not in _OWN_SYNTAX and not (word in _TYPE_WORDS and not _starts_value(tokens, index))


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

    def __init__(self, tokens: Sequence[Token], sql: str) -> None:
        self.tokens = [word for token in tokens for word in _single_words(token)]
        self.sql = sql
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
        return token.text.lower()

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
