"""Macros in macros: DuckDB copies an argument to every place where a macro has it.

Here: a lambda takes the argument once where the copies would be too long to bind, or each another random number. It
costs some 20 ms a million rows. Not here: the macros (`macros`), of which those of the catalog have subqueries, which
no lambda may have; defaults of columns, which may have no lambda.
"""

from __future__ import annotations

from sqlglot import exp

from sparkify_assets.local.warehouse.macros import MOST_WORDS, SIZES

_TAKEN = "_v"  # no table of a CASE goes by it
_LOOKED_AT = (exp.Anonymous, exp.Case, exp.In, exp.Between)


def share(tree: exp.Expr) -> None:
    """Binds the arguments of macros once where that is needed, in place."""
    found = [node for node in tree.walk(prune=_is_plain_row) if isinstance(node, _LOOKED_AT)]
    for node in reversed(found):  # the innermost were found last
        if isinstance(node, exp.Anonymous) and node.this in SIZES:
            words, copies = SIZES[node.this]
            arguments = sum(_words(argument) for argument in node.expressions)
            shared = copies > 1 and arguments * copies > MOST_WORDS
            place = _bound_once(node, node.expressions) if shared else node
            place.meta["words"] = words + arguments * (1 if shared else copies)
        elif isinstance(node.this, exp.Expr) and holds_random(node.this) and not node.args.get("query"):
            _bound_once(node, [node.this])  # DuckDB compares with a copy of it for each alternative


def _is_plain_row(node: exp.Expr) -> bool:
    """A row of literals: an INSERT may have many thousands."""
    return isinstance(node, exp.Tuple) and all(
        isinstance(value.this if isinstance(value, exp.Cast) else value, exp.Literal | exp.Null)
        for value in node.expressions
    )


def holds_random(tree: exp.Expr) -> bool:
    return any(node.this == "random" for node in tree.find_all(exp.Anonymous))


def copies_random(call: exp.Expr) -> bool:
    """Whether a macro makes another random number in each place; `finite` only looks at a second one."""
    return SIZES.get(call.this, (0, 0))[1] > 1 and call.this != "_redshift.finite" and holds_random(call)


def _words(tree: exp.Expr) -> int:
    """How long an expression is once its macros are expanded; what may not or should not be copied counts as long."""
    nodes = tree.walk(prune=lambda node: "words" in node.meta)
    return sum(MOST_WORDS if _is_costly(node) else node.meta.get("words", 1) for node in nodes)


def _is_costly(node: exp.Expr) -> bool:
    """A random number, which would be another one in each place, and functions in Python."""
    return isinstance(node, exp.Anonymous) and (node.this == "random" or str(node.this).startswith("_redshift_"))


def _bound_once(node: exp.Expr, arguments: list[exp.Expr]) -> exp.Expr:
    """`list_transform([row(x, y)], lambda _v: macro(_v[1], _v[2], 'literal'))[1]`, in the node's place."""
    place = _item(exp.Anonymous(this="list_transform"), 1)
    node.replace(place)
    taken: list[exp.Expr] = []
    for argument in list(arguments):
        if not isinstance(argument, exp.Literal | exp.Boolean | exp.Null):
            argument.replace(_item(exp.column(_TAKEN), len(taken) + 1))
            taken.append(argument)
    row = exp.Anonymous(this="row", expressions=taken)
    body = exp.Lambda(this=node, expressions=[exp.to_identifier(_TAKEN)])
    place.this.set("expressions", [exp.Array(expressions=[row]), body])
    return place


def _item(tree: exp.Expr, number: int) -> exp.Expr:
    return exp.Bracket(this=tree, expressions=[exp.Literal.number(number)], offset=1)
