"""Sparkify's data platform: from log files in S3 to a checked star schema in Amazon Redshift, as Dagster assets.

Start at `definitions`, the table of contents. Nothing is imported here, so that a part is imported without the rest.
"""
