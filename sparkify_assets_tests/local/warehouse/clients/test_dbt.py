"""dbt-redshift on a project of its own: what a team does in a day, command after command, over one schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse, fetch

Connect = Callable[..., Any]

FILES = {
    "dbt_project.yml": """
name: listening
profile: listening
flags: {send_anonymous_usage_stats: false, use_colors: false}
models:
  listening:
    +grants: {select: [reader]}
    +persist_docs: {relation: true, columns: true}
""",
    "seeds/plays.csv": "id,user_id,song,seconds,played_at\n"
    "1,10,Setanta matins,269.58,2018-11-01 21:01:46\n"
    "2,10,Flat 55,180.00,2018-11-02 01:16:00\n"
    "3,11,You Gotta Be,246.30,2018-11-02 09:00:00\n",
    "models/listens.sql": """
{{ config(materialized='view', bind=false) }}
select id, user_id, song, seconds::numeric(8, 2) as seconds, played_at from {{ ref('plays') }}
""",
    "models/days.sql": """
{{ config(materialized='table', dist='day', sort='day') }}
select trunc(played_at) as day, count(*) as plays, sum(seconds) as seconds from {{ ref('listens') }} group by 1
""",
    "models/busiest.sql": """
select max(plays) as plays from {{ ref('days') }}
""",
    "models/latest.sql": """
{{ config(materialized='incremental', unique_key='user_id', incremental_strategy=var('strategy', 'delete+insert')) }}
select user_id, max(played_at) as played_at from {{ ref('listens') }}
{% if is_incremental() %} where played_at > (select max(played_at) from {{ this }}) {% endif %}
group by 1
""",
    "models/schema.yml": """
models:
  - name: days
    description: "Plays by day; it's $1 a day"
    columns:
      - name: day
        description: The day in UTC
        data_tests: [unique, not_null]
  - name: listens
    columns:
      - name: id
        data_tests: [unique]
      - name: user_id
        data_tests: [{relationships: {arguments: {to: ref('latest'), field: user_id}}}]
""",
    "snapshots/songs.sql": """
{% snapshot songs %}
{{ config(unique_key='id', strategy='check', check_cols=['song'], target_schema=target.schema) }}
select id, song from {{ ref('plays') }}
{% endsnapshot %}
""",
}


class Project:
    """The project in a folder, and a connection beside it."""

    def __init__(self, folder: Path, connection: Any) -> None:
        self.folder = folder
        self.connection = connection

    def dbt(self, *command: str, fails: bool = False) -> dict[str, str]:
        """Runs dbt in this process; the status of each node by its name."""
        place = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder), "--log-path", str(self.folder)]
        done = dbtRunner().invoke([*command, *place])
        assert done.success is not fails, done.exception or done.result
        return {result.node.name: str(result.status) for result in getattr(done.result, "results", ()) or ()}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return fetch(self.connection, sql)


@pytest.fixture
def project(tmp_path: Path, warehouse: Warehouse, database: str, connect: Connect) -> Project:
    target = {
        "type": "redshift", "host": "127.0.0.1", "port": warehouse.port, "user": USER, "password": PASSWORD,
        "dbname": database, "schema": "listening", "sslmode": "disable", "threads": 2,
    }  # fmt: skip
    profile = {"listening": {"target": "local", "outputs": {"local": target}}}
    for name, content in (FILES | {"profiles.yml": json.dumps(profile)}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    connection = connect()
    fetch(connection, "create user reader password disable")
    return Project(tmp_path, connection)


def test_a_day_with_dbt(project: Project) -> None:
    """Debug, build, documentation, then new data: by delete and insert, by merge, and into the snapshot."""
    project.dbt("debug")
    built = project.dbt("build")
    assert {built[name] for name in ("plays", "listens", "days", "latest", "songs")} == {"success"}
    assert {status for name, status in built.items() if name.startswith(("unique", "not_null", "rel"))} == {"pass"}
    assert project.rows("select plays, seconds from listening.days order by day") == [
        (1, Decimal("269.58")),
        (2, Decimal("426.30")),
    ]
    _declared(project)
    _documented(project)
    project.dbt("build")  # once more: tables change places under the views that read them
    assert project.rows("select plays from listening.busiest") == [(2,)]
    _new_data(project)


def _declared(project: Project) -> None:
    """Keys, comments and grants are what the models say."""
    table_info = "select diststyle, sortkey1 from svv_table_info where \"schema\" = 'listening' and \"table\" = 'days'"
    assert project.rows(table_info) == [("KEY(day)", "day")]
    described = "select description from pg_description d join pg_class c on c.oid = d.objoid where c.relname = 'days'"
    assert set(project.rows(described)) == {("Plays by day; it's $1 a day",), ("The day in UTC",)}
    assert project.rows("select has_table_privilege('reader', 'listening.days', 'select')") == [(True,)]


def _documented(project: Project) -> None:
    """`docs generate` finds every column, also those of the view that is bound to nothing."""
    project.dbt("docs", "generate")
    catalog = json.loads((project.folder / "target" / "catalog.json").read_text())
    columns = {node: list(found["columns"]) for node, found in catalog["nodes"].items()}
    assert columns["model.listening.listens"] == ["id", "user_id", "song", "seconds", "played_at"]
    assert columns["model.listening.days"] == ["day", "plays", "seconds"]
    assert catalog["nodes"]["model.listening.days"]["metadata"]["owner"] == USER


def _new_data(project: Project) -> None:
    latest = "select user_id, played_at::varchar from listening.latest order by 1"
    project.rows("insert into listening.plays values (4, 10, 'Flat 55', 180, '2018-11-03 08:00:00')")
    project.dbt("run", "--select", "latest")
    assert project.rows(latest) == [(10, "2018-11-03 08:00:00"), (11, "2018-11-02 09:00:00")]
    project.rows("insert into listening.plays values (5, 11, 'Undo', 200, '2018-11-04 08:00:00')")
    project.dbt("run", "--select", "latest", "--vars", "strategy: merge")
    assert project.rows(latest) == [(10, "2018-11-03 08:00:00"), (11, "2018-11-04 08:00:00")]
    project.rows("update listening.plays set song = 'Setanta' where id = 1")
    project.dbt("snapshot")
    kept = "select song, dbt_valid_to is null from listening.songs where id = 1 order by dbt_valid_from"
    assert project.rows(kept) == [("Setanta matins", False), ("Setanta", True)]
    project.rows("insert into listening.plays values (5, 11, 'Undo', 200, '2018-11-04 08:00:00')")
    failed = project.dbt("test", "--select", "listens", fails=True)
    assert failed["unique_listens_id"] == "fail"
