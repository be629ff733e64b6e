"""Audits: rules about a table's rows, each a SELECT of the rows that break it.

Here: what is asked, as SQL. One value serves twice: on the rows just written, before they are published, and alone over
the whole table. Not here: asking (`resource`), or how Dagster shows the answer (`layers`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sparkify_assets.redshift.ddl import text
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.table import Table


@dataclass(frozen=True)
class Scope:
    """The rows an audit looks at. All three are SQL.

    `rows`: a relation with the rows under audit. `others`: a relation with the rest of the table, which the same write
    leaves as it is (None when there is no rest). `within`: the predicate on `log_date` that says which days these are.
    """

    rows: str
    others: str | None = None
    within: str = "true"

    @property
    def whole(self) -> str:
        """The table as it will be once these rows are published."""
        return f"(select * from {self.rows} union all select * from {self.others})" if self.others else self.rows


@dataclass(frozen=True)
class Audit:
    """A rule: `offending` gives the SELECT of the rows that break it, none if it holds.

    `measures` are further numbers to report, each a scalar SELECT. With `error` the rule must hold before anything is
    published and downstream stops when it doesn't; without, it warns.
    """

    name: str
    description: str
    offending: Callable[[Scope], str]
    error: bool = True
    measures: dict[str, Callable[[Scope], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What one audit found: how many rows break the rule, the first of them, and its measures."""

    audit: Audit
    offending: int
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[object, ...], ...] = ()
    measures: dict[str, float] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return self.audit.error and self.offending > 0

    @property
    def in_words(self) -> str:
        return f"{self.offending:,} offending {'row' if self.offending == 1 else 'rows'}"


class AuditFailed(WarehouseError):
    """The rows just written break a rule of their table: the write was rolled back and the old rows stay."""

    def __init__(self, table: str, findings: Sequence[Finding]) -> None:
        broken = ", ".join(f"{found.audit.name} ({found.in_words})" for found in findings if found.blocks)
        super().__init__(
            f"Nothing was written to {table}: the new rows break {broken}. The old rows are still there; the offending "
            "rows are with the failed checks. Correct the input and materialize again."
        )
        self.findings = list(findings)


def question(audits: Sequence[Audit], scope: Scope) -> str:
    """One statement for all audits of a table: a row (position, measure, number) for each count and measure."""
    counts = [
        f"select {position} as position, cast('' as varchar(64)) as measure, "
        f"cast(count(*) as double precision) as number from ({audit.offending(scope)}) as offending_{position}"
        for position, audit in enumerate(audits)
    ]
    measures = [
        f"select {position}, cast({text(name)} as varchar(64)), cast(({scalar(scope)}) as double precision)"
        for position, audit in enumerate(audits)
        for name, scalar in audit.measures.items()
    ]
    return " union all ".join(counts + measures)


def sample(audit: Audit, scope: Scope, limit: int = 10) -> str:
    """The first offending rows."""
    return f"select * from ({audit.offending(scope)}) as offending limit {limit}"


def key_audits(table: Table) -> list[Audit]:
    """The rules that the table's own declaration states: unique, not null, references, accepted values.

    A referenced dimension lies in the table's own schema. Redshift enforces none of the keys (guide:
    t_Defining_constraints).
    """
    audits = [_unique(table)] if table.key else []
    audits += [_not_null(column.name) for column in table.columns if column.required]
    audits += [
        _references(column.name, table.schema, *column.references.split("."))
        for column in table.columns
        if column.references
    ]
    audits += [_accepted(column.name, column.accepted) for column in table.columns if column.accepted]
    return audits


def _unique(table: Table) -> Audit:
    key, first = ", ".join(table.key), table.key[0]
    same = " and ".join(f"rows_.{name} = shared.{name}" for name in table.key)

    def offending(scope: Scope) -> str:
        candidates = f"select {key} from {scope.rows} as rows_"
        if scope.others:
            written = f"select {first} from {scope.rows} as written"
            candidates += f" union all select {key} from {scope.others} as others where {first} in ({written})"
        return f"""
            select rows_.*, shared.rows_with_this_key from {scope.rows} as rows_ join (
                select {key}, count(*) as rows_with_this_key from ({candidates}) as candidates
                group by {key} having count(*) > 1
            ) as shared on {same}
        """

    return Audit(f"unique_{'_'.join(table.key)}", f"No two rows of {table} share a {key}.", offending)


def _not_null(name: str) -> Audit:
    def offending(scope: Scope) -> str:
        return f"select * from {scope.rows} as rows_ where {name} is null"

    return Audit(f"not_null_{name}", f"Every row has a {name}.", offending)


def _references(name: str, schema: str, dimension: str, key: str) -> Audit:
    def offending(scope: Scope) -> str:
        return f"""
            select rows_.* from {scope.rows} as rows_
            left join {schema}.{dimension} as dimension on dimension.{key} = rows_.{name}
            where rows_.{name} is not null and dimension.{key} is null
        """

    return Audit(f"{name}_references_{dimension}", f"Every {name} has its row in {schema}.{dimension}.", offending)


def _accepted(name: str, values: Sequence[str]) -> Audit:
    listed = ", ".join(text(value) for value in values)

    def offending(scope: Scope) -> str:
        return f"""
            select {name}, count(*) as rows_with_it from {scope.rows} as rows_
            where {name} not in ({listed}) group by {name}
        """

    description = f"{name} is one of {', '.join(values)}. A new value is news, not corruption: it warns."
    return Audit(f"accepted_{name}", description, offending, error=False)
