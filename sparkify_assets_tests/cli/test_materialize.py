"""`sparkify_assets.cli.materialize`: which assets, which dates, and the exit code."""

from pathlib import Path

import pytest

from sparkify_assets.cli import materialize
from sparkify_assets.cli.errors import CliError
from sparkify_assets.definitions import defs
from sparkify_assets.partitions import log_date
from sparkify_assets_tests.cli.conftest import Run

DAYS = log_date.get_partition_keys()


def test_open_ends_are_the_first_and_the_last_log_date() -> None:
    """Without dates it is all of them; with one, from there on or up to there."""
    assert materialize.log_dates(None, None) == (DAYS[0], DAYS[-1])
    assert materialize.log_dates(DAYS[1], None) == (DAYS[1], DAYS[-1])
    assert materialize.log_dates(None, DAYS[1]) == (DAYS[0], DAYS[1])


@pytest.mark.parametrize("day", ["2018-13-01", "yesterday", "1999-12-31", "2018-11-1"])
def test_a_date_that_is_none_is_refused(day: str) -> None:
    """The sentence names the date and the range there is."""
    with pytest.raises(CliError, match=f"{day} is not a log date.*{DAYS[0]}"):
        materialize.log_dates(day, None)


def test_the_first_date_comes_first() -> None:
    """A range that ends before it begins is a mistake."""
    with pytest.raises(CliError, match="lies after"):
        materialize.log_dates(DAYS[2], DAYS[1])


def test_selection_speaks_dagsters_language() -> None:
    """Names, lists, groups and lineage select; the order is that of the lineage."""
    assert materialize.selected(defs, "users") == ["users"]
    assert materialize.selected(defs, "users,stg_events") == ["stg_events", "users"]
    assert "log_data" not in materialize.selected(defs, "+stg_events")
    everything = materialize.selected(defs, "*")
    assert everything.index("redshift_cluster") < everything.index("stg_events") < everything.index("songplays")


@pytest.mark.parametrize("select", ["nothing", "group:nothing", "((", "log_data"])
def test_a_selection_of_nothing_lists_what_there_is(select: str) -> None:
    """A selection that names nothing to make is an error that helps."""
    with pytest.raises(CliError, match=r"There are: .*songplays"):
        materialize.selected(defs, select)


@pytest.mark.xdist_group("demo")
def test_one_day_again_changes_nothing(run: Run) -> None:
    """Materializing a day that is there already leaves the tables as they are."""
    counts = "select (select count(*) from staging.stg_events), (select count(*) from star.songplays)"
    before = run("sql", "--format", "csv", counts).stdout
    done = run("materialize", "--from", "2018-11-02", "--to", "2018-11-02", "--select", "stg_events+")
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("sql", "--format", "csv", counts).stdout == before


@pytest.mark.xdist_group("demo")
def test_a_bad_object_fails_with_its_line(run: Run, shown: tuple[Path, str]) -> None:
    """A malformed line ends with exit code 1 and a text that names object and line; no stack; the old rows stay."""
    bucket = shown[0] / "s3" / "sparkify"
    log = next(bucket.glob("log_data/2018/11/2018-11-03-*"))
    good, rows = log.read_bytes(), run("sql", "--format", "csv", "select count(*) from staging.stg_events").stdout
    try:
        log.write_bytes(b"{ not json\n" + good)
        done = run("materialize", "--from", "2018-11-03", "--to", "2018-11-03", "--select", "stg_events")
    finally:
        log.write_bytes(good)
    assert done.returncode == 1
    assert f"{log.name}, line 1" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("sql", "--format", "csv", "select count(*) from staging.stg_events").stdout == rows
