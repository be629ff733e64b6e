"""The tables of what is known: one rewrite rule a kind of tree node, one a Redshift function.

Here: the registries, and the small builders that every rule uses. Not here: any rule. What is in neither table is
refused with 0A000 (or 42883 if Redshift has no such function), so nothing reaches DuckDB by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from sparkify_assets.local.warehouse.dialect.typed import BIGINT, INTEGER, STRINGS, spelled, type_of, typed
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.interfaces import RedshiftType, SessionState
from sparkify_assets.local.warehouse.settings import search_path

NodeRule = Callable[[exp.Expr, SessionState], exp.Expr]


@dataclass(frozen=True)
class Function:
    """How one Redshift function is said. `words` are the arguments that are keywords (`day` in dateadd), not values."""

    rewrite: Callable[[list[exp.Expr], SessionState], exp.Expr]
    words: tuple[int, ...] = ()
    aggregate: bool = False
    label: str | None = None  # the result column's name, where it isn't the function's


NODES: dict[type[exp.Expr], NodeRule] = {}
FUNCTIONS: dict[str, Function] = {}


def node(*kinds: type[exp.Expr]) -> Callable[[NodeRule], NodeRule]:
    """Registers the rule for these kinds of node. Its children are rewritten and typed before it runs."""

    def register(rule: NodeRule) -> NodeRule:
        NODES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def function(
    *names: str, words: tuple[int, ...] = (), aggregate: bool = False, arguments: tuple[int, int] = (0, 99),
    label: str | None = None, named: bool = False,
) -> Callable[[Callable[..., exp.Expr]], Callable[..., exp.Expr]]:  # fmt: skip
    """Registers the rule for a function under its names; `arguments` are how many it takes, at least and at most.

    A rule for several functions that are alike is `named`: it is told which of them is called.
    """

    def register(rule: Callable[..., exp.Expr]) -> Callable[..., exp.Expr]:
        for name in names:

            def rewrite(given: list[exp.Expr], session: SessionState, name: str = name) -> exp.Expr:
                if not arguments[0] <= len(given) <= arguments[1]:
                    raise no_such_function(name, given)
                return rule(given, session, name) if named else rule(given, session)

            FUNCTIONS[name] = Function(rewrite, words, aggregate, label)
        return rule

    return register


def call(name: str, *arguments: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """A call of a DuckDB function or of one of our macros (`_redshift.x`)."""
    return typed(exp.Anonymous(this=name, expressions=list(arguments)), type_)


def like_first(arguments: list[exp.Expr]) -> RedshiftType:
    return type_of(arguments[0])


def number(value: int) -> exp.Expr:
    return typed(exp.Literal.number(value), INTEGER if -(2**31) <= value < 2**31 else BIGINT)


def text(value: str) -> exp.Expr:
    return typed(exp.Literal.string(value), RedshiftType("varchar", (max(len(value.encode()), 1),)))


def visible_path(session: SessionState) -> exp.Expr:
    """The schemas in which a bare name is looked for, the first of them first."""
    return exp.Array(expressions=[text(name) for name in ("pg_temp_1", "pg_catalog", *search_path(session))])


def literal_text(argument: exp.Expr, what: str) -> str:
    """The value of an argument that must be a literal because the rewriting depends on it.

    Redshift shows those of a view with casts: `'month'::character varying::text`.
    """
    while isinstance(argument, exp.Paren) or (isinstance(argument, exp.Cast) and type_of(argument).name in STRINGS):
        argument = argument.this
    if not (isinstance(argument, exp.Literal) and argument.is_string):
        raise SqlError("0A000", f"{what} that is not a literal is not supported")
    return str(argument.this)


def no_such_function(name: str, arguments: list[exp.Expr]) -> SqlError:
    types = ", ".join(spelled(type_of(argument)) for argument in arguments)
    return SqlError("42883", f"function {name}({types}) does not exist")
