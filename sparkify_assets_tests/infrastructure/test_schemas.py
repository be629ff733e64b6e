"""The schemas as an asset, on the local warehouse."""

import dagster as dg
import pytest

from sparkify_assets.infrastructure.schemas import warehouse_schemas
from sparkify_assets.redshift.resource import RedshiftResource


def test_schemas_users_and_grants_are_made(database: str) -> None:
    """The asset says what it did, and the next time that there was nothing to do."""
    results = [dg.materialize([warehouse_schemas], resources={"warehouse": RedshiftResource()}) for _ in range(2)]
    changed = [each.asset_materializations_for_node("warehouse_schemas")[0].metadata["changed"] for each in results]
    assert "create schema if not exists star" in str(changed[0].value)
    assert changed[1].value == "nothing differed"


def test_a_warehouse_that_is_not_there(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure is one sentence without a traceback's noise."""
    for name, value in {"HOST": "127.0.0.1", "PORT": "1", "PASSWORD": "x", "TLS": "false"}.items():
        monkeypatch.setenv(f"REDSHIFT_{name}", value)
    with pytest.raises(dg.Failure, match="Check REDSHIFT_HOST"):
        dg.materialize([warehouse_schemas], resources={"warehouse": RedshiftResource()})
