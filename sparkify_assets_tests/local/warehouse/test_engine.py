"""engine: databases as files, users, and who is connected."""

from __future__ import annotations

from pathlib import Path

import pytest

from sparkify_assets.local.warehouse.engine import Engine
from sparkify_assets.local.warehouse.errors import SqlError
from sparkify_assets.local.warehouse.parser import Text


def test_what_was_committed_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    parameters = {"user": "owner", "database": "dev"}
    for expected in ([], [(1,)]):
        engine = Engine(tmp_path, "dev", {"owner": "secret"})
        backend = engine.open(parameters)
        if not expected:
            for sql in ("create table t (a integer)", "insert into t values (1)"):
                backend.execute(backend.prepare(Text(sql), ()), (), hold=False)
                backend.sync()
        assert list(backend.execute(backend.prepare(Text("select a from t"), ()), (), hold=False).rows) in (
            expected,
            [(1,)],
        )
        engine.forget(backend)
        engine.close()


@pytest.mark.parametrize("default", ["getdate()", "sysdate", "left('abc', 2)", "1.0 / 3"])
def test_a_default_that_is_computed_lets_the_database_be_opened_again(tmp_path: Path, default: str) -> None:
    """It calls a macro of the warehouse's own, and opening a database makes those anew."""
    for sql in (f"create table t (a integer, b varchar(40) default {default})", "insert into t (a) values (1)"):
        engine = Engine(tmp_path, "dev", {"owner": "secret"})
        backend = engine.open({"user": "owner", "database": "dev"})
        backend.execute(backend.prepare(Text(sql), ()), (), hold=False)
        backend.sync()
        ((filled,),) = backend.execute(backend.prepare(Text("select count(b) from t"), ()), (), hold=True).rows
        engine.forget(backend)
        engine.close()
    assert filled == 1


def test_databases_are_told_apart_by_their_files(tmp_path: Path) -> None:
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    engine.create_database("other")
    assert engine.databases() == ["dev", "other"]
    engine.drop_database("other")
    assert engine.databases() == ["dev"]
    assert list(tmp_path.glob("other*")) == []
    engine.close()


def test_query_ids_go_on_where_the_record_of_loads_ends(tmp_path: Path) -> None:
    """A new query can't be taken for one that is on record already; also if the record's last line was cut off."""
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    assert next(engine.query_ids) == 100
    engine.close()
    (tmp_path / "dev.loads" / "loads").write_text('{"query_id": 4711, "rows": 1}\n{"query_id": 47')
    (tmp_path / "dev.loads" / "unloads").write_text('{"query_id": 4712, "rows": 1}\n')
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    assert next(engine.query_ids) == 4713
    engine.close()


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "nul\0", ""])
def test_a_database_name_leads_nowhere_but_into_the_folder(tmp_path: Path, name: str) -> None:
    engine = Engine(tmp_path / "inside", "dev", {"owner": "secret"})
    with pytest.raises(SqlError):
        engine.create_database(name)
    engine.close()
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_a_cancel_needs_the_secret(tmp_path: Path) -> None:
    """Whoever guesses a process id alone stops nothing."""
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    backend = engine.open({"user": "owner", "database": "dev"})
    backend.execute(backend.prepare(Text("select 1"), ()), (), hold=True)
    engine.cancel(backend.pid, backend.secret ^ 1)
    backend._interrupt.check()
    engine.cancel(backend.pid, backend.secret)
    with pytest.raises(SqlError):
        backend._interrupt.check()
    engine.close()


def test_a_new_database_has_nothing_of_an_old_one_that_was_half_dropped(tmp_path: Path) -> None:
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    engine.create_database("other")
    (tmp_path / "other.loads" / "loads").write_text('{"query_id": 4711, "rows": 1}\n')
    (tmp_path / "other.duckdb.wal").write_text("what the old one had not merged yet")
    engine._open.pop("other").close()
    (tmp_path / "other.duckdb").unlink()
    engine.create_database("other")
    assert (tmp_path / "other.loads" / "loads").read_text() == ""
    engine.close()


def test_who_leaves_can_no_longer_be_cancelled(tmp_path: Path) -> None:
    """The one who stops the server goes through all sessions, those that are ending too."""
    engine = Engine(tmp_path, "dev", {"owner": "secret"})
    backend = engine.open({"user": "owner", "database": "dev"})
    backend.execute(backend.prepare(Text("select 1"), ()), (), hold=True)
    engine.forget(backend)
    backend.cancel("server shutdown")
    engine.close()
