"""The raw assets in the UI: what an observation makes of staging's freshness."""

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver
from dagster._core.loader import LoadingContextForTest

from sparkify_assets.definitions import defs
from sparkify_assets_tests.platform import Platform, dagster_instance, song


def _stale(instance: dg.DagsterInstance, asset: str) -> list[str]:
    """The reasons for which the UI calls an asset out of date, empty when it doesn't."""
    resolver = CachingStaleStatusResolver(
        instance, asset_graph=defs.resolve_asset_graph(), loading_context=LoadingContextForTest(instance)
    )
    return [cause.reason for cause in resolver.get_stale_causes(dg.AssetKey(asset))]


def _execute(instance: dg.DagsterInstance, asset: str) -> None:
    job = defs.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process(instance=instance, asset_selection=[dg.AssetKey(asset)]).success


def test_staging_is_stale_from_a_new_catalogue_until_it_is_loaded(platform: Platform) -> None:
    """Nothing is stale after a load of what was observed; a changed object is seen at the next observation."""
    platform.put_songs([song()])
    with dagster_instance() as instance:
        defs.resolve_job_def("observe_raw").execute_in_process(instance=instance)
        _execute(instance, "stg_songs")
        assert _stale(instance, "stg_songs") == []
        platform.put_songs([song(title="Boil Over")])
        _execute(instance, "song_data")
        assert _stale(instance, "stg_songs") == ["has a new dependency data version"]
        _execute(instance, "stg_songs")
        assert _stale(instance, "stg_songs") == []
