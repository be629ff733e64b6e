"""The engine room: everything that knows how Redshift behaves, and nothing that knows what Sparkify's tables mean.

Here: tables as values, writes, audits, DDL, lineage, the S3 side of COPY, and the one resource that runs them. Not
here: assets, partitions, checks as Dagster sees them; this package imports nothing of the packages above it.
"""
