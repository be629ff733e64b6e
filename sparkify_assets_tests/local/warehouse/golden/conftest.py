"""The S3 that COPY's cases read."""

from sparkify_assets_tests.local.warehouse.copy.conftest import s3

__all__ = ["s3"]
