"""dbt's basic tests: views, tables, seeds, incremental models, tests, snapshots, ephemeral models."""

from __future__ import annotations

import pytest
from dbt.tests.adapter.basic.test_adapter_methods import BaseAdapterMethod
from dbt.tests.adapter.basic.test_base import BaseSimpleMaterializations
from dbt.tests.adapter.basic.test_empty import BaseEmpty
from dbt.tests.adapter.basic.test_ephemeral import BaseEphemeral
from dbt.tests.adapter.basic.test_generic_tests import BaseGenericTests
from dbt.tests.adapter.basic.test_incremental import (
    BaseIncremental,
    BaseIncrementalBadStrategy,
    BaseIncrementalNotSchemaChange,
)
from dbt.tests.adapter.basic.test_singular_tests import BaseSingularTests
from dbt.tests.adapter.basic.test_singular_tests_ephemeral import BaseSingularTestsEphemeral
from dbt.tests.adapter.basic.test_snapshot_check_cols import BaseSnapshotCheckCols
from dbt.tests.adapter.basic.test_snapshot_timestamp import BaseSnapshotTimestamp
from dbt.tests.adapter.basic.test_table_materialization import BaseTableMaterialization
from dbt.tests.adapter.basic.test_validate_connection import BaseValidateConnection
from dbt.tests.adapter.dbt_debug.test_dbt_debug import BaseDebugInvalidProjectPostgres, BaseDebugPostgres

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything

# dbt-redshift makes a seed's text as long as its longest value; the tests then append to it.
_WIDE_NAMES = {
    "schema.yml": "{version: 2, seeds: [{name: added, config: {column_types: {name: varchar(64)}}}, "
    "{name: base, config: {column_types: {name: varchar(64)}}}]}"
}


class TestSimpleMaterializations(BaseSimpleMaterializations):
    pass


@everything
class TestSnapshotTimestamp(BaseSnapshotTimestamp):
    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        return _WIDE_NAMES


@everything
class TestSnapshotCheckCols(BaseSnapshotCheckCols):
    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        return _WIDE_NAMES


@everything
class TestDebug(BaseDebugPostgres):
    pass


@everything
class TestDebugInvalidProject(BaseDebugInvalidProjectPostgres):
    pass


@everything
class TestAdapterMethod(BaseAdapterMethod):
    pass


@everything
class TestEmpty(BaseEmpty):
    pass


@everything
class TestEphemeral(BaseEphemeral):
    pass


@everything
class TestGenericTests(BaseGenericTests):
    pass


@everything
class TestIncremental(BaseIncremental):
    pass


@everything
class TestIncrementalNotSchemaChange(BaseIncrementalNotSchemaChange):
    pass


@everything
class TestIncrementalBadStrategy(BaseIncrementalBadStrategy):
    pass


@everything
class TestSingularTests(BaseSingularTests):
    pass


@everything
class TestSingularTestsEphemeral(BaseSingularTestsEphemeral):
    pass


@everything
class TestTableMaterialization(BaseTableMaterialization):
    pass


@everything
class TestValidateConnection(BaseValidateConnection):
    pass
