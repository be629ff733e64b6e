"""dbt's tests of seeds: schemas, delimiters, full refresh, byte-order marks, formats, an empty file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dbt.tests.adapter.simple_seed import fixtures, test_seed
from dbt.tests.adapter.simple_seed.test_seed import (
    BaseBasicSeedTests,
    BaseSeedConfigFullRefreshOff,
    BaseSeedConfigFullRefreshOn,
    BaseSeedCustomSchema,
    BaseSeedParsing,
    BaseSeedSpecificFormats,
    BaseSeedWithEmptyDelimiter,
    BaseSeedWithUniqueDelimiter,
    BaseSeedWithWrongDelimiter,
    BaseSimpleSeedEnabledViaConfig,
    BaseSimpleSeedWithBOM,
    BaseTestEmptySeed,
)
from dbt.tests.adapter.simple_seed.test_seed_type_override import BaseSimpleSeedColumnOverride

from sparkify_assets_tests.local.warehouse.clients.dbt_suite import everything


@everything
class TestBasicSeedTests(BaseBasicSeedTests):
    pass


@everything
class TestSeedConfigFullRefreshOff(BaseSeedConfigFullRefreshOff):
    pass


@everything
class TestSeedConfigFullRefreshOn(BaseSeedConfigFullRefreshOn):
    pass


@everything
class TestSeedCustomSchema(BaseSeedCustomSchema):
    pass


@everything
class TestSeedParsing(BaseSeedParsing):
    pass


@everything
class TestSeedSpecificFormats(BaseSeedSpecificFormats):
    pass


@everything
class TestSeedWithEmptyDelimiter(BaseSeedWithEmptyDelimiter):
    pass


@everything
class TestSeedWithUniqueDelimiter(BaseSeedWithUniqueDelimiter):
    pass


@everything
class TestSeedWithWrongDelimiter(BaseSeedWithWrongDelimiter):
    pass


@everything
class TestSimpleSeedEnabledViaConfig(BaseSimpleSeedEnabledViaConfig):
    pass


@everything
class TestSimpleSeedWithBOM(BaseSimpleSeedWithBOM):
    @pytest.fixture(scope="class")
    def project(self, project: Any) -> Any:
        """The seed file lies beside dbt's own test."""
        project.test_dir = str(Path(test_seed.__file__).parent)
        return project


@everything
class TestSimpleSeedColumnOverride(BaseSimpleSeedColumnOverride):
    @pytest.fixture(scope="class")
    def models(self) -> dict[str, str]:
        """Redshift's name for `text`; dbt-redshift makes a column of unknown type as long as its longest value."""
        head, tail = fixtures.properties__schema_yml.split("  - name: relative")
        for length in (9, 8):  # yesterday, Saturday
            tail = tail.replace("type: text", f"type: character varying({length})", 1)
        return {"schema.yml": head.replace("type: text", "type: character varying(256)") + "  - name: relative" + tail}


@everything
class TestEmptySeed(BaseTestEmptySeed):
    pass
