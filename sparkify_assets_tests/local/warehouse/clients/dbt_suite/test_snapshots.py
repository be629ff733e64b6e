"""dbt's tests of snapshots: by timestamp and by columns, hard deletes, new columns, names of the added columns."""

from __future__ import annotations

from dbt.tests.adapter.simple_snapshot.new_record_check_mode import BaseSnapshotNewRecordCheckMode
from dbt.tests.adapter.simple_snapshot.new_record_dbt_valid_to_current import BaseSnapshotNewRecordDbtValidToCurrent
from dbt.tests.adapter.simple_snapshot.new_record_timestamp_mode import BaseSnapshotNewRecordTimestampMode
from dbt.tests.adapter.simple_snapshot.test_ephemeral_snapshot_hard_deletes import (
    BaseSnapshotEphemeralHardDeletes,
    BaseSnapshotNewColumnSpecificCheckCols,
    BaseSnapshotNewColumnTimestampStrategy,
    BaseSnapshotNewColumnWithDeletes,
)
from dbt.tests.adapter.simple_snapshot.test_snapshot import BaseSimpleSnapshot, BaseSnapshotCheck
from dbt.tests.adapter.simple_snapshot.test_various_configs import (
    BaseSnapshotColumnNames,
    BaseSnapshotColumnNamesFromDbtProject,
    BaseSnapshotDbtValidToCurrent,
    BaseSnapshotInvalidColumnNames,
    BaseSnapshotMultiUniqueKey,
)

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything


@everything
class TestSimpleSnapshot(BaseSimpleSnapshot):
    pass


@everything
class TestSnapshotCheck(BaseSnapshotCheck):
    pass


@everything
class TestNewRecordTimestampMode(BaseSnapshotNewRecordTimestampMode):
    pass


@everything
class TestNewRecordCheckMode(BaseSnapshotNewRecordCheckMode):
    pass


@everything
class TestNewRecordDbtValidToCurrent(BaseSnapshotNewRecordDbtValidToCurrent):
    pass


@everything
class TestEphemeralHardDeletes(BaseSnapshotEphemeralHardDeletes):
    pass


@everything
class TestColumnNames(BaseSnapshotColumnNames):
    pass


@everything
class TestColumnNamesFromDbtProject(BaseSnapshotColumnNamesFromDbtProject):
    pass


@everything
class TestInvalidColumnNames(BaseSnapshotInvalidColumnNames):
    pass


@everything
class TestDbtValidToCurrent(BaseSnapshotDbtValidToCurrent):
    pass


@everything
class TestMultiUniqueKey(BaseSnapshotMultiUniqueKey):
    pass


@everything
class TestNewColumnTimestampStrategy(BaseSnapshotNewColumnTimestampStrategy):
    pass


@everything
class TestNewColumnSpecificCheckCols(BaseSnapshotNewColumnSpecificCheckCols):
    pass


@everything
class TestNewColumnWithDeletes(BaseSnapshotNewColumnWithDeletes):
    pass
