"""dbt's tests of grants on models, seeds, snapshots and incremental models."""

from __future__ import annotations

from dbt.tests.adapter.grants.test_incremental_grants import BaseIncrementalGrants
from dbt.tests.adapter.grants.test_invalid_grants import BaseInvalidGrants
from dbt.tests.adapter.grants.test_model_grants import BaseModelGrants
from dbt.tests.adapter.grants.test_seed_grants import BaseSeedGrants
from dbt.tests.adapter.grants.test_snapshot_grants import BaseSnapshotGrants

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything


@everything
class TestModelGrants(BaseModelGrants):
    pass


@everything
class TestIncrementalGrants(BaseIncrementalGrants):
    pass


@everything
class TestSeedGrants(BaseSeedGrants):
    def seeds_support_partial_refresh(self) -> bool:
        return True


@everything
class TestSnapshotGrants(BaseSnapshotGrants):
    pass


@everything
class TestInvalidGrants(BaseInvalidGrants):
    pass
