"""The schemas of the warehouse, its users and their grants, as an asset. Not here: the tables in them, which every load
ensures for itself; the SQL (`access`)."""

import dagster as dg

from sparkify_assets.conventions import OWNERS
from sparkify_assets.infrastructure.access import ANALYSTS, SCHEMAS, activity, configure, owner
from sparkify_assets.redshift.errors import WarehouseError
from sparkify_assets.redshift.resource import RedshiftResource


@dg.asset(deps=["redshift_cluster"], group_name="infrastructure", kinds={"redshift"}, owners=OWNERS)
def warehouse_schemas(warehouse: RedshiftResource) -> dg.MaterializeResult[None]:
    """One schema a layer: `staging` is a function of S3, `star` of staging, `marts` of the star.

    The owner loads them; the group `analysts` reads them, future tables included.
    """
    try:
        done = configure(warehouse)
        inside = activity(warehouse)
    except WarehouseError as failed:
        raise dg.Failure(str(failed), allow_retries=False) from failed.__cause__
    changed = dg.MetadataValue.md("\n".join(f"- `{statement}`" for statement in done) or "nothing differed")
    return dg.MaterializeResult(
        metadata={
            "schemas": ", ".join(SCHEMAS),
            "owner": owner(warehouse),
            "readers": ANALYSTS,
            "changed": changed,
            **inside,
        }
    )
