"""Dagster's event log on one machine: what several processes and threads write, and what a watcher is told."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import dagster as dg
import pytest

from sparkify_assets.cli.environment import prepare_dagster

_MADE = dg.AssetKey("made")
_WRITER = """
import dagster as dg
with dg.DagsterInstance.get() as instance:
    for number in range(20):
        instance.report_runless_asset_event(dg.AssetMaterialization("made", metadata={"number": number}))
"""


@pytest.fixture
def dagster_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """DAGSTER_HOME as a command finds it."""
    prepare_dagster(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get():  # Dagster's storages don't bear to be made by two processes at once
        return tmp_path


def _writer() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER], env=os.environ)


def test_processes_write_side_by_side(dagster_home: Path) -> None:
    """The UI, its daemon and commands may write at the same moment; no event of any is lost."""
    writers = [_writer() for _ in range(4)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 4
    with dg.DagsterInstance.get() as instance:
        assert len(instance.fetch_materializations(_MADE, limit=100).records) == 80
    assert (dagster_home / "event_log.db").exists()


def test_a_killed_process_loses_no_event_that_was_stored(dagster_home: Path) -> None:
    """An event that another process was shown is still there after kill -9 of the one that wrote it."""
    with dg.DagsterInstance.get() as instance:
        writer = _writer()
        while not (seen := instance.fetch_materializations(_MADE, limit=100).records):
            assert writer.poll() is None
        writer.kill()
        writer.wait(timeout=60)
    with dg.DagsterInstance.get() as instance:
        kept = {record.storage_id for record in instance.fetch_materializations(_MADE, limit=100).records}
    assert {record.storage_id for record in seen} <= kept


def test_a_watcher_is_told_of_a_run_s_events(dagster_home: Path) -> None:
    """As the UI's page of a run asks for them, while another connection writes."""

    @dg.asset
    def made() -> None: ...

    done = threading.Event()
    with dg.DagsterInstance.get() as instance:
        result = dg.materialize([made], instance=instance)
        types: list[str] = []

        def follow(entry: dg.EventLogEntry, _cursor: str) -> None:
            if entry.dagster_event:
                types.append(entry.dagster_event.event_type_value)
            if "PIPELINE_SUCCESS" in types:
                done.set()

        instance.watch_event_logs(result.run_id, None, follow)
        assert done.wait(timeout=30)
        instance.end_watch_event_logs(result.run_id, follow)
    assert "ASSET_MATERIALIZATION" in types
