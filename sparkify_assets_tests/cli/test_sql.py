"""`sparkify_assets.cli.sql`: reading statements and printing rows."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from sparkify_assets.cli import sql
from sparkify_assets_tests.cli.conftest import Run

ANSWER = sql.Answer(
    ("day", "plays", "note"), [(date(2018, 11, 1), Decimal("1.50"), None), (date(2018, 11, 2), 7, "a,b")]
)


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> Iterator[str]:
    """The statements that come of typing `lines`."""
    keyboard = iter([*lines, EOFError])

    def read(prompt: str) -> str:
        line = next(keyboard)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", read)
    return sql.statements()


def test_a_statement_ends_with_a_semicolon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are collected until one ends with a semicolon; empty lines before a statement are nothing."""
    assert list(typed(monkeypatch, "", "select 1", " from t;", "select ';' as x;")) == [
        "select 1\nfrom t",
        "select ';' as x",
    ]


def test_ctrl_c_forgets_the_statement_not_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted statement is dropped, and the next one can be typed."""
    assert list(typed(monkeypatch, "select oops", KeyboardInterrupt, "select 1;")) == ["select 1"]


def test_csv_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """A header and rows, quoted where needed; NULL is empty."""
    sql.show(ANSWER, "csv")
    assert capsys.readouterr().out == 'day,plays,note\n2018-11-01,1.50,\n2018-11-02,7,"a,b"\n'


def test_json_is_a_list_of_objects(capsys: pytest.CaptureFixture[str]) -> None:
    """Values that JSON has no type for are written as text."""
    sql.show(ANSWER, "json")
    assert json.loads(capsys.readouterr().out)[0] == {"day": "2018-11-01", "plays": "1.50", "note": None}


def test_a_table_shows_null_and_counts_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """NULL is visible as such, and the number of rows stands below."""
    sql.show(ANSWER, "table")
    printed = capsys.readouterr().out
    assert "NULL" in printed
    assert "2 rows" in printed


def test_a_long_table_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """The terminal gets the first thousand rows and the way to all of them."""
    sql.show(sql.Answer(("n",), [(number,) for number in range(1200)]), "table")
    assert "and 200 more rows: --format csv prints all." in capsys.readouterr().out


def test_a_statement_without_rows_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    """CREATE, INSERT and their like answer with a word."""
    sql.show(sql.Answer((), ()), "table")
    assert capsys.readouterr().out == "Done.\n"


@pytest.mark.xdist_group("demo")
def test_a_query_is_answered(run: Run) -> None:
    """Standard output holds the rows and nothing else."""
    done = run("sql", "--format", "csv", "select 7 / 2 as quotient, 'a' || 'b' as text")
    assert (done.returncode, done.stdout) == (0, "quotient,text\n3,ab\n")


@pytest.mark.xdist_group("demo")
def test_the_prompt_survives_a_mistake(run: Run) -> None:
    """A statement that fails is told in a sentence, and the next one is answered."""
    done = run("sql", "--format", "csv", text="select nothing from nowhere;\nselect 1 as one;\n")
    assert done.returncode == 0
    assert "nowhere" in done.stderr
    assert done.stdout == "one\n1\n"


@pytest.mark.xdist_group("demo")
def test_a_wrong_statement_fails_in_one_sentence(run: Run) -> None:
    """The exit code is 1, the error names what is wrong, there is no stack."""
    done = run("sql", "select nothing from nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
