"""dbt's own tests for adapters (`dbt-tests-adapter`) over the warehouse.

All of basic, incremental, snapshots and docs, and of seeds and grants, but for what Redshift or dbt-redshift lacks:

* `BaseGetCatalogForSingleRelation`: dbt-redshift has no catalog of one relation.
* `BasePersistDocsQuotedDescriptionNotAppliedOnMismatch`: Redshift folds the case of quoted names too.

Each class takes five to ten seconds, nearly all of them dbt's own, so that `everything` stands at most of them.
"""

from __future__ import annotations

import os

import pytest

everything = pytest.mark.skipif(
    not os.environ.get("SPARKIFY_TEST_EVERYTHING"), reason="SPARKIFY_TEST_EVERYTHING is not set: dbt takes its time"
)
