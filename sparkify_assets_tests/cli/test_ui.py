"""`sparkify_assets.cli.ui`: the Dagster UI as a process, and as people use it in a browser."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from playwright.sync_api import expect, sync_playwright

from sparkify_assets.cli import ui
from sparkify_assets.cli.errors import CliError
from sparkify_assets.definitions import defs
from sparkify_assets_tests.cli.conftest import Run, sparkify
from sparkify_assets_tests.cli.tour import CHROMIUM, WINDOW, Tour

EVERYTHING_DAILY = 'key:"stg_events"+'
STAR_DAILY = 'key:"stg_events"+ and +key:"songplays"'
"""In Dagster's selection syntax: the staged log and all that comes of it, or only what leads to the fact."""


def test_the_instance_is_made_for_one_machine(instance: Path) -> None:
    """Dagster takes the configuration: no telemetry, and one run at a time in a pool of loads."""
    with dg.DagsterInstance.get() as made:
        assert made.root_directory == str(instance)
        assert not made.telemetry_enabled
        assert made.get_concurrency_config().pool_config.default_pool_limit == 1


def test_what_does_not_run_is_not_stopped(home: Path) -> None:
    """Without a process there is nothing to stop, and that is said."""
    assert not ui.running(home)
    assert not ui.stop(home)


def test_a_ui_that_does_not_come_up_says_why(home: Path) -> None:
    """When Dagster ends before it answers, the error has the last line of its log and names the file."""
    (home / "dagster").mkdir(parents=True)
    (home / "dagster" / "history").write_text("a file where Dagster keeps a folder")
    with pytest.raises(CliError, match=r"did not start: .+ See .*ui\.log"):
        ui.start(home)


def test_a_port_that_is_no_number_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable."""
    monkeypatch.setenv("SPARKIFY_UI_PORT", "http")
    with pytest.raises(CliError, match="SPARKIFY_UI_PORT"):
        ui.start(home)


# ---- in a browser: one window on the UI over the finished demo


@pytest.fixture(scope="module")
def tour(shown: tuple[Path, str], pytestconfig: pytest.Config) -> Iterator[Tour]:
    """A browser before the UI of the finished demo, which stops afterwards; the local servers stay."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("there is no chromium on the PATH")
    home, pictures = shown[0], pytestconfig.getoption("--pictures", None)
    if pictures:
        pictures = pytestconfig.invocation_params.dir / pictures
    up = sparkify(home, "up", "--detach")
    try:
        assert up.returncode == 0, up.stderr
        url = next(word for word in up.stdout.split() if word.startswith("http://"))
        with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=CHROMIUM) as it:
            yield Tour(it.new_page(viewport=WINDOW, timezone_id="UTC", color_scheme="light"), url, pictures)
    finally:
        ui.stop(home)


@pytest.fixture(scope="module")
def backfill(tour: Tour) -> str:
    """The page of a three-day backfill that was just launched. Dagster takes it up half a minute later at most."""
    tour.materialize(STAR_DAILY, "[2018-11-01...2018-11-03]")
    return tour.page.url.removeprefix(tour.url)


@contextmanager
def delivered(log: Path, content: bytes) -> Iterator[None]:
    """For a while, another content lies in the bucket under the key of a log."""
    good = log.read_bytes()
    log.write_bytes(content)
    try:
        yield
    finally:
        log.write_bytes(good)


@pytest.mark.xdist_group("demo")
def test_the_lineage_has_every_group(tour: Tour) -> None:
    """Every group of the definitions stands in the lineage, and what can be materialized is all there."""
    graph = defs.resolve_asset_graph()
    tour.lineage()
    for group in graph.all_group_names:
        expect(tour.text(group)).to_be_visible()
    expect(
        tour.page.get_by_role("button", name=f"Materialize all ({len(graph.materializable_asset_keys)})…")
    ).to_be_visible()
    tour.picture("lineage", height=1130, top=250, left=370)


@pytest.mark.xdist_group("demo")
def test_the_schedule_and_the_sensors_run(tour: Tour) -> None:
    """Nobody has to turn on what loads the log every day."""
    tour.open("/automation")
    expect(tour.switch("schedules", "daily")).to_be_checked()
    expect(tour.switch("sensors", "landed_log_dates")).to_be_checked()
    expect(tour.switch("sensors", "landed_songs")).to_be_checked()
    tour.picture("automation", height=400)


