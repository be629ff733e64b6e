"""`sparkify_assets.cli.checks`: the newest result of each check, from a real Dagster instance."""

import json
from pathlib import Path

import dagster as dg
import pytest

from sparkify_assets.cli import checks
from sparkify_assets_tests.cli.conftest import Run

outcome = {"passed": True}


@dg.asset
def plays() -> None:
    """Something to check; fails when told to."""
    if outcome.get("crash"):
        raise RuntimeError("no")


@dg.asset_check(asset="plays")
def keys() -> dg.AssetCheckResult:
    """Passes or fails as told."""
    sample = dg.MetadataValue.table([dg.TableRecord({"id": 1})])
    return dg.AssetCheckResult(passed=outcome["passed"], metadata={"offending_rows": 2, "sample": sample})


@dg.asset_check(asset="plays")
def usual() -> dg.AssetCheckResult:
    """Always warns."""
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN, description="Few.")


defs = dg.Definitions(assets=[plays], asset_checks=[keys, usual])


def run() -> None:
    with dg.DagsterInstance.get() as instance:
        defs.resolve_implicit_global_asset_job_def().execute_in_process(instance=instance, raise_on_error=False)


def newest() -> dict[str, checks.CheckResult]:
    with dg.DagsterInstance.get() as instance:
        return {result.check: result for result in checks.newest(defs, instance)}


@pytest.fixture(autouse=True)
def reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(outcome, "passed", True)
    monkeypatch.setitem(outcome, "crash", False)


def test_a_check_that_never_ran_says_so(instance: Path) -> None:
    """Before the first run there is no result, and that is shown."""
    assert [result.result for result in newest().values()] == ["not run", "not run"]


def test_the_newest_result_counts(instance: Path) -> None:
    """A check that passed and then failed is shown as failed, with its numbers and rows."""
    run()
    assert newest()["keys"].result == "passed"
    outcome["passed"] = False
    run()
    assert newest()["keys"].result == "failed"
    assert newest()["keys"].facts == {"offending_rows": 2, "sample": [{"id": 1}]}
    assert newest()["usual"].result == "warns"


def test_a_run_that_ended_before_the_check_hides_no_result(instance: Path) -> None:
    """A check that was only planned has no result: the one before it stays the newest."""
    run()
    outcome["crash"] = True
    run()
    assert newest()["keys"].result == "passed"


@pytest.mark.xdist_group("demo")
def test_after_the_demo_no_check_has_failed(run: Run) -> None:
    """The command lists the results as JSON, and its exit code says that none is wrong."""
    done = run("checks", "--format", "json")
    assert done.returncode == 0, done.stdout
    results = {(item["asset"], item["check"]): item["result"] for item in json.loads(done.stdout)}
    assert len(results) > 10
    assert "failed" not in results.values()
