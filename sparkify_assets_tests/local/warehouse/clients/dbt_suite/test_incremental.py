"""dbt's tests of incremental models: unique keys, predicates, changing columns, merge, microbatches."""

from __future__ import annotations

from typing import Any

import pytest
from dbt.tests.adapter.incremental.test_incremental_merge_exclude_columns import BaseMergeExcludeColumns
from dbt.tests.adapter.incremental.test_incremental_microbatch import BaseMicrobatch
from dbt.tests.adapter.incremental.test_incremental_on_schema_change import BaseIncrementalOnSchemaChange
from dbt.tests.adapter.incremental.test_incremental_predicates import BaseIncrementalPredicates
from dbt.tests.adapter.incremental.test_incremental_unique_id import BaseIncrementalUniqueKey

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything


class TestMergeExcludeColumns(BaseMergeExcludeColumns):
    pass


@everything
class TestUniqueKeyByDeleteAndInsert(BaseIncrementalUniqueKey):
    pass


@everything
class TestUniqueKeyByMerge(BaseIncrementalUniqueKey):
    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        return {"models": {"+incremental_strategy": "merge"}}


@everything
class TestPredicates(BaseIncrementalPredicates):
    pass


@everything
class TestPredicatesByMerge(BaseIncrementalPredicates):
    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        return {"models": {"+incremental_predicates": ["dbt_internal_dest.id != 2"], "+incremental_strategy": "merge"}}


@everything
class TestOnSchemaChange(BaseIncrementalOnSchemaChange):
    pass


@everything
class TestMicrobatch(BaseMicrobatch):
    pass