@pytest.mark.xdist_group("demo")
def test_a_tables_page_tells_what_it_is(run: Run, tour: Tour) -> None:
    """Description, columns with types and comments, the number of rows, and no check that fails."""
    rows = run("sql", "--format", "csv", "select count(*) from star.songplays").stdout.split()[-1]
    tour.open("/assets/songplays")
    expect(tour.page.get_by_text("One row per song played")).to_be_visible()
    expect(tour.page.get_by_role("row", name=re.compile("item_in_session.*integer.*Position"))).to_be_visible()
    expect(tour.text("Row count").locator("xpath=..")).to_contain_text(f"{int(rows):,}")
    tour.picture("asset")


@pytest.mark.xdist_group("demo")
def test_the_reports_charts_are_to_be_seen(tour: Tour) -> None:
    """A chart of the report opens as a picture on the report's page."""
    tour.open("/assets/listening_report")
    tour.page.get_by_role("row", name="When do people listen?").get_by_text("Show Markdown").click()
    chart = tour.page.get_by_role("dialog").locator("img").first
    expect(chart).to_be_visible()
    assert chart.evaluate("image => image.naturalWidth") > 0
    tour.picture("report")


@pytest.mark.xdist_group("demo")
def test_a_date_is_materialized_by_clicking(tour: Tour, backfill: str) -> None:
    """A date of the log and all that comes of it: chosen, launched, watched until it is green."""
    tour.choose(EVERYTHING_DAILY, "2018-11-06")
    tour.picture("materialize", height=740)
    tour.launch()
    expect(tour.text("Success")).to_be_visible()
    tour.picture("run")
    run_id = tour.page.url.split("/")[-1][:8]
    tour.open("/assets/songplays?view=partitions&partition=2018-11-06")
    expect(tour.page.get_by_role("link", name=run_id)).to_be_visible()
    expect(tour.text("Materialized")).to_be_visible()
    tour.picture("partitions", height=800)


@pytest.mark.xdist_group("demo")
def test_three_days_are_backfilled(tour: Tour, backfill: str) -> None:
    """A range of dates is asked for as easily as one; its page shows each table's progress to the end."""
    tour.open(backfill)
    expect(tour.text("Succeeded")).to_be_visible()
    expect(tour.page.get_by_text("100% completed").first).to_be_visible()
    tour.picture("backfill", height=500)


@pytest.mark.xdist_group("demo")
def test_a_failed_check_shows_the_rows(run: Run, shown: tuple[Path, str], tour: Tour) -> None:
    """An event that was delivered twice fails the key's check, which names the play; the old rows stay. Delivered once
    more as it was, all is green."""
    log = next((shown[0] / "s3" / "sparkify").glob("log_data/2018/11/2018-11-05-*"))
    play = next(line for line in log.read_bytes().splitlines() if b'"NextSong"' in line)
    event = json.loads(play)
    position = f"session_id = {event['sessionId']} and item_in_session = {event['itemInSession']}"
    found = run("sql", "--format", "csv", f"select songplay_id from star.songplays where {position}").stdout
    # Switched off, the sensor doesn't load the date as well, before the run that is waited for.
    tour.open("/automation")
    sensor = tour.switch("sensors", "landed_log_dates")
    expect(sensor).to_be_checked()
    sensor.dispatch_event("click")
    expect(sensor).not_to_be_checked()
    with delivered(log, log.read_bytes() + b"\n" + play):
        tour.materialize(STAR_DAILY, "2018-11-05")
        expect(tour.text("Failure")).to_be_visible()
        expect(tour.check("songplays", "unique_songplay_id")).to_contain_text("Failed")
        expect(tour.page.get_by_role("row", name=found.split()[-1]).first).to_be_visible()
        tour.picture("checks")
    tour.materialize(STAR_DAILY, "2018-11-05")
    expect(tour.text("Success")).to_be_visible()
    expect(tour.check("songplays", "unique_songplay_id")).to_contain_text("Succeeded")
