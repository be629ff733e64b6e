"""The golden cases: SQL files that say what Amazon Redshift answers, and where its developer guide says so.

A file is a topic. Its cases stand apart by a blank line, and each looks like this:

    -- Division of integers cuts the fraction off.
    -- page: r_OPERATOR_SYMBOLS
    select 7 / 2, 'a' || 'b';
    -- types: integer, varchar
    --> 3 | 'ab'

The page is a file of `awsdocs/amazon-redshift-developer-guide`, `doc_source/`; a newer one is on the guide's site under
its name. Below a statement stands what it gives; with nothing below, it has to succeed:

    --> 1 | 'x' | null     a row; strings are quoted as in SQL
    --> no rows
    --> error 22012        it fails with this SQLSTATE
    -- types: ...          the columns' types, with modifiers only where the case is about them: numeric(5,2)
    -- unordered           the rows come in any order

`-- differs: why` marks a case in which the local warehouse is known to answer something else, and why it does.

A case runs in a transaction of its own, which is rolled back; one that says `-- commits` runs without, and drops what
it makes. `-- object NAME: text` puts an object into the bucket first, `\\n` ends a line in it; `{bucket}` and `{role}`
in a statement stand for the folder of the case's objects and for COPY's role.

Not here: running them (`test_golden`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass
class Step:
    """One statement and what it gives; None where nothing is said about it."""

    sql: str
    rows: list[str] | None = None
    types: list[str] | None = None
    error: str | None = None
    ordered: bool = True


@dataclass
class Case:
    """One fact: statements that run one after the other."""

    topic: str
    line: int
    title: str
    page: str = ""
    commits: bool = False
    differs: str = ""
    objects: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.topic}.sql:{self.line} {self.title}"


def every_case() -> list[Case]:
    return [case for path in sorted(FOLDER.glob("*.sql")) for case in _read(path)]


def _read(path: Path) -> Iterator[Case]:
    """The cases of one file; a block of comments alone is about the file."""
    case, statement = None, ""
    for number, line in enumerate([*path.read_text().splitlines(), ""], 1):
        if not line.strip():
            if case is not None and case.steps:
                yield case
            case = None
        elif case is None:
            case = Case(path.stem, number, line.removeprefix("-- "))
        elif line.startswith("--"):
            _note(case, line)
        else:
            statement += line + "\n"
            if line.endswith(";"):
                case.steps.append(Step(statement.strip().removesuffix(";")))
                statement = ""


def _note(case: Case, line: str) -> None:
    """A line of comment, which says something about the case or about its last statement."""
    if line.startswith("-->"):
        _expect(case.steps[-1], line.removeprefix("-->").strip())
        return
    name, _, value = line.removeprefix("-- ").partition(":")
    if name == "page":
        case.page = value.strip()
    elif name == "types":
        case.steps[-1].types = [part.strip() for part in value.split(", ")]
    elif name == "commits":
        case.commits = True
    elif name == "differs":
        case.differs = value.strip()
    elif case.differs and not case.steps:
        case.differs += " " + line.removeprefix("-- ")
    elif name == "unordered":
        case.steps[-1].ordered = False
    elif name.startswith("object "):
        case.objects[name.removeprefix("object ")] = value.strip().replace("\\n", "\n")
    elif not case.steps:
        case.title += " " + line.removeprefix("-- ")
    else:
        raise ValueError(f"{case.topic}.sql: what is meant by {line!r}?")


def _expect(step: Step, text: str) -> None:
    if text.startswith("error"):
        step.error = text.removeprefix("error").strip()
    elif text == "no rows":
        step.rows = []
    else:
        step.rows = [*(step.rows or ()), text]
