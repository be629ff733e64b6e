"""The local warehouse answers what the Amazon Redshift developer guide documents: every golden case, over the wire.

The same cases run against a real cluster when SPARKIFY_TEST_REDSHIFT_HOST names one. Not here: the cases (`*.sql`) and
how they are written (`cases`).
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import obstore
import pytest
import redshift_connector
from obstore.store import S3Store

from sparkify_assets.local.warehouse.types import from_oid
from sparkify_assets_tests.local.warehouse.conftest import PASSWORD, USER, Warehouse
from sparkify_assets_tests.local.warehouse.golden.cases import Case, Step, every_case

CASES = every_case()
# One database for all of them.
pytestmark = pytest.mark.xdist_group("golden")


@dataclass(frozen=True)
class Target:
    """Where the cases run."""

    connection: Any
    bucket: str | None
    role: str
    is_local: bool


@pytest.fixture(scope="module")
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    if "SPARKIFY_TEST_REDSHIFT_HOST" in os.environ:
        connection = redshift_connector.connect(
            host=os.environ["SPARKIFY_TEST_REDSHIFT_HOST"],
            port=int(os.environ.get("SPARKIFY_TEST_REDSHIFT_PORT", "5439")),
            database=os.environ["SPARKIFY_TEST_REDSHIFT_DATABASE"],
            user=os.environ["SPARKIFY_TEST_REDSHIFT_USER"],
            password=os.environ["SPARKIFY_TEST_REDSHIFT_PASSWORD"],
        )
        bucket = os.environ.get("SPARKIFY_TEST_REDSHIFT_BUCKET")
        role = os.environ.get("SPARKIFY_TEST_REDSHIFT_ROLE", "default")
    else:
        warehouse: Warehouse = request.getfixturevalue("warehouse")
        warehouse.engine.create_database("golden")
        connection = redshift_connector.connect(
            host="127.0.0.1", port=warehouse.port, database="golden", user=USER, password=PASSWORD, ssl=False
        )
        (request.getfixturevalue("s3") / "golden").mkdir()
        bucket, role = "golden", "default"
    connection.autocommit = True
    yield Target(connection, bucket, role, is_local="SPARKIFY_TEST_REDSHIFT_HOST" not in os.environ)
    connection.close()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_answer_is_the_documented_one(target: Target, case: Case, request: pytest.FixtureRequest) -> None:
    """Rows, types and errors of each statement; see the case's page in the developer guide."""
    if case.differs and target.is_local:
        request.applymarker(pytest.mark.xfail(reason=case.differs, strict=True, raises=AssertionError))
    names = {"bucket": _put(case, target), "role": target.role} if case.objects else {}
    cursor = target.connection.cursor()
    if not case.commits:
        cursor.execute("begin")
    try:
        for step in case.steps:
            sql = step.sql
            for name, value in names.items():
                sql = sql.replace("{" + name + "}", value)
            _run(cursor, step, sql)
    finally:
        cursor.execute("rollback")


def test_the_suite_covers_its_topics() -> None:
    """At least two hundred statements whose result is checked, and each case names its page."""
    checked = [step for case in CASES for step in case.steps if step.rows is not None or step.error is not None]
    assert len(checked) >= 200
    assert [str(case) for case in CASES if not re.fullmatch(r"[\w-]+", case.page)] == []


def _put(case: Case, target: Target) -> str:
    """Puts the case's objects into a folder of their own; its address."""
    if target.bucket is None:
        pytest.skip("SPARKIFY_TEST_REDSHIFT_BUCKET does not name the bucket that COPY shall read")
    folder = f"golden-{uuid.uuid4().hex}"
    store = S3Store(target.bucket, client_options={"allow_http": True})
    for name, content in case.objects.items():
        obstore.put(store, f"{folder}/{name}", content.replace("{bucket}", f"s3://{target.bucket}/{folder}").encode())
    return f"s3://{target.bucket}/{folder}"


def _run(cursor: Any, step: Step, sql: str) -> None:
    if step.error is not None:
        with pytest.raises(redshift_connector.Error) as raised:
            cursor.execute(sql)
        assert step.error in ("", raised.value.args[0]["C"]), raised.value.args[0]
        return
    cursor.execute(sql)
    if step.types is not None:
        columns = zip(cursor.ps["row_desc"], step.types, strict=True)
        assert [_type(column, "(" in type_) for column, type_ in columns] == step.types
    if step.rows is not None:
        rows = [" | ".join(map(_shown, row)) for row in cursor.fetchall()]
        assert (rows if step.ordered else sorted(rows)) == (step.rows if step.ordered else sorted(step.rows))


def _type(column: dict[str, int], with_modifiers: bool) -> str:
    """A column's type as the case writes it, from its description on the wire."""
    name, modifier = from_oid(column["type_oid"]).name, column["type_modifier"] - 4
    if not with_modifiers:
        return name
    return f"{name}({modifier >> 16},{modifier & 0xFFFF})" if name == "numeric" else f"{name}({modifier})"


def _shown(value: Any) -> str:
    """A value as the case writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(value, "f") if type(value).__name__ == "Decimal" else str(value)
