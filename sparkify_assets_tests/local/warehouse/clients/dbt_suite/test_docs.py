"""dbt's tests of documentation: `docs generate` and descriptions kept as comments."""

from __future__ import annotations

from typing import Any

import pytest
from dbt.tests.adapter.basic.expected_catalog import base_expected_catalog, expected_references_catalog, no_stats
from dbt.tests.adapter.basic.test_docs_generate import BaseDocsGenerate, BaseDocsGenReferences
from dbt.tests.adapter.persist_docs.test_persist_docs import (
    BasePersistDocs,
    BasePersistDocsAllColumnsMissing,
    BasePersistDocsColumnMissing,
    BasePersistDocsCommentOnQuotedColumn,
    BasePersistDocsQuotedColumnCaseSensitive,
)
from dbt.tests.util import AnyFloat, AnyInteger, AnyString, AnyStringWith

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything

# What `svv_table_info` has of a table: its label in dbt, and its value.
_STATISTICS = {
    "encoded": ("Encoded", AnyStringWith("Y")),
    "diststyle": ("Dist Style", AnyStringWith("AUTO")),
    "sortkey1": ("Sort Key 1", AnyString()),
    "max_varchar": ("Max Varchar", AnyInteger()),
    "size": ("Approximate Size", AnyInteger()),
    "pct_used": ("Disk Utilization", AnyFloat()),
    "unsorted": ("Unsorted %", AnyFloat()),
    "stats_off": ("Stats Off", AnyFloat()),
    "rows": ("Approximate Row Count", AnyFloat()),
    "skew_rows": ("Skew Rows", AnyFloat()),
}


def _statistics() -> dict[str, Any]:
    """The statistics of a table, each as dbt's catalog has it."""
    table = {
        name: {"id": name, "label": label, "value": value, "description": AnyString(), "include": True}
        for name, (label, value) in _STATISTICS.items()
    }
    return table | {"has_stats": no_stats()["has_stats"] | {"value": True}}


class TestDocsGenerate(BaseDocsGenerate):
    @pytest.fixture(scope="class")
    def expected_catalog(self, project: Any, profile_user: str) -> Any:
        return base_expected_catalog(
            project, role=profile_user, id_type="integer", text_type=AnyStringWith("character varying"),
            time_type=AnyStringWith("timestamp without time zone"), view_type="VIEW", table_type="BASE TABLE",
            model_stats=no_stats(), seed_stats=_statistics(),
        )  # fmt: skip


@everything
class TestDocsGenReferences(BaseDocsGenReferences):
    @pytest.fixture(scope="class")
    def expected_catalog(self, project: Any, profile_user: str) -> Any:
        return expected_references_catalog(
            project, role=profile_user, id_type="integer", text_type=AnyStringWith("character varying"),
            time_type=AnyStringWith("timestamp without time zone"), bigint_type="bigint", view_type="VIEW",
            table_type="BASE TABLE", model_stats=_statistics(), seed_stats=_statistics(), view_summary_stats=no_stats(),
        )  # fmt: skip


@everything
class TestPersistDocs(BasePersistDocs):
    pass


@everything
class TestPersistDocsColumnMissing(BasePersistDocsColumnMissing):
    pass


@everything
class TestPersistDocsAllColumnsMissing(BasePersistDocsAllColumnsMissing):
    pass


@everything
class TestPersistDocsQuotedColumn(BasePersistDocsQuotedColumnCaseSensitive):
    pass


@everything
class TestPersistDocsCommentOnQuotedColumn(BasePersistDocsCommentOnQuotedColumn):
    pass
